//! The two walls between tenants: what row-level security shows, hides and refuses, with every finder's own filter left out.

use bytes::Bytes;
use domain::Scope;
use domain::call;
use domain::consent::{ConsentDraft, TermsDraft};
use domain::crm::{Draft, Field, Kind};
use domain::do_not_call::{AddDraft, List};
use domain::id::{JobId, TenantId};
use domain::live::Topic;
use domain::phone::GenerationDraft;
use domain::project::ProjectDraft;
use domain::scope::{RequestId, Role, TokenScope};
use engine::tenancy::PROTECTED_TABLES;
use engine::testing::{World, operator};
use engine::{
    Engine, Error, Settings, api_token, consent, crm, do_not_call, idempotency, job, live, number, opt_out, prefix,
    project,
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

/// A connection of the application's role, on which nothing is set.
async fn connection(world: &World) -> PgConnection {
    PgConnection::connect(world.database.url()).await.expect("it connects")
}

async fn count(db: &mut PgConnection, sql: String) -> i64 {
    sqlx::query(AssertSqlSafe(sql)).fetch_one(db).await.expect("the query answers").get(0)
}

async fn execute(db: &mut PgConnection, sql: String) -> Result<u64, sqlx::Error> {
    sqlx::query(AssertSqlSafe(sql)).execute(db).await.map(|done| done.rows_affected())
}

/// A project, a generation, a token and a key.
async fn inhabit(world: &World, scope: &Scope) {
    let draft = ProjectDraft { name: "numbers".into(), ..ProjectDraft::default() };
    let project = project::create(&world.engine, scope, &draft).await.expect("the project is made");
    let draft = GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: "25".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, scope, &draft).await.expect("the generation is queued");
    let user = scope.actor().user().expect("a person");
    let scopes = [TokenScope::NumbersRead];
    api_token::create(&world.engine, &operator(), scope.tenant(), user, "a token", &scopes)
        .await
        .expect("a token is made");
    idempotency::take(&world.engine, scope, "a key", Some([0; 32])).await.expect("a key is taken");
    for kind in Kind::ALL {
        let draft = Draft::default().with(Field::Name, "somebody");
        let draft = if kind == Kind::Deal { draft } else { draft.with(Field::Phones, "4155550100") };
        crm::create(&world.engine, scope, kind, &draft).await.expect("the record is made");
    }
    let start = "2026-11-21T10:00:00Z";
    let held = call::Draft::default().with(call::Field::Subject, "a call").with(call::Field::StartTime, start);
    engine::call::create(&world.engine, scope, &held).await.expect("the call is made");
    engine::call::add_purpose(&world.engine, scope, "Survey").await.expect("the purpose is made");
    people(world, scope).await;
}

async fn upload(world: &World, scope: &Scope) {
    let admin = Scope::establish(scope.tenant(), scope.actor(), Role::Owner, true, RequestId("test".into()));
    let file = futures::stream::iter([Ok(Bytes::from_static(b"ocn,class\n6214,wireless\n"))]);
    prefix::import(&world.engine, &admin, "ocn.csv", file).await.expect("the import is queued");
}

/// Tables whose rows are history, or files that prove it: they go with their tenant and by no statement.
const HISTORY: [&str; 5] = ["consent", "do_not_call", "consent_proof", "stored_file", "stored_file_chunk"];

/// A consent, an entry of a do-not-call list, a link.
async fn people(world: &World, scope: &Scope) {
    let draft = ConsentDraft {
        phone_number: "4152000001".into(),
        terms: TermsDraft { kind: "oral".into(), source: "the fair".into(), ..TermsDraft::default() },
    };
    let given = consent::record(&world.engine, scope, &draft).await.expect("a consent is recorded");
    let letter = futures::stream::iter([Ok(Bytes::from_static(b"I agree"))]);
    let letter = consent::bring_proof(&world.engine, scope, "letter.txt", letter).await.expect("a proof is brought");
    consent::prove(&world.engine, scope, given.id, letter).await.expect("it proves the consent");
    let number = draft.phone_number.parse().expect("a number");
    let stopped = AddDraft { phone_numbers: vec![draft.phone_number], note: String::new() };
    do_not_call::add(&world.engine, scope, List::Company, &stopped).await.expect("a number is stopped");
    opt_out::link(&world.engine, scope, number).await.expect("a link is made");
}

