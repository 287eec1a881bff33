//! Reading a policy's text: every fault with its line and column.

use super::keys::{DAYS, Part, nearest};
use super::node::{self, At, quoted};
use super::reader::{Fields, Reader};
use super::{Clock, Defaults, OutcomeRule, RetryPolicy, Rule, Scheduler, Slot};
use crate::dial::window::{Days, minutes};
use crate::dial::{ATTEMPTS_HARD_MAX, Outcome, Zones};
use crate::id::CampaignId;
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

impl RetryPolicy {
    /// Reads a policy as somebody wrote it. Parts that are left out are those of the policy that is shipped.
    ///
    /// # Errors
    /// Every fault that is found, in the order of the text, each a sentence on what is wrong and what may stand there; where
    /// it is no YAML, the first.
    pub fn read(text: &str) -> Result<RetryPolicy, Vec<PolicyFault>> {
        if text.len() > TEXT_MAX {
            let text = format!("A policy has at most {TEXT_MAX} bytes; this one has {}.", text.len());
            return Err(vec![PolicyFault { line: 1, column: 1, text }]);
        }
        let root = node::read(text).map_err(|fault| vec![fault])?;
        let mut reader = Reader::default();
        let policy = reader.policy(&root);
        reader.faults.sort_by_key(|fault| (fault.line, fault.column));
        match policy {
            Some(policy) if reader.faults.is_empty() => Ok(policy),
            _ => Err(reader.faults),
        }
    }
}

impl Reader {
    fn policy(&mut self, root: &At) -> Option<RetryPolicy> {
        let fields = self.fields(root, Part::Policy)?;
        let defaults = self.defaults(&fields);
        Some(RetryPolicy {
            global_rules: fields
                .get("global_rules")
                .map_or(Vec::new(), |node| self.rules(node, "global_rules", &defaults)),
            campaign_rules: self.campaigns(&fields, &defaults),
            outcomes: self.outcomes(&fields),
            clock: self.clock(&fields),
            scheduler: self.scheduler(&fields),
            defaults,
        })
    }

    /// A whole number at a key; `usual` where none is written.
    fn count(&mut self, fields: Option<&Fields<'_>>, name: &str, least: u32, most: u32, usual: u32) -> u32 {
        let Some(node) = fields.and_then(|fields| fields.get(name)) else { return usual };
        let number = self.number(node, name, i64::from(least), i64::from(most));
        number.and_then(|number| u32::try_from(number).ok()).unwrap_or(usual)
    }

    fn minutes(&mut self, fields: Option<&Fields<'_>>, name: &str, most: u32, usual: Duration) -> Duration {
        let usual = u32::try_from(usual.whole_minutes()).unwrap_or(0);
        Duration::minutes(i64::from(self.count(fields, name, 0, most, usual)))
    }

    fn defaults(&mut self, policy: &Fields<'_>) -> Defaults {
        let fields = policy.get("defaults").and_then(|node| self.fields(node, Part::Defaults));
        let fields = fields.as_ref();
        Defaults {
            max_attempts: self.count(fields, "max_attempts", 1, ATTEMPTS_HARD_MAX, 3),
            interval: self.minutes(fields, "retry_interval_minutes", INTERVAL_MAX, Duration::minutes(60)),
            concurrent_calls: self.count(fields, "concurrent_call_limit", 1, 1_000_000, 100),
            duplicate_window: self.minutes(fields, "duplicate_call_window_minutes", INTERVAL_MAX, Duration::minutes(5)),
        }
    }

    fn campaigns(&mut self, policy: &Fields<'_>, defaults: &Defaults) -> BTreeMap<CampaignId, Vec<Rule>> {
        let mut campaigns = BTreeMap::new();
        let Some(node) = policy.get("campaign_rules") else { return campaigns };
        for entry in self.list(node, "campaign_rules") {
            let Some(fields) = self.fields(entry, Part::Campaign) else { continue };
            let id = self.needed(&fields, "campaign_id");
            let own = match fields.get("rules") {
                Some(node) => self.rules(node, "rules", defaults),
                None => {
                    self.needed(&fields, "rules");
                    Vec::new()
                }
            };
            let Some(node) = id else { continue };
            let Some(id) = self.number(node, "campaign_id", 1, i64::MAX).map(CampaignId) else { continue };
            if campaigns.contains_key(&id) {
                // The first match counts, so a second entry would be read by nobody.
                self.add(&node.referenced, format!("Campaign {id} has its rules above already."));
            }
            campaigns.entry(id).or_insert(own);
        }
        campaigns
    }

