//! The rate of the last minute of work as a small line.

use crate::components::figure;

/// The points of line and area in a box of 100 by 30; `None` while there are too few.
pub(super) fn points(rates: &[f32]) -> Option<(String, String)> {
    let highest = rates.iter().copied().fold(0.0_f32, f32::max);
    if rates.len() < 3 || highest <= 0.0 {
        return None;
    }
    let last = rates.len() - 1;
    let mut line = String::new();
    for (place, rate) in rates.iter().enumerate() {
        let x = (place * 1_000 / last) as i64;
        let y = (280.0 - rate / highest * 260.0).round() as i64;
        line.push_str(&[&tenths(x), ",", &tenths(y), " "].concat());
    }
    let area = ["0,30 ", &line, "100,30"].concat();
    Some((line, area))
}

/// What the line shows, for those who don't see it and for who wants the figures.
pub(super) fn words(rates: &[f32]) -> String {
    let of = |rate: f32| figure::rate(f64::from(rate));
    let least = rates.iter().copied().fold(f32::INFINITY, f32::min);
    let most = rates.iter().copied().fold(0.0_f32, f32::max);
    let last = rates.last().copied().unwrap_or(0.0);
    ["Things a second in the last minute of work: from ", &of(least), " to ", &of(most), ", at last ", &of(last)]
        .concat()
}

/// A figure given in tenths, written out: formatting a float costs the browser half of the page several kilobytes.
fn tenths(figure: i64) -> String {
    [&(figure / 10).to_string(), ".", &(figure % 10).to_string()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_goes_from_edge_to_edge_and_its_highest_point_stays_within() {
        let (line, area) = points(&[0.0, 50.0, 100.0]).expect("three points are a line");
        assert_eq!(line, "0.0,28.0 50.0,15.0 100.0,2.0 ");
        assert!(area.starts_with("0,30 ") && area.ends_with("100,30"));
    }

    #[test]
    fn the_line_is_told_by_its_least_its_most_and_its_last_figure() {
        let told = words(&[1_500.0, 900.0, 1_200.0]);
        assert_eq!(told, "Things a second in the last minute of work: from 900 to 1,500, at last 1,200");
    }

    #[test]
    fn too_few_or_nothing_done_is_no_line() {
        assert_eq!(points(&[1.0, 2.0]), None);
        assert_eq!(points(&[0.0; 10]), None);
    }
}
