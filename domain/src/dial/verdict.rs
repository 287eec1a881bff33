//! Whether a number may be dialled at a moment: a pure function of what is known of it and what its campaign demands.
//!
//! No dial is placed without a stored verdict, and nothing skips what stands in [`dialability`](crate::dialability).

use super::hours::{Stretch, attempts_24h};
use super::zone::timestamp;
use super::{Hours, Windows, Zones};
use crate::calling_rule::{Law, RuleBook, RuleValue};
use crate::consent::ConsentKind;
use crate::dialability::{Demand, Dialability, Facts, Reason, judge};
use crate::phone::PhoneNumber;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// What a campaign demands of everybody it calls.
#[derive(Debug, Clone)]
pub struct Terms {
    pub demand: Demand,
    pub windows: Windows,
    /// Whether the windows and the law count; off only with a provider through which no call leaves the machine.
    pub enforce_hours: bool,
    pub caps: Caps,
    /// The calling rules of the installation.
    pub rules: Arc<RuleBook>,
}

/// The most attempts at a number, over all campaigns of the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Caps {
    /// In any 24 hours.
    pub day: Option<u32>,
    /// Ever.
    pub lifetime: Option<u32>,
}

/// What is known of whoever would be called.
#[derive(Debug, Clone)]
pub struct Contact<'a> {
    pub number: PhoneNumber,
    pub facts: &'a Facts,
    /// Where their clock stands; `None` where nothing says so.
    pub zones: Option<&'a Zones>,
    /// When they were called within the last 24 hours, the newest first.
    pub recent: &'a [OffsetDateTime],
    /// How often they were called, ever.
    pub lifetime: u32,
}

/// Whether a number may be dialled at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Now, by a consent of this kind; `None` where none is demanded.
    Now(Option<ConsentKind>),
    /// Not before a moment.
    Later(Hold, OffsetDateTime),
    /// As things stand, never.
    Never(Refusal),
}

/// What a contact waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// A decent hour where they are.
    Hours,
    /// The end of a holiday where they are.
    Holiday,
    /// The end of 24 hours with as many calls as are allowed.
    DayCap,
}

/// Why a contact is not called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    NotDialable(Reason),
    /// They were called as often as they may ever be.
    LifetimeCap,
    /// Their zones share no hour of the windows and of the law.
    NoHour,
    /// Nobody knows where their clock stands.
    NoZone,
}

impl Verdict {
    /// The words of every verdict, for whoever counts them: what may be dialled, what waits, and what is refused.
    pub fn words() -> Vec<&'static str> {
        let own = ["ALLOWED", "OUTSIDE_HOURS", "HOLIDAY", "DAY_CAP", "LIFETIME_CAP", "NO_HOUR", "NO_ZONE"];
        own.into_iter().chain(Reason::WORDS).collect()
    }

    /// The word that is stored, sent and counted by.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Now(_) => "ALLOWED",
            Verdict::Later(Hold::Hours, _) => "OUTSIDE_HOURS",
            Verdict::Later(Hold::Holiday, _) => "HOLIDAY",
            Verdict::Later(Hold::DayCap, _) => "DAY_CAP",
            Verdict::Never(Refusal::LifetimeCap) => "LIFETIME_CAP",
            Verdict::Never(Refusal::NoHour) => "NO_HOUR",
            Verdict::Never(Refusal::NoZone) => "NO_ZONE",
            Verdict::Never(Refusal::NotDialable(reason)) => reason.as_str(),
        }
    }

    /// The verdict in a sentence.
    pub fn says(self) -> String {
        match self {
            Verdict::Now(kind) => Dialability::Yes(kind).says(),
            Verdict::Later(Hold::Hours, _) => "It is outside the hours in which they are called.".to_owned(),
            Verdict::Later(Hold::Holiday, _) => "It is a holiday where they are.".to_owned(),
            Verdict::Later(Hold::DayCap, _) => "They were called as often as they may be in 24 hours.".to_owned(),
            Verdict::Never(Refusal::LifetimeCap) => "They were called as often as they may ever be.".to_owned(),
            Verdict::Never(Refusal::NoHour) => {
                "The hours of the campaign and those of the law have no moment in common, in every time zone that the number may be in."
                    .to_owned()
            }
            Verdict::Never(Refusal::NoZone) => "Nothing says in which time zone the number is.".to_owned(),
            Verdict::Never(Refusal::NotDialable(reason)) => reason.says(),
        }
    }

    /// When it may be dialled, where that is later.
    pub fn at(self) -> Option<OffsetDateTime> {
        if let Verdict::Later(_, at) = self { Some(at) } else { None }
    }
}

