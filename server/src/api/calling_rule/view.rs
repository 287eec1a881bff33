use domain::calling_rule::CallingRule;
use serde::Serialize;
use utoipa::ToSchema;

/// A rule, as the file has it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CallingRuleView {
    rule_id: String,
    /// A country, or a part of one.
    #[schema(examples("US-FL"))]
    jurisdiction: String,
    /// hours, holiday, attempts_24h, abandoned_share_30d, min_ring_seconds or internal_dnc_days.
    kind: &'static str,
    #[schema(examples("08:00-20:00"))]
    value: String,
    /// The first local day on which it counts.
    effective_from: String,
    /// Where it was read.
    source: String,
}

impl From<&CallingRule> for CallingRuleView {
    fn from(rule: &CallingRule) -> Self {
        Self {
            rule_id: rule.id.clone(),
            jurisdiction: rule.jurisdiction.to_string(),
            kind: rule.value.kind().as_str(),
            value: rule.value.to_string(),
            effective_from: rule.effective_from.to_string(),
            source: rule.source.clone(),
        }
    }
}
