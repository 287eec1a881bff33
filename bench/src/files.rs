//! M8: a million numbers into a file and out of one, beside what the database does with the same rows by itself: `COPY … TO`
//! of the same columns, and one `INSERT … SELECT` of the same rows; and the most memory that the server held.

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, median, memory};
use anyhow::Context;
use futures::TryStreamExt;
use serde_json::json;
use server::embedded_postgres::PrivatePostgres;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection};
use std::fs::File;
use std::str::FromStr;
use std::time::{Duration, Instant};

/// How often a task is asked whether it has ended.
const EVERY: Duration = Duration::from_millis(20);

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    for file in &arguments.prefixes {
        trunkline.command(&["prefixes", "import", &file.to_string_lossy()], "")?;
    }
    let program = Program::new(trunkline.url(), trunkline.company("files")?.token);
    let postgres = PrivatePostgres::attach(&trunkline.data_folder()).context("the database runs")?;
    let mut database = PgConnection::connect_with(&PgConnectOptions::from_str(&postgres.url())?).await?;
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut database).await?;

    let from = program.project("from")?;
    let body = json!({ "project_id": from, "area_code": "415", "quantity": arguments.quantity, "batch_size": 10_000 });
    program.ended(&program.generate(&body)?, EVERY)?;
    let pid = trunkline.pid();
    let before = memory::peak(pid);
    let file = trunkline.data_folder().join("numbers.csv");

    let (mut exports, mut copies, mut fetches) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..arguments.rounds {
        let began = Instant::now();
        let body = json!({ "project_id": from, "format": "csv", "use_background": true });
        let task = program.task("/api/phone-generator/export/", &body)?;
        let result = program.ended(&task, EVERY)?;
        exports.push(began.elapsed().as_secs_f64());
        let began = Instant::now();
        let url = result["file_url"].as_str().context("an export has a file")?;
        program.fetch(url, &mut File::create(&file)?)?;
        fetches.push(began.elapsed().as_secs_f64());
        copies.push(copy(&mut database, from).await?);
    }
    let exported = memory::peak(pid);
    let (mut imports, mut inserts) = (Vec::new(), Vec::new());
    for round in 0..arguments.rounds {
        let began = Instant::now();
        let task = program.import(program.project(&format!("import {round}"))?, &file)?;
        let result = program.ended(&task, EVERY)?;
        imports.push(began.elapsed().as_secs_f64());
        anyhow::ensure!(result["imported"].as_u64() == Some(arguments.quantity), "the import did {result}");
        inserts.push(insert(&mut database, from, program.project(&format!("insert {round}"))?).await?);
    }

    let rate = |seconds: &[f64]| arguments.quantity as f64 / median(seconds);
    println!(
        "M8   {} numbers to a CSV file, request to hash {:>7.2} s   {:>9.0} rows/s",
        arguments.quantity,
        median(&exports),
        rate(&exports)
    );
    println!(
        "     COPY of the same columns                  {:>7.2} s   {:>9.0} rows/s",
        median(&copies),
        rate(&copies)
    );
    println!(
        "     fetching the file ({:>4} MB)               {:>7.2} s",
        file.metadata()?.len() >> 20,
        median(&fetches)
    );
    println!(
        "     the file into another project, upload and all {:>3.2} s   {:>9.0} rows/s",
        median(&imports),
        rate(&imports)
    );
    println!(
        "     one INSERT … SELECT of the same rows      {:>7.2} s   {:>9.0} rows/s",
        median(&inserts),
        rate(&inserts)
    );
    println!("     server process, peak before               {:>7.0} MB", before);
    println!("     after the exports                         {:>7.0} MB", exported);
    println!("     after the imports                         {:>7.0} MB", memory::peak(pid));
    Ok(())
}

/// The usual columns of an export as the database writes them.
async fn copy(database: &mut PgConnection, project: i64) -> anyhow::Result<f64> {
    let began = Instant::now();
    let sql = format!(
        "copy (select number, coalesce(brand, carrier), line_type, number / 10000000 - 1000, valid, created_at
               from number where project_id = {project} order by id) to stdout with (format csv)"
    );
    let mut stream = database.copy_out_raw(&sql).await?;
    while stream.try_next().await?.is_some() {}
    Ok(began.elapsed().as_secs_f64())
}

/// The same rows into another project, by one statement.
async fn insert(database: &mut PgConnection, from: i64, to: i64) -> anyhow::Result<f64> {
    let mut tx = database.begin().await?;
    let given = format!(
        "create temp table given on commit drop as
         select row_number() over (order by id) as row, tenant_id, number, carrier, brand, line_type, state, place as city
         from number where project_id = {from} order by id"
    );
    sqlx::query(AssertSqlSafe(given)).execute(&mut *tx).await?;
    let began = Instant::now();
    let plain = format!(
        "insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, origin)
         select tenant_id, {to}, number, carrier, brand, line_type, state, city, 1 from given order by row"
    );
    sqlx::query(AssertSqlSafe(plain)).execute(&mut *tx).await?;
    tx.commit().await?;
    Ok(began.elapsed().as_secs_f64())
}