/// What jobs, people of the platform and campaigns leave behind.
const LEFT: [&str; 17] = [
    "insert into record_selection
     select c.tenant_id, j.id, c.id, 1 from contact c join job j on j.tenant_id = c.tenant_id",
    "insert into record_before
     select c.tenant_id, j.id, c.id, 1, 'new', null, '{}' from contact c join job j on j.tenant_id = c.tenant_id",
    "insert into record_left
     select c.tenant_id, j.id, c.id, c.name, 'changed since' from contact c join job j on j.tenant_id = c.tenant_id",
    "insert into saved_view (tenant_id, list, name, owner_id, query)
     select tenant_id, 'numbers', 'a view', user_id, '' from membership where tenant_id > 0",
    "insert into view_default select tenant_id, owner_id, list, id from saved_view",
    "insert into invitation (tenant_id, email, email_key, role, secret_hash, expires_at)
     select tenant_id, 'a@b.test', 'a@b.test', 'viewer', sha256(tenant_id::text::bytea), now()
     from membership where tenant_id > 0",
    "insert into provider (tenant_id, name, kind, base_url, signing_key, max_concurrent)
     select id, 'p', 1, 'http://p.test', '\\x00', 1 from tenant where id > 0",
    "insert into campaign (tenant_id, name, provider_id, max_concurrent, windows, consent_kinds, longest_call_s)
     select tenant_id, 'c', id, 1, '[]', 1, 60 from provider",
    "with c as (insert into campaign_contact (tenant_id, campaign_id, number) select tenant_id, id, 14152000001 from campaign),
     h as (insert into campaign_hour
         select tenant_id, id, '2026-11-23 10:00+00', now(), 3, 1, 0, 0, 0, 0, 0, 0, 0, '{}' from campaign),
     t as (insert into provider_test (tenant_id, provider_id, call_id, key, number)
         select tenant_id, id, gen_random_uuid(), gen_random_uuid(), 1 from provider)
     insert into abandoned_period select tenant_id, id, 0, 1, 0, 0 from campaign",
    "insert into dial_batch (tenant_id, id, campaign_id, requested, accepted, failed)
     select tenant_id, gen_random_uuid(), id, 1, 1, 0 from campaign",
    "insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict)
     select tenant_id, gen_random_uuid(), id, provider_id, 14152000001, 2, 'ALLOWED' from campaign",
    "insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, check_at)
     select tenant_id, gen_random_uuid(), id, campaign_id, provider_id, number, 1, now() from dial",
    "insert into provider_event (tenant_id, provider_id, event_id, dial_id, event)
     select tenant_id, provider_id, 'e', id, 1 from dial",
    "insert into dead_letter (tenant_id, topic, campaign_id, dial_id, payload, error)
     select tenant_id, 'dial.failed', campaign_id, id, '{}', 'e' from dial",
    "insert into retry_policy (tenant_id, version, text) select id, 1, '' from tenant where id > 0",
    "insert into tenant_dialling (tenant_id, concurrent_calls, concurrent_retries, retry_batch)
     select id, 1, 1, 1 from tenant where id > 0",
    "insert into acting (tenant_id, user_id, reason, until)
     select tenant_id, user_id, 'asked for', now() from membership where tenant_id > 0",
];

/// A row of each for both, the ones that belong to a number first.
async fn left_by_jobs(world: &World) {
    let of_both = "from number n join lateral (select id from job j where j.tenant_id = n.tenant_id limit 1) j on true";
    for sql in [
        format!(
            "insert into number_selection select n.tenant_id, j.id, n.id, n.project_id, n.number, n.created_at {of_both}"
        ),
        format!("insert into number_before select n.*, j.id, now() {of_both}"),
        format!("insert into number_left select n.tenant_id, j.id, n.id, n.number, 'changed since' {of_both}"),
    ] {
        world.sql(&sql).await;
    }
    for sql in LEFT {
        world.sql(sql).await;
    }
}

