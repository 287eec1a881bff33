//! M2: a million numbers end to end, beside one plain SQL statement that inserts the same rows, in the order drawn, into the
//! same table; and twenty-five numbers from the request to the rows.

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, median, memory};
use anyhow::Context;
use domain::phone::{ExchangeSet, NumberSpace, Permutation};
use serde_json::json;
use server::embedded_postgres::PrivatePostgres;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Row};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// Large area codes, one a round: the ledger knows none of a round's numbers beforehand.
const AREA_CODES: [&str; 6] = ["415", "212", "310", "713", "404", "602"];

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    for file in &arguments.prefixes {
        let began = Instant::now();
        trunkline.command(&["prefixes", "import", &file.to_string_lossy()], "")?;
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        println!("E1   import {name:<40} {:>5.2} s", began.elapsed().as_secs_f64());
    }
    let program = Program::new(trunkline.url(), trunkline.company("bench")?.token);
    let postgres = PrivatePostgres::attach(&trunkline.data_folder()).context("the database runs")?;
    let mut database = PgConnection::connect_with(&PgConnectOptions::from_str(&postgres.url())?).await?;

    few(&program)?;
    let (mut jobs, mut plains, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..arguments.rounds {
        let area_code = AREA_CODES[round % AREA_CODES.len()];
        let project = program.project(&format!("job {round}"))?;
        let body = json!({ "project_id": project, "area_code": area_code, "quantity": arguments.quantity,
            "batch_size": 10_000, "seed": round });
        let began = Instant::now();
        let task = program.generate(&body)?;
        program.ended(&task, Duration::from_millis(20))?;
        let job = began.elapsed().as_secs_f64();
        let other = program.project(&format!("plain {round}"))?;
        let plain = plain_statement(&mut database, &task, project, other).await?;
        println!("     round {}: {area_code}   job {job:>6.2} s   plain statement {plain:>6.2} s", round + 1);
        jobs.push(job);
        plains.push(plain);
        ratios.push(job / plain);
    }
    println!(
        "M2   {} numbers, end to end     {:>7.2} s   (the aim is 12 s for a million)",
        arguments.quantity,
        median(&jobs)
    );
    println!("     one plain SQL statement         {:>7.2} s", median(&plains));
    println!("     ratio, round by round           {:>7.2}     (the aim is at most 1)", median(&ratios));
    println!("     server process, peak            {:>7.0} MB  (the aim is 300 MB)", memory::peak(trunkline.pid()));
    println!("     its PostgreSQL, now             {:>7.0} MB", memory::of_children(trunkline.pid()));
    Ok(())
}

fn few(program: &Program) -> anyhow::Result<()> {
    let project = program.project("few")?;
    let mut seconds = Vec::new();
    for seed in 0..9 {
        let body = json!({ "project_id": project, "area_code": "415", "quantity": 25, "seed": seed });
        let began = Instant::now();
        let task = program.generate(&body)?;
        program.ended(&task, Duration::from_millis(2))?;
        program.get(&format!("/api/phone-generator/list-numbers/?project_id={project}&page_size=25"))?;
        seconds.push(began.elapsed().as_secs_f64());
    }
    println!("M2   25 numbers, request to rows     {:>7.3} s   (median of 9; the aim is 1 s)", median(&seconds));
    Ok(())
}

/// Inserts the rows of a finished job into another project by one statement, in the order in which they were drawn.
async fn plain_statement(database: &mut PgConnection, task: &str, from: i64, to: i64) -> anyhow::Result<f64> {
    let mut tx = database.begin().await?;
    sqlx::query("select set_config('app.platform', 'on', true)").execute(&mut *tx).await?;
    let row = sqlx::query(
        "select params->>'seed' as seed, params->>'exchanges' as exchanges, params->>'area_code' as npa,
            total from job where id = $1::uuid",
    )
    .bind(task)
    .fetch_one(&mut *tx)
    .await?;
    let exchanges: ExchangeSet = serde_json::from_value(json!(row.get::<String, _>("exchanges")))?;
    let space = NumberSpace::new(row.get::<String, _>("npa").parse()?, exchanges, false);
    let order = Permutation::new(space.len(), row.get::<String, _>("seed").parse()?);
    let drawn: Vec<i64> =
        (0..row.get::<i64, _>("total") as u64).map(|place| space.at(order.at(place)).value()).collect();
    sqlx::query(
        "create temp table drawn on commit drop as
         select d.place, n.tenant_id, n.number, n.carrier, n.brand, n.line_type, n.state, n.place as city, n.origin
         from unnest($1::bigint[]) with ordinality d (number, place)
         join number n on n.project_id = $2 and n.number = d.number order by d.place",
    )
    .bind(&drawn)
    .bind(from)
    .execute(&mut *tx)
    .await?;
    let began = Instant::now();
    let plain = format!(
        "insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, origin)
         select tenant_id, {to}, number, carrier, brand, line_type, state, city, origin from drawn order by place"
    );
    let inserted = sqlx::query(AssertSqlSafe(plain)).execute(&mut *tx).await?.rows_affected();
    anyhow::ensure!(inserted as usize == drawn.len(), "the plain statement inserted {inserted} rows");
    tx.commit().await?;
    Ok(began.elapsed().as_secs_f64())
}
