//! A real database for a test: cloned from a template that has the schema, so a test costs a copy and not a migration.
//!
//! The server to clone on is started by `scripts/test-postgres.sh`, which `make test` calls; it leaves its address in
//! `target/test-postgres/url`. Only tests switch the feature `testing` on.

pub mod clock;
mod redis_server;
mod toy;

pub use redis_server::TestRedis;
pub use toy::{Toy, toys};

use crate::queue::{Registry, Worker};
use crate::tenancy::{PlatformTx, Tx};
use crate::{Engine, Settings, job, project, tenant, user};
use domain::Scope;
use domain::id::{TenantId, UserId};
use domain::project::{Project, ProjectDraft};
use domain::scope::{Actor, RequestId, Role};
use migration::{Migrator, MigratorTrait};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

/// A database of a test's own. It goes when the test ends, well or badly: hundreds of them would fill a disk.
pub struct TestDatabase {
    url: String,
}

impl TestDatabase {
    /// Clones the template.
    #[allow(clippy::disallowed_methods, reason = "tests make databases")]
    pub async fn create() -> TestDatabase {
        let server = server_url();
        let admin = connect(&with_database(&server, "postgres")).await;
        let template = template(&server, &admin).await;
        let name = format!("test_{}", Uuid::now_v7().simple());
        admin
            .execute_unprepared(&format!("create database {name} template {template}"))
            .await
            .expect("the template clones");
        admin.close().await.expect("the admin connection closes");
        TestDatabase { url: with_database(&server, &name) }
    }

    /// The database's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Settings for a few connections to it.
    pub fn settings(&self) -> Settings {
        Settings { max_connections: 8, ..Settings::new(self.url.clone()) }
    }

    /// An engine on it.
    pub async fn engine(&self) -> Engine {
        Engine::connect(self.settings()).await.expect("the engine connects to the test's database")
    }
}

impl Drop for TestDatabase {
    #[allow(clippy::disallowed_methods, reason = "tests make databases")]
    fn drop(&mut self) {
        let url = self.url.clone();
        // A thread of its own: the test's runtime may be the one that is dropping this. Whoever is still connected loses.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
            runtime.block_on(async {
                let admin = connect(&with_database(&url, "postgres")).await;
                let sql = format!("drop database if exists {} with (force)", database_name(&url));
                admin.execute_unprepared(&sql).await.map(drop)
            })
        });
        if !matches!(dropping.join(), Ok(Ok(()))) {
            eprintln!("the test's database stays: {}", self.url);
        }
    }
}

/// The first user, tenant and scope of a test, and what it needs to make others.
pub struct World {
    pub database: TestDatabase,
    pub engine: Engine,
    /// A tenant with an owner.
    pub tenant: TenantId,
    pub user: UserId,
    /// The owner's scope.
    pub scope: Scope,
}

impl World {
    /// A database with one tenant and its owner.
    pub async fn new() -> World {
        Self::with(|settings| settings).await
    }

    /// The same with other settings for its engine.
    pub async fn with(settings: impl FnOnce(Settings) -> Settings) -> World {
        let database = TestDatabase::create().await;
        let engine = Engine::connect(settings(database.settings())).await.expect("the engine connects");
        let (tenant, user, scope) = member(&engine, "acme", Role::Owner).await;
        World { database, engine, tenant, user, scope }
    }

    /// A project of the first tenant.
    pub async fn project(&self, name: &str) -> Project {
        let draft = ProjectDraft { name: name.into(), ..ProjectDraft::default() };
        project::create(&self.engine, &self.scope, &draft).await.expect("the project is made")
    }

    /// Runs a statement that sees every tenant.
    pub async fn sql(&self, sql: &str) -> u64 {
        let tx = PlatformTx::begin(&self.engine).await.expect("a transaction begins");
        let touched = tx.execute(sql, []).await.expect("the statement runs");
        tx.commit().await.expect("it commits");
        touched
    }

    /// Runs a statement that sees every tenant and may fail; answers what the database said then.
    ///
    /// # Errors
    /// The database's words.
    pub async fn try_sql(&self, sql: &str) -> Result<u64, String> {
        let tx = PlatformTx::begin(&self.engine).await.expect("a transaction begins");
        let touched = tx.execute(sql, []).await.map_err(|error| error.to_string())?;
        tx.commit().await.map_err(|error| error.to_string())?;
        Ok(touched)
    }

    /// The figure `n` of a query that sees every tenant.
    pub async fn figure(&self, sql: &str) -> i64 {
        let tx = PlatformTx::begin(&self.engine).await.expect("a transaction begins");
        let figure = tx.figure(sql, []).await.expect("the query answers");
        tx.commit().await.expect("it commits");
        figure
    }

    /// The text `text` of a query that sees every tenant.
    pub async fn text(&self, sql: &str) -> String {
        #[derive(sea_orm::FromQueryResult)]
        struct Row {
            text: String,
        }
        let tx = PlatformTx::begin(&self.engine).await.expect("a transaction begins");
        let row: Option<Row> = tx.one(sql, []).await.expect("the query answers");
        tx.commit().await.expect("it commits");
        row.expect("a row").text
    }

    /// Claims up to so many jobs, one after the other so that the order shows, and leaves them running; answers their titles.
    pub async fn claim(&self, registry: &Registry, most: usize) -> Vec<String> {
        let mut titles = Vec::new();
        for _ in 0..most {
            let claimed = crate::queue::claim(&self.engine, &registry.words(), 1).await.expect("it claims");
            let Some(job) = claimed.into_iter().next() else { break };
            titles.push(job.params["title"].as_str().unwrap_or_default().to_owned());
        }
        titles
    }

