//! `trunkline calls` from outside: what it prints, what it refuses, and what it leaves alone.

use engine::testing::World;
use std::process::{Command, Output, Stdio};

/// Runs the binary on a test's database; nobody sits at its terminal.
fn trunkline(world: &World, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
    command
        .args(arguments)
        .env_remove("REDIS_URL")
        .env("DATABASE_URL", world.database.url())
        .env("TRUNKLINE_LOG", "warn")
        .stdin(Stdio::null());
    command.output().expect("the binary runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

#[track_caller]
fn refused(output: &Output, code: i32, why: &str) {
    let told = text(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(told.contains(why), "{told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn demo_calls_are_made_and_cleaned_up_and_a_wrong_word_does_nothing() {
    let world = World::new().await;
    let calls = async || world.figure("select count(*) as n from call").await;
    let made = ["calls", "generate", "--tenant", "acme", "--user", "owner@acme.test", "--count", "60", "--seed", "7"];
    let said = done(&trunkline(&world, &made));
    assert!(said.starts_with("made 60 calls over 30 days, seed 7\nbatch "), "{said}");
    assert_eq!(said.lines().count(), 8, "totals, batch, ids and five of them: {said}");
    assert_eq!(calls().await, 60);
    let own = world.figure(&format!("select count(*) as n from call where owner_id = {}", world.user)).await;
    assert!(own >= 30, "most of them are the member's: {own}");

    let cleanup = |more: &[&str]| {
        let arguments: Vec<&str> =
            ["calls", "cleanup", "--tenant", "acme"].into_iter().chain(more.iter().copied()).collect();
        trunkline(&world, &arguments)
    };
    assert!(done(&cleanup(&["--stats"])).starts_with("60 of 60 calls are demo calls"));
    refused(&cleanup(&["--last", "10"]), 1, "--confirm DELETE");
    refused(&cleanup(&["--last", "10", "--confirm", "yes"]), 1, "nothing was done");
    refused(&cleanup(&[]), 2, "--stats");
    refused(&cleanup(&["--ids", "5"]), 2, "1001..1500");
    assert_eq!(calls().await, 60);
    let said = done(&cleanup(&["--last", "10", "--confirm", "DELETE"]));
    assert_eq!(said, "took 10 calls and 10 lines of timelines away\n50 demo calls are left, 0 orphans\n");
    let first = world.figure("select min(id) as n from call").await;
    done(&cleanup(&["--ids", &format!("{first}..{}", first + 4), "--confirm", "DELETE"]));
    assert_eq!(calls().await, 45);
    refused(&trunkline(&world, &["calls", "cleanup", "--tenant", "nobody", "--stats"]), 1, "nobody");
}
