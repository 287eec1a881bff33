//! The job engine: how soon a job starts, how many empty ones end in a second with one node and with three beside a bare
//! claim loop in SQL, and the job pages with millions of jobs (L18).

use crate::trunkline::Trunkline;
use crate::{Arguments, median, memory, percentile};
use anyhow::Context;
use server::embedded_postgres::PrivatePostgres;
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, Connection, Row};
use std::str::FromStr;
use std::time::{Duration, Instant};

/// A job that has nothing to do: a bulk retry of the jobs of a day on which there were none. One step, one query.
const EMPTY: &str = "'retry_jobs', 'empty', '{\"filter\": \"created=1999-01-01\"}'";
/// Jobs of a measurement.
const JOBS: i64 = 5_000;
/// Connections of the bare loop: as many as a node has places.
const LOOPS: usize = 8;

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    // One tenant alone, which may have everything: fairness is not what is measured.
    let settings = [("TRUNKLINE_WORKER_TENANT_JOBS", "256")];
    let (trunkline, _) = Trunkline::start_with(&arguments.binary, &settings)?;
    let company = trunkline.company("bench")?;
    let options = database(&trunkline)?;
    let mut db = PgConnection::connect_with(&options).await?;
    see_all(&mut db).await?;
    let owner =
        sqlx::query("select tenant_id, user_id from membership where tenant_id <> 0").fetch_one(&mut db).await?;
    let (tenant, user): (i64, i64) = (owner.get(0), owner.get(1));
    latency(&mut db, tenant).await?;

    let bare = bare_loop(&mut db, &options, tenant).await?;
    let one = throughput(&mut db, tenant).await?;
    let others = [trunkline.work(&settings)?, trunkline.work(&settings)?];
    let three = throughput(&mut db, tenant).await?;
    println!("     empty jobs a second, 1 node     {one:>7.0}     ({:.2} of the bare loop)", one / bare);
    println!("     empty jobs a second, 3 nodes    {three:>7.0}     ({:.2} of the bare loop)", three / bare);
    println!("     a bare claim loop in SQL, {LOOPS} at once {bare:>5.0}");
    println!("     memory: serve {:.0} MB, work {:.0} MB", memory::peak(trunkline.pid()), memory::peak(others[0].id()));
    drop(others);
    if arguments.jobs > 0 {
        fill_pages(&mut db, (tenant, user), arguments.jobs).await?;
        pages(&trunkline.url(), &company.sign_in(&trunkline.url())?, user)?;
    }
    Ok(())
}

pub(crate) fn database(trunkline: &Trunkline) -> anyhow::Result<PgConnectOptions> {
    let postgres = PrivatePostgres::attach(&trunkline.data_folder()).context("the database runs")?;
    Ok(PgConnectOptions::from_str(&postgres.url())?)
}

pub(crate) async fn see_all(db: &mut PgConnection) -> anyhow::Result<()> {
    sqlx::query("select set_config('app.platform', 'on', false)").execute(db).await?;
    Ok(())
}

