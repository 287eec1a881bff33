//! What applies where, and when.

use super::{CallingRule, Jurisdiction, RuleKind, RuleValue};
use crate::phone::{AreaCode, PhoneNumber, Region};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use time::{Date, Weekday};

/// All rules of one version, and what follows from them for each region of the plan.
#[derive(Debug, Clone, Default)]
pub struct RuleBook {
    rules: Vec<CallingRule>,
    laws: HashMap<&'static str, Law>,
}

/// What applies to people of one region.
#[derive(Debug, Clone, Default)]
pub struct Law {
    kinds: BTreeMap<RuleKind, Timeline>,
    /// Minutes of the day at which hours begin or end, whenever their rule counts.
    edges: Vec<u16>,
}

/// From each day on, what applies until the next.
type Timeline = Vec<(Date, Vec<Applying>)>;

/// A rule that applies.
#[derive(Debug, Clone, PartialEq)]
pub struct Applying {
    pub rule: Arc<CallingRule>,
    pub why: Why,
}

/// What is other in one version of the rules than in another.
#[derive(Debug, Clone, PartialEq)]
pub enum RuleChange<'a> {
    New(&'a CallingRule),
    Gone(&'a CallingRule),
    /// As it was, and as it is.
    Other(&'a CallingRule, &'a CallingRule),
}

/// Why a rule applies to people of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It is the region's.
    Own,
    /// It is its country's.
    Country,
    /// Nobody read what the region says of this, so the strictest counts that is known of anywhere.
    Strictest,
}

impl RuleBook {
    /// The book of these rules. A rule counts from its day on until a later one of the same jurisdiction and kind does;
    /// holidays add up.
    pub fn new(rules: Vec<CallingRule>) -> RuleBook {
        let shared: Vec<Arc<CallingRule>> = rules.iter().cloned().map(Arc::new).collect();
        let laws = Region::all().iter().map(|region| (region.code, Law::of(region, &shared))).collect();
        RuleBook { rules, laws }
    }

    /// The rules, in the order of the file.
    pub fn rules(&self) -> &[CallingRule] {
        &self.rules
    }

    /// What is other than before, rule by rule: what is gone, then the rest in the order of the file.
    pub fn changes<'a>(&'a self, before: &'a RuleBook) -> Vec<RuleChange<'a>> {
        let gone = before.rules.iter().filter(|old| !self.rules.iter().any(|rule| rule.id == old.id));
        let rest = self.rules.iter().filter_map(|rule| match before.rules.iter().find(|old| old.id == rule.id) {
            None => Some(RuleChange::New(rule)),
            Some(old) if old == rule => None,
            Some(old) => Some(RuleChange::Other(old, rule)),
        });
        gone.map(RuleChange::Gone).chain(rest).collect()
    }

    /// Whether any rule limits how often somebody is called.
    pub fn caps_attempts(&self) -> bool {
        self.rules.iter().any(|rule| matches!(rule.value, RuleValue::Attempts24h(_)))
    }

    /// The strictest share of abandoned calls that counts for anybody on a day, with its rule: a campaign has one share, whoever
    /// it calls.
    pub fn abandoned_share(&self, day: Date) -> Option<(f64, &CallingRule)> {
        let share = |one: &Applying| match one.rule.value {
            RuleValue::AbandonedShare30d(share) => Some(share),
            _ => None,
        };
        let laws = self.laws.values().flat_map(|law| law.applying(RuleKind::AbandonedShare30d, day));
        let shares = laws.filter_map(|one| Some((share(one)?, one.rule.as_ref())));
        shares.min_by(|(one, rule), (other, its)| one.total_cmp(other).then_with(|| rule.id.cmp(&its.id)))
    }

    /// What applies to people of a region.
    pub fn law(&self, region: &Region) -> Option<&Law> {
        self.laws.get(region.code)
    }

    /// What applies to whoever has a number, by its area code; `None` for one that belongs to no place.
    pub fn law_of(&self, number: PhoneNumber) -> Option<&Law> {
        AreaCode::look_up(number.area_code()).ok().and_then(|area_code| self.law(area_code.region))
    }
}

