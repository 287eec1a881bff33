//! The figures of a period are a recount.

use super::*;
use time::macros::datetime;

#[tokio::test]
async fn the_four_cards_are_a_recount_of_the_period_and_of_the_one_before() {
    let world = World::new().await;
    world
        .sql(&format!(
            "insert into call (tenant_id, subject, direction, status, start_time, duration_s, deleted_at)
             select {}, 'call', 1, n % 5 + 1, '2026-05-01T00:00:00Z'::timestamptz + n * interval '3 hours',
                 case when n % 3 > 0 then n % 1000 end, case when n % 17 = 0 then now() end
             from generate_series(0, 399) n",
            world.tenant
        ))
        .await;
    let (from, to) = (datetime!(2026-05-15 00:00 UTC), datetime!(2026-05-29 00:00 UTC));
    let figures = call::statistics(&world.engine, &world.scope, from, to).await.expect("they are counted");
    let period = "start_time >= '2026-05-15T00:00Z' and start_time < '2026-05-29T00:00Z' and deleted_at is null";
    let before = "start_time >= '2026-05-01T00:00Z' and start_time < '2026-05-15T00:00Z' and deleted_at is null";
    for (card, condition, figure) in [
        (0, "true", "count(*)"),
        (1, "status = 3", "count(*)"),
        (2, "status = 2", "count(*)"),
        (3, "true", "coalesce(round(avg(duration_s)), 0)::bigint"),
    ] {
        let of = async |period: &str| {
            let sql = format!("select {figure} as n from call where {period} and {condition}");
            world.figure(&sql).await
        };
        let now = of(period).await;
        let card = &figures.cards[card];
        assert_eq!(card.total, now as u64, "{}", card.title);
        // Of the figures themselves: an average is not rounded before it is compared.
        let exact = figure.replace("round(avg(duration_s))", "avg(duration_s)").replace("::bigint", "");
        let exact_of = |period: &str| format!("(select {exact} from call where {period} and {condition})::numeric");
        let change = format!(
            "select round(({now} - {then}) / {then} * 1000)::bigint as n",
            now = exact_of(period),
            then = exact_of(before)
        );
        assert_eq!(card.change, world.figure(&change).await as f64 / 10.0, "{}", card.title);
        for (part, point) in card.points.iter().enumerate() {
            let day = format!("'2026-05-15T00:00Z'::timestamptz + interval '2 days' * {part}");
            let part = format!("start_time >= {day} and start_time < {day} + interval '2 days' and deleted_at is null");
            assert_eq!(*point, of(&part).await as u64, "{} {part}", card.title);
        }
        for (part, point) in card.before.iter().enumerate() {
            let day = format!("'2026-05-01T00:00Z'::timestamptz + interval '2 days' * {part}");
            let part = format!("start_time >= {day} and start_time < {day} + interval '2 days' and deleted_at is null");
            assert_eq!(*point, of(&part).await as u64, "{} before, {part}", card.title);
        }
    }
    assert_eq!(figures.by_status.iter().map(|(_, calls)| calls).sum::<u64>(), figures.cards[0].total);
    let turned = call::statistics(&world.engine, &world.scope, to, from).await;
    assert!(matches!(turned, Err(engine::Error::Invalid(_))), "{turned:?}");
}
