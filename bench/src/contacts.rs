//! The list of contacts with a million of them in one company beside forty-nine smaller ones: page, search, filters alone and
//! in pairs, duplicates and counts, each by REST as a program asks (E7).

use crate::rest::Program;
use crate::trunkline::Trunkline;
use crate::{Arguments, median, memory, percentile};
use sqlx::postgres::PgConnection;
use sqlx::{AssertSqlSafe, Connection};
use std::time::Instant;

/// How many times each is asked.
const TIMES: usize = 15;

/// What is asked; each alone, and the filters in pairs.
const ASKED: [&str; 12] = [
    "",
    "sort=name",
    "find.contains=lopez",
    "find.contains=mar+lop",
    "find.contains=m",
    "find.contains=0123",
    "phone=14155550123",
    "email.starts=p12",
    "stage=customer",
    "tag=vip",
    "tag=rare",
    "name.contains=nobody",
];

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (trunkline, _) = Trunkline::start(&arguments.binary)?;
    let company = trunkline.company("bench")?;
    let program = Program::new(trunkline.url(), company.token.clone());
    let mut db = PgConnection::connect_with(&crate::jobs::database(&trunkline)?).await?;
    crate::jobs::see_all(&mut db).await?;
    fill(&mut db, arguments.contacts).await?;
    println!(
        "E7   the list of contacts, {} of one company and as many of 49 others; p50 and p95 of {TIMES}",
        arguments.contacts
    );
    let mut asked: Vec<String> = ASKED.iter().map(|query| (*query).to_owned()).collect();
    let filters = &ASKED[2..];
    for (place, one) in filters.iter().enumerate() {
        for other in &filters[place + 1..] {
            asked.push(format!("{one}&{other}"));
        }
    }
    let mut worst = (0.0, String::new());
    for (place, query) in asked.iter().enumerate() {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let began = Instant::now();
            program.get(&format!("/api/v1/contacts/?{query}"))?;
            times.push(began.elapsed().as_secs_f64() * 1000.0);
        }
        let p95 = percentile(&times, 0.95);
        if place < ASKED.len() {
            println!("     {query:<32} {:>7.1} ms   p95 {p95:>7.1}", median(&times));
        }
        if p95 > worst.0 {
            worst = (p95, query.clone());
        }
    }
    println!(
        "     the slowest of {} with pairs      {:>7.1} ms   {}   (the aim is 100)",
        asked.len(),
        worst.0,
        worst.1
    );
    let began = Instant::now();
    program.get("/api/v1/contacts/duplicates/")?;
    println!("     duplicates, first page           {:>7.1} ms", began.elapsed().as_secs_f64() * 1000.0);
    println!("     server process, peak             {:>7.0} MB", memory::peak(trunkline.pid()));
    Ok(())
}

/// A company with so many contacts, and forty-nine that have as many together. Every five hundredth has a phone that
/// another one has too.
async fn fill(db: &mut PgConnection, contacts: u64) -> anyhow::Result<()> {
    println!("     filling 2 x {contacts} contacts …");
    for statement in [
        "insert into tenant (name, slug) select 'T' || n, 'other-' || n from generate_series(1, 49) n".to_owned(),
        format!(
            "insert into contact (tenant_id, name, email, stage, owner_id, tags)
             select case when n % 2 = 0 then bench.id else (select id from tenant where slug = 'other-' || (n % 49 + 1)) end,
                 (array['Maria', 'Bob', 'Ann', 'Dev', 'Grace', 'Li', 'Omar'])[n % 7 + 1] || ' '
                     || (array['Lopez', 'Stone', 'Chu', 'Patel', 'Kim', 'Berg', 'Haddad', 'Novak', 'Silva', 'Ito', 'Moreau'])[n % 11 + 1]
                     || ' ' || md5((n % 5000)::text),
                 'p' || n || '@example.test', (array['new', 'engaged', 'customer', 'former'])[n % 4 + 1], null,
                 case when n % 5 = 0 then array['vip'] when n % 1000 = 1 then array['rare'] else '{{}}' end
             from generate_series(1, 2 * {contacts}) n, (select id from tenant where slug = 'bench') bench"
        ),
        "insert into phone (tenant_id, entity_type, entity_id, number, place, label)
         select tenant_id, 1, id, 12012000000 + (id * 7919) % 700000000 + case when id % 500 = 0 then 0 else id % 7 end, 0,
             'mobile'
         from contact on conflict do nothing"
            .to_owned(),
        "insert into search_word (tenant_id, entity_type, entity_id, word)
         select distinct tenant_id, 1, id, word from contact, lateral (
             select unnest(string_to_array(lower(name), ' ') || lower(email)) union select '#' || unnest(tags)) w (word)"
            .to_owned(),
        "insert into activity (tenant_id, entity_type, entity_id, kind, title)
         select tenant_id, 1, id, 'contact_created', 'Contact created' from contact"
            .to_owned(),
        "vacuum analyze contact".to_owned(),
        "vacuum analyze phone".to_owned(),
        "vacuum analyze search_word".to_owned(),
        "vacuum analyze activity".to_owned(),
    ] {
        sqlx::query(AssertSqlSafe(statement)).execute(&mut *db).await?;
    }
    Ok(())
}