impl Law {
    fn of(region: &Region, rules: &[Arc<CallingRule>]) -> Law {
        let mut kinds = BTreeMap::new();
        for kind in RuleKind::ALL {
            let of_kind: Vec<&Arc<CallingRule>> = rules.iter().filter(|rule| rule.value.kind() == kind).collect();
            let mut days: Vec<Date> = of_kind.iter().map(|rule| rule.effective_from).collect();
            days.sort_unstable();
            days.dedup();
            let timeline: Timeline = days.into_iter().map(|day| (day, applying(region, kind, &of_kind, day))).collect();
            kinds.insert(kind, timeline);
        }
        let hours = kinds
            .get(&RuleKind::Hours)
            .into_iter()
            .flatten()
            .flat_map(|(_, applying): &(Date, Vec<Applying>)| applying);
        let mut edges: Vec<u16> =
            hours.flat_map(|one| windows(one).flat_map(|window| [window.start, window.end])).collect();
        edges.sort_unstable();
        edges.dedup();
        Law { kinds, edges }
    }

    /// The rules of a kind that apply on a local day.
    pub fn applying(&self, kind: RuleKind, day: Date) -> &[Applying] {
        let Some(timeline) = self.kinds.get(&kind) else { return &[] };
        let later = timeline.partition_point(|(from, _)| *from <= day);
        later.checked_sub(1).and_then(|place| timeline.get(place)).map_or(&[], |(_, applying)| applying.as_slice())
    }

    /// The most calls to a number in 24 hours.
    pub fn attempts_24h(&self, day: Date) -> Option<u32> {
        self.least(RuleKind::Attempts24h, day, |value| {
            if let RuleValue::Attempts24h(most) = value { Some(*most) } else { None }
        })
    }

    /// How many business days an opt-out may take.
    pub fn internal_dnc_days(&self, day: Date) -> Option<u32> {
        let days = |value: &RuleValue| if let RuleValue::InternalDncDays(days) = value { Some(*days) } else { None };
        self.least(RuleKind::InternalDncDays, day, days)
    }

    /// How long a phone rings at least, in seconds.
    pub fn min_ring_seconds(&self, day: Date) -> Option<u32> {
        let seconds =
            |one: &Applying| if let RuleValue::MinRingSeconds(seconds) = one.rule.value { Some(seconds) } else { None };
        self.applying(RuleKind::MinRingSeconds, day).iter().filter_map(seconds).max()
    }

    /// The most of the answered calls that nobody may speak on, as a share.
    pub fn abandoned_share_30d(&self, day: Date) -> Option<f64> {
        let share =
            |one: &Applying| if let RuleValue::AbandonedShare30d(share) = one.rule.value { Some(share) } else { None };
        self.applying(RuleKind::AbandonedShare30d, day).iter().filter_map(share).min_by(f64::total_cmp)
    }

    fn least(&self, kind: RuleKind, day: Date, read: impl Fn(&RuleValue) -> Option<u32>) -> Option<u32> {
        self.applying(kind, day).iter().filter_map(|one| read(&one.rule.value)).min()
    }

    /// The rule that makes a day a holiday.
    pub fn holiday(&self, day: Date) -> Option<&CallingRule> {
        let of_day = |one: &&Applying| matches!(one.rule.value, RuleValue::Holiday(holiday) if holiday.is(day));
        self.applying(RuleKind::Holiday, day).iter().find(of_day).map(|one| one.rule.as_ref())
    }

    /// The rules by which nobody is called at a local time.
    pub fn closed_by(&self, day: Date, weekday: Weekday, minute: u16) -> Vec<&CallingRule> {
        let shut = |one: &&Applying| {
            matches!(one.rule.value, RuleValue::Hours(_)) && !windows(one).any(|window| window.has(weekday, minute))
        };
        let hours = self.applying(RuleKind::Hours, day).iter().filter(shut).map(|one| one.rule.as_ref());
        hours.chain(self.holiday(day)).collect()
    }

    /// Whether somebody may be called at a local time.
    pub fn is_open(&self, day: Date, weekday: Weekday, minute: u16) -> bool {
        let has = |one: &Applying| {
            !matches!(one.rule.value, RuleValue::Hours(_)) || windows(one).any(|window| window.has(weekday, minute))
        };
        self.applying(RuleKind::Hours, day).iter().all(has) && self.holiday(day).is_none()
    }

