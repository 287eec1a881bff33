use super::tally::{self, Row};
use crate::Engine;
use crate::allow::allow;
use crate::error::Result;
use crate::here::Here;
use crate::selection::IN_ORDER;
use crate::tenancy::{TenantTx, Tx};
use domain::call::Status;
use domain::moment::{moment, moment_of_end};
use domain::{FieldErrors, Right, Scope};
use time::{Duration, OffsetDateTime};

/// Points of a card's line.
const POINTS: usize = 7;
/// The longest period: ten years.
const LONGEST: Duration = Duration::days(3_653);

/// A figure of a period beside that of the period before it.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    pub title: &'static str,
    pub total: u64,
    /// In percent of the period before; 100 where that had none.
    pub change: f64,
    pub description: &'static str,
    /// The period in seven equal parts.
    pub points: [u64; POINTS],
    /// The period before it in the same.
    pub before: [u64; POINTS],
}

/// The figures of a period by the calls' own start: calls, missed ones, connected ones, and how long one lasts.
#[derive(Debug, Clone, PartialEq)]
pub struct Statistics {
    pub cards: [Card; 4],
    /// How many calls of the period stand where.
    pub by_status: Vec<(Status, u64)>,
}

/// A period as a program writes it: moments, or days where it is, the last one still part of it. `None` where either is neither.
///
/// # Errors
/// When the database is away.
pub async fn period(
    engine: &Engine,
    scope: &Scope,
    from: &str,
    to: &str,
) -> Result<Option<(OffsetDateTime, OffsetDateTime)>> {
    let tx = TenantTx::begin(engine, scope).await?;
    let here = Here::of(&tx, scope).await?;
    tx.commit().await?;
    let read = moment(from, |local| here.moment(local)).zip(moment_of_end(to, |local| here.moment(local)));
    Ok(read)
}

/// The figures of the calls that begin from `from` on and before `to`. Whole days are kept
/// with the calls in the transactions that change them, the edges of days are counted.
///
/// # Errors
/// [`crate::Error::Denied`] for a token without the scope to read calls; [`crate::Error::Invalid`] at `to` for a period that
/// ends before it begins or is longer than ten years.
pub async fn statistics(
    engine: &Engine,
    scope: &Scope,
    from: OffsetDateTime,
    to: OffsetDateTime,
) -> Result<Statistics> {
    allow(scope, Right::SeeCalls)?;
    let length = to - from;
    if !length.is_positive() {
        return Err(FieldErrors::one("to", "The period ends before it begins.").into());
    }
    let before = from.checked_sub(length).filter(|_| length <= LONGEST);
    let before = before.ok_or_else(|| FieldErrors::one("to", "A period is at most ten years."))?;
    let tx = TenantTx::begin(engine, scope).await?;
    tx.script(IN_ORDER).await?;
    let rows = tally::count(&tx, &bounds(before, from, length)).await?;
    tx.commit().await?;
    let of = |status: Status| move |row: &Row| row.status == status.code();
    Ok(Statistics {
        cards: [
            card("Total Calls Made", "Calls that began in the period", &rows, |_| true, calls),
            card("Missed/Non-Shows", "Calls nobody answered", &rows, of(Status::Missed), calls),
            card("Connected Calls", "Calls somebody answered", &rows, of(Status::Connected), calls),
            card("Average Call Duration", "Of the calls that have a duration", &rows, |_| true, length_of),
        ],
        by_status: Status::ALL
            .map(|status| (status, rounded(calls(&mut now(&rows).filter(|row| of(status)(row))))))
            .to_vec(),
    })
}

/// Where each of the seven parts of the period before, and then of the period, begins, and where the last one ends.
fn bounds(before: OffsetDateTime, from: OffsetDateTime, length: Duration) -> Vec<OffsetDateTime> {
    let parts = (0..POINTS).map(|place| length * place as f64 / POINTS as f64);
    let begins = [before, from].into_iter().flat_map(|begin| parts.clone().map(move |part| begin + part));
    begins.chain([from + length]).collect()
}

fn now(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(is_now)
}

/// Whether it is of the period; parts 0 to 6 are of the period before.
fn is_now(row: &&Row) -> bool {
    usize::try_from(row.part).is_ok_and(|part| part >= POINTS)
}

/// How a figure is made of rows; it is rounded where it is told, and compared as it is.
type Figure = fn(&mut dyn Iterator<Item = &Row>) -> f64;

/// A figure as it is told.
fn rounded(figure: f64) -> u64 {
    figure.round() as u64
}

fn calls(rows: &mut dyn Iterator<Item = &Row>) -> f64 {
    rows.map(|row| row.calls).sum::<i64>() as f64
}

fn length_of(rows: &mut dyn Iterator<Item = &Row>) -> f64 {
    let (seconds, timed) = rows.fold((0, 0), |(seconds, timed), row| (seconds + row.seconds, timed + row.timed));
    if timed == 0 { 0.0 } else { seconds as f64 / timed as f64 }
}

fn card(
    title: &'static str,
    description: &'static str,
    rows: &[Row],
    is_of: impl Fn(&Row) -> bool,
    figure: Figure,
) -> Card {
    let total = figure(&mut now(rows).filter(|row| is_of(row)));
    let of_before = figure(&mut rows.iter().filter(|row| !is_now(row) && is_of(row)));
    let part =
        |part| rounded(figure(&mut rows.iter().filter(|row| usize::try_from(row.part) == Ok(part) && is_of(row))));
    let points = std::array::from_fn(|place| part(POINTS + place));
    let before = std::array::from_fn(part);
    Card { title, total: rounded(total), change: change(of_before, total), description, points, before }
}

/// In percent, one decimal.
fn change(before: f64, now: f64) -> f64 {
    match (before > 0.0, now > 0.0) {
        (false, false) => 0.0,
        (false, true) => 100.0,
        (true, _) => ((now - before) / before * 1_000.0).round() / 10.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_in_percent_of_what_was_before() {
        for (before, now, percent) in
            [(0.0, 0.0, 0.0), (0.0, 5.0, 100.0), (4.0, 5.0, 25.0), (3.0, 1.0, -66.7), (8.0, 0.0, -100.0)]
        {
            assert_eq!(change(before, now), percent, "{before} to {now}");
        }
    }

    #[test]
    fn the_change_of_an_average_is_that_of_the_average_itself_and_not_of_its_seconds() {
        let row = |part, seconds, timed| Row { part, status: 2, calls: timed, seconds, timed };
        let rows = [row(0, 10, 4), row(7, 11, 4)];
        let card = card("", "", &rows, |_| true, length_of);
        // 2.5 to 2.75, both told as 3.
        assert_eq!((card.total, card.before[0], card.change), (3, 3, 10.0));
    }
}