    fn outcomes(&mut self, policy: &Fields<'_>) -> BTreeMap<Outcome, OutcomeRule> {
        let again = OutcomeRule { should_retry: true, increments: true, max_attempts: None };
        let never = OutcomeRule { should_retry: false, increments: false, max_attempts: None };
        let mut outcomes = BTreeMap::from([
            (Outcome::Disconnected, again),
            (Outcome::Rnr, again),
            (Outcome::Picked, never),
            (Outcome::Failed, again),
        ]);
        let Some(written) = policy.get("status_retry_rules").and_then(|node| self.fields(node, Part::Outcomes)) else {
            return outcomes;
        };
        for outcome in Outcome::ALL {
            let Some(node) = written.get(outcome.as_str()) else { continue };
            let Some(fields) = self.fields(node, Part::Outcome) else { continue };
            let should_retry = self.needed(&fields, "should_retry").and_then(|node| self.truth(node, "should_retry"));
            let increments = fields.get("increment_attempt").map(|node| self.truth(node, "increment_attempt"));
            if outcome == Outcome::Picked && should_retry == Some(true) {
                self.add(&node.referenced, "Whoever answered is not called again: PICKED is never retried.");
            }
            let max_attempts = fields
                .get("max_attempts")
                .map(|_| self.count(Some(&fields), "max_attempts", 1, ATTEMPTS_HARD_MAX, ATTEMPTS_HARD_MAX));
            let rule = OutcomeRule {
                should_retry: should_retry.unwrap_or(false),
                increments: increments.flatten().unwrap_or(true),
                max_attempts,
            };
            outcomes.insert(outcome, rule);
        }
        outcomes
    }

    fn clock(&mut self, policy: &Fields<'_>) -> Clock {
        let Some(node) = policy.get("timezone") else { return Clock::CalledParty };
        let Some(name) = self.text(node, "timezone") else { return Clock::CalledParty };
        if name == "called_party" {
            return Clock::CalledParty;
        }
        if let Err(error) = Zones::named([name.as_str()]) {
            self.add(&node.referenced, format!("{error} Use a name such as America/Chicago, or called_party."));
        }
        Clock::Zone(name)
    }

    fn scheduler(&mut self, policy: &Fields<'_>) -> Scheduler {
        let fields = policy.get("scheduler").and_then(|node| self.fields(node, Part::Scheduler));
        let fields = fields.as_ref();
        let check = self.count(fields, "check_interval_minutes", 1, 1_440, 10);
        Scheduler {
            check_interval: Duration::minutes(i64::from(check)),
            batch_size: self.count(fields, "batch_size", 1, 10_000, 100),
            concurrent_retries: self.count(fields, "max_concurrent_retries", 1, 1_000_000, 50),
        }
    }

    fn rules(&mut self, node: &At, name: &str, defaults: &Defaults) -> Vec<Rule> {
        let written = self.list(node, name);
        if let Some(over) = written.get(RULES_MAX) {
            self.add(&over.referenced, format!("{name} has at most {RULES_MAX} rules."));
        }
        let rules = written.iter().take(RULES_MAX).enumerate();
        rules.filter_map(|(place, node)| self.rule(node, place, defaults)).collect()
    }

    fn rule(&mut self, node: &At, place: usize, defaults: &Defaults) -> Option<Rule> {
        let fields = self.fields(node, Part::Rule)?;
        let name = fields.get("name").and_then(|node| self.text(node, "name"));
        let mut days = Days::NONE;
        if let Some(node) = self.needed(&fields, "days") {
            let before = self.faults.len();
            for node in self.list(node, "days") {
                let Some(word) = self.text(node, "A day") else { continue };
                match Days::day_of(&word) {
                    Some(day) => days = days.with(day),
                    None => {
                        let meant = nearest(&word, DAYS.into_iter()).map(|day| format!(" Did you mean {day}?"));
                        let text =
                            format!("{} is no day: use monday to sunday.{}", quoted(&word), meant.unwrap_or_default());
                        self.add(&node.referenced, text);
                    }
                }
            }
            if days.is_empty() && self.faults.len() == before {
                self.add(&node.referenced, "A rule without days never counts: name some of monday to sunday.");
            }
        }
        let slots = match self.needed(&fields, "time_slots") {
            Some(node) => {
                let written = self.list(node, "time_slots");
                written.iter().filter_map(|node| self.slot(node, defaults)).collect()
            }
            None => Vec::new(),
        };
        Some(Rule { name: name.unwrap_or_else(|| format!("Rule {}", place + 1)), days, slots })
    }

    fn slot(&mut self, node: &At, defaults: &Defaults) -> Option<Slot> {
        let fields = self.fields(node, Part::Slot)?;
        let start = self.time(&fields, "start_time");
        let end = self.time(&fields, "end_time");
        if let (Some(start), Some(end), Some(node)) = (start, end, fields.get("end_time"))
            && start >= end
        {
            self.add(&node.referenced, "A slot has to end after it begins; one over midnight is two slots.");
        }
        Some(Slot {
            start: start.unwrap_or(0),
            end: end.unwrap_or(1),
            max_attempts: self.count(Some(&fields), "max_attempts", 1, ATTEMPTS_HARD_MAX, defaults.max_attempts),
            interval: self.minutes(Some(&fields), "retry_interval_minutes", INTERVAL_MAX, defaults.interval),
        })
    }

    fn time(&mut self, fields: &Fields<'_>, name: &str) -> Option<u16> {
        let node = self.needed(fields, name)?;
        let written = self.text(node, name)?;
        let read = minutes(&written);
        if read.is_none() {
            self.add(&node.referenced, format!("{} is no time: use \"HH:MM\", 00:00 to 24:00.", quoted(&written)));
        }
        read
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
