//! The time left, told along the recorded course of real jobs (FEATURES L19). The histories were written down while a
//! release build worked, importing alone and generating beside a compiler: milliseconds since the start, and things done.

use domain::job::Pace;

/// Each state of a job's course: when, and how much was done.
fn history(text: &str) -> Vec<(f64, i64)> {
    let rows = text.lines().skip(1).map(|line| line.split_once(',').expect("two columns"));
    rows.map(|(at, done)| (at.parse::<f64>().expect("a time") / 1_000.0, done.parse().expect("a count"))).collect()
}

#[test]
fn from_a_fifth_on_the_time_left_is_told_within_a_fifth() {
    for (name, text) in [
        ("importing the code report", include_str!("histories/import_prefixes.csv")),
        ("generating in batches of a thousand", include_str!("histories/generate_in_thousands.csv")),
        ("generating in batches of ten thousand", include_str!("histories/generate_in_ten_thousands.csv")),
    ] {
        let course = history(text);
        let (end, total) = *course.last().expect("it has an end");
        assert!(course.len() > 15, "{name}: too few states tell nothing");
        let (mut pace, mut before) = (Pace::default(), (0.0, 0));
        for (at, done) in course {
            pace.step(at - before.0, done - before.1);
            before = (at, done);
            if done * 5 < total || done == total {
                continue;
            }
            let (told, truth) = (pace.seconds_for(total - done).expect("it moves"), end - at);
            // A fifth of the last half second is nothing that anybody could see.
            let allowed = (truth * 0.2).max(0.5);
            assert!(
                (told - truth).abs() <= allowed,
                "{name}: at {at:.1} s {told:.1} s were told, and {truth:.1} s were left"
            );
        }
    }
}
