//! Reading a policy's text: every fault with its line and column.

use super::{Clock, Defaults, OutcomeRule, RetryPolicy, Rule, Scheduler, Slot};
use crate::dial::window::{Days, minutes};
use crate::dial::{ATTEMPTS_HARD_MAX, Outcome, Zones};
use crate::id::CampaignId;
use serde::Deserialize;
use serde_saphyr::{DefaultMessageFormatter, Location, MessageFormatter, Spanned};
use std::collections::BTreeMap;
use std::fmt;
use time::Duration;

/// The longest text of a policy, in bytes; a long one has a few thousand.
pub const TEXT_MAX: usize = 64 * 1024;

/// The most rules of one list.
const RULES_MAX: usize = 100;

/// The longest interval between attempts: four weeks.
const INTERVAL_MAX: u32 = 28 * 24 * 60;

/// What is wrong with a policy, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFault {
    /// From 1.
    pub line: u64,
    /// From 1, in characters.
    pub column: u64,
    pub text: String,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}, column {}: {}", self.line, self.column, self.text)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    global_rules: Vec<RuleText>,
    #[serde(default)]
    campaign_rules: Vec<CampaignText>,
    defaults: Option<DefaultsText>,
    #[serde(default)]
    status_retry_rules: OutcomesText,
    timezone: Option<Spanned<String>>,
    scheduler: Option<SchedulerText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    #[serde(default)]
    name: Option<Spanned<String>>,
    days: Spanned<Vec<Spanned<String>>>,
    time_slots: Vec<SlotText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SlotText {
    start_time: Spanned<String>,
    end_time: Spanned<String>,
    max_attempts: Option<Spanned<i64>>,
    retry_interval_minutes: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CampaignText {
    campaign_id: Spanned<i64>,
    rules: Vec<RuleText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DefaultsText {
    max_attempts: Option<Spanned<i64>>,
    retry_interval_minutes: Option<Spanned<i64>>,
    concurrent_call_limit: Option<Spanned<i64>>,
    duplicate_call_window_minutes: Option<Spanned<i64>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "UPPERCASE")]
struct OutcomesText {
    picked: Option<Spanned<OutcomeText>>,
    disconnected: Option<Spanned<OutcomeText>>,
    rnr: Option<Spanned<OutcomeText>>,
    failed: Option<Spanned<OutcomeText>>,
    declined: Option<Spanned<OutcomeText>>,
}

impl OutcomesText {
    fn of(&self, outcome: Outcome) -> Option<&Spanned<OutcomeText>> {
        let written = match outcome {
            Outcome::Picked => &self.picked,
            Outcome::Disconnected => &self.disconnected,
            Outcome::Rnr => &self.rnr,
            Outcome::Failed => &self.failed,
            Outcome::Declined => &self.declined,
        };
        written.as_ref()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeText {
    should_retry: bool,
    #[serde(default = "counts")]
    increment_attempt: bool,
    max_attempts: Option<Spanned<i64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SchedulerText {
    check_interval_minutes: Option<Spanned<i64>>,
    batch_size: Option<Spanned<i64>>,
    max_concurrent_retries: Option<Spanned<i64>>,
}

fn counts() -> bool {
    true
}

/// What was found so far.
#[derive(Default)]
struct Faults(Vec<PolicyFault>);

impl Faults {
    fn add(&mut self, at: &Location, text: impl Into<String>) {
        self.0.push(PolicyFault { line: at.line(), column: at.column(), text: text.into() });
    }

    /// A whole number between two bounds; `usual` where none is written.
    fn number(&mut self, written: Option<&Spanned<i64>>, name: &str, least: u32, most: u32, usual: u32) -> u32 {
        let Some(written) = written else { return usual };
        match u32::try_from(written.value).ok().filter(|number| (least..=most).contains(number)) {
            Some(number) => number,
            None => {
                self.add(&written.referenced, format!("{name} is {} and has to be {least} to {most}.", written.value));
                usual
            }
        }
    }

    fn minutes(&mut self, written: Option<&Spanned<i64>>, name: &str, most: u32, usual: Duration) -> Duration {
        let usual = u32::try_from(usual.whole_minutes()).unwrap_or(0);
        Duration::minutes(i64::from(self.number(written, name, 0, most, usual)))
    }
}

impl RetryPolicy {
    /// Reads a policy as somebody wrote it. Parts that are left out are those of the policy that is shipped.
    ///
    /// # Errors
    /// Every fault that is found, in the order of the text; where it is no YAML or has other fields, the first.
    pub fn read(text: &str) -> Result<RetryPolicy, Vec<PolicyFault>> {
        if text.len() > TEXT_MAX {
            let text = format!("A policy has at most {TEXT_MAX} bytes; this one has {}.", text.len());
            return Err(vec![PolicyFault { line: 1, column: 1, text }]);
        }
        let written: Text = serde_saphyr::from_str(text).map_err(|error| vec![fault(&error)])?;
        let mut faults = Faults::default();
        let policy = written.check(&mut faults);
        if faults.0.is_empty() {
            Ok(policy)
        } else {
            faults.0.sort_by_key(|fault| (fault.line, fault.column));
            Err(faults.0)
        }
    }
}

/// What the reader says, without its picture of the text.
fn fault(error: &serde_saphyr::Error) -> PolicyFault {
    let error = error.without_snippet();
    let (line, column) = error.location().map_or((1, 1), |at| (at.line().max(1), at.column().max(1)));
    let text = DefaultMessageFormatter.format_message(error).into_owned();
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    let rest = letters.as_str().trim_end_matches('.');
    PolicyFault { line, column, text: format!("{first}{rest}.") }
}

impl Text {
    fn check(&self, faults: &mut Faults) -> RetryPolicy {
        let defaults = self.defaults(faults);
        RetryPolicy {
            global_rules: rules(&self.global_rules, &defaults, faults),
            campaign_rules: self.campaigns(&defaults, faults),
            outcomes: self.outcomes(faults),
            clock: self.clock(faults),
            scheduler: self.scheduler(faults),
            defaults,
        }
    }

    fn defaults(&self, faults: &mut Faults) -> Defaults {
        let written = self.defaults.as_ref();
        let attempts = written.and_then(|written| written.max_attempts.as_ref());
        let interval = written.and_then(|written| written.retry_interval_minutes.as_ref());
        let at_once = written.and_then(|written| written.concurrent_call_limit.as_ref());
        let window = written.and_then(|written| written.duplicate_call_window_minutes.as_ref());
        Defaults {
            max_attempts: faults.number(attempts, "max_attempts", 1, ATTEMPTS_HARD_MAX, 3),
            interval: faults.minutes(interval, "retry_interval_minutes", INTERVAL_MAX, Duration::minutes(60)),
            concurrent_calls: faults.number(at_once, "concurrent_call_limit", 1, 1_000_000, 100),
            duplicate_window: faults.minutes(
                window,
                "duplicate_call_window_minutes",
                INTERVAL_MAX,
                Duration::minutes(5),
            ),
        }
    }

    fn campaigns(&self, defaults: &Defaults, faults: &mut Faults) -> BTreeMap<CampaignId, Vec<Rule>> {
        let mut campaigns = BTreeMap::new();
        for written in &self.campaign_rules {
            let id = CampaignId(written.campaign_id.value);
            if campaigns.contains_key(&id) {
                // The first match counts, so a second entry would be read by nobody.
                faults.add(&written.campaign_id.referenced, format!("Campaign {id} has its rules above already."));
            }
            let own = rules(&written.rules, defaults, faults);
            campaigns.entry(id).or_insert(own);
        }
        campaigns
    }

    fn outcomes(&self, faults: &mut Faults) -> BTreeMap<Outcome, OutcomeRule> {
        let again = OutcomeRule { should_retry: true, increments: true, max_attempts: None };
        let never = OutcomeRule { should_retry: false, increments: false, max_attempts: None };
        let mut outcomes = BTreeMap::from([
            (Outcome::Disconnected, again),
            (Outcome::Rnr, again),
            (Outcome::Picked, never),
            (Outcome::Failed, again),
        ]);
        for outcome in Outcome::ALL {
            let Some(written) = self.status_retry_rules.of(outcome) else { continue };
            let OutcomeText { should_retry, increment_attempt, max_attempts: most } = &written.value;
            if outcome == Outcome::Picked && *should_retry {
                faults.add(&written.referenced, "Whoever answered is not called again: PICKED is never retried.");
            }
            let most = most.as_ref();
            let max_attempts =
                most.map(|_| faults.number(most, "max_attempts", 1, ATTEMPTS_HARD_MAX, ATTEMPTS_HARD_MAX));
            let rule = OutcomeRule { should_retry: *should_retry, increments: *increment_attempt, max_attempts };
            outcomes.insert(outcome, rule);
        }
        outcomes
    }

    fn clock(&self, faults: &mut Faults) -> Clock {
        let Some(written) = &self.timezone else { return Clock::CalledParty };
        if written.value == "called_party" {
            return Clock::CalledParty;
        }
        if let Err(error) = Zones::named([written.value.as_str()]) {
            faults.add(&written.referenced, format!("{error} Use a name such as America/Chicago, or called_party."));
        }
        Clock::Zone(written.value.clone())
    }

    fn scheduler(&self, faults: &mut Faults) -> Scheduler {
        let written = self.scheduler.as_ref();
        let check = written.and_then(|written| written.check_interval_minutes.as_ref());
        let batch = written.and_then(|written| written.batch_size.as_ref());
        let retries = written.and_then(|written| written.max_concurrent_retries.as_ref());
        Scheduler {
            check_interval: Duration::minutes(i64::from(faults.number(check, "check_interval_minutes", 1, 1_440, 10))),
            batch_size: faults.number(batch, "batch_size", 1, 10_000, 100),
            concurrent_retries: faults.number(retries, "max_concurrent_retries", 1, 1_000_000, 50),
        }
    }
}

fn rules(written: &[RuleText], defaults: &Defaults, faults: &mut Faults) -> Vec<Rule> {
    if let Some(over) = written.get(RULES_MAX) {
        faults.add(&over.days.referenced, format!("At most {RULES_MAX} rules in a list."));
    }
    written.iter().take(RULES_MAX).enumerate().map(|(place, rule)| rule.check(place, defaults, faults)).collect()
}

impl RuleText {
    fn check(&self, place: usize, defaults: &Defaults, faults: &mut Faults) -> Rule {
        let mut days = Days::NONE;
        for word in &self.days.value {
            match Days::day_of(&word.value) {
                Some(day) => days = days.with(day),
                None => faults.add(&word.referenced, format!("{:?} is no day: use monday to sunday.", word.value)),
            }
        }
        if self.days.value.is_empty() {
            faults.add(&self.days.referenced, "A rule without days never counts: name some of monday to sunday.");
        }
        let name = self.name.as_ref().map(|name| name.value.clone());
        let slots = self.time_slots.iter().map(|slot| slot.check(defaults, faults)).collect();
        Rule { name: name.unwrap_or_else(|| format!("Rule {}", place + 1)), days, slots }
    }
}

impl SlotText {
    fn check(&self, defaults: &Defaults, faults: &mut Faults) -> Slot {
        let mut time = |written: &Spanned<String>| {
            let read = minutes(&written.value);
            if read.is_none() {
                faults.add(&written.referenced, format!("{:?} is no time: use \"HH:MM\".", written.value));
            }
            read
        };
        let (start, end) = (time(&self.start_time), time(&self.end_time));
        if let (Some(start), Some(end)) = (start, end)
            && start >= end
        {
            faults.add(&self.end_time.referenced, "A slot has to end after it begins; one over midnight is two slots.");
        }
        let attempts = self.max_attempts.as_ref();
        let interval = self.retry_interval_minutes.as_ref();
        Slot {
            start: start.unwrap_or(0),
            end: end.unwrap_or(1),
            max_attempts: faults.number(attempts, "max_attempts", 1, ATTEMPTS_HARD_MAX, defaults.max_attempts),
            interval: faults.minutes(interval, "retry_interval_minutes", INTERVAL_MAX, defaults.interval),
        }
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
