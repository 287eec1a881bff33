//! Figures as people read them: grouped, rounded as far as they are known, with their unit.

pub use domain::phone::grouped;

/// A count that may come as a signed integer; negative ones, which don't occur, read as 0.
pub fn count(figure: i64) -> String {
    grouped(u64::try_from(figure).unwrap_or(0))
}

/// A size in bytes in the unit that fits: "640 bytes", "12.4 kB", "3.1 MB".
pub fn size(bytes: u64) -> String {
    const UNITS: [&str; 4] = [" kB", " MB", " GB", " TB"];
    if bytes < 1_000 {
        return [&bytes.to_string(), " bytes"].concat();
    }
    let (mut tenths, mut unit) = (bytes / 100, 0);
    while tenths >= 10_000 && unit + 1 < UNITS.len() {
        tenths /= 1_000;
        unit += 1;
    }
    [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string(), UNITS[unit]].concat()
}

/// A duration in its two largest units: "< 0.1 s", "0.4 s", "12 s", "2 min 5 s", "3 h 20 min", "2 d 4 h".
pub fn duration(seconds: f64) -> String {
    if seconds < 0.05 {
        return "< 0.1 s".to_owned();
    }
    if seconds < 0.95 {
        // Below a second a tenth is still news.
        let tenths = (seconds * 10.0).round() as u64;
        return ["0.", &tenths.to_string(), " s"].concat();
    }
    let whole = seconds.round() as u64;
    let (large, large_unit, small, small_unit) = match whole {
        0..60 => return [&whole.to_string(), " s"].concat(),
        60..3_600 => (whole / 60, " min", whole % 60, " s"),
        3_600..86_400 => (whole / 3_600, " h", whole % 3_600 / 60, " min"),
        _ => (whole / 86_400, " d", whole % 86_400 / 3_600, " h"),
    };
    let mut text = [&large.to_string(), large_unit].concat();
    if small > 0 {
        text.push(' ');
        text.push_str(&small.to_string());
        text.push_str(small_unit);
    }
    text
}

/// How long ago, in one unit: "just now", "4 min ago", "3 h ago", "12 d ago".
pub fn ago(seconds: i64) -> String {
    let (figure, unit) = match seconds {
        ..10 => return "just now".to_owned(),
        10..60 => (seconds, " s ago"),
        60..3_600 => (seconds / 60, " min ago"),
        3_600..86_400 => (seconds / 3_600, " h ago"),
        _ => (seconds / 86_400, " d ago"),
    };
    [&figure.to_string(), unit].concat()
}

/// Things a second: one decimal below ten, whole ones above.
pub fn rate(per_second: f64) -> String {
    if per_second < 9.95 {
        let tenths = (per_second.max(0.0) * 10.0).round() as u64;
        return [&(tenths / 10).to_string(), ".", &(tenths % 10).to_string()].concat();
    }
    grouped(per_second.round() as u64)
}

/// "1 number", "2 numbers": a grouped figure with its noun.
pub fn plural(figure: u64, one: &str, many: &str) -> String {
    [grouped(figure).as_str(), " ", if figure == 1 { one } else { many }].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_in_its_two_largest_units() {
        for (seconds, text) in [
            (0.0, "< 0.1 s"),
            (0.42, "0.4 s"),
            (0.96, "1 s"),
            (59.4, "59 s"),
            (60.0, "1 min"),
            (125.0, "2 min 5 s"),
            (3_600.0, "1 h"),
            (12_000.0, "3 h 20 min"),
            (187_200.0, "2 d 4 h"),
            (-3.0, "< 0.1 s"),
        ] {
            assert_eq!(duration(seconds), text);
        }
    }

    #[test]
    fn how_long_ago_uses_one_unit() {
        for (seconds, text) in [
            (-5, "just now"),
            (9, "just now"),
            (59, "59 s ago"),
            (61, "1 min ago"),
            (7_300, "2 h ago"),
            (172_801, "2 d ago"),
        ] {
            assert_eq!(ago(seconds), text);
        }
    }

    #[test]
    fn a_rate_keeps_a_decimal_while_it_is_small() {
        for (per_second, text) in [(0.0, "0.0"), (3.12, "3.1"), (9.94, "9.9"), (9.96, "10"), (83_333.3, "83,333")] {
            assert_eq!(rate(per_second), text);
        }
    }

    #[test]
    fn a_count_agrees_with_its_noun() {
        assert_eq!(plural(1, "number", "numbers"), "1 number");
        assert_eq!(plural(1_000, "number", "numbers"), "1,000 numbers");
    }
}
