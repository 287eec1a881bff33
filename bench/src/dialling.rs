//! The dialler against the mock beside it, on the machine's own cores: initiating by REST (M19), a hundred thousand numbers in
//! one request (M17), how soon an accepted number's attempt is written (M19), how many calls go on at once by the mock's own
//! gauge (M18), dials and callbacks a second, and memory.

use crate::rest::Program;
use crate::trunkline::{Trunkline, Worker};
use crate::{Arguments, median, memory, percentile};
use anyhow::Context;
use serde_json::{Value, json};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection, Row};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Requests a second of the paced measurement, and for how long.
const PACE: u32 = 500;
const PACED_SECONDS: u32 = 12;
/// What is not counted at first.
const WARMING_SECONDS: u32 = 2;
/// Who sends them.
const SENDERS: usize = 32;

/// Limits that are those of the campaigns.
const SETTINGS: [(&str, &str); 6] = [
    ("TRUNKLINE_ALLOW_LOOPBACK_PROVIDERS", "true"),
    ("TRUNKLINE_DIAL_CALLS_AT_ONCE", "5000"),
    ("TRUNKLINE_DIAL_TENANT_CALLS_AT_ONCE", "5000"),
    ("TRUNKLINE_DIAL_TENANT_CALLS_PER_SECOND", "100000"),
    ("TRUNKLINE_DIAL_SILENCE_SECONDS", "5"),
    ("TRUNKLINE_REST_REQUESTS_PER_SECOND", "100000"),
];

/// A company that dials through a mock of its own.
pub(crate) struct Scene {
    trunkline: Trunkline,
    program: Program,
    db: PgConnection,
    /// Numbers that were used up.
    used: u64,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut scene = Scene::new(arguments).await?;
    println!("M18  the dialler and its mock on {} cores", std::thread::available_parallelism()?);
    scene.initiate().await?;
    scene.many().await?;
    // Calls so long that the limit is reached: quicker ones end before as many have begun.
    scene.at_once(1_000, 20_000, 20.0).await?;
    scene.at_once(5_000, 10_000, 2.0).await?;
    scene.sustained(20_000).await?;
    println!("     server process, peak             {:>7.0} MB", memory::peak(scene.trunkline.pid()));
    Ok(())
}

/// A mock; killed when dropped.
pub(crate) struct Mock {
    child: Child,
    url: String,
}

impl Drop for Mock {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Mock {
    pub(crate) fn stats(&self) -> anyhow::Result<Value> {
        Ok(ureq::get(format!("{}/api/stats", self.url)).call()?.body_mut().read_json()?)
    }
}

impl Scene {
    pub(crate) async fn new(arguments: &Arguments) -> anyhow::Result<Self> {
        let (trunkline, _) = Trunkline::start_with(&arguments.binary, &SETTINGS)?;
        let company = trunkline.company("bench")?;
        let program = Program::new(trunkline.url(), company.token);
        let mut db = PgConnection::connect_with(&crate::jobs::database(&trunkline)?).await?;
        crate::jobs::see_all(&mut db).await?;
        // What the company's own policy would say, were it saved by hand.
        sqlx::query("insert into tenant_dialling select id, 5000, 1000, 100 from tenant where slug = 'bench'")
            .execute(&mut db)
            .await?;
        Ok(Self { trunkline, program, db, used: 0 })
    }

    pub(crate) fn db(&mut self) -> &mut PgConnection {
        &mut self.db
    }

    /// Another process that dials.
    pub(crate) fn work(&self) -> anyhow::Result<Worker> {
        self.trunkline.work(&SETTINGS)
    }

    /// All numbers in one request.
    pub(crate) fn send_all(&self, campaign: i64, numbers: &[String]) -> anyhow::Result<Value> {
        self.program.post("/api/v1/bulk-initiate-calls/", &json!({ "campaign_id": campaign, "phone_numbers": numbers }))
    }

    /// All numbers in one request, of which none is refused.
    fn send_good(&self, campaign: i64, numbers: &[String]) -> anyhow::Result<()> {
        let made = self.send_all(campaign, numbers)?;
        anyhow::ensure!(made["failed_count"] == 0, "refused: {}", made["failed_numbers"]);
        Ok(())
    }