/// Two tenants with rows in every table, A and B.
async fn two_tenants() -> (World, TenantId, TenantId) {
    let world = World::new().await;
    let (other, _, scope) = world.other("other", Role::Owner).await;
    inhabit(&world, &world.scope).await;
    inhabit(&world, &scope).await;
    world.work().await;
    // These jobs are left to wait, so that the files keep their bytes.
    upload(&world, &world.scope).await;
    upload(&world, &scope).await;
    left_by_jobs(&world).await;
    engine::audit::seal(&world.engine).await.expect("the audit is sealed");
    // The walls are tried without what keeps the audit as it was written, which would stop everybody.
    world.sql("alter table audit_entry disable trigger audit_entry_stays").await;
    let a = world.tenant;
    (world, a, other)
}

#[tokio::test]
async fn every_table_with_a_tenant_is_listed_is_under_forced_row_security_and_leads_an_index_with_the_tenant() {
    let world = World::new().await;
    let mut db = connection(&world).await;
    let with_tenant: Vec<String> = sqlx::query(
        "select c.relname::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id'
         where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1",
    )
    .fetch_all(&mut db)
    .await
    .expect("the catalogue reads")
    .iter()
    .map(|row| row.get(0))
    .collect();
    let listed: Vec<&str> =
        PROTECTED_TABLES.iter().filter(|(_, column)| *column == "tenant_id").map(|(table, _)| *table).collect();
    assert_eq!(
        with_tenant, listed,
        "protect a new tenant's table in its migration (migration/src/rls.rs) and add it to tenancy::PROTECTED_TABLES"
    );
    for (table, column) in PROTECTED_TABLES {
        let forced = format!(
            "select count(*) from pg_class where oid = '{table}'::regclass and relrowsecurity and relforcerowsecurity"
        );
        assert_eq!(count(&mut db, forced).await, 1, "{table} is not under forced row-level security");
        let nullable = format!(
            "select count(*) from pg_attribute where attrelid = '{table}'::regclass and attname = '{column}'
                 and not attnotnull"
        );
        assert_eq!(count(&mut db, nullable).await, 0, "{table}.{column} may be null");
        let leading = format!(
            "select count(*) from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
             where i.indrelid = '{table}'::regclass and a.attname = '{column}' and i.indpred is null"
        );
        assert!(count(&mut db, leading).await > 0, "no index of {table} begins with {column}");
    }
}

#[tokio::test]
async fn without_a_setting_no_row_is_seen_changed_or_written() {
    let (world, a, _) = two_tenants().await;
    let mut db = connection(&world).await;
    for (table, column) in PROTECTED_TABLES {
        assert!(world.figure(&format!("select count(*) as n from {table}")).await > 1, "{table} is empty");
        assert_eq!(count(&mut db, format!("select count(*) from {table}")).await, 0, "{table}");
        let touched = execute(&mut db, format!("update {table} set {column} = {column}")).await.expect("it runs");
        assert_eq!(touched, 0, "{table}");
        assert_eq!(execute(&mut db, format!("delete from {table}")).await.expect("it runs"), 0, "{table}");
        refused(&mut db, table, column, a).await;
    }
}

/// A row of tenant `a`, whatever is in it, must be refused before anything else about it is looked at.
async fn refused(db: &mut PgConnection, table: &str, column: &str, a: TenantId) {
    // A generated column takes no value from anybody.
    let columns = format!(
        "select string_agg(attname, ', ' order by attnum)::text from pg_attribute
         where attrelid = '{table}'::regclass and attnum > 0 and attgenerated = '' and not attisdropped"
    );
    let columns: String = sqlx::query(AssertSqlSafe(columns)).fetch_one(&mut *db).await.expect("columns").get(0);
    let row = format!(
        "insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, '{{\"{column}\": {a}}}')"
    );
    let wall = execute(db, row).await.expect_err("it is refused");
    let wall = wall.as_database_error().expect("the database says so");
    assert_eq!(wall.code().as_deref(), Some("42501"), "{table}: {wall}");
    assert!(wall.message().contains("row-level security"), "{table}: {wall}");
}