    /// Minutes of the day at which hours begin or end, whenever their rule counts.
    pub fn edges(&self) -> impl Iterator<Item = u16> {
        self.edges.iter().copied()
    }
}

fn windows(one: &Applying) -> impl Iterator<Item = &crate::dial::Window> {
    let windows = if let RuleValue::Hours(windows) = &one.rule.value { Some(windows) } else { None };
    windows.into_iter().flat_map(|windows| windows.iter())
}

/// What applies to a region of one kind of rules on a day.
fn applying(region: &Region, kind: RuleKind, rules: &[&Arc<CallingRule>], day: Date) -> Vec<Applying> {
    let mut by_place: BTreeMap<&Jurisdiction, Vec<&Arc<CallingRule>>> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| rule.effective_from <= day) {
        by_place.entry(&rule.jurisdiction).or_default().push(rule);
    }
    if kind != RuleKind::Holiday {
        for of_place in by_place.values_mut() {
            let newest = of_place.iter().map(|rule| rule.effective_from).max();
            of_place.retain(|rule| Some(rule.effective_from) == newest);
        }
    }
    let mut applying = Vec::new();
    // A number of a region that is two provinces may be in either: it is read when both are.
    let mut unread: Vec<&str> = region.code.split('-').collect();
    for (place, rules) in by_place.iter().filter(|(place, _)| place.covers(region)) {
        // A country that is not divided is its own part.
        let own = place.is_part() || !Jurisdiction::of(region).is_part();
        let parts: Vec<&str> = place.own_parts(region).collect();
        unread.retain(|part| !parts.contains(part));
        let why = if own { Why::Own } else { Why::Country };
        applying.extend(rules.iter().map(|rule| Applying { rule: Arc::clone(rule), why }));
    }
    if !unread.is_empty() {
        let known = by_place.values().flatten().copied();
        for rule in strictest(kind, known) {
            if !applying.iter().any(|one| one.rule.id == rule.id) {
                applying.push(Applying { rule: Arc::clone(rule), why: Why::Strictest });
            }
        }
    }
    applying.retain(|one| !matches!(one.rule.value, RuleValue::Nothing(_)));
    applying
}

/// Those of the rules that leave the least.
fn strictest<'a>(kind: RuleKind, rules: impl Iterator<Item = &'a Arc<CallingRule>>) -> Vec<&'a Arc<CallingRule>> {
    let rules: Vec<&Arc<CallingRule>> = rules.filter(|rule| !matches!(rule.value, RuleValue::Nothing(_))).collect();
    match kind {
        RuleKind::Holiday => rules,
        RuleKind::Hours => narrowest(rules),
        _ => {
            let strictness = |rule: &&Arc<CallingRule>| match rule.value {
                RuleValue::Attempts24h(most) | RuleValue::InternalDncDays(most) => f64::from(most),
                RuleValue::AbandonedShare30d(share) => share,
                RuleValue::MinRingSeconds(least) => -f64::from(least),
                _ => f64::MAX,
            };
            rules.into_iter().min_by(|one, other| strictness(one).total_cmp(&strictness(other))).into_iter().collect()
        }
    }
}

/// Hours without those that others lie within: what is open by all that are left is open by all.
fn narrowest(rules: Vec<&Arc<CallingRule>>) -> Vec<&Arc<CallingRule>> {
    let mut kept: Vec<(&Arc<CallingRule>, Vec<bool>)> = Vec::new();
    for rule in rules {
        let week = week(rule);
        let within = |inner: &[bool], outer: &[bool]| inner.iter().zip(outer).all(|(inner, outer)| !inner || *outer);
        if kept.iter().any(|(_, other)| within(other, &week)) {
            continue;
        }
        kept.retain(|(_, other)| !within(&week, other));
        kept.push((rule, week));
    }
    kept.into_iter().map(|(rule, _)| rule).collect()
}

/// Whether each minute of a week is open by a rule.
fn week(rule: &CallingRule) -> Vec<bool> {
    let RuleValue::Hours(windows) = &rule.value else { return Vec::new() };
    let days = (0..7_u8).map(|day| Weekday::Monday.nth_next(day));
    days.flat_map(|day| (0..1440).map(move |minute| windows.iter().any(|window| window.has(day, minute)))).collect()
}

#[cfg(test)]
mod tests;
