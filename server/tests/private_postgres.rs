//! The private PostgreSQL as the server uses it: on an empty folder, again, beside a second server, after a kill.
#![allow(clippy::disallowed_methods, reason = "the second process of a test is told its folder by the environment")]

use std::{
    env, fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use server::embedded_postgres::{Error, PrivatePostgres};
use sqlx::{Connection, PgConnection, Row};

/// Tells a second process of this test which folder to own.
const OWNED_FOLDER: &str = "TRUNKLINE_TEST_OWNED_FOLDER";
const STARTED: &str = "started";

/// A data folder that goes away with the test.
struct DataFolder(PathBuf);

impl DataFolder {
    fn new(name: &str) -> Self {
        let path = env::temp_dir().join(format!("trunkline-{}-{name}", std::process::id()));
        fs::remove_dir_all(&path).ok();
        Self(path)
    }
}

impl Drop for DataFolder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

async fn connect(postgres: &PrivatePostgres) -> PgConnection {
    PgConnection::connect(&postgres.url()).await.expect("a started database takes clients")
}

async fn write_note(postgres: &PrivatePostgres) {
    let mut connection = connect(postgres).await;
    sqlx::query("create table if not exists note (line text)")
        .execute(&mut connection)
        .await
        .expect("the role owns its database");
    sqlx::query("insert into note values ('kept')").execute(&mut connection).await.expect("the table is there");
    connection.close().await.expect("the server is there");
}

async fn count_notes(postgres: &PrivatePostgres) -> i64 {
    let mut connection = connect(postgres).await;
    let row = sqlx::query("select count(*) from note").fetch_one(&mut connection).await.expect("the table was kept");
    row.get(0)
}

/// Owns a cluster in another process, as a server would, and gives that process when the cluster takes clients.
fn owner_process(folder: &Path) -> Child {
    let mut owner = Command::new(env::current_exe().expect("a test has a path"))
        .args(["--exact", "own_a_cluster_until_killed", "--ignored", "--nocapture"])
        .env(OWNED_FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the test can run itself");
    let said = BufReader::new(owner.stdout.take().expect("stdout was asked for"));
    let is_started = said.lines().map_while(Result::ok).any(|line| line == STARTED);
    assert!(is_started, "the owner ended without starting its database");
    owner
}

#[tokio::test]
#[ignore = "the other process of the tests below; does nothing by itself"]
async fn own_a_cluster_until_killed() {
    let Some(folder) = env::var_os(OWNED_FOLDER) else {
        return;
    };
    let _postgres = PrivatePostgres::start(Path::new(&folder)).await.expect("the cluster starts");
    println!("\n{STARTED}");
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn data_is_kept_when_the_database_stops_and_starts_again() {
    let folder = DataFolder::new("restart");
    let postgres = PrivatePostgres::start(&folder.0).await.expect("an empty folder becomes a cluster");
    write_note(&postgres).await;
    postgres.stop().await.expect("it stops");
    assert!(PrivatePostgres::attach(&folder.0).is_none(), "nothing runs after stop");

    let postgres = PrivatePostgres::start(&folder.0).await.expect("it starts again");
    assert_eq!(count_notes(&postgres).await, 1);
    postgres.stop().await.expect("it stops");
}

#[tokio::test]
async fn the_application_role_is_neither_superuser_nor_exempt_from_row_level_security() {
    let folder = DataFolder::new("role");
    let postgres = PrivatePostgres::start(&folder.0).await.expect("it starts");
    let mut connection = connect(&postgres).await;
    let row = sqlx::query(
        "select rolname::text, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb, current_setting('listen_addresses'), current_setting('timezone')
         from pg_roles where rolname = current_user",
    )
    .fetch_one(&mut connection)
    .await
    .expect("a role can read about itself");
    assert_eq!((row.get::<String, _>(0).as_str(), row.get::<bool, _>(1)), ("trunkline", false));
    assert_eq!((row.get::<String, _>(2).as_str(), row.get::<String, _>(3).as_str()), ("", "UTC"));
    drop(connection);
    postgres.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_second_server_on_the_folder_is_refused_and_a_command_visits() {
    let folder = DataFolder::new("second");
    let mut owner = owner_process(&folder.0);

    let refused = PrivatePostgres::start(&folder.0).await.expect_err("one folder has one owner");
    assert!(matches!(refused, Error::InUse { pid: Some(pid), .. } if pid.cast_unsigned() == owner.id()), "{refused}");
    assert_eq!(refused.to_string().lines().count(), 1);

    let visit = PrivatePostgres::attach_or_start(&folder.0).await.expect("the owner's database can be visited");
    assert!(!visit.is_owned());
    write_note(&visit).await;
    visit.stop().await.expect("a visit ends");
    let still_there = PrivatePostgres::attach(&folder.0).expect("a visitor stops nothing");
    assert_eq!(count_notes(&still_there).await, 1);

    owner.kill().expect("the owner can be killed");
    owner.wait().expect("it was a child");
    // Ended with its owner or adopted: either way it is ours now, and it stops.
    let postgres = PrivatePostgres::start(&folder.0).await.expect("a killed owner's folder is free");
    postgres.stop().await.expect("it stops");
}

#[tokio::test]
async fn a_database_whose_owner_was_killed_starts_or_is_adopted_with_its_data() {
    let folder = DataFolder::new("killed");
    let mut owner = owner_process(&folder.0);
    write_note(&PrivatePostgres::attach(&folder.0).expect("the owner's database runs")).await;
    // SIGKILL: the owner runs none of its own code.
    owner.kill().expect("the owner can be killed");
    owner.wait().expect("it was a child");

    let postgres = PrivatePostgres::start(&folder.0).await.expect("a killed owner's folder is free");
    assert!(postgres.is_owned());
    assert_eq!(count_notes(&postgres).await, 1);
    postgres.stop().await.expect("it stops");
    assert!(PrivatePostgres::attach(&folder.0).is_none(), "nothing is left running");
}
