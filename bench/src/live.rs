//! Live signals to many listeners: how many a second, and what a server that sends them holds in memory.

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, memory};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LISTENERS: usize = 500;
const SECONDS: u64 = 10;

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    let company = trunkline.company()?;
    let program = Program::new(trunkline.url(), company.token.clone());
    let project = program.project("listened to")?;
    let task = program.generate(&json!({ "project_id": project, "area_code": "415", "quantity": 1_000_000,
        "batch_size": 1_000 }))?;
    let before = memory::now(trunkline.pid());
    let signals = Arc::new(AtomicU64::new(0));
    let mut listeners = Vec::new();
    for _ in 0..LISTENERS {
        let mut stream = TcpStream::connect(trunkline.address()).await?;
        let request = format!(
            "GET /live?topics=job:{task} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
            trunkline.address(),
            company.token
        );
        stream.write_all(request.as_bytes()).await?;
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
