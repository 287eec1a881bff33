//! How a filtered list of jobs stays quick when there are millions: it is read in lanes that an index has side by side.
//!
//! "Failed" may be one job in a million: walking the tenant's jobs for it would read them all. The index `job_lane` holds
//! the jobs of each kind and state in order, `job_person` those of each person and state. So a page is put together of
//! the first rows of each lane, and nothing else is read.

use crate::selection::Clause;
use domain::filter::{Filter, Jobs, Operator};
use domain::job::JobState;
use time::{Date, Duration};
use uuid::Uuid;

/// The way to the matching jobs.
pub(super) enum Lanes {
    /// All of the tenant's, or a project's: in order as they stand.
    One,
    /// Of each kind and state.
    KindAndState(Wanted),
    /// Of each person and state.
    PersonAndState(Vec<i64>, Wanted),
}

/// The kinds and states a filter names; no kind stands for all there are.
pub(super) struct Wanted {
    kinds: Option<Vec<String>>,
    states: Vec<String>,
}

impl Lanes {
    pub(super) fn of(filter: &Filter<Jobs>) -> Self {
        let words = |field| -> Option<Vec<String>> {
            filter.get(field, Operator::Is).map(|condition| condition.texts().map(str::to_owned).collect())
        };
        let excluded: Vec<&str> =
            filter.get("state", Operator::Not).map(|condition| condition.texts().collect()).unwrap_or_default();
        let all = || JobState::ALL.iter().map(|state| state.as_str().to_owned()).collect();
        let mut states = words("state").unwrap_or_else(all);
        states.retain(|state| !excluded.contains(&state.as_str()));
        let wanted = Wanted { kinds: words("kind"), states };
        let chooses = wanted.kinds.is_some() || wanted.states.len() < JobState::ALL.len();
        match filter.get("created_by", Operator::Is) {
            _ if filter.get("project", Operator::Is).is_some() => Lanes::One,
            Some(persons) => Lanes::PersonAndState(persons.ids().collect(), wanted),
            None if chooses || filter.get("kind", Operator::Not).is_some() => Lanes::KindAndState(wanted),
            None => Lanes::One,
        }
    }

    /// What the lanes themselves do not say of a filter. Said twice, "state is one of these" beside "state is this lane's",
    /// an index no longer gives its order, and a lane would be read to its end and sorted.
    pub(super) fn rest(&self, filter: &Filter<Jobs>) -> Filter<Jobs> {
        let said: &[&str] = match self {
            Lanes::One => &[],
            Lanes::KindAndState(_) => &["kind", "state"],
            Lanes::PersonAndState(..) => &["created_by", "state"],
        };
        let said = said.iter().filter_map(|field| filter.get(field, Operator::Is));
        said.fold(filter.clone(), |rest, condition| rest.without(condition))
    }

    /// `with … found` of the rows that fulfil the clause, at most `limit` (a placeholder) in `order`.
    pub(super) fn select(&self, columns: &str, clause: &mut Clause, order: &str, limit: &str) -> String {
        let (lanes, of_lane) = match self {
            Lanes::One => {
                let sql = clause.sql();
                return format!("with found as (select {columns} from job where {sql} {order} limit {limit})");
            }
            Lanes::KindAndState(wanted) => {
                let states = clause.value(wanted.states.clone());
                let kinds = match &wanted.kinds {
                    Some(kinds) => format!("kind as (select unnest({}::text[]) as kind)", clause.value(kinds.clone())),
                    None => "kind as (
                         (select kind from job where tenant_id = $1 order by kind limit 1)
                         union all
                         (select (select j.kind from job j where j.tenant_id = $1 and j.kind > k.kind
                                  order by j.kind limit 1)
                          from kind k where k.kind is not null))"
                        .to_owned(),
                };
                let lane = format!(
                    "{kinds}, lane as (
                         select kind, state from kind cross join unnest({states}::text[]) s (state)
                         where kind is not null)"
                );
                (lane, "kind = lane.kind and state = lane.state")
            }
            Lanes::PersonAndState(persons, wanted) => {
                let (persons, states) = (clause.value(persons.clone()), clause.value(wanted.states.clone()));
                let lane = format!(
                    "lane as (select person, state from unnest({persons}::bigint[]) p (person)
                              cross join unnest({states}::text[]) s (state))"
                );
                (lane, "created_by = lane.person and state = lane.state")
            }
        };
        let sql = clause.sql();
        format!(
            "with recursive {lanes}, found as (
                 select f.* from lane cross join lateral (
                     select {columns} from job where {sql} and {of_lane} {order} limit {limit}) f
                 {order} limit {limit})"
        )
    }
}

/// Bounds the ids by the days of a filter: ids are made of the time, so a day is a range of them. Ids come from the nodes'
/// clocks and `created_at` from the database's; a day more on either side forgives what they differ by.
pub(super) fn bound_by_days(clause: &mut Clause, filter: &Filter<Jobs>) {
    let day = |operator| filter.get("created", operator).and_then(|condition| condition.date());
    let is = day(Operator::Is);
    if let Some(first) = first_id(is.or(day(Operator::From)), -Duration::DAY) {
        let first = clause.value(first);
        clause.and(&format!("id >= {first}"));
    }
    if let Some(end) = first_id(is.or(day(Operator::To)), Duration::days(2)) {
        let end = clause.value(end);
        clause.and(&format!("id < {end}"));
    }
}

/// The lowest id that can be made at the beginning of a day, moved by so much.
fn first_id(day: Option<Date>, moved: Duration) -> Option<Uuid> {
    let at = day?.midnight().assume_utc().checked_add(moved)?;
    let millis = u64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok()?;
    Some(Uuid::from_u128(u128::from(millis) << 80))
}