    /// Claims up to so many jobs by one statement, and leaves them running.
    pub async fn claim_at_once(engine: &Engine, registry: &Registry, most: usize) {
        crate::queue::claim(engine, &registry.words(), most).await.expect("it claims");
    }

    /// Works on due jobs until none is left.
    pub async fn work(&self) {
        let worker = Worker::new(self.engine.clone(), job::registry());
        while worker.run_once().await.expect("the worker works") {}
    }

    /// What the death of a node leaves behind: the leases of what runs are over, and a job is put back. The dead worker's
    /// last statement may still be on its way and renew a lease; then the time passes once more.
    pub async fn rescue_after_death(&self) {
        loop {
            self.expire_leases().await;
            if crate::queue::rescue(&self.engine).await.expect("the rescue looks") > 0 {
                return;
            }
        }
    }

    /// Ends the lease of whatever runs, as the time would after its worker's last heartbeat.
    pub async fn expire_leases(&self) {
        self.sql("update job set lease_until = now() - interval '1 second' where state = 'running'").await;
    }

    /// Another tenant with a member of this role.
    pub async fn other(&self, slug: &str, role: Role) -> (TenantId, UserId, Scope) {
        member(&self.engine, slug, role).await
    }
}

/// The password of every test's people.
pub const PASSWORD: &str = "correct horse battery";

/// What an app shows that was given `secret` as a page writes it, `ahead` time steps from now.
pub fn code_of(secret: &str, ahead: i64) -> String {
    let signs = secret.bytes().filter(u8::is_ascii_alphanumeric);
    let values =
        signs.map(|sign| if sign.is_ascii_digit() { sign - b'2' + 26 } else { sign.to_ascii_uppercase() - b'A' });
    let bits: Vec<u8> = values.flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1)).collect();
    let bytes: Vec<u8> = bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect();
    let step = time::OffsetDateTime::now_utc().unix_timestamp() / domain::second_factor::STEP + ahead;
    format!("{:06}", crate::second_factor::of_step(&bytes, step))
}

async fn member(engine: &Engine, slug: &str, role: Role) -> (TenantId, UserId, Scope) {
    let operator = operator();
    let tenant = tenant::create(engine, &operator, slug, slug).await.expect("the tenant is made");
    let new = user::NewUser {
        email: format!("{role}@{slug}.test"),
        name: format!("{role} of {slug}"),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((tenant.id, role)),
        legacy_id: None,
    };
    let user = user::create(engine, &operator, new).await.expect("the user is made");
    let scope = Scope::establish(tenant.id, Actor::User(user), role, false, RequestId("test".into()));
    (tenant.id, user, scope)
}

/// The operator at the command line.
pub fn operator() -> Scope {
    Scope::establish(TenantId::PLATFORM, Actor::Operator, Role::Owner, true, RequestId("test".into()))
}

#[allow(clippy::disallowed_methods, reason = "tests make databases")]
async fn template(server: &str, admin: &DatabaseConnection) -> String {
    let name = format!("template_{}", fingerprint());
    // Test processes run side by side: one makes the template, the others wait here.
    admin.execute_unprepared("select pg_advisory_lock(4711)").await.expect("the lock is there");
    let found = admin
        .query_one_raw(crate::tenancy::statement(
            "select 1 as n from pg_database where datname = $1",
            [name.clone().into()],
        ))
        .await
        .expect("the catalogue reads");
    if found.is_none() {
        let making = format!("{name}_making");
        admin.execute_unprepared(&format!("drop database if exists {making}")).await.expect("a left-over goes");
        admin.execute_unprepared(&format!("create database {making}")).await.expect("a database is made");
        let schema = connect(&with_database(server, &making)).await;
        Migrator::up(&schema, None).await.expect("the migrations run");
        schema.close().await.expect("the connection closes");
        admin.execute_unprepared(&format!("alter database {making} rename to {name}")).await.expect("it is renamed");
    }
    admin.execute_unprepared("select pg_advisory_unlock(4711)").await.expect("the lock is given back");
    name
}

async fn connect(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url.to_owned());
    // One connection: the advisory lock belongs to it.
    options.max_connections(1).sqlx_logging(false);
    options.idle_timeout(None::<Duration>).max_lifetime(None::<Duration>);
    Database::connect(options).await.unwrap_or_else(|error| {
        panic!("the test server does not answer ({error}); start it with scripts/test-postgres.sh start")
    })
}

/// Changes when a migration does, so that nobody tests on yesterday's schema.
fn fingerprint() -> String {
    let folder = workspace().join("migration/src");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("the migrations' folder reads")
        .map(|entry| entry.expect("its entries read").path())
        .collect();
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(std::fs::read(file).expect("a migration reads"));
    }
    hash.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("engine lies in the workspace")
}

fn server_url() -> String {
    let file = workspace().join("target/test-postgres/url");
    let url = std::fs::read_to_string(&file).unwrap_or_else(|_| {
        panic!("{} is not there: start the test server with scripts/test-postgres.sh start", file.display())
    });
    url.trim().to_owned()
}

fn database_name(url: &str) -> &str {
    let head = url.split_once('?').map_or(url, |(head, _)| head);
    head.rsplit_once('/').map_or(head, |(_, name)| name)
}

/// `postgres://role@localhost/name?host=/folder` with another name.
fn with_database(url: &str, name: &str) -> String {
    let (head, options) = url.split_once('?').unwrap_or((url, ""));
    let head = head.rsplit_once('/').map_or(head, |(head, _)| head);
    if options.is_empty() { format!("{head}/{name}") } else { format!("{head}/{name}?{options}") }
}
