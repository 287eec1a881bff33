//! A campaign between its form and its draft: what each field is called, and what it holds.

use super::windows::{self, WindowRow};
use crate::components::field::Typed;
use crate::forms::FormPost;
use domain::FieldErrors;
use domain::campaign::CampaignDraft;
use domain::consent::ConsentKind;
use domain::dial::{DaysDraft, WindowDraft};
use domain::id::ProviderId;
use serde::{Deserialize, Serialize};

/// The form as it is sent.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CampaignForm {
    pub name: String,
    pub description: String,
    pub provider: String,
    pub caller_id: String,
    pub answer_url: String,
    pub max_concurrent: String,
    pub calls_per_second: String,
    pub windows: Vec<WindowRow>,
    pub any_hour: String,
    /// Of a new one; a campaign that is there has a page for it.
    pub retry_policy: Option<String>,
    pub max_attempts: String,
    pub day_cap: String,
    pub lifetime_cap: String,
    pub consent_required: String,
    pub consent_kinds: Vec<String>,
    pub log_calls: String,
    pub longest_call: String,
    pub dials_list: String,
}

/// The fields that the form shows, in the draft's words.
pub(super) const SHOWN: [&str; 18] = [
    "name",
    "description",
    "provider",
    "caller_id",
    "answer_url",
    "max_concurrent",
    "calls_per_second",
    "windows",
    "enforce_hours",
    "retry_policy",
    "max_attempts",
    "day_cap",
    "lifetime_cap",
    "consent_required",
    "consent_kinds",
    "log_calls",
    "longest_call",
    "dials_list",
];

impl CampaignForm {
    /// What it says.
    pub(super) fn draft(&self) -> CampaignDraft {
        let form = self.clone();
        CampaignDraft {
            name: form.name,
            description: form.description,
            caller_id: form.caller_id,
            answer_url: form.answer_url,
            max_concurrent: form.max_concurrent,
            calls_per_second: form.calls_per_second,
            windows: windows::drafts(&form.windows),
            enforce_hours: form.any_hour != "true",
            // A browser sends line breaks of its own.
            retry_policy: form.retry_policy.unwrap_or_default().replace("\r\n", "\n"),
            max_attempts: form.max_attempts,
            day_cap: form.day_cap,
            lifetime_cap: form.lifetime_cap,
            consent_required: form.consent_required == "true",
            consent_kinds: form.consent_kinds,
            log_calls: form.log_calls == "true",
            longest_call: form.longest_call,
            dials_list: form.dials_list == "true",
        }
    }

    /// The provider that is chosen.
    pub(super) fn provider(&self) -> Result<ProviderId, FieldErrors> {
        self.provider.trim().parse().map_err(|_| FieldErrors::one("provider", "Choose who places the calls."))
    }

    /// The post with everything that was typed.
    pub(super) fn typed(&self, post: FormPost) -> FormPost {
        let values = values(&self.draft());
        values
            .into_iter()
            .fold(post.typed("provider", &self.provider), |post, (field, value)| post.typed(field, &value))
    }
}

/// A draft's values by field, as the form keeps them.
pub(super) fn values(draft: &CampaignDraft) -> Vec<(&'static str, String)> {
    let check = |on: bool| if on { "true".to_owned() } else { String::new() };
    vec![
        ("name", draft.name.clone()),
        ("description", draft.description.clone()),
        ("caller_id", draft.caller_id.clone()),
        ("answer_url", draft.answer_url.clone()),
        ("max_concurrent", draft.max_concurrent.clone()),
        ("calls_per_second", draft.calls_per_second.clone()),
        ("windows", windows::text(&draft.windows)),
        ("enforce_hours", check(!draft.enforce_hours)),
        ("retry_policy", draft.retry_policy.clone()),
        ("max_attempts", draft.max_attempts.clone()),
        ("day_cap", draft.day_cap.clone()),
        ("lifetime_cap", draft.lifetime_cap.clone()),
        ("consent_required", check(draft.consent_required)),
        ("consent_kinds", draft.consent_kinds.join(" ")),
        ("log_calls", check(draft.log_calls)),
        ("longest_call", draft.longest_call.clone()),
        ("dials_list", check(draft.dials_list)),
    ]
}

/// The form with a draft's values wherever nothing was typed.
pub(super) fn filled(typed: Typed, draft: &CampaignDraft) -> Typed {
    values(draft).into_iter().fold(typed, |typed, (field, value)| typed.or(field, &value))
}

/// What a campaign is proposed to be set to.
pub(super) fn usual() -> CampaignDraft {
    CampaignDraft {
        max_concurrent: "100".to_owned(),
        windows: vec![WindowDraft {
            days: DaysDraft::Word("all".to_owned()),
            start: "09:00".to_owned(),
            end: "20:00".to_owned(),
        }],
        enforce_hours: true,
        consent_required: true,
        consent_kinds: ConsentKind::ALL.map(|kind| kind.as_str().to_owned()).to_vec(),
        log_calls: true,
        longest_call: "60".to_owned(),
        dials_list: true,
        ..CampaignDraft::default()
    }
}

/// What people call a field, for what somebody else saved meanwhile.
pub(super) fn label(field: &str) -> &'static str {
    match field {
        "name" => "Name",
        "description" => "Description",
        "provider" => "Provider",
        "caller_id" => "Caller id",
        "answer_url" => "What is said",
        "max_concurrent" => "Calls at once",
        "calls_per_second" => "Calls a second",
        "windows" => "Hours",
        "enforce_hours" => "Calling at any hour",
        "retry_policy" => "Retry policy",
        "max_attempts" => "Attempts",
        "day_cap" => "Calls in 24 hours",
        "lifetime_cap" => "Calls ever",
        "consent_required" => "Consent for every number",
        "consent_kinds" => "Kinds of consent",
        "log_calls" => "Calls on the timeline",
        "dials_list" => "Calling its list",
        _ => "Longest call",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_of_the_draft_stands_in_the_form() {
        let named: Vec<&str> = values(&usual()).into_iter().map(|(field, _)| field).chain(["provider"]).collect();
        for field in SHOWN {
            assert!(named.contains(&field), "{field}");
        }
        assert_eq!(named.len(), SHOWN.len());
        assert!(usual().check().is_err_and(|errors| errors.iter().all(|(field, _)| field == "name")));
    }
}
