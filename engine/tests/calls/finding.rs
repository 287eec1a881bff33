//! Filters alone and in pairs are what SQL says; pages follow each other; a second company's calls are never there.

use super::*;
use domain::scope::Role;

/// Filters, each with what it means in SQL of a call `c`.
const FILTERS: &[(&str, &str)] = &[
    ("subject.contains=alpha", "c.subject ilike '%alpha%'"),
    // A part of it, wherever it stands: the middle of a word, across two, and with signs that stand for themselves.
    ("subject.contains=EVIE", "c.subject ilike '%evie%'"),
    ("subject.contains=ha+re", "c.subject ilike '%ha re%'"),
    ("subject.contains=%25", "false"),
    ("status=missed", "c.status = 3"),
    ("status=missed&status=completed", "c.status in (3, 5)"),
    ("status.not=scheduled", "c.status <> 1"),
    ("direction=inbound", "c.direction = 1"),
    ("purpose=4", "c.purpose_id = 4"),
    ("owner={user}", "c.owner_id = {user}"),
    ("assigned={user}", "c.assigned_to_id = {user}"),
    ("mine=true", "(c.owner_id = {user} or c.assigned_to_id = {user})"),
    ("start.from=2026-02-01", "c.start_time >= '2026-02-01T00:00:00Z'"),
    ("start.to=2026-02-10", "c.start_time < '2026-02-11T00:00:00Z'"),
    ("start.from=2026-02-01T12:30:00%2B02:00", "c.start_time >= '2026-02-01T10:30:00Z'"),
    ("start.to=2026-02-10T03:00:00Z", "c.start_time <= '2026-02-10T03:00:00Z'"),
    ("duration.from=5m", "c.duration_s >= 300"),
    ("duration.to=600", "c.duration_s <= 600"),
    ("for=contact", "c.call_for = 1"),
    ("for_id=7", "c.call_for_id = 7"),
    ("related=deal", "c.related_to = 4"),
    ("tag=vip", "'vip' = any(c.tags)"),
    ("favourite=true", "c.favourite"),
    ("closed=true", "c.closed"),
    ("demo=false", "c.demo_batch is null"),
];

async fn fill(world: &World, calls: u32) {
    let (tenant, user) = (world.tenant, world.user);
    for sql in [
        format!(
            "insert into call (tenant_id, subject, direction, status, purpose_id, start_time, duration_s, owner_id,
                 assigned_to_id, call_for, call_for_id, related_to, related_to_id, tags, favourite, closed, deleted_at)
             select {tenant}, (array['Alpha review', 'Beta review', 'Alpha plan', 'Gamma'])[n % 4 + 1] || ' ' || n,
                 n % 2 + 1, n % 5 + 1, case when n % 3 > 0 then n % 6 + 1 end,
                 '2026-01-01T00:00:00Z'::timestamptz + n * interval '7 hours', case when n % 4 > 0 then n * 5 % 900 end,
                 case when n % 3 = 0 then {user} end, case when n % 7 = 0 then {user} end,
                 case when n % 5 = 0 then 1 when n % 5 = 1 then 3 end, case when n % 5 < 2 then n % 9 + 1 end,
                 case when n % 6 = 0 then 4 end, case when n % 6 = 0 then 3 end,
                 case when n % 8 = 0 then array['vip'] else '{{}}' end, n % 11 = 0, n % 10 = 0,
                 case when n % 13 = 0 then now() end
             from generate_series(1, {calls}) n"
        ),
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select distinct tenant_id, 5, id, word from call, lateral (
             select unnest(string_to_array(lower(subject), ' ')) union select '#' || unnest(tags)) w (word)"
            .to_owned(),
    ] {
        world.sql(&sql).await;
    }
}

async fn oracle(world: &World, condition: &str) -> Vec<i64> {
    let condition = condition.replace("{user}", &world.user.to_string());
    let ids = world
        .text(&format!(
            "select coalesce(string_agg(id::text, ',' order by id desc), '') as text from call c
             where tenant_id = {} and deleted_at is null and {condition}",
            world.tenant
        ))
        .await;
    ids.split(',').filter(|id| !id.is_empty()).map(|id| id.parse().expect("an id")).collect()
}

