//! Calls of fifty companies: the list's first, middle and last page, search, filters alone and in pairs, the figures and the
//! board, each by REST as a program asks (E7); and calls for a demonstration (M14). Whether a statement read a whole table is
//! told by the database's own count of such scans.

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, median, memory, percentile};
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::time::{Duration, Instant};

/// How many times each is asked.
const TIMES: usize = 15;

/// What is asked; each alone, and in pairs.
const FILTERS: [(&str, &str); 14] = [
    ("subject.contains", "review"),
    ("subject.contains", "quart rev"),
    ("subject.contains", "rare"),
    ("status", "missed"),
    ("direction", "inbound"),
    ("purpose", "4"),
    ("mine", "true"),
    ("when", "this_week"),
    ("start.from", "2026-06-01"),
    ("duration.from", "600"),
    ("for", "contact"),
    ("related", "deal"),
    ("tag", "vip"),
    ("favourite", "true"),
];

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    let company = trunkline.company("bench")?;
    let program = Program::new(trunkline.url(), company.token.clone());
    let mut db = PgConnection::connect_with(&crate::jobs::database(&trunkline)?).await?;
    crate::jobs::see_all(&mut db).await?;
    demo(&program)?;
    fill(&mut db, arguments.calls).await?;
    println!("E7   {} calls of fifty companies, a fifth of them one's; p50 and p95 of {TIMES}", arguments.calls);
    let scans = scans(&mut db).await?;
    ends(&program, &mut db).await?;
    filters(&program)?;
    for (name, path, body) in [
        ("figures of thirty days", "/crm/calls/get-statistics", json!({ "from": "2026-06-01", "to": "2026-06-30" })),
        ("figures of a year", "/crm/calls/get-statistics", json!({ "from": "2026-01-01", "to": "2026-12-31" })),
        ("the board", "/crm/calls/get-grouped-by-status", json!({})),
        ("the board of one's own", "/crm/calls/get-grouped-by-status", json!({ "view": "my_calls" })),
    ] {
        told(name, &asked(&program, path, &body)?);
    }
    let more = self::scans(&mut db).await? - scans;
    println!("     whole reads of the tables        {more:>7}      (the aim is 0)");
    println!("     server process, peak             {:>7.0} MB", memory::peak(trunkline.pid()));
    Ok(())
}

/// Calls for a demonstration, from the request to the end of the task.
fn demo(program: &Program) -> anyhow::Result<()> {
    for (count, aim) in [(500, 2), (100_000, 30)] {
        let began = Instant::now();
        let task = program.task("/crm/calls/demo", &json!({ "count": count, "seed": 7 }))?;
        program.ended(&task, Duration::from_millis(20))?;
        println!("M14  {count} demo calls {:>25.1} s   (the aim is {aim})", began.elapsed().as_secs_f64());
    }
    Ok(())
}

/// How often a table of calls was read from one end to the other.
async fn scans(db: &mut PgConnection) -> anyhow::Result<i64> {
    sqlx::query("select pg_stat_clear_snapshot()").execute(&mut *db).await?;
    // What a connection did is told when it has been idle for a moment.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let sql = "select coalesce(sum(seq_scan), 0)::bigint from pg_stat_user_tables
         where relname in ('call', 'search_word', 'activity')";
    Ok(sqlx::query(sql).fetch_one(db).await?.get(0))
}

fn asked(program: &Program, path: &str, body: &Value) -> anyhow::Result<Vec<f64>> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let began = Instant::now();
        program.post(path, body)?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(times)
}

fn told(name: &str, times: &[f64]) {
    println!("     {name:<32} {:>7.1} ms   p95 {:>7.1}", median(times), percentile(times, 0.95));
}

