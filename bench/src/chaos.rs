//! Diallers that are killed in the middle, over several processes: no number is called twice, no limit is passed, and what was
//! accepted stands somewhere at every look (L11, L14).

use crate::dialling::Scene;
use crate::{Arguments, trunkline::Worker};
use sqlx::{AssertSqlSafe, Row};
use std::time::{Duration, Instant};

/// Processes that dial beside the server's own.
const PROCESSES: usize = 4;
const LIMIT: u32 = 400;
/// How often one is killed.
const KILLS: usize = 50;

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut scene = Scene::new(arguments).await?;
    let faults =
        ["--lost", "0.02", "--repeated", "0.05", "--reordered", "0.05", "--unknown", "0.01", "--errors", "0.01"];
    let (mock, campaign) = scene.campaign(LIMIT, 40.0, &faults)?;
    let mut workers: Vec<Worker> = Vec::new();
    for _ in 0..PROCESSES {
        workers.push(scene.work()?);
    }
    let numbers = scene.numbers(arguments.dials);
    scene.send_all(campaign, &numbers)?;
    let began = Instant::now();
    let (mut kills, mut looks, mut wrong, mut over) = (0, 0, 0_i64, 0_i64);
    loop {
        let sql = format!(
            "select count(*) filter (where state between 1 and 9) - {} as lost,
                 count(*) filter (where slot_until is not null) - {LIMIT} as over,
                 count(*) filter (where state <= 5 or slot_until is not null) as open
             from dial where campaign_id = {campaign}",
            numbers.len()
        );
        let row = sqlx::query(AssertSqlSafe(sql)).fetch_one(scene.db()).await?;
        let (lost, above, open): (i64, i64, i64) = (row.get("lost"), row.get("over"), row.get("open"));
        looks += 1;
        wrong += lost.abs();
        over = over.max(above);
        if open == 0 {
            break;
        }
        anyhow::ensure!(began.elapsed() < Duration::from_secs(900), "{open} dials have not ended");
        if kills < KILLS {
            // Dropping one kills it with a signal that nobody can catch.
            let one = kills % PROCESSES;
            workers.remove(one);
            workers.insert(one, scene.work()?);
            kills += 1;
        }
        if looks % 10 == 0 {
            // As a restart of the database looks from its clients.
            let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
                 where pid <> pg_backend_pid() and backend_type = 'client backend'";
            sqlx::query(cut).fetch_one(scene.db()).await?;
        }
        tokio::time::sleep(Duration::from_millis(700)).await;
    }
    let stats = mock.stats()?;
    println!(
        "L14  {} dials, {} processes, {kills} killed: {:.0} s, {looks} looks",
        numbers.len(),
        PROCESSES + 1,
        began.elapsed().as_secs_f64()
    );
    println!("     dials missing or too many           {wrong:>6}   (the aim is 0)");
    println!("     slots beyond the limit              {:>6}   (the aim is 0)", over.max(0));
    println!("     the mock's peak                     {:>6}   (the limit is {LIMIT})", stats["peak_calls"]);
    println!("     numbers called more than once       {:>6}   (the aim is 0)", stats["numbers_called_more_than_once"]);
    Ok(())
}
