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

#[tokio::test]
async fn the_tally_is_a_recount_after_whatever_changed_calls_and_summing_it_up_changes_nothing() {
    let world = World::new().await;
    let differing = "with kept as (
             select tenant_id, day, status, sum(calls) as calls, sum(timed) as timed, sum(seconds) as seconds from call_tally
             group by 1, 2, 3 having sum(calls) <> 0 or sum(timed) <> 0 or sum(seconds) <> 0),
         counted as (
             select tenant_id, (start_time at time zone 'UTC')::date as day, status, count(*)::numeric as calls,
                 count(duration_s)::numeric as timed, coalesce(sum(duration_s), 0)::numeric as seconds
             from call where deleted_at is null group by 1, 2, 3)
         select count(*) as n from (
             (select * from kept except select * from counted) union all
             (select * from counted except select * from kept)) differing";
    let made = format!(
        "insert into call (tenant_id, subject, direction, status, start_time, duration_s)
         select {}, 'call', 1, n % 5 + 1, '2026-05-01T00:30:00Z'::timestamptz + n * interval '5 hours',
             case when n % 3 > 0 then n % 1000 end
         from generate_series(0, 399) n",
        world.tenant
    );
    for change in [
        made.as_str(),
        "update call set status = status % 5 + 1 where id % 2 = 0",
        "update call set start_time = start_time + interval '1 day', duration_s = duration_s + 1 where id % 3 = 0",
        "update call set duration_s = null where id % 7 = 0",
        "update call set deleted_at = now() where id % 4 = 0",
        "update call set deleted_at = null where id % 8 = 0",
        "update call set subject = 'another'",
        "delete from call where id % 5 = 0",
    ] {
        world.sql(change).await;
        assert_eq!(world.figure(differing).await, 0, "{change}");
    }
    let rows = "select count(*) as n from call_tally";
    let many = "insert into call_tally select t.tenant_id, t.day, t.status, k.sign * t.calls, k.sign * t.timed, k.sign * t.seconds
         from call_tally t, (values (1), (-1)) k (sign),
             generate_series(1, 20000 / (select count(*)::int from call_tally)) n";
    world.sql(many).await;
    assert!(world.figure(rows).await > 30_000);
    let sweep = "insert into job (id, tenant_id, kind, title, params, max_attempts)
         values (gen_random_uuid(), 0, 'housekeeping', 'sweep', '{}', 1)";
    world.sql(sweep).await;
    world.work().await;
    assert_eq!(world.figure(differing).await, 0, "summing up changes no sum");
    assert!(world.figure(rows).await < 1_000, "a row for each day and status");
}
