//! The bands of the picture: whom the hours hold, by why they waited, each reason in a colour that it keeps from period to period.

use crate::components::stack::{Band, hour_ticks};
use domain::campaign::{CampaignHour, NOT_LOOKED_AT, WAITS_FOR_PROGRAM, WAITS_FOR_RETRY, WAITS_FOR_TURN};
use domain::filter::verdict_label;

/// Words with a colour of their own, from the bottom upwards; there are more words than colours that can be told apart, and the
/// others are rare in a list that waits.
const WORDS: [(&str, &str); 8] = [
    (WAITS_FOR_TURN, "band-turn"),
    (WAITS_FOR_RETRY, "band-retry"),
    ("OUTSIDE_HOURS", "band-hours"),
    ("HOLIDAY", "band-holiday"),
    ("DAY_CAP", "band-cap"),
    ("OPEN_ELSEWHERE", "band-elsewhere"),
    (WAITS_FOR_PROGRAM, "band-program"),
    (NOT_LOOKED_AT, "band-unseen"),
];

/// Bars that are drawn at least, so that the first hour of a campaign is no wall.
const BARS_MIN: usize = 24;

/// The hour's place, counted from the first.
fn place(hours: &[CampaignHour], row: &CampaignHour) -> usize {
    hours.first().map_or(0, |first| usize::try_from((row.hour - first.hour).whole_hours()).unwrap_or(0))
}

fn bars(hours: &[CampaignHour]) -> usize {
    hours.last().map_or(0, |last| place(hours, last) + 1).max(BARS_MIN)
}

/// Who had not ended, by why; an hour that nobody counted is a gap. What nobody had is left out.
pub(super) fn of(hours: &[CampaignHour]) -> Vec<Band> {
    let many = bars(hours);
    let band = |label: &str, class: &'static str, figure: &dyn Fn(&CampaignHour) -> u64| {
        let mut figures = vec![0; many];
        for row in hours {
            figures[place(hours, row)] = figure(row);
        }
        Band { label: label.to_owned(), class, figures }
    };
    let waiting = |row: &CampaignHour, of: &dyn Fn(&str) -> bool| -> u64 {
        row.waiting.iter().filter(|(word, _)| of(word)).map(|(_, many)| many).sum()
    };
    let known = |word: &str| WORDS.iter().any(|(known, _)| *known == word);
    let mut bands = vec![band("Under way", "band-under-way", &|row| row.in_flight)];
    bands.extend(
        WORDS.map(|(word, class)| band(verdict_label(word), class, &|row| waiting(row, &|other| other == word))),
    );
    bands.push(band("Other reasons", "band-other", &|row| waiting(row, &|word| !known(word))));
    bands.retain(|band| band.figures.iter().any(|figure| *figure > 0));
    bands
}

/// Labels beneath the bars.
pub(super) fn ticks(hours: &[CampaignHour]) -> Vec<(usize, String)> {
    hours.first().map(|first| hour_ticks(first.hour, bars(hours))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::campaign::CampaignState;
    use time::Duration;
    use time::macros::datetime;

    fn row(after: i64, in_flight: u64, waiting: &[(&str, u64)]) -> CampaignHour {
        let hour = datetime!(2026-03-06 06:00 UTC) + Duration::hours(after);
        let waiting: Vec<(String, u64)> = waiting.iter().map(|(word, many)| ((*word).to_owned(), *many)).collect();
        CampaignHour {
            hour,
            counted_at: hour,
            state: CampaignState::Running,
            contacts_left: 0,
            queued: waiting.iter().map(|(_, many)| many).sum(),
            in_flight,
            retrying: 0,
            completed: 0,
            failed: 0,
            blocked: 0,
            cancelled: 0,
            waiting,
        }
    }

    #[test]
    fn each_reason_is_a_band_those_without_a_colour_are_one_together_and_a_missing_hour_is_a_gap() {
        let hours = [
            row(0, 1, &[("OUTSIDE_HOURS", 7), ("NO_ZONE", 2), ("INVALID_NUMBER", 1)]),
            row(2, 0, &[("WAITS_FOR_TURN", 4)]),
        ];
        let told: Vec<(String, Vec<u64>)> =
            of(&hours).into_iter().map(|band| (band.label, band.figures[..4].to_vec())).collect();
        let told: Vec<(&str, &[u64])> = told.iter().map(|(label, figures)| (label.as_str(), &figures[..])).collect();
        assert_eq!(
            told,
            [
                ("Under way", &[1, 0, 0, 0][..]),
                ("Wait for room: they may be called", &[0, 0, 4, 0]),
                ("Outside the hours", &[7, 0, 0, 0]),
                ("Other reasons", &[3, 0, 0, 0]),
            ]
        );
    }
}
