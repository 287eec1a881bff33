//! Views around midnight in five zones, and on the days on which clocks change: what the list finds is what PostgreSQL says
//! of the same moments with its own tz database.

use super::*;
use domain::call::VIEWS;
use domain::scope::Role;

const ZONES: [&str; 5] = ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"];

/// The ids that PostgreSQL finds between two of its expressions of a local day.
async fn oracle(world: &World, zone: &str, from: &str, to: &str) -> Vec<i64> {
    let today = format!("date_trunc('day', now() at time zone '{zone}')");
    let at = |expression: &str| format!("(({}) at time zone '{zone}')", expression.replace("{today}", &today));
    let ids = world
        .text(&format!(
            "select coalesce(string_agg(id::text, ',' order by id desc), '') as text from call
             where start_time >= {} and start_time < {}",
            at(from),
            at(to)
        ))
        .await;
    ids.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().expect("an id")).collect()
}

#[tokio::test]
async fn todays_and_this_weeks_calls_are_those_of_the_persons_zone() {
    let world = World::new().await;
    // A call every 37 minutes for a fortnight around now, so that every midnight has some close to it.
    world
        .sql(&format!(
            "insert into call (tenant_id, subject, direction, status, start_time)
             select {}, 'call ' || n, 1, 1, now() + n * interval '37 minutes' from generate_series(-560, 560) n",
            world.tenant
        ))
        .await;
    for zone in ZONES {
        world.sql(&format!("update app_user set time_zone = '{zone}'")).await;
        let week = "date_trunc('week', {today})";
        for (word, from, to) in [
            ("today", "{today}", "{today} + interval '1 day'"),
            ("tomorrow", "{today} + interval '1 day'", "{today} + interval '2 days'"),
            ("yesterday", "{today} - interval '1 day'", "{today}"),
            ("this_week", week, "date_trunc('week', {today}) + interval '7 days'"),
            ("last_week", "date_trunc('week', {today}) - interval '7 days'", week),
        ] {
            let expected = oracle(&world, zone, from, to).await;
            assert_eq!(found(&world, &format!("when={word}&page_size=1000")).await, expected, "{word} in {zone}");
            let count =
                call::count(&world.engine, &world.scope, &filter(&format!("when={word}"))).await.expect("counts");
            assert_eq!(count.figure(), expected.len() as u64, "{word} in {zone}");
        }
    }
}

#[tokio::test]
async fn a_day_is_as_long_as_the_clocks_make_it() {
    let world = World::new().await;
    for (zone, day, hours) in [
        ("America/New_York", "2026-03-08", 23),
        ("America/New_York", "2026-11-01", 25),
        ("Europe/Berlin", "2026-03-29", 23),
        ("Europe/Berlin", "2026-10-25", 25),
        ("Pacific/Auckland", "2026-09-27", 23),
        ("America/Sao_Paulo", "2018-11-04", 23),
        ("Asia/Kolkata", "2026-03-29", 24),
    ] {
        world.sql("delete from call").await;
        world.sql(&format!("update app_user set time_zone = '{zone}'")).await;
        // One at each half hour of three days.
        world
            .sql(&format!(
                "insert into call (tenant_id, subject, direction, status, start_time)
                 select {}, 'call', 1, 1, ('{day}'::date - 1)::timestamptz + n * interval '30 minutes' + interval '15 minutes'
                 from generate_series(0, 143) n",
                world.tenant
            ))
            .await;
        let found = found(&world, &format!("start={day}&page_size=1000")).await;
        assert_eq!(found.len(), hours * 2, "{day} in {zone}");
        let sql = format!(
            "select count(*) as n from call where start_time >= '{day}'::timestamp at time zone '{zone}'
                 and start_time < ('{day}'::date + 1)::timestamp at time zone '{zone}'"
        );
        assert_eq!(world.figure(&sql).await, (hours * 2) as i64, "{day} in {zone}: PostgreSQL says otherwise");
        let from =
            call::count(&world.engine, &world.scope, &filter(&format!("start.from={day}"))).await.expect("counts");
        let to = call::count(&world.engine, &world.scope, &filter(&format!("start.to={day}"))).await.expect("counts");
        assert_eq!(from.figure() + to.figure(), 144 + (hours * 2) as u64, "{day} in {zone}");
    }
}

#[tokio::test]
async fn a_view_means_whoever_looks_and_every_view_reads() {
    let world = World::new().await;
    let colleague = engine::user::NewUser {
        email: "colleague@acme.test".into(),
        name: "Colleague".into(),
        password: engine::testing::PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, Role::Agent)),
        legacy_id: None,
    };
    let colleague =
        engine::user::create(&world.engine, &engine::testing::operator(), colleague).await.expect("a colleague");
    let theirs = Scope::establish(
        world.tenant,
        domain::scope::Actor::User(colleague),
        Role::Agent,
        false,
        domain::scope::RequestId("test".into()),
    );
    let mine = made(&world, "Mine", &[]).await.id.0;
    let assigned = made(&world, "Assigned", &[(Field::AssignedToId, &colleague.to_string())]).await.id.0;
    let other = made_by(&world, &theirs, &draft("Theirs", &[])).await.id.0;
    assert_eq!(found(&world, "mine=true").await, [assigned, mine]);
    assert_eq!(found_by(&world, &theirs, "mine=true").await, [other, assigned]);
    assert_eq!(found_by(&world, &theirs, "mine=false").await, [mine]);
    for view in VIEWS {
        call::list(&world.engine, &theirs, &view.list()).await.expect(view.word);
    }
}
