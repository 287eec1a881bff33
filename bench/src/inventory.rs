//! M5: a million numbers looked up by a job, beside the one SQL statement that does the same over the same rows in the same
//! state; the list and the statistics of numbers beside five million of fifty companies (E7).

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, median, memory, percentile};
use serde_json::json;
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::time::{Duration, Instant};

/// Numbers of each of the fifty companies.
const EACH: u64 = 100_000;

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    for file in &arguments.prefixes {
        trunkline.command(&["prefixes", "import", &file.to_string_lossy()], "")?;
    }
    let company = trunkline.company("bench")?;
    let program = Program::new(trunkline.url(), company.token.clone());
    let mut db = PgConnection::connect_with(&crate::jobs::database(&trunkline)?).await?;
    crate::jobs::see_all(&mut db).await?;
    let (mut jobs, mut plains, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..arguments.rounds {
        let project = program.project(&format!("validated {round}"))?;
        let task = program
            .generate(&json!({ "project_id": project, "area_code": "415", "quantity": arguments.quantity,
            "batch_size": 10_000 }))?;
        program.ended(&task, Duration::from_millis(50))?;
        let plain = plain_statement(&mut db, project).await?;
        let began = Instant::now();
        let body = json!({ "project_id": project, "batch_size": 10_000 });
        let started = program.post("/api/phone-generator/validate-numbers-enhanced/", &body)?;
        program.ended(started["data"]["task_id"].as_str().unwrap_or_default(), Duration::from_millis(20))?;
        let job = began.elapsed().as_secs_f64();
        println!("     round {}: job {job:>6.2} s   plain statement {plain:>6.2} s", round + 1);
        jobs.push(job);
        plains.push(plain);
        ratios.push(job / plain);
    }
    println!("M5   {} numbers validated       {:>7.2} s   (the aim is 20 s)", arguments.quantity, median(&jobs));
    println!("     one plain SQL statement         {:>7.2} s", median(&plains));
    println!("     ratio, round by round           {:>7.2}     (the aim is at most 1.5)", median(&ratios));
    println!("     server process, peak            {:>7.0} MB", memory::peak(trunkline.pid()));
    if arguments.jobs > 0 {
        fill(&mut db).await?;
        let cookie = company.sign_in(&trunkline.url())?;
        lists(&mut db, &trunkline.url(), &cookie, &program).await?;
    }
    Ok(())
}

/// The look-up over a whole project by one statement, rolled back so that the job finds the rows as they were.
async fn plain_statement(db: &mut PgConnection, project: i64) -> anyhow::Result<f64> {
    let mut tx = db.begin().await?;
    sqlx::query("select set_config('app.platform', 'on', true)").execute(&mut *tx).await?;
    let began = Instant::now();
    sqlx::query(
        "update number n set carrier = p.carrier, brand = p.brand, line_type = p.line_type, state = p.state,
             place = p.place, valid = p.assigned, validated_at = now(), validation_source = 'internal', updated_at = now()
         from prefix p where p.prefix = (n.number / 10000 - 1000000)::int and n.project_id = $1 and n.valid is null",
    )
    .bind(project)
    .execute(&mut *tx)
    .await?;
    let seconds = began.elapsed().as_secs_f64();
    tx.rollback().await?;
    sqlx::query("vacuum number").execute(db).await?;
    Ok(seconds)
}

/// Fifty companies with a project of a hundred thousand numbers each; the one that asks has five.
async fn fill(db: &mut PgConnection) -> anyhow::Result<()> {
    println!("     filling 50 x {EACH} numbers …");
    for statement in [
        "insert into tenant (name, slug) select 'T' || n, 'other-' || n from generate_series(1, 45) n".to_owned(),
        "insert into project (tenant_id, name) select id, 'numbers' from tenant where slug like 'other-%'".to_owned(),
        "insert into project (tenant_id, name)
         select (select id from tenant where slug = 'bench'), 'many ' || n from generate_series(1, 5) n"
            .to_owned(),
        format!(
            "insert into number (tenant_id, project_id, number, carrier, brand, line_type, state, place, valid, status,
                 origin)
             select j.tenant_id, j.id,
                 10000000000 + (p.prefix)::bigint * 10000 + i % 10000, p.carrier, p.brand, p.line_type, p.state, p.place,
                 (array[true, true, true, false, null])[1 + i % 5], i % 5, i % 2
             from project j cross join generate_series(0, {EACH} - 1) i
             join lateral (select * from prefix where area_code = 415 or area_code = 212 order by prefix offset (i / 10000) * 7
                           limit 1) p on true
             where j.name = 'numbers' or j.name like 'many %'
             -- As jobs write them: in turns, ten thousand of a project at a time, sorted.
             order by i / 10000, j.id, 3"
        ),
        "vacuum analyze number".to_owned(),
        "analyze number_tally".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *db).await?;
    }
    Ok(())
}

