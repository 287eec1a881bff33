//! What the server itself writes down of how it answered (`auto_explain`).

use engine::Engine;
use engine::testing::World;
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};
use std::path::PathBuf;

/// The plans of what `engine` has been asked, from the server's log: PostgreSQL's text form, with the rows really read.
pub(crate) async fn plans(world: &World, ask: impl AsyncFn(&Engine)) -> Vec<String> {
    let url = world.database.url().replacen("tester@", "postgres@", 1);
    let mut root = PgConnection::connect(&url).await.expect("the superuser connects");
    let name: String =
        sqlx::query("select current_database()::text").fetch_one(&mut root).await.expect("its name").get(0);
    for setting in [
        "session_preload_libraries = 'auto_explain'",
        "auto_explain.log_min_duration = 0",
        "auto_explain.log_analyze = on",
        "auto_explain.log_timing = off",
    ] {
        let sql = format!("alter database {name} set {setting}");
        sqlx::query(AssertSqlSafe(sql)).execute(&mut root).await.expect("a superuser may");
    }
    let engine = world.database.engine().await;
    let folder = url.split_once("?host=").expect("the address names the socket's folder").1;
    let log = PathBuf::from(folder).join("log");
    let before = std::fs::metadata(&log).expect("the server's log is there").len();
    let pids = "select string_agg(pid::text, ' ') from pg_stat_activity
         where datname = current_database() and application_name = 'trunkline'";
    ask(&engine).await;
    let pids: String = sqlx::query(pids).fetch_one(&mut root).await.expect("the engine is connected").get(0);
    let text = String::from_utf8_lossy(&std::fs::read(&log).expect("the log reads")[before as usize..]).into_owned();
    // An entry begins with a time and a process in brackets; its other lines begin with a tab.
    let mut entries: Vec<String> = Vec::new();
    for line in text.lines() {
        match line.strip_prefix('\t') {
            Some(more) => {
                if let Some(entry) = entries.last_mut() {
                    entry.push('\n');
                    entry.push_str(more);
                }
            }
            None => entries.push(line.to_owned()),
        }
    }
    let ours = |entry: &String| pids.split(' ').any(|pid| entry.contains(&format!("[{pid}] ")));
    entries.into_iter().filter(|entry| ours(entry) && entry.contains("plan:")).collect()
}