/// Judges a contact at `now`.
///
/// In this order: the number, do-not-call lists and consent; how often they were called ever; how often in 24 hours, by the
/// campaign's cap or the law's, whichever is less; the hour where they are, by the campaign's windows and by the law. What
/// waits for several things waits for the last of them.
pub fn judge_contact(contact: &Contact<'_>, terms: &Terms, now: OffsetDateTime) -> Verdict {
    judge_contact_by(contact, terms, now, |hours, from, zones| hours.next_opening(from, zones))
}

/// [`judge_contact`] for whoever judges so many that they remember what [`Hours::next_opening`] answered: `next_opening` has
/// to answer the same.
pub(crate) fn judge_contact_by(
    contact: &Contact<'_>,
    terms: &Terms,
    now: OffsetDateTime,
    next_opening: impl FnOnce(Hours<'_>, OffsetDateTime, &Zones) -> Option<OffsetDateTime>,
) -> Verdict {
    let kind = match judge(contact.number, contact.facts, &terms.demand, now) {
        Dialability::Yes(kind) => kind,
        Dialability::No(reason) => return Verdict::Never(Refusal::NotDialable(reason)),
    };
    if terms.caps.lifetime.is_some_and(|most| contact.lifetime >= most) {
        return Verdict::Never(Refusal::LifetimeCap);
    }
    if !terms.enforce_hours {
        let free = terms.caps.day.and_then(|most| day_free(contact.recent, most, now));
        return free.map_or(Verdict::Now(kind), |free| Verdict::Later(Hold::DayCap, free));
    }
    let Some(zones) = contact.zones else { return Verdict::Never(Refusal::NoZone) };
    let law = terms.law(contact.number);
    let by_law = law.and_then(|law| attempts_24h(law, zones.days(timestamp(now))));
    let most = terms.caps.day.into_iter().chain(by_law).min();
    let free = most.and_then(|most| day_free(contact.recent, most, now));
    let hours = Hours { windows: &terms.windows, law };
    let Some(opens) = next_opening(hours, free.unwrap_or(now), zones) else { return Verdict::Never(Refusal::NoHour) };
    let is_holiday = || hours.closed_by(now, zones).iter().any(|rule| matches!(rule.value, RuleValue::Holiday(_)));
    match free {
        Some(_) => Verdict::Later(Hold::DayCap, opens),
        None if opens <= now => Verdict::Now(kind),
        None if is_holiday() => Verdict::Later(Hold::Holiday, opens),
        None => Verdict::Later(Hold::Hours, opens),
    }
}

/// When a contact may be called within some days from `now` on, as things stand: nobody calls them meanwhile, and no consent is
/// given or withdrawn. In order; nothing where they are not called at all.
pub fn outlook(contact: &Contact<'_>, terms: &Terms, now: OffsetDateTime, days: u8) -> Vec<Stretch> {
    let until = now + Duration::days(i64::from(days));
    let from = match judge_contact(contact, terms, now) {
        Verdict::Never(_) => return Vec::new(),
        Verdict::Now(_) => now,
        // With a cap the hour that is told comes behind it.
        Verdict::Later(_, at) => at,
    };
    if from >= until {
        return Vec::new();
    }
    let open = match contact.zones {
        Some(zones) if terms.enforce_hours => {
            let hours = Hours { windows: &terms.windows, law: terms.law(contact.number) };
            hours.openings(from, i32::from(days), zones)
        }
        _ => vec![(from, until)],
    };
    // A consent that ends in between ends them.
    let mut ends: Vec<OffsetDateTime> = contact.facts.consents.iter().filter_map(|given| given.expires_at).collect();
    ends.sort_unstable();
    let mut outlook = Vec::new();
    for (start, end) in open {
        let end = end.min(until);
        let mut edges = vec![start];
        edges.extend(ends.iter().copied().filter(|at| start < *at && *at < end));
        edges.push(end);
        for (start, end) in edges.iter().zip(edges.iter().skip(1)) {
            let agreed = judge(contact.number, contact.facts, &terms.demand, *start);
            if start < end && matches!(agreed, Dialability::Yes(_)) {
                join(&mut outlook, (*start, *end));
            }
        }
    }
    outlook
}

/// Puts a stretch behind others; what touches is one.
fn join(stretches: &mut Vec<Stretch>, next: Stretch) {
    match stretches.last_mut() {
        Some(last) if last.1 == next.0 => last.1 = next.1,
        _ => stretches.push(next),
    }
}

impl Terms {
    /// What the law says of whoever has a number, where it counts.
    pub fn law(&self, number: PhoneNumber) -> Option<&Law> {
        if self.enforce_hours { self.rules.law_of(number) } else { None }
    }

    /// Whether it matters how often somebody was called.
    pub fn count_calls(&self) -> bool {
        self.caps.day.is_some() || self.caps.lifetime.is_some() || self.enforce_hours && self.rules.caps_attempts()
    }
}

/// When the next call may be where at most `most` are allowed in 24 hours; `None` where that is now.
fn day_free(recent: &[OffsetDateTime], most: u32, now: OffsetDateTime) -> Option<OffsetDateTime> {
    let day = Duration::hours(24);
    let within = recent.iter().filter(|at| **at > now - day).count();
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    if within < most {
        return None;
    }
    if most == 0 {
        // Nothing is ever allowed; a day on it is asked again.
        return Some(now + day);
    }
    // When the one has passed with which there are as many as allowed.
    recent.get(most - 1).map(|at| *at + day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consent::{ConsentKinds, Given};
    use proptest::prelude::*;
    use time::macros::datetime;

    const NOON: OffsetDateTime = datetime!(2026-11-23 20:00 UTC);

    fn terms() -> Terms {
        Terms {
            demand: Demand::default(),
            windows: Windows::default(),
            enforce_hours: true,
            caps: Caps::default(),
            rules: Arc::default(),
        }
    }

    fn agreed() -> Facts {
        let given = Given {
            kind: ConsentKind::Oral,
            given_at: datetime!(2026-01-01 0:00 UTC),
            expires_at: None,
            withdrawn_at: None,
        };
        Facts { consents: vec![given], ..Facts::default() }
    }

    fn number() -> PhoneNumber {
        "4152000001".parse().unwrap()
    }

    fn verdict(facts: &Facts, recent: &[OffsetDateTime], lifetime: u32, terms: &Terms, now: OffsetDateTime) -> Verdict {
        let zones = Zones::named(["America/Los_Angeles"]).unwrap();
        judge_contact(&Contact { number: number(), facts, zones: Some(&zones), recent, lifetime }, terms, now)
    }

    #[test]
    fn who_agreed_is_called_at_noon_and_waits_for_the_morning_at_night() {
        let facts = agreed();
        assert_eq!(verdict(&facts, &[], 0, &terms(), NOON), Verdict::Now(Some(ConsentKind::Oral)));
        let night = datetime!(2026-11-23 08:00 UTC);
        let morning = datetime!(2026-11-23 17:00 UTC);
        assert_eq!(verdict(&facts, &[], 0, &terms(), night), Verdict::Later(Hold::Hours, morning));
        let any = Terms { enforce_hours: false, ..terms() };
        assert_eq!(verdict(&facts, &[], 0, &any, night), Verdict::Now(Some(ConsentKind::Oral)));
    }

    #[test]
    fn no_term_dials_a_generated_number_without_consent() {
        let facts = Facts { ever_generated: true, ..Facts::default() };
        let lax =
            Terms { demand: Demand { kinds: ConsentKinds::ALL, required: false }, enforce_hours: false, ..terms() };
        assert_eq!(verdict(&facts, &[], 0, &lax, NOON).as_str(), "GENERATED_NO_CONSENT");
    }

    #[test]
    fn caps_hold_back_and_end_and_a_day_that_is_free_at_night_waits_for_the_morning() {
        let facts = agreed();
        let capped = Terms { caps: Caps { day: Some(2), lifetime: Some(9) }, ..terms() };
        let (first, second) = (NOON - Duration::hours(20), NOON - Duration::hours(1));
        assert_eq!(verdict(&facts, &[second], 8, &capped, NOON), Verdict::Now(Some(ConsentKind::Oral)));
        // Free at 16:00 in Los Angeles.
        let later = Verdict::Later(Hold::DayCap, first + Duration::hours(24));
        assert_eq!(verdict(&facts, &[second, first], 2, &capped, NOON), later);
        let early = NOON - Duration::hours(14);
        // Free at 22:00: it waits for 9:00.
        let morning = Verdict::Later(Hold::DayCap, datetime!(2026-11-24 17:00 UTC));
        assert_eq!(verdict(&facts, &[second, early], 2, &capped, NOON), morning);
        assert_eq!(verdict(&facts, &[], 9, &capped, NOON), Verdict::Never(Refusal::LifetimeCap));
    }

    fn outlook_of(facts: &Facts, recent: &[OffsetDateTime], terms: &Terms, now: OffsetDateTime) -> Vec<Stretch> {
        let zones = Zones::named(["America/Los_Angeles"]).unwrap();
        let lifetime = u32::try_from(recent.len()).unwrap();
        outlook(&Contact { number: number(), facts, zones: Some(&zones), recent, lifetime }, terms, now, 3)
    }

    #[test]
    fn an_outlook_tells_every_stretch_in_which_somebody_may_be_called() {
        // 12:00 in Los Angeles; the window is from 9 to 20.
        let days = outlook_of(&agreed(), &[], &terms(), NOON);
        assert_eq!(
            days,
            [
                (NOON, datetime!(2026-11-24 4:00 UTC)),
                (datetime!(2026-11-24 17:00 UTC), datetime!(2026-11-25 4:00 UTC)),
                (datetime!(2026-11-25 17:00 UTC), datetime!(2026-11-26 4:00 UTC)),
                (datetime!(2026-11-26 17:00 UTC), datetime!(2026-11-26 20:00 UTC)),
            ]
        );
        // As often called as allowed until 15:00 tomorrow.
        let capped = Terms { caps: Caps { day: Some(1), lifetime: None }, ..terms() };
        let tomorrow = outlook_of(&agreed(), &[NOON + Duration::hours(3) - Duration::hours(24)], &capped, NOON);
        assert_eq!(tomorrow.first().map(|first| first.0), Some(NOON + Duration::hours(3)));
        // A consent that ends tomorrow at 18:00 there.
        let mut ends = agreed();
        ends.consents[0].expires_at = Some(datetime!(2026-11-25 2:00 UTC));
        let last = outlook_of(&ends, &[], &terms(), NOON).last().copied();
        assert_eq!(last, Some((datetime!(2026-11-24 17:00 UTC), datetime!(2026-11-25 2:00 UTC))));
        assert_eq!(outlook_of(&Facts { ever_generated: true, ..Facts::default() }, &[], &terms(), NOON), []);
    }

    #[test]
    fn without_a_zone_nobody_is_called_by_the_hour() {
        let facts = agreed();
        let contact = Contact { number: number(), facts: &facts, zones: None, recent: &[], lifetime: 0 };
        assert_eq!(judge_contact(&contact, &terms(), NOON), Verdict::Never(Refusal::NoZone));
    }

    #[test]
    fn words_are_told_once_each() {
        let mut words = Verdict::words();
        words.sort_unstable();
        let before = words.len();
        words.dedup();
        assert_eq!(words.len(), before);
    }

    proptest! {
        /// However calls are asked for, there are never more within 24 hours than allowed (FEATURES E16).
        #[test]
        fn no_24_hours_hold_more_calls_than_allowed(most in 1_u32..5, steps in proptest::collection::vec(1_i64..900, 1..60)) {
            let facts = agreed();
            let capped = Terms { caps: Caps { day: Some(most), lifetime: None }, enforce_hours: false, ..terms() };
            let (mut now, mut calls) = (NOON, Vec::<OffsetDateTime>::new());
            for step in steps {
                now += Duration::minutes(step);
                let recent: Vec<OffsetDateTime> = calls.iter().rev().copied().filter(|at| *at > now - Duration::hours(24)).collect();
                match verdict(&facts, &recent, 0, &capped, now) {
                    Verdict::Now(_) => calls.push(now),
                    Verdict::Later(Hold::DayCap, at) => {
                        prop_assert!(at > now);
                        // When it says so it is free, and not a moment earlier.
                        let then: Vec<OffsetDateTime> = calls.iter().rev().copied().filter(|call| *call > at - Duration::hours(24)).collect();
                        prop_assert!(u32::try_from(then.len()).unwrap() < most);
                        let before = at - Duration::seconds(1);
                        let then = calls.iter().filter(|call| **call > before - Duration::hours(24)).count();
                        prop_assert!(u32::try_from(then).unwrap() >= most);
                    }
                    other => prop_assert!(false, "{other:?}"),
                }
            }
            for from in &calls {
                let within = calls.iter().filter(|at| *at >= from && **at < *from + Duration::hours(24)).count();
                prop_assert!(u32::try_from(within).unwrap() <= most);
            }
        }
    }
}