/// A page asked for twenty times: the median and the 95th percentile, in milliseconds.
fn page(url: &str, path: &str, cookie: &str) -> anyhow::Result<(f64, f64)> {
    let mut milliseconds = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        let mut page =
            ureq::get(format!("{url}{path}")).header("Cookie", cookie).header("Accept", "text/html").call()?;
        anyhow::ensure!(page.body_mut().read_to_string()?.contains("</html>"), "{path} is no whole page");
        milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok((median(&milliseconds), percentile(&milliseconds, 0.95)))
}

/// The rows of a page and their count to ten thousand by two plain statements, beside no policy and no page: milliseconds.
async fn plain_page(db: &mut PgConnection, project: i64, condition: &str, order: &str) -> anyhow::Result<f64> {
    let matching = format!(
        "from number where tenant_id = (select tenant_id from project where id = $1) and project_id = $1 and {condition}"
    );
    let mut milliseconds = Vec::new();
    for _ in 0..20 {
        let began = Instant::now();
        let rows = format!("select * {matching} {order} limit 51");
        sqlx::query(AssertSqlSafe(rows)).bind(project).fetch_all(&mut *db).await?;
        let count = format!("select count(*) from (select 1 {matching} limit 10001) counted");
        sqlx::query(AssertSqlSafe(count)).bind(project).fetch_all(&mut *db).await?;
        milliseconds.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(median(&milliseconds))
}

async fn lists(db: &mut PgConnection, url: &str, cookie: &str, program: &Program) -> anyhow::Result<()> {
    let row = sqlx::query("select id, (select sum(n)::bigint from number_tally) from project where name = 'many 3'");
    let row = row.fetch_one(&mut *db).await?;
    let (project, all): (i64, i64) = (row.get(0), row.get(1));
    let middle = sqlx::query("select id from number where project_id = $1 order by id offset 50000 limit 1");
    let middle: i64 = middle.bind(project).fetch_one(&mut *db).await?.get(0);
    println!("     pages beside {all} numbers; p95 of 20, the aim is 100 ms");
    let list = format!("/numbers/projects/{project}");
    let newest = "order by id desc";
    for (query, condition, order) in [
        (String::new(), "true".to_owned(), newest),
        (format!("?cursor=%3E{middle}"), format!("id < {middle}"), newest),
        (format!("?sort=created&cursor=%3E{middle}"), format!("id > {middle}"), "order by id"),
        ("?type=Mobile".to_owned(), "line_type = 1".to_owned(), newest),
        ("?state=NY".to_owned(), "state = 'NY'".to_owned(), newest),
        ("?valid=false&status=active".to_owned(), "not valid and status = 1".to_owned(), newest),
        (
            "?carrier.contains=verizon&type=Mobile".to_owned(),
            "(brand ilike '%verizon%' or carrier ilike '%verizon%') and line_type = 1".to_owned(),
            newest,
        ),
        ("?area_code=212&valid=null".to_owned(), "number / 10000000 = 1212 and valid is null".to_owned(), newest),
        ("?number.starts=415201".to_owned(), "number / 10000 = 1415201".to_owned(), newest),
        ("?number.contains=4321".to_owned(), "number::text like '%4321%'".to_owned(), newest),
        ("?created.from=2030-01-01".to_owned(), "created_at >= '2030-01-01'".to_owned(), newest),
    ] {
        let (usual, slow) = page(url, &format!("{list}{query}"), cookie)?;
        let plain = plain_page(db, project, &condition, order).await?;
        let name = format!("list{}", query.replace(&middle.to_string(), "middle"));
        println!("E7   {name:<46} {usual:>6.1} ms, p95 {slow:>6.1}   plain SQL {plain:>6.1} ms");
    }
    for path in [format!("/numbers/statistics?project={project}"), "/numbers/statistics".to_owned()] {
        let (usual, slow) = page(url, &path, cookie)?;
        println!("E7   {path:<46} {usual:>6.1} ms, p95 {slow:>6.1}");
    }
    let began = Instant::now();
    program.get("/api/phone-generator/statistics/")?;
    println!(
        "M6   statistics by REST                                 {:>6.1} ms",
        began.elapsed().as_secs_f64() * 1_000.0
    );
    let began = Instant::now();
    sqlx::query(
        "select coalesce(brand, carrier), line_type, state, status, valid, count(*) from number
         where tenant_id = (select id from tenant where slug = 'bench') group by 1, 2, 3, 4, 5",
    )
    .fetch_all(db)
    .await?;
    println!(
        "     the same figures counted from the rows             {:>6.1} ms",
        began.elapsed().as_secs_f64() * 1_000.0
    );
    Ok(())
}
