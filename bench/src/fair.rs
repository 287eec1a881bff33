//! E30: a company queues fifty generations of a million numbers; how long another's twenty-five numbers take beside them.

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, median, percentile};
use serde_json::json;
use std::time::{Duration, Instant};

/// Generations of the company that has much to do.
const LARGE: i64 = 50;
/// How often the other one asks.
const ASKED: u32 = 20;

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    let large = Program::new(trunkline.url(), trunkline.company("large")?.token);
    let small = Program::new(trunkline.url(), trunkline.company("small")?.token);
    let asked = json!({ "project_id": small.project("few")?, "area_code": "415", "quantity": 25 });
    let alone = seconds(&small, &asked)?;
    for job in 0..LARGE {
        let project = large.project(&format!("a million, {job}"))?;
        large.generate(&json!({ "project_id": project, "area_code": "212", "quantity": arguments.quantity,
            "batch_size": 10_000 }))?;
    }
    // So that the first of them work as fast as they will.
    tokio::time::sleep(Duration::from_secs(3)).await;
    let waits = (0..ASKED).map(|_| seconds(&small, &asked)).collect::<anyhow::Result<Vec<f64>>>()?;
    println!(
        "E30  25 numbers beside {LARGE} x {}   {:>7.2} s, at most {:.2}   ({alone:.3} s alone; the aim is 2 s)",
        arguments.quantity,
        median(&waits),
        percentile(&waits, 1.0)
    );
    Ok(())
}

/// From the request to the end of the job.
fn seconds(program: &Program, body: &serde_json::Value) -> anyhow::Result<f64> {
    let began = Instant::now();
    let task = program.generate(body)?;
    program.ended(&task, Duration::from_millis(5))?;
    Ok(began.elapsed().as_secs_f64())
}