    /// A mock, and a campaign through it that runs.
    pub(crate) fn campaign(&self, at_once: u32, factor: f64, faults: &[&str]) -> anyhow::Result<(Mock, i64)> {
        let port = std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let url = format!("http://127.0.0.1:{port}");
        let body = json!({
            "name": format!("At once {at_once}"), "is_active": true, "consent_required": false, "enforce_hours": false,
            "max_concurrent": at_once, "log_calls": false, "max_attempts": 1,
            "provider": { "kind": "mock", "url": url, "max_concurrent": at_once },
        });
        let made = self.program.post("/api/v1/campaigns/", &body)?;
        let key = made["signing_key"].as_str().context("a new provider has a key")?;
        let child = Command::new(self.trunkline.binary())
            .args(["provider", "mock", "--addr", &format!("127.0.0.1:{port}"), "--signing-key", key])
            .args(["--picked", "1", "--disconnected", "0", "--no-answer", "0", "--time-factor", &factor.to_string()])
            .args(faults)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let mock = Mock { child, url };
        let began = Instant::now();
        while mock.stats().is_err() {
            anyhow::ensure!(began.elapsed() < Duration::from_secs(10), "the mock does not answer");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok((mock, made["id"].as_i64().context("an id")?))
    }

    /// Numbers that were not used before.
    pub(crate) fn numbers(&mut self, many: u64) -> Vec<String> {
        let from = self.used;
        self.used += many;
        // No number has an exchange like 211.
        let exchanges: Vec<u64> = (200..1_000).filter(|nxx| nxx % 100 != 11).collect();
        let number = |n: u64| {
            let (exchange, line) = (n / 10_000, n % 10_000);
            let at = usize::try_from(exchange).unwrap_or(usize::MAX);
            format!("+1{}{}{line:04}", 212 + at / exchanges.len(), exchanges[at % exchanges.len()])
        };
        (from..from + many).map(number).collect()
    }

    async fn ended(&mut self, campaign: i64, most: Duration) -> anyhow::Result<()> {
        let began = Instant::now();
        let sql = format!(
            "select count(*) from dial where campaign_id = {campaign} and (state <= 5 or slot_until is not null)"
        );
        loop {
            let left: i64 = sqlx::query(AssertSqlSafe(sql.clone())).fetch_one(&mut self.db).await?.get(0);
            if left == 0 {
                return Ok(());
            }
            anyhow::ensure!(began.elapsed() < most, "{left} dials have not ended");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// One number a request: as many as the pace says while dials run, and as fast as they are answered.
    async fn initiate(&mut self) -> anyhow::Result<()> {
        let (mock, campaign) = self.campaign(4_000, 200.0, &[])?;
        let paced = self.numbers(u64::from(PACE * PACED_SECONDS));
        let times = send(&self.program, campaign, &paced, Some(PACE))?;
        // Until every connection is open and has planned its statements.
        let (first, then) = times.split_at(times.len().min((PACE * WARMING_SECONDS) as usize));
        println!(
            "M19  initiate at {PACE} a second         {:>7.1} ms   p99 {:>7.1}   (the aim is 50)",
            median(then),
            percentile(then, 0.99)
        );
        println!(
            "     the first {WARMING_SECONDS} seconds of it         {:>7.1} ms   p99 {:>7.1}",
            median(first),
            percentile(first, 0.99)
        );
        let rows = sqlx::query(AssertSqlSafe(format!(
            "select (extract(epoch from a.started_at - d.created_at) * 1000)::float8
             from attempt a join dial d on d.tenant_id = a.tenant_id and d.id = a.dial_id where d.campaign_id = {campaign}"
        )))
        .fetch_all(&mut self.db)
        .await?;
        let waited: Vec<f64> = rows.iter().map(|row| row.get(0)).collect();
        println!(
            "     from accepted to attempt then    {:>7.1} ms   p99 {:>7.1}   (of {})",
            median(&waited),
            percentile(&waited, 0.99),
            waited.len()
        );
        self.ended(campaign, Duration::from_secs(120)).await?;
        let single = self.numbers(200);
        let mut waited = Vec::new();
        for number in &single {
            let made = self.post_one(campaign, number)?;
            waited.push(loop {
                // The figure is made of what is written: whoever looks while the dialler is at it takes one of its cores.
                tokio::time::sleep(Duration::from_millis(15)).await;
                let row = sqlx::query(
                    "select (extract(epoch from a.started_at - d.created_at) * 1000)::float8 from attempt a
                     join dial d on d.tenant_id = a.tenant_id and d.id = a.dial_id where d.call_id = $1::uuid",
                )
                .bind(&made)
                .fetch_optional(&mut self.db)
                .await?;
                if let Some(row) = row {
                    break row.get::<f64, _>(0);
                }
            });
        }
        println!(
            "     from accepted to attempt, one by one {:>3.1} ms   p99 {:>7.1}   (the aim is 10)",
            median(&waited),
            percentile(&waited, 0.99)
        );
        let fast = self.numbers(4_000);
        let began = Instant::now();
        let times = send(&self.program, campaign, &fast, None)?;
        println!(
            "     as fast as they are answered     {:>7.0} a second   p99 {:>7.1} ms",
            times.len() as f64 / began.elapsed().as_secs_f64(),
            percentile(&times, 0.99)
        );
        self.ended(campaign, Duration::from_secs(120)).await?;
        told("called more than once", &mock.stats()?["numbers_called_more_than_once"]);
        Ok(())
    }

    fn post_one(&self, campaign: i64, number: &str) -> anyhow::Result<String> {
        let body = json!({ "campaign_id": campaign, "phone_number": number });
        let made = self.program.post("/api/v1/initiate-call/", &body)?;
        Ok(made["call_id"].as_str().context("an id")?.to_owned())
    }

    /// A hundred thousand in one request.
    async fn many(&mut self) -> anyhow::Result<()> {
        let (_mock, campaign) = self.campaign(1_000, 1_000.0, &[])?;
        let mut numbers = self.numbers(99_993);
        numbers.extend((0..7).map(|n| format!("bad {n}")));
        let began = Instant::now();
        let made = self.send_all(campaign, &numbers)?;
        println!(
            "M17  100,000 numbers in one request   {:>7.1} s    {} accepted, {} named as bad",
            began.elapsed().as_secs_f64(),
            made["call_ids"].as_array().map_or(0, Vec::len),
            made["failed_count"]
        );
        self.ended(campaign, Duration::from_secs(900)).await?;
        let took = began.elapsed().as_secs_f64();
        println!("     until every one of them ended    {took:>7.1} s    {:>7.0} dials a second", 99_993.0 / took);
        Ok(())
    }

    /// So many calls at once, by the mock's own gauge.
    async fn at_once(&mut self, limit: u32, dials: u64, factor: f64) -> anyhow::Result<()> {
        let (mock, campaign) = self.campaign(limit, factor, &[])?;
        let numbers = self.numbers(dials);
        let began = Instant::now();
        self.send_good(campaign, &numbers)?;
        self.ended(campaign, Duration::from_secs(600)).await?;
        let stats = mock.stats()?;
        println!(
            "M18  {limit} at once, {dials} dials: the mock's peak is {}, {} called more than once, {:.0} s",
            stats["peak_calls"],
            stats["numbers_called_more_than_once"],
            began.elapsed().as_secs_f64()
        );
        Ok(())
    }

    /// As many dials as go through when calls last for milliseconds.
    async fn sustained(&mut self, dials: u64) -> anyhow::Result<()> {
        let (mock, campaign) = self.campaign(1_000, 1_000.0, &[])?;
        let numbers = self.numbers(dials);
        self.send_good(campaign, &numbers)?;
        let began = Instant::now();
        self.ended(campaign, Duration::from_secs(600)).await?;
        let took = began.elapsed().as_secs_f64();
        println!("     dials, each with its callback    {:>7.0} a second", dials as f64 / took);
        told("called more than once", &mock.stats()?["numbers_called_more_than_once"]);
        Ok(())
    }
}

fn told(what: &str, figure: &Value) {
    println!("     {what:<32} {figure:>7}");
}

/// Sends each number in a request of its own, from several threads; at a pace, or as fast as they are answered. How long each
/// took from when it was to be sent.
fn send(program: &Program, campaign: i64, numbers: &[String], pace: Option<u32>) -> anyhow::Result<Vec<f64>> {
    let next = AtomicUsize::new(0);
    let began = Instant::now();
    let times = std::thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                scope.spawn(|| {
                    let mut times = Vec::new();
                    loop {
                        let place = next.fetch_add(1, Ordering::Relaxed);
                        let Some(number) = numbers.get(place) else { return Ok(times) };
                        let mut at = Instant::now();
                        if let Some(pace) = pace {
                            // A request that is late because another was slow counts from its own time.
                            at = began + Duration::from_secs_f64(place as f64 / f64::from(pace));
                            std::thread::sleep(at.saturating_duration_since(Instant::now()));
                        }
                        let body = json!({ "campaign_id": campaign, "phone_number": number });
                        program.post("/api/v1/initiate-call/", &body)?;
                        times.push((place, at.elapsed().as_secs_f64() * 1000.0));
                    }
                })
            })
            .collect();
        senders.into_iter().map(|sender| sender.join().expect("a sender panicked")).collect::<anyhow::Result<Vec<_>>>()
    })?;
    let mut times: Vec<(usize, f64)> = times.into_iter().flatten().collect();
    times.sort_unstable_by_key(|(place, _)| *place);
    Ok(times.into_iter().map(|(_, time)| time).collect())
}