#[tokio::test]
async fn with_tenant_bs_setting_and_no_filter_exactly_bs_rows_are_seen_changed_and_deleted() {
    let (world, a, b) = two_tenants().await;
    let mut db = connection(&world).await;
    for (table, column) in PROTECTED_TABLES {
        let of_b = world.figure(&format!("select count(*) as n from {table} where {column} = {b}")).await;
        let of_a = world.figure(&format!("select count(*) as n from {table} where {column} = {a}")).await;
        assert!(of_a > 0 && of_b > 0, "{table} has no rows of both");
        for (sql, touched) in [
            (format!("update {table} set {column} = {column}"), of_b),
            (format!("update {table} set {column} = {column} where {column} = {a}"), 0),
            (format!("delete from {table} where {column} = {a}"), 0),
            (format!("delete from {table}"), of_b),
        ] {
            let mut tx = db.begin().await.expect("it begins");
            set(&mut tx, b).await;
            assert_eq!(count(&mut tx, format!("select count(*) from {table}")).await, of_b, "{table}");
            let foreign = format!("select count(*) from {table} where {column} <> {b}");
            assert_eq!(count(&mut tx, foreign).await, 0, "{table}");
            match execute(&mut tx, sql.clone()).await {
                Ok(rows) => assert_eq!(i64::try_from(rows).expect("few"), touched, "{sql}"),
                // Its campaigns hold it.
                Err(kept) if *table == "provider" => {
                    assert!(sql.starts_with("delete") && kept.to_string().contains("foreign key"), "{sql}: {kept}")
                }
                Err(kept) => {
                    assert!(HISTORY.contains(table) && sql.starts_with("delete") && touched > 0, "{sql}: {kept}")
                }
            }
            tx.rollback().await.expect("it rolls back");
        }
        assert_eq!(world.figure(&format!("select count(*) as n from {table} where {column} = {a}")).await, of_a);
    }
}

async fn set(db: &mut PgConnection, tenant: TenantId) {
    execute(db, format!("select set_config('app.tenant_id', '{tenant}', true)")).await.expect("it is set");
}

#[tokio::test]
async fn with_tenant_bs_setting_no_row_of_a_is_written_and_none_of_bs_is_given_to_a() {
    let (world, a, b) = two_tenants().await;
    let mut db = connection(&world).await;
    for (table, column) in PROTECTED_TABLES {
        let mut tx = db.begin().await.expect("it begins");
        set(&mut tx, b).await;
        refused(&mut tx, table, column, a).await;
        tx.rollback().await.expect("it rolls back");

        let mut tx = db.begin().await.expect("it begins");
        set(&mut tx, b).await;
        let given = execute(&mut tx, format!("update {table} set {column} = {a}")).await.expect_err("it is refused");
        let wall = given.as_database_error().expect("the database says so");
        assert_eq!(wall.code().as_deref(), Some("42501"), "{table}: {wall}");
        tx.rollback().await.expect("it rolls back");
    }
}

#[tokio::test]
async fn the_setting_is_gone_from_the_connection_with_the_transaction_however_it_ends() {
    let (world, a, _) = two_tenants().await;
    let mut db = connection(&world).await;
    for commit in [true, false] {
        let mut tx = db.begin().await.expect("it begins");
        set(&mut tx, a).await;
        assert!(count(&mut tx, "select count(*) from number".into()).await > 0);
        if commit { tx.commit().await } else { tx.rollback().await }.expect("it ends");
        // The setting is the empty text now, not null: the policy must see none in it either.
        assert_eq!(count(&mut db, "select count(*) from number".into()).await, 0);
    }
    // A setting that is no number is an error, never everything.
    execute(&mut db, "select set_config('app.tenant_id', 'x', false)".into()).await.expect("it is set");
    execute(&mut db, "select count(*) from number".into()).await.expect_err("it is refused");
}