/// The first page, one in the middle and the last, by cursor, beside the same page by one plain statement.
async fn ends(program: &Program, db: &mut PgConnection) -> anyhow::Result<()> {
    let sql = "select min(c.id), max(c.id) from call c join tenant t on t.id = c.tenant_id where t.slug = 'bench'";
    let row = sqlx::query(sql).fetch_one(&mut *db).await?;
    let (first, last): (i64, i64) = (row.get(0), row.get(1));
    for (name, cursor) in [("first page", i64::MAX - 1), ("middle page", (first + last) / 2), ("last page", first + 60)]
    {
        let body = json!({ "limit": 50, "cursor": format!(">{cursor}") });
        told(name, &asked(program, "/crm/calls/list", &body)?);
        let body = json!({ "limit": 50, "sort": "-start", "cursor": format!(">{}", cursor.min(last)) });
        told(&format!("{name}, by start"), &asked(program, "/crm/calls/list", &body)?);
        let plain = format!(
            "select * from call where tenant_id = (select id from tenant where slug = 'bench') and id < {cursor}
                 and deleted_at is null order by id desc limit 50"
        );
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let began = Instant::now();
            sqlx::query(AssertSqlSafe(plain.clone())).fetch_all(&mut *db).await?;
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        told(&format!("{name}, by plain SQL"), &times);
    }
    Ok(())
}

/// Each filter alone, and every pair of two.
fn filters(program: &Program) -> anyhow::Result<()> {
    let mut worst = (0.0, String::new());
    let mut pairs = 0;
    for (place, one) in FILTERS.iter().enumerate() {
        for other in &FILTERS[place..] {
            let mut wanted = json!({});
            wanted[one.0] = json!(one.1);
            if one != other {
                if one.0 == other.0 {
                    continue;
                }
                wanted[other.0] = json!(other.1);
            }
            let times = asked(program, "/crm/calls/list", &json!({ "filters": wanted, "limit": 50 }))?;
            let p95 = percentile(&times, 0.95);
            if one == other {
                told(&format!("{}={}", one.0, one.1), &times);
            }
            pairs += 1;
            if p95 > worst.0 {
                worst = (p95, wanted.to_string());
            }
        }
    }
    println!("     the slowest of {pairs} with pairs     {:>7.1} ms   {}   (the aim is 100)", worst.0, worst.1);
    Ok(())
}

/// So many calls with what they are found by: a fifth of the company that asks, the rest of forty-nine others.
async fn fill(db: &mut PgConnection, calls: u64) -> anyhow::Result<()> {
    println!("     filling {calls} calls …");
    for statement in [
        "insert into tenant (name, slug) select 'T' || n, 'other-' || n from generate_series(1, 49) n".to_owned(),
        format!(
            "insert into call (tenant_id, subject, direction, status, purpose_id, start_time, duration_s, owner_id,
                 assigned_to_id, call_for, call_for_id, related_to, related_to_id, tags, favourite, closed)
             select case when n % 5 = 0 then bench.id else other.id + n % 49 end,
                 (array['Quarterly', 'Yearly', 'First', 'Open'])[n % 4 + 1] || ' '
                     || (array['review', 'plan', 'question', 'offer', 'call'])[n / 7 % 5 + 1] || ' ' || md5((n % 5000)::text)
                     || case when n % 20000 = 0 then ' rare' else '' end,
                 -- What has begun and is still scheduled would fall overdue by itself while it is measured.
                 n % 2 + 1, case when n / 5 % 5 = 0 and made.start < now() then 4 else n / 5 % 5 + 1 end, n / 5 % 6 + 1,
                 made.start, case when n % 3 > 0 then n % 1800 end,
                 case when n % 35 = 0 then bench.user_id end, case when n % 65 = 0 then bench.user_id end,
                 case when n % 3 = 0 then 1 when n % 3 = 1 then 3 end, case when n % 3 < 2 then n % 9000 + 1 end,
                 case when n % 4 = 0 then 4 end, case when n % 4 = 0 then n % 700 + 1 end,
                 case when n % 50 = 0 then array['vip'] else '{{}}' end, n % 200 = 0, n % 10 = 0
             from generate_series(1, {calls}) n,
                 lateral (select '2026-01-01'::timestamptz + (n % 525600) * interval '1 minute' as start) made,
                 (select t.id, m.user_id from tenant t join membership m on m.tenant_id = t.id where slug = 'bench') bench,
                 (select min(id) as id from tenant where slug like 'other-%') other"
        ),
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select distinct tenant_id, 5, id, word from call, lateral (
             select unnest(string_to_array(lower(subject), ' ')) union select '#' || unnest(tags)) w (word)
         where demo_batch is null"
            .to_owned(),
        "vacuum analyze call".to_owned(),
        "vacuum analyze search_word".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *db).await?;
    }
    Ok(())
}