#[tokio::test]
async fn each_filter_and_each_pair_finds_what_sql_finds() {
    let world = World::new().await;
    fill(&world, 400).await;
    let user = world.user.to_string();
    for (place, (one, of_one)) in FILTERS.iter().enumerate() {
        for (other, of_other) in &FILTERS[place..] {
            // A key that comes again widens; that is another test's matter.
            let keys = |query: &str| query.split('=').next().unwrap_or_default().to_owned();
            if one != other && keys(one) == keys(other) {
                continue;
            }
            let query = if one == other { (*one).to_owned() } else { format!("{one}&{other}") };
            let query = query.replace("{user}", &user);
            let expected = oracle(&world, &format!("{of_one} and {of_other}")).await;
            assert_eq!(found(&world, &format!("{query}&page_size=1000")).await, expected, "{query}");
            let count = call::count(&world.engine, &world.scope, &filter(&query)).await.expect("it counts");
            assert_eq!(count.figure(), expected.len() as u64, "{query}");
            assert_eq!(
                call::count_exact(&world.engine, &world.scope, &filter(&query)).await.expect("it counts"),
                expected.len() as u64,
                "{query}"
            );
        }
    }
}

#[tokio::test]
async fn pages_follow_each_other_in_either_order_and_back() {
    let world = World::new().await;
    fill(&world, 100).await;
    for query in [
        "",
        "sort=created",
        "sort=start",
        "sort=-start",
        "status=missed&sort=-start",
        "owner=1&status=missed",
        "status=missed",
    ] {
        let query = query.replace("owner=1", &format!("owner={}", world.user));
        let list = |extra: &str| ListQuery::<Calls>::parse_query(&format!("{query}&{extra}")).expect("it reads");
        let read = async |query: &ListQuery<Calls>| {
            call::list(&world.engine, &world.scope, query).await.expect("the list reads")
        };
        let whole: Vec<_> = read(&list("page_size=1000")).await.rows.into_iter().map(|call| call.id).collect();
        let (mut seen, mut at, mut pages) = (Vec::new(), list("page_size=7"), Vec::new());
        loop {
            let page = read(&at).await;
            seen.extend(page.rows.iter().map(|call| call.id));
            pages.push(page.rows.iter().map(|call| call.id).collect::<Vec<_>>());
            let Some(next) = page.next else { break };
            at = at.at(Some(next));
        }
        assert_eq!(seen, whole, "{query}");
        // And back from the last page.
        let mut back = Vec::new();
        while let Some(previous) = read(&at).await.previous {
            at = at.at(Some(previous));
            back.push(read(&at).await.rows.into_iter().map(|call| call.id).collect::<Vec<_>>());
        }
        back.retain(|page| !page.is_empty());
        back.reverse();
        assert_eq!(back.concat(), whole[..back.concat().len()], "{query} backwards");
    }
}

#[tokio::test]
async fn a_deleted_call_is_found_by_those_who_ask_for_it_and_anothers_by_nobody() {
    let world = World::new().await;
    let (_, _, other) = world.other("globex", Role::Owner).await;
    let call = made(&world, "Alpha review", &[(Field::Tag, "vip"), (Field::StatusId, "missed")]).await;
    call::delete(&world.engine, &world.scope, call.id, None).await.expect("deleted");
    assert!(found(&world, "subject.contains=alpha").await.is_empty());
    for query in ["deleted=true", "deleted=true&status=missed", "deleted=true&tag=vip", "deleted=true&mine=true"] {
        assert_eq!(found(&world, query).await, [call.id.0], "{query}");
        assert!(found_by(&world, &other, query).await.is_empty(), "{query}");
    }
}

#[tokio::test]
async fn the_board_shows_each_status_with_its_count() {
    let world = World::new().await;
    fill(&world, 100).await;
    let board =
        call::board(&world.engine, &world.scope, &filter("direction=inbound"), domain::page::PageSize::clamped(3))
            .await
            .expect("the board reads");
    assert_eq!(board.len(), 5);
    for column in board {
        let expected = oracle(&world, &format!("c.direction = 1 and c.status = {}", column.status.code())).await;
        assert_eq!(column.count.figure(), expected.len() as u64, "{:?}", column.status);
        let ids: Vec<i64> = column.calls.rows.iter().map(|call| call.id.0).collect();
        assert_eq!(ids, expected[..ids.len()], "{:?}", column.status);
        assert_eq!(ids.len(), expected.len().min(3));
    }
    let some = call::board(&world.engine, &world.scope, &filter("status=missed"), Default::default()).await;
    assert_eq!(some.expect("it reads").len(), 1);
}
