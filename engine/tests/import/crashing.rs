//! Whoever dies in the middle, and whenever.

use super::*;
use domain::job::JobState;
use domain::live::Topic;
use engine::queue::Worker;
use tokio::task::JoinHandle;

/// A file of so many rows; every tenth repeats the one nine thousand before it, and every hundredth is no number.
fn long(rows: usize) -> String {
    let mut file = String::from("phone,carrier\n");
    for row in 0..rows {
        match row % 100 {
            0 => file.push_str("nobody,x\n"),
            n if n % 10 == 0 && row > 9_000 => file.push_str(&format!("{},again\n", number_of(row - 9_001))),
            _ => file.push_str(&format!("{},Own & Co\n", number_of(row))),
        }
    }
    file
}

fn number_of(row: usize) -> usize {
    4_152_000_000 + row
}

fn run_once(world: &World) -> JoinHandle<engine::Result<bool>> {
    let worker = Worker::new(world.engine.clone(), job::registry());
    tokio::spawn(async move { worker.run_once().await })
}

/// Waits until the job has looked at so many rows.
async fn reached(world: &World, id: JobId, rows: i64) {
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    while job::progress(&world.engine, &world.scope, id).await.expect("there").processed < rows {
        // Announcements come four times a second at most; the row itself is looked at in between.
        tokio::select! { _ = watch.changed() => {}, () = tokio::task::yield_now() => {} }
    }
}

#[tokio::test]
async fn a_worker_that_died_three_times_changed_nothing_of_what_comes_in_or_is_told() {
    let world = World::new().await;
    let (undisturbed, killed) = (world.project("undisturbed").await.id, world.project("killed").await.id);
    let file = long(32_000);
    let expected = import(&world, undisturbed, &file).await;
    let id = start(&world, killed, &file).await;
    for rows in [5_000, 15_000, 25_000] {
        let working = run_once(&world);
        reached(&world, id, rows).await;
        working.abort();
        assert!(working.await.expect_err("it was killed").is_cancelled());
        world.rescue_after_death().await;
    }
    world.work().await;
    let detail = detail(&world, id).await;
    assert_eq!((detail.progress.state, detail.attempts.len()), (JobState::Done, 4));
    let outcome = detail.outcome.expect("an outcome");
    assert_eq!(figures(&outcome), figures(&expected));
    assert_eq!(detail.progress.processed, 32_000, "every row is counted once");
    assert_eq!(texts(&outcome, "validation_errors"), texts(&expected, "validation_errors"));
    assert_eq!(held(&world, killed).await, held(&world, undisturbed).await);
    assert_eq!(rejects(&world, &outcome).await, rejects(&world, &expected).await);
}

#[tokio::test]
async fn cancelled_in_the_middle_the_count_is_what_the_table_holds_and_a_retry_brings_the_rest() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let id = start(&world, project, &long(32_000)).await;
    let working = run_once(&world);
    reached(&world, id, 5_000).await;
    job::cancel(&world.engine, &world.scope, id).await.expect("it is cancelled");
    working.await.expect("no panic").expect("no error");
    let progress = job::progress(&world.engine, &world.scope, id).await.expect("there");
    assert_eq!(progress.state, JobState::Cancelled);
    assert!(progress.processed < 32_000);
    assert_eq!(count(&world).await, progress.succeeded);
    job::retry(&world.engine, &world.scope, id).await.expect("it is retried");
    world.work().await;
    let outcome = detail(&world, id).await.outcome.expect("an outcome");
    assert_eq!(outcome["imported"].as_i64(), Some(count(&world).await));
    assert_eq!(outcome["duplicates_skipped"], 0, "its own numbers are no duplicates");
}

#[tokio::test]
async fn two_imports_of_the_same_file_at_the_same_time_store_each_number_once() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    let file: String = (0..20_000).map(|row| format!("{}\n", number_of(row))).collect();
    let jobs = [start(&world, project, &file).await, start(&world, project, &file).await];
    let [one, other] = [run_once(&world), run_once(&world)];
    one.await.expect("no panic").expect("no error");
    other.await.expect("no panic").expect("no error");
    world.work().await;
    let mut imported = 0;
    for id in jobs {
        let detail = detail(&world, id).await;
        assert_eq!(detail.progress.state, JobState::Done, "{:?}", detail.progress);
        imported += figures(&detail.outcome.expect("an outcome"))[2];
    }
    assert_eq!((imported, count(&world).await), (20_000, 20_000));
}
