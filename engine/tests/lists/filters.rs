use super::{fill_numbers, filter, oracle, walk_jobs, walk_numbers, walk_prefixes};
use domain::page::Count;
use engine::testing::World;
use engine::{job, number, prefix};

/// A filter of numbers and the same as plain SQL.
const NUMBERS: &[(&str, &str)] = &[
    ("number=415-212-0000", "number = 14152120000"),
    ("number.not=4152120000", "number <> 14152120000"),
    ("number.contains=2120", "number::text like '%2120%'"),
    ("number.starts=415", "number::text like '1415%'"),
    ("number.starts=1 (628) 2", "number::text like '16282%'"),
    ("number.ends=0001", "number::text like '%0001'"),
    ("area_code=415", "number::text like '1415%'"),
    ("area_code=415&area_code=212", "substr(number::text, 2, 3) in ('415', '212')"),
    ("area_code.not=415", "substr(number::text, 2, 3) <> '415'"),
    ("area_code.contains=1", "substr(number::text, 2, 3) like '%1%'"),
    ("area_code.starts=6", "substr(number::text, 2, 3) like '6%'"),
    ("area_code.ends=2", "substr(number::text, 2, 3) like '%2'"),
    ("area_code.ends=15", "substr(number::text, 2, 3) like '%15'"),
    ("carrier=at%26t", "brand = 'AT&T'"),
    ("carrier=cellco partnership", "carrier = 'CELLCO PARTNERSHIP'"),
    ("carrier.not=AT%26T", "brand is distinct from 'AT&T'"),
    ("carrier.contains=wireless", "carrier ilike '%wireless%'"),
    ("carrier.contains=Ümlaut TEL", "carrier like 'Ümlaut%'"),
    ("carrier.contains=%25", "false"),
    ("carrier.starts=ver", "brand = 'Verizon'"),
    ("carrier.starts=ver&carrier.ends=SHIP", "brand = 'Verizon' and carrier = 'CELLCO PARTNERSHIP'"),
    ("type=Mobile", "line_type = 1"),
    ("type=VoIP&type=Unknown", "line_type in (3, 0)"),
    ("type.not=Landline", "line_type <> 2"),
    ("state=ca", "state = 'CA'"),
    ("state.not=CA&state.not=NY", "state is null or state = 'WI'"),
    ("status=assigned", "status = 3"),
    ("status.not=pending", "status > 0"),
    ("valid=true", "valid"),
    ("valid=false&valid=null", "valid is not true"),
    ("valid.not=null", "valid is not null"),
    ("origin=imported", "origin = 1"),
    ("created=2026-03-02", "created_at >= '2026-03-02Z' and created_at < '2026-03-03Z'"),
    ("created.from=2026-03-03", "created_at >= '2026-03-03Z'"),
    ("created.to=2026-03-01", "created_at < '2026-03-02Z'"),
    ("created.from=2026-03-02&created.to=2026-03-03", "created_at >= '2026-03-02Z' and created_at < '2026-03-04Z'"),
    ("area_code=415&type=Landline", "number::text like '1415%' and line_type = 2"),
    ("carrier=AT%26T&valid=true&origin=generated", "brand = 'AT&T' and valid and origin = 0"),
    ("state=WI&number.ends=3", "state = 'WI' and number % 10 = 3"),
    ("type=Mobile&state.not=CA&sort=number", "line_type = 1 and state is distinct from 'CA'"),
];

#[tokio::test]
async fn a_filter_of_numbers_shows_and_counts_what_plain_sql_says() {
    let world = World::new().await;
    let project = world.project("numbers").await.id;
    fill_numbers(&world, project, 300).await;
    for (text, sql) in NUMBERS {
        let (filter_text, order) = match text.strip_suffix("&sort=number") {
            Some(filter_text) => (filter_text, "number"),
            None => (*text, "id desc"),
        };
        let expected = oracle(&world, &format!("select number::text from number where {sql} order by {order}")).await;
        assert!(expected.len() < 300, "{sql} leaves nothing out");
        assert!(!expected.is_empty() || *sql == "false", "{sql} matches nothing");
        let page_size = (expected.len() / 3).max(1);
        assert_eq!(walk_numbers(&world, project, &format!("{text}&page_size={page_size}")).await, expected, "{text}");
        let filter = filter(filter_text);
        let (engine, scope) = (&world.engine, &world.scope);
        let counted = number::count(engine, scope, project, &filter).await.expect("it counts");
        assert_eq!(counted, Count::Exact(expected.len() as u64), "{text}");
        let exact = number::count_exact(engine, scope, project, &filter).await.expect("it counts");
        assert_eq!(exact, expected.len() as u64, "{text}");
    }
}

