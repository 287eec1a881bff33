use super::{House, on_both_kinds, patiently};
use engine::rate_limit::{self, Limit, Verdict};
use engine::{Engine, Error};
use futures::future::join_all;
use std::time::{Duration, Instant};

on_both_kinds!(
    an_allowance_is_used_up_one_by_one_over_all_nodes_and_then_refused,
    keys_do_not_touch_each_other,
    of_many_at_the_same_moment_exactly_as_many_are_allowed_as_the_limit_says,
    what_was_used_grows_back_in_the_time_that_was_told,
    what_is_refused_costs_nothing,
    an_allowance_in_use_is_not_forgotten,
);

/// So long that nothing grows back during a test.
const HOUR: Duration = Duration::from_secs(3_600);

async fn take(node: &Engine, key: &str, burst: u32, per: Duration) -> Verdict {
    let taken: Result<Verdict, Error> = rate_limit::take(node, key, Limit { burst, per }).await;
    taken.expect("it answers")
}

async fn an_allowance_is_used_up_one_by_one_over_all_nodes_and_then_refused(house: &House) {
    for (taken, node) in house.nodes().cycle().take(5).enumerate() {
        let verdict = take(node, "a", 5, HOUR).await;
        assert!(verdict.allowed);
        assert_eq!((verdict.remaining as usize, verdict.retry_after), (4 - taken, Duration::ZERO));
        let expected = HOUR / 5 * u32::try_from(taken + 1).expect("a small figure");
        assert!(expected.abs_diff(verdict.reset_after) < Duration::from_secs(30), "{verdict:?}");
    }
    for node in house.nodes() {
        let verdict = take(node, "a", 5, HOUR).await;
        assert!(!verdict.allowed && verdict.remaining == 0, "{verdict:?}");
        assert!((HOUR / 5).abs_diff(verdict.retry_after) < Duration::from_secs(30), "{verdict:?}");
        assert!(HOUR.abs_diff(verdict.reset_after) < Duration::from_secs(30), "{verdict:?}");
    }
}

async fn keys_do_not_touch_each_other(house: &House) {
    for key in ["a", "b", "a:b", "", "ü\n"] {
        for node in house.nodes() {
            assert!(take(node, key, 2, HOUR).await.allowed, "{key:?}");
        }
        assert!(!take(&house.other, key, 2, HOUR).await.allowed, "{key:?}");
    }
}

async fn of_many_at_the_same_moment_exactly_as_many_are_allowed_as_the_limit_says(house: &House) {
    let takes = house.nodes().cycle().take(60).map(|node| take(node, "a", 20, HOUR));
    let allowed = join_all(takes).await.into_iter().filter(|verdict| verdict.allowed).count();
    assert_eq!(allowed, 20);
}

async fn what_was_used_grows_back_in_the_time_that_was_told(house: &House) {
    let per = Duration::from_secs(2);
    let begun = Instant::now();
    while take(&house.world.engine, "a", 4, per).await.allowed {}
    let refused = take(&house.other, "a", 4, per).await;
    assert!(refused.retry_after <= per / 4, "{refused:?}");
    let mut allowed = 0;
    patiently(async {
        while allowed < 4 {
            allowed += u32::from(take(&house.other, "a", 4, per).await.allowed);
        }
    })
    .await;
    // Four are there at first; four more, one by one, take the whole period.
    assert!(begun.elapsed() >= per - Duration::from_millis(50), "{:?}", begun.elapsed());
}

async fn what_is_refused_costs_nothing(house: &House) {
    let first = take(&house.world.engine, "a", 1, HOUR).await;
    for node in house.nodes().cycle().take(6) {
        let refused = take(node, "a", 1, HOUR).await;
        assert!(!refused.allowed && refused.reset_after <= first.reset_after, "{refused:?}");
    }
}

async fn an_allowance_in_use_is_not_forgotten(house: &House) {
    assert!(take(&house.world.engine, "a", 1, HOUR).await.allowed);
    rate_limit::forget_whole(&house.other).await.expect("it forgets");
    assert!(!take(&house.world.engine, "a", 1, HOUR).await.allowed);
}
