//! Plans to simulate.

use super::super::{Limits, OutcomeModel, Plan, SimulatedContact};
use crate::calling_rule::{RuleBook, SHIPPED};
use crate::consent::{ConsentKind, Given};
use crate::dial::verdict::{Caps, Terms};
use crate::dial::{DaysDraft, RetryPolicy, WindowDraft, Windows, Zones};
use crate::dialability::{Demand, Facts};
use crate::id::CampaignId;
use crate::phone::{Npa, PhoneNumber};
use std::sync::{Arc, LazyLock};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// A Monday, at 6:00 in San Francisco and 9:00 in New York.
pub(super) const START: OffsetDateTime = datetime!(2026-11-23 14:00 UTC);

/// The example of the interface (CONTRACTS C), by the clock of whoever is called.
pub(super) const EXAMPLE: &str = r#"
global_rules:
  - name: "Weekday business hours"
    days: [monday, tuesday, wednesday, thursday, friday]
    time_slots:
      - {start_time: "09:00", end_time: "20:00", max_attempts: 3, retry_interval_minutes: 5}
  - name: "Weekend"
    days: [saturday, sunday]
    time_slots:
      - {start_time: "10:00", end_time: "12:00", max_attempts: 2, retry_interval_minutes: 60}
      - {start_time: "19:00", end_time: "20:00", max_attempts: 2, retry_interval_minutes: 30}
campaign_rules: []
defaults: {max_attempts: 3, retry_interval_minutes: 60, concurrent_call_limit: 100, duplicate_call_window_minutes: 5}
status_retry_rules:
  DISCONNECTED: {should_retry: true, increment_attempt: true}
  RNR: {should_retry: true, increment_attempt: true}
  PICKED: {should_retry: false, increment_attempt: false}
  FAILED: {should_retry: true, increment_attempt: true, max_attempts: 1}
timezone: called_party
"#;

/// Tried again at any hour, five minutes later.
pub(super) fn always_open() -> String {
    let slots = EXAMPLE.find("campaign_rules").unwrap();
    let days = "monday, tuesday, wednesday, thursday, friday, saturday, sunday";
    format!(
        "global_rules:\n  - days: [{days}]\n    time_slots:\n      - {{start_time: \"00:00\", end_time: \"24:00\", \
         max_attempts: 3, retry_interval_minutes: 5}}\n{}",
        &EXAMPLE[slots..]
    )
}

/// Nobody is tried again.
pub(super) fn never_again() -> String {
    EXAMPLE.replace("should_retry: true", "should_retry: false")
}

pub(super) fn agreed() -> Facts {
    let given = Given {
        kind: ConsentKind::Oral,
        given_at: datetime!(2026-01-01 0:00 UTC),
        expires_at: None,
        withdrawn_at: None,
    };
    Facts { consents: vec![given], ..Facts::default() }
}

/// People who agreed, in San Francisco, New York, Miami, Chicago, and in an area code of two zones.
pub(in crate::simulation) fn contacts(count: usize) -> Vec<SimulatedContact> {
    let places: Vec<(Npa, Arc<Zones>)> = [415, 212, 305, 312, 541]
        .into_iter()
        .map(|npa| Npa::new(npa).unwrap())
        .map(|npa| (npa, Arc::new(Zones::of_area_code(npa).unwrap())))
        .collect();
    let contact = |place: usize| {
        let (npa, zones) = &places[place % places.len()];
        let line = u16::try_from(place / places.len()).unwrap();
        let number = PhoneNumber::new(*npa, 200, line).unwrap();
        SimulatedContact::new(number, agreed(), Some(Arc::clone(zones)))
    };
    (0..count).map(contact).collect()
}

pub(in crate::simulation) fn windows(days: &str, start: &str, end: &str) -> Windows {
    let draft = WindowDraft { days: DaysDraft::Word(days.into()), start: start.into(), end: end.into() };
    Windows::read(&[draft]).unwrap()
}

/// Read once: every case of a property asks for them.
static RULES: LazyLock<Arc<RuleBook>> = LazyLock::new(|| {
    let holidays = "fourth,US,holiday,07-04,2020-01-01,read\nthanks,US,holiday,2026-11-26,2020-01-01,read\n";
    Arc::new(RuleBook::read(&format!("{SHIPPED}{holidays}")).unwrap())
});

/// The rules that are shipped, and two holidays.
pub(in crate::simulation) fn rules() -> Arc<RuleBook> {
    Arc::clone(&RULES)
}

/// From 9 to 20, by [`rules`].
pub(super) fn terms() -> Terms {
    Terms {
        demand: Demand::default(),
        windows: Windows::default(),
        enforce_hours: true,
        caps: Caps::default(),
        rules: rules(),
    }
}

/// At any hour.
pub(super) fn anytime() -> Terms {
    Terms { enforce_hours: false, ..terms() }
}

/// Three days.
pub(super) fn plan<'a>(contacts: &'a [SimulatedContact], terms: &'a Terms, policy: &'a RetryPolicy) -> Plan<'a> {
    Plan {
        campaign: CampaignId(1),
        contacts,
        terms,
        policy,
        max_attempts: None,
        limits: Limits { at_once: 50, per_second: None, retries_at_once: 50 },
        start: START,
        horizon: Duration::days(3),
        model: OutcomeModel::default(),
    }
}