/// A filter of codes and the same as plain SQL.
const PREFIXES: &[(&str, &str)] = &[
    ("prefix=415-200", "prefix = 415200"),
    ("prefix.not=415200", "prefix <> 415200"),
    ("prefix.starts=4152", "prefix::text like '4152%'"),
    ("prefix.contains=52", "prefix::text like '%52%'"),
    ("prefix.ends=01", "prefix::text like '%01'"),
    ("area_code=415", "area_code = 415"),
    ("area_code=415&area_code=212", "area_code in (415, 212)"),
    ("area_code.not=415", "area_code <> 415"),
    ("area_code.starts=21", "area_code = 212"),
    ("area_code.contains=1", "area_code::text like '%1%'"),
    ("area_code.ends=15", "area_code = 415"),
    ("carrier=at%26t", "brand = 'AT&T'"),
    ("carrier.contains=wireless", "carrier ilike '%wireless%'"),
    ("carrier.not=AT%26T", "brand is distinct from 'AT&T'"),
    ("type=Landline", "line_type = 2"),
    ("type.not=Landline", "line_type <> 2"),
    ("state=NY", "state = 'NY'"),
    ("state.not=NY", "state is distinct from 'NY'"),
    ("assigned=true", "assigned"),
    ("assigned=no", "not assigned"),
    ("area_code=415&type=Mobile&assigned=true", "area_code = 415 and line_type = 1 and assigned"),
];

#[tokio::test]
async fn a_filter_of_codes_shows_and_counts_what_plain_sql_says() {
    let world = World::new().await;
    world
        .sql(
            "insert into prefix (prefix, carrier, brand, line_type, state, assigned, source)
             select (array[415, 212, 628])[1 + i % 3] * 1000 + 200 + i,
                 (array['NEW CINGULAR WIRELESS', 'PACIFIC BELL', null])[1 + i / 2 % 3],
                 (array['AT&T', 'Verizon', null])[1 + i / 3 % 3], (i / 5) % 4, (array['CA', 'NY', null])[1 + i / 7 % 3],
                 i % 4 > 0, 'own_table'
             from generate_series(0, 119) i",
        )
        .await;
    for (text, sql) in PREFIXES {
        let expected = oracle(&world, &format!("select prefix::text from prefix where {sql} order by prefix")).await;
        assert!(!expected.is_empty() && expected.len() < 120, "{sql} tells nothing apart");
        let page_size = (expected.len() / 2).max(1);
        assert_eq!(walk_prefixes(&world, &format!("{text}&page_size={page_size}")).await, expected, "{text}");
        let counted = prefix::count(&world.engine, &world.scope, &filter(text)).await.expect("it counts");
        assert_eq!(counted, Count::Exact(expected.len() as u64), "{text}");
    }
}

#[tokio::test]
async fn a_filter_of_jobs_shows_and_counts_what_plain_sql_says_of_the_tenants_own() {
    let world = World::new().await;
    let (_, other_person, stranger) = world.other("strangers", domain::scope::Role::Owner).await;
    let person = world.user;
    for tenant in [world.tenant, stranger.tenant()] {
        let sql = format!(
            "insert into job (id, tenant_id, kind, title, params, max_attempts, state, created_by, created_at, subject_id,
                 finished_at, lease_until)
             select (lpad(to_hex((extract(epoch from timestamptz '2026-03-01 00:00Z' + i * interval '3 hours')
                         * 1000)::bigint), 12, '0') || '7' || substr(md5(random()::text), 1, 19))::uuid, {tenant}, (array['generate_numbers', 'import_prefixes', 'dance'])[1 + i % 3], 'x',
                 '{{}}', 8, s.state, (array[{person}, {other_person}, null])[1 + i / 2 % 3],
                 timestamptz '2026-03-01 00:00Z' + i * interval '3 hours', (array[7, 8, null])[1 + i / 3 % 3],
                 case when s.state in ('done', 'failed', 'cancelled') then now() end,
                 case when s.state = 'running' then now() end
             from generate_series(0, 59) i, lateral (select
                 (array['held', 'waiting', 'running', 'retrying', 'done', 'failed', 'cancelled'])[1 + i / 5 % 7] as state) s"
        );
        world.sql(&sql).await;
    }
    let mine = format!("created_by={person}");
    let mine_running = format!("created_by={person}&state=running&state=waiting");
    let filters: [(&str, String); 11] = [
        ("kind=import_prefixes", "kind = 'import_prefixes'".into()),
        ("kind.not=import_prefixes", "kind <> 'import_prefixes'".into()),
        ("state=running&state=waiting&state=retrying", "state in ('running', 'waiting', 'retrying')".into()),
        ("state.not=done", "state <> 'done'".into()),
        ("project=7", "subject_id = 7".into()),
        ("project.not=7", "subject_id is distinct from 7".into()),
        (&mine, format!("created_by = {person}")),
        ("created=2026-03-02", "created_at >= '2026-03-02Z' and created_at < '2026-03-03Z'".into()),
        ("created.from=2026-03-03", "created_at >= '2026-03-03Z'".into()),
        ("created.to=2026-03-02", "created_at < '2026-03-03Z'".into()),
        (&mine_running, format!("created_by = {person} and state in ('running', 'waiting')")),
    ];
    for (text, sql) in filters {
        let tenant = world.tenant;
        let expected =
            oracle(&world, &format!("select id::text from job where tenant_id = {tenant} and {sql} order by id desc"))
                .await;
        assert!(!expected.is_empty() && expected.len() < 60, "{sql} tells nothing apart");
        assert_eq!(walk_jobs(&world, &format!("{text}&page_size=4")).await, expected, "{text}");
        let counted = job::count(&world.engine, &world.scope, &filter(text)).await.expect("it counts");
        assert_eq!(counted, Count::Exact(expected.len() as u64), "{text}");
    }
}