#[tokio::test]
async fn a_database_role_that_steps_over_the_walls_is_refused_at_the_connection() {
    let world = World::new().await;
    let as_role = |role: &str| world.database.url().replacen("tester@", &format!("{role}@"), 1);
    let mut root = PgConnection::connect(&as_role("postgres")).await.expect("the superuser connects");
    let role = format!("bypass_{}", uuid::Uuid::now_v7().simple());
    execute(&mut root, format!("create role {role} login nosuperuser bypassrls")).await.expect("the role is made");
    for (role, what) in [("postgres", "is a superuser"), (role.as_str(), "is allowed to bypass row-level security")] {
        let refused = Engine::connect(Settings::new(as_role(role))).await;
        let Err(Error::Unavailable(text)) = refused else { panic!("{role} is not refused") };
        assert!(text.contains(&format!("The database role \"{role}\" {what}")), "{text}");
        assert!(text.contains("nosuperuser nobypassrls"), "it says what to do: {text}");
    }
    execute(&mut root, format!("drop role {role}")).await.expect("the role goes");
}

#[tokio::test]
async fn what_belongs_to_another_tenant_looks_like_what_is_not_there() {
    let (world, _, b) = two_tenants().await;
    let of_b = |table: &str, column: &str| format!("select max({column}) as n from {table} where tenant_id = {b}");
    let project = domain::id::ProjectId(world.figure(&of_b("project", "id")).await);
    let id = domain::id::NumberId(world.figure(&of_b("number", "id")).await);
    let mut db = connection(&world).await;
    execute(&mut db, "select set_config('app.platform', 'on', false)".into()).await.expect("it is set");
    let theirs: String = sqlx::query("select min(id::text) from job where tenant_id <> $1")
        .bind(world.tenant.0)
        .fetch_one(&mut db)
        .await
        .expect("a job")
        .get(0);
    let theirs: JobId = theirs.parse().expect("an id");
    let (engine, scope) = (&world.engine, &world.scope);
    let wish = number::Wish {
        area_code: "415".parse().expect("an area code"),
        carrier: None,
        line_type: None,
        fiction: false,
    };
    let numbers = Default::default();
    let everything = domain::filter::Filter::everything();
    for answer in [
        project::get(engine, scope, project).await.map(drop),
        number::list(engine, scope, project, &numbers).await.map(drop),
        number::count(engine, scope, project, &everything).await.map(drop),
        number::count_exact(engine, scope, project, &everything).await.map(drop),
        number::get(engine, scope, project, id).await.map(drop),
        number::totals(engine, scope, Some(project)).await.map(drop),
        number::capacity(engine, scope, project, &wish).await.map(drop),
        job::get(engine, scope, theirs).await.map(drop),
        job::progress(engine, scope, theirs).await.map(drop),
        job::cancel(engine, scope, theirs).await.map(drop),
        job::retry(engine, scope, theirs).await,
        live::snapshot(engine, scope, Topic::Job(theirs)).await.map(drop),
    ] {
        assert!(matches!(answer, Err(Error::NotFound)), "{answer:?}");
    }
}

#[tokio::test]
async fn a_caller_that_is_dropped_at_any_moment_leaves_no_transaction_open() {
    let world = World::new().await;
    let mut db = connection(&world).await;
    for polls in 0.. {
        let mut call = Box::pin(project::get(&world.engine, &world.scope, domain::id::ProjectId(1)));
        let mut answered = false;
        for _ in 0..polls {
            answered = futures::poll!(&mut call).is_ready();
            if answered {
                break;
            }
            // The time in which the database answers, asked for in the database.
            count(&mut db, "select 1::bigint".into()).await;
        }
        drop(call);
        let open = async {
            let open = "select count(*) from pg_stat_activity
                 where datname = current_database() and state like 'idle in transaction%'";
            while count(&mut db, open.into()).await > 0 {}
        };
        let closed = tokio::time::timeout(std::time::Duration::from_secs(5), open).await;
        assert!(closed.is_ok(), "dropped after {polls} polls, the call left a transaction open");
        if answered {
            return;
        }
    }
}
