//! The rate of the last minute of work as a small line.

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
    fn too_few_or_nothing_done_is_no_line() {
        assert_eq!(points(&[1.0, 2.0]), None);
        assert_eq!(points(&[0.0; 10]), None);
    }
}
