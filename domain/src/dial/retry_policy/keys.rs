//! What may stand where in a policy's text: the reader refuses other keys, the editor offers these.

/// A key with what stands at it, in a few words.
pub type Key = (&'static str, &'static str);

/// A place in the text where keys stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Policy,
    Rule,
    Slot,
    Campaign,
    Defaults,
    Outcomes,
    Outcome,
    Scheduler,
}

impl Part {
    /// The keys that may stand there, in their usual order.
    pub const fn keys(self) -> &'static [Key] {
        match self {
            Part::Policy => &[
                ("global_rules", "days and hours in which it is tried again"),
                ("campaign_rules", "other rules for single campaigns, by their ids"),
                ("defaults", "what counts where no time slot does"),
                ("status_retry_rules", "what each outcome leads to"),
                ("timezone", "whose clock the time slots are read by"),
                ("scheduler", "how retries are taken up"),
            ],
            Part::Rule => &[
                ("name", "what people call the rule"),
                ("days", "a list of monday to sunday"),
                ("time_slots", "a list of stretches of those days"),
            ],
            Part::Slot => &[
                ("start_time", "\"HH:MM\""),
                ("end_time", "\"HH:MM\", after the start"),
                ("max_attempts", "1 to 20"),
                ("retry_interval_minutes", "0 to 40320"),
            ],
            Part::Campaign => &[
                ("campaign_id", "the id of a campaign"),
                ("rules", "a list of rules; [] means that nothing is tried again"),
            ],
            Part::Defaults => &[
                ("max_attempts", "1 to 20"),
                ("retry_interval_minutes", "0 to 40320"),
                ("concurrent_call_limit", "1 to 1000000"),
                ("duplicate_call_window_minutes", "0 to 40320"),
            ],
            Part::Outcomes => &[
                ("DISCONNECTED", "busy, or cut off"),
                ("RNR", "it rang and nobody responded"),
                ("PICKED", "somebody answered: never tried again"),
                ("FAILED", "the provider could not place the call"),
                ("DECLINED", "refused: final without a rule"),
            ],
            Part::Outcome => &[
                ("should_retry", "true or false"),
                ("increment_attempt", "whether it counts: true or false"),
                ("max_attempts", "1 to 20"),
            ],
            Part::Scheduler => &[
                ("check_interval_minutes", "1 to 1440"),
                ("batch_size", "1 to 10000"),
                ("max_concurrent_retries", "1 to 1000000"),
            ],
        }
    }

    /// What the place is called in a sentence: "a rule".
    pub const fn noun(self) -> &'static str {
        match self {
            Part::Policy => "a policy",
            Part::Rule => "a rule",
            Part::Slot => "a time slot",
            Part::Campaign => "an entry of campaign_rules",
            Part::Defaults => "defaults",
            Part::Outcomes => "status_retry_rules",
            Part::Outcome => "an outcome",
            Part::Scheduler => "scheduler",
        }
    }

    /// The names of the keys.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.keys().iter().map(|(name, _)| *name)
    }
}

/// The days, as a policy names them.
pub const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The one of some words that somebody who wrote `written` most likely meant: at most a third of its letters are other ones,
/// left out, added or swapped.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let plain = written.trim().to_lowercase().replace(['-', ' '], "_");
    let distance = |word: &str| strsim::osa_distance(&plain, &word.to_lowercase());
    let (far, word) = known.map(|word| (distance(word), word)).min_by_key(|(far, _)| *far)?;
    (far * 3 <= word.len().max(3)).then_some(word)
}