/// From the insert to the worker's first word, by the database's clock.
async fn latency(db: &mut PgConnection, tenant: i64) -> anyhow::Result<()> {
    for _ in 0..300 {
        let insert = format!(
            "insert into job (id, tenant_id, kind, title, params, max_attempts, created_at)
             values (gen_random_uuid(), {tenant}, {EMPTY}, 8, clock_timestamp())"
        );
        sqlx::query(AssertSqlSafe(insert)).execute(&mut *db).await?;
        sqlx::query("select pg_notify('trunkline_work', '')").execute(&mut *db).await?;
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    wait_until_done(db).await?;
    let rows = sqlx::query(
        "select extract(epoch from started_at - created_at)::float8 * 1000 as ms from job where title = 'empty'",
    )
    .fetch_all(&mut *db)
    .await?;
    let waits: Vec<f64> = rows.iter().map(|row| row.get("ms")).collect();
    println!(
        "     enqueue to start, p50 / p99     {:>7.1} / {:.1} ms   ({} jobs, one at a time)",
        median(&waits),
        percentile(&waits, 0.99),
        waits.len()
    );
    sqlx::query("delete from job where title = 'empty'").execute(db).await?;
    Ok(())
}

async fn fill(db: &mut PgConnection, tenant: i64) -> anyhow::Result<()> {
    let insert = format!(
        "insert into job (id, tenant_id, kind, title, params, max_attempts)
         select gen_random_uuid(), {tenant}, {EMPTY}, 8 from generate_series(1, {JOBS})"
    );
    sqlx::query(AssertSqlSafe(insert)).execute(db).await?;
    Ok(())
}

/// Ended jobs a second, from the first start to the last end.
async fn throughput(db: &mut PgConnection, tenant: i64) -> anyhow::Result<f64> {
    fill(db, tenant).await?;
    sqlx::query("select pg_notify('trunkline_work', '')").execute(&mut *db).await?;
    wait_until_done(db).await?;
    let row = sqlx::query(
        "select count(*) / extract(epoch from max(finished_at) - min(started_at))::float8 as rate
         from job where title = 'empty' and state = 'done'",
    )
    .fetch_one(&mut *db)
    .await?;
    sqlx::query("delete from job where title = 'empty'").execute(db).await?;
    Ok(row.get("rate"))
}

async fn wait_until_done(db: &mut PgConnection) -> anyhow::Result<()> {
    let open = "select count(*) from job where title = 'empty' and finished_at is null";
    while sqlx::query(open).fetch_one(&mut *db).await?.get::<i64, _>(0) > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// What any queue in PostgreSQL has to do: claim one with SKIP LOCKED and commit, end it and commit. No lease, no fence, no
/// fairness, no attempt, no notice.
async fn bare_loop(db: &mut PgConnection, options: &PgConnectOptions, tenant: i64) -> anyhow::Result<f64> {
    // The workers must not take them.
    sqlx::query("insert into job_kind_pause (kind) values ('retry_jobs')").execute(&mut *db).await?;
    fill(db, tenant).await?;
    let began = Instant::now();
    let mut loops = Vec::new();
    for _ in 0..LOOPS {
        let options = options.clone();
        loops.push(tokio::spawn(async move {
            let mut db = PgConnection::connect_with(&options).await?;
            see_all(&mut db).await?;
            let claim = "update job set state = 'running', lease_until = now() where id = (
                    select id from job where state = 'waiting' and title = 'empty' and tenant_id = $1
                    order by run_at for update skip locked limit 1) returning id";
            while let Some(row) = sqlx::query(claim).bind(tenant).fetch_optional(&mut db).await? {
                sqlx::query("update job set state = 'done', lease_until = null, finished_at = now() where id = $1")
                    .bind(row.get::<sqlx::types::Uuid, _>("id"))
                    .execute(&mut db)
                    .await?;
            }
            anyhow::Ok(())
        }));
    }
    for running in loops {
        running.await??;
    }
    let rate = JOBS as f64 / began.elapsed().as_secs_f64();
    sqlx::query("delete from job where title = 'empty'").execute(&mut *db).await?;
    sqlx::query("delete from job_kind_pause").execute(db).await?;
    Ok(rate)
}

/// So many jobs: nine in ten of fifty tenants, the rest of the one that asks, some of each state.
async fn fill_pages(db: &mut PgConnection, (tenant, user): (i64, i64), jobs: u64) -> anyhow::Result<()> {
    println!("     filling {jobs} jobs …");
    for statement in [
        "insert into tenant (name, slug) select 'T' || n, 'tenant-' || n from generate_series(1, 50) n".to_owned(),
        format!(
            "insert into job (id, tenant_id, kind, title, params, max_attempts, state, created_by, created_at, started_at,
                 finished_at, run_at, total, processed)
             select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7'
                         || substr(md5(n::text), 1, 19))::uuid,
                 case when n % 10 = 0 then {tenant} else (select min(id) from tenant where slug like 'tenant-%') + n % 50 end,
                 case when n % 7 = 0 then 'import_prefixes' else 'generate_numbers' end, 'Job ' || n, '{{}}', 8, state,
                 case when n % 20 = 0 then {user} end, at, at, case when state <> 'held' then at end, at, 100, 100
             from generate_series(1, {jobs}) n, lateral (select
                 now() - interval '80 days' + n * (interval '79 days' / {jobs}) as at,
                 case when n % 100000 = 0 then 'held' when n % 1000 = 0 then 'failed' when n % 170 = 0 then 'cancelled'
                      else 'done' end as state) s"
        ),
        // As autovacuum leaves a table after so many rows.
        "vacuum analyze job".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *db).await?;
    }
    Ok(())
}

/// How long the job pages take beside them.
fn pages(url: &str, cookie: &str, user: i64) -> anyhow::Result<()> {
    for path in [
        "/jobs",
        "/jobs?state=failed",
        "/jobs?state=held&state=waiting&state=running&state=retrying",
        &format!("/jobs?created_by={user}"),
        &format!("/jobs?created_by={user}&state=failed"),
        "/jobs?kind=import_prefixes&state=failed&state=cancelled",
        "/jobs?created.to=2026-10-01&sort=created",
        "/jobs?kind=housekeeping",
        "/",
    ] {
        let mut milliseconds = Vec::new();
        for _ in 0..9 {
            let began = Instant::now();
            let mut page =
                ureq::get(format!("{url}{path}")).header("Cookie", cookie).header("Accept", "text/html").call()?;
            let text = page.body_mut().read_to_string()?;
            anyhow::ensure!(text.contains("</html>"), "{path} is no whole page");
            milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
        }
        let worst = percentile(&milliseconds, 1.0);
        println!("L18  {path:<62} {:>6.1} ms, at most {worst:.1}   (the aim is 100)", median(&milliseconds));
    }
    Ok(())
}
