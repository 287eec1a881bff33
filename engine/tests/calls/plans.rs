//! How the database answers the list, as the server itself writes it down: along keys, however the table is filled.

use super::*;
#[path = "../lists/explain.rs"]
mod explain;

use explain::plans;

async fn fill(world: &World) {
    for sql in [
        format!(
            "insert into call (tenant_id, subject, direction, status, purpose_id, start_time, duration_s, owner_id, tags)
             select {}, 'Review ' || n, n % 2 + 1, n % 5 + 1, n % 6 + 1, now() + n * interval '1 minute', n % 900,
                 case when n % 3 = 0 then {} end, case when n % 50 = 0 then array['vip'] else '{{}}' end
             from generate_series(1, 30000) n",
            world.tenant, world.user
        ),
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select distinct tenant_id, 5, id, word from call, lateral (
             select unnest(string_to_array(lower(subject), ' ')) union select '#' || unnest(tags)) w (word)"
            .to_owned(),
    ] {
        world.sql(&sql).await;
    }
}

#[tokio::test]
async fn no_page_count_board_or_figure_reads_the_whole_table() {
    let world = World::new().await;
    fill(&world).await;
    for analyzed in [false, true] {
        if analyzed {
            world.sql("analyze call").await;
            world.sql("analyze search_word").await;
        }
        for query in [
            "",
            "sort=start",
            "status=missed",
            "status=missed&direction=inbound",
            "owner=1&purpose=3",
            "mine=true&when=today",
            "subject.contains=rev",
            "subject.contains=review+29",
            "tag=vip&status=completed",
            "start.from=2026-01-01&duration.from=600",
            "deleted=true",
        ] {
            let query = query.replace("owner=1", &format!("owner={}", world.user));
            let list = ListQuery::<Calls>::parse_query(&query).expect("it reads");
            let plans = plans(&world, async |engine| {
                let page = call::list(engine, &world.scope, &list).await.expect("the list reads");
                call::list(engine, &world.scope, &list.at(page.next)).await.expect("the list reads");
                call::count(engine, &world.scope, &list.filter).await.expect("it counts");
            })
            .await;
            assert!(!plans.is_empty(), "{query}");
            for plan in plans {
                // The next page begins where the last ended, and does not walk there.
                let walks = plan.lines().any(|line| line.contains("Filter:") && line.contains("ROW("));
                assert!(query != "sort=start" || !walks, "{query}, analyzed: {analyzed}\n{plan}");
                for table in ["call", "search_word"] {
                    assert!(!plan.contains(&format!("Seq Scan on {table} ")), "{query}, analyzed: {analyzed}\n{plan}");
                }
            }
        }
        let plans = plans(&world, async |engine| {
            call::board(engine, &world.scope, &filter(""), Default::default()).await.expect("the board reads");
            let (from, to) =
                (time::macros::datetime!(2026-01-01 0:00 UTC), time::macros::datetime!(2026-02-01 0:00 UTC));
            call::statistics(engine, &world.scope, from, to).await.expect("they are counted");
        })
        .await;
        for plan in plans {
            assert!(!plan.contains("Seq Scan on call "), "analyzed: {analyzed}\n{plan}");
        }
    }
}
