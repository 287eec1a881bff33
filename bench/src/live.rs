//! Live signals: how soon a state is with one listener (M26), how many a second reach five hundred, and what a server that
//! sends them holds in memory.

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, memory, percentile};
use anyhow::Context;
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Row};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const LISTENERS: usize = 500;
const SECONDS: u64 = 10;

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    let company = trunkline.company("bench")?;
    let program = Program::new(trunkline.url(), company.token.clone());
    let project = program.project("listened to")?;
    delays(&trunkline, &program, &company.token).await?;
    let task = program.generate(&json!({ "project_id": project, "area_code": "415", "quantity": 1_000_000,
        "batch_size": 1_000 }))?;
    let before = memory::now(trunkline.pid());
    let signals = Arc::new(AtomicU64::new(0));
    let mut listeners = Vec::new();
    for _ in 0..LISTENERS {
        let mut stream = listen(&trunkline, &company.token, &format!("job:{task}")).await?;
        let signals = Arc::clone(&signals);
        listeners.push(tokio::spawn(async move {
            let mut buffer = vec![0; 16 * 1024];
            while let Ok(read) = stream.read(&mut buffer).await {
                if read == 0 {
                    break;
                }
                let text = String::from_utf8_lossy(&buffer[..read]);
                signals.fetch_add(text.matches("\nid: ").count() as u64, Ordering::Relaxed);
            }
        }));
    }
    // The first states are no measure of the pace.
    tokio::time::sleep(Duration::from_secs(1)).await;
    let first = signals.load(Ordering::Relaxed);
    tokio::time::sleep(Duration::from_secs(SECONDS)).await;
    let rate = (signals.load(Ordering::Relaxed) - first) as f64 / SECONDS as f64;
    println!(
        "     live signals to {LISTENERS} listeners    {rate:>7.0} / s   ({:.1} / s each; at most 4 are sent)",
        rate / LISTENERS as f64
    );
    println!(
        "     memory of the server            {:>7.0} MB, {before:.0} MB before they came",
        memory::now(trunkline.pid())
    );
    listeners.iter().for_each(tokio::task::JoinHandle::abort);
    Ok(())
}

async fn listen(trunkline: &Trunkline, token: &str, topic: &str) -> anyhow::Result<TcpStream> {
    let mut stream = TcpStream::connect(trunkline.address()).await?;
    let request = format!(
        "GET /live?topics={topic} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
        trunkline.address()
    );
    stream.write_all(request.as_bytes()).await?;
    Ok(stream)
}

/// What a job's row or a signal of it says: state, and how far it is.
type State = (String, i64);

/// How long after a commit a listener has a state at least as new, for the first, the last, and those between. Commits are
/// seen by asking the database without rest, which is too late by as long as an answer takes; the figures are too low by that.
async fn delays(trunkline: &Trunkline, program: &Program, token: &str) -> anyhow::Result<()> {
    let project = program.project("timed")?;
    let (mut first, mut last, mut between) = (Vec::new(), Vec::new(), Vec::new());
    let mut db = PgConnection::connect_with(&crate::jobs::database(trunkline)?).await?;
    crate::jobs::see_all(&mut db).await?;
    for _ in 0..5 {
        // Nothing starts before everybody listens.
        sqlx::query("insert into job_kind_pause (kind) values ('generate_numbers')").execute(&mut db).await?;
        let task = program.generate(&json!({ "project_id": project, "area_code": "212", "quantity": 100_000,
            "batch_size": 1_000 }))?;
        let heard = tokio::spawn(signals(listen(trunkline, token, &format!("job:{task}")).await?));
        sqlx::query("delete from job_kind_pause").execute(&mut db).await?;
        sqlx::query("select pg_notify('trunkline_work', '')").execute(&mut db).await?;
        let committed = commits(&mut db, &task).await?;
        let heard = heard.await??;
        for (at, state) in &committed {
            let arrived = heard.iter().find(|(_, heard)| rank(heard) >= rank(state)).context("every state arrives")?.0;
            let delay = arrived.saturating_duration_since(*at).as_secs_f64() * 1_000.0;
            match rank(state) {
                (1, 0) => first.push(delay),
                (2, _) => last.push(delay),
                _ => between.push(delay),
            }
        }
    }
    for (name, delays, aim) in [("first", &first, 100), ("last", &last, 100), ("between", &between, 350)] {
        println!(
            "M26  {name:<8} state, commit to signal  {:>6.1} ms, at most {:.1}   ({} states; the aim is {aim})",
            percentile(delays, 0.5),
            percentile(delays, 1.0),
            delays.len()
        );
    }
    Ok(())
}

/// Waiting, running and ended, and within them how far.
fn rank((state, processed): &State) -> (u8, i64) {
    let stage = match state.as_str() {
        "waiting" => 0,
        "running" => 1,
        _ => 2,
    };
    (stage, *processed)
}

/// The states of the job's row from now to its end, each with the moment it was first seen.
async fn commits(db: &mut PgConnection, task: &str) -> anyhow::Result<Vec<(Instant, State)>> {
    let mut seen: Vec<(Instant, State)> = Vec::new();
    loop {
        let row =
            sqlx::query("select state, processed from job where id = $1::uuid").bind(task).fetch_one(&mut *db).await?;
        let state: State = (row.get(0), row.get(1));
        let ended = rank(&state).0 == 2;
        if seen.last().is_none_or(|(_, last)| *last != state) {
            seen.push((Instant::now(), state));
        }
        if ended {
            return Ok(seen);
        }
    }
}

/// The states a stream brings until the job has ended, each with the moment it came.
async fn signals(stream: TcpStream) -> anyhow::Result<Vec<(Instant, State)>> {
    let (mut lines, mut heard) = (BufReader::new(stream).lines(), Vec::new());
    while let Some(line) = lines.next_line().await? {
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let at = Instant::now();
        let signal: Value = serde_json::from_str(data)?;
        let job = &signal["snapshot"]["job"];
        let (Some(state), Some(processed)) = (job["state"].as_str(), job["processed"].as_i64()) else { continue };
        let state = (state.to_owned(), processed);
        let ended = rank(&state).0 == 2;
        heard.push((at, state));
        if ended {
            break;
        }
    }
    Ok(heard)
}
