//! Every mutation leaves one entry, whoever makes it; what was refused leaves none (FEATURES E25).

mod calls;
mod consent;
mod files;
mod numbers;
mod people;
mod records;

use domain::Scope;
use domain::api_token::ApiTokenDraft;
use domain::audit::VERBS;
use domain::scope::{Role, TokenScope};
use engine::testing::{PASSWORD, World, operator};
use engine::user::{self, NewUser};
use engine::{Result, api_token, prefix, tenant};
use files::file;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection, Row};

fn account(email: &str) -> NewUser {
    NewUser {
        email: email.into(),
        name: "New".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: None,
        legacy_id: None,
    }
}

struct Day<'w> {
    world: &'w World,
    /// Entries of before the day.
    before: i64,
    /// The verb, the tenant, and the person who made it; the operator is none.
    expected: Vec<(&'static str, i64, Option<i64>)>,
}

impl Day<'_> {
    /// A mutation that was made by `scope`.
    async fn made<T>(&mut self, verb: &'static str, scope: &Scope, done: Result<T>) -> T {
        let done = done.unwrap_or_else(|error| panic!("{verb}: {error}"));
        self.expected.push((verb, scope.tenant().0, scope.actor().user().map(|user| user.0)));
        self.count(verb).await;
        done
    }

    /// One that was refused.
    async fn refused<T>(&mut self, verb: &str, refused: Result<T>) {
        assert!(refused.is_err(), "{verb} was not refused");
        self.count(verb).await;
    }

    async fn count(&self, verb: &str) {
        let entries = self.world.figure("select count(*) as n from audit_entry").await - self.before;
        assert_eq!(usize::try_from(entries).expect("few"), self.expected.len(), "after {verb}");
    }
}
#[tokio::test]
async fn a_scripted_day_has_as_many_entries_as_mutations_and_each_says_who_did_what_for_whom() {
    let world = World::new().await;
    let (engine, scope, admin) = (&world.engine, &world.scope, &operator());
    let before = world.figure("select count(*) as n from audit_entry").await;
    let mut day = Day { world: &world, before, expected: Vec::new() };

    let tenant = day.made("tenant.create", admin, tenant::create(engine, admin, "New", "new").await).await;
    day.refused("tenant.create", tenant::create(engine, admin, "New", "new").await).await;
    day.refused("tenant.create", tenant::create(engine, scope, "Other", "other").await).await;

    let new = NewUser { membership: Some((tenant.id, Role::Agent)), ..account("new@acme.test") };
    let person = day.made("user.create", admin, user::create(engine, admin, new).await).await;
    day.refused("user.create", user::create(engine, admin, account("NEW@acme.test")).await).await;
    let secret = SecretString::from("another long secret");
    let set = user::set_password(engine, admin, "new@acme.test", &secret).await;
    day.made("user.set_password", admin, set).await;
    day.refused("user.set_password", user::set_password(engine, admin, "none@acme.test", &secret).await).await;
    day.made("user.set_theme", scope, user::set_theme(engine, scope, "dark").await).await;
    day.refused("user.set_theme", user::set_theme(engine, scope, "pink").await).await;

    // Each part in a box: the future of the whole day is more than a test's stack.
    let [link, code] = Box::pin(people::own_account(&mut day)).await;
    let scopes = [TokenScope::Admin];
    let token = api_token::create(engine, admin, tenant.id, person, "ci", &scopes).await;
    day.made("api_token.create", admin, token).await;
    let foreign = api_token::create(engine, admin, world.tenant, person, "ci", &scopes).await;
    day.refused("api_token.create", foreign).await;
    let own = ApiTokenDraft { name: "own".into(), scopes: vec!["jobs:read".into()], days: String::new() };
    let own = day.made("api_token.create", scope, api_token::create_own(engine, scope, &own).await).await;
    let nameless = ApiTokenDraft { scopes: vec!["jobs:read".into()], ..ApiTokenDraft::default() };
    day.refused("api_token.create", api_token::create_own(engine, scope, &nameless).await).await;
    day.made("api_token.revoke", scope, api_token::revoke(engine, scope, own.id).await).await;
    day.refused("api_token.revoke", api_token::revoke(engine, scope, own.id).await).await;
    Box::pin(people::members(&mut day, tenant.id)).await;
    Box::pin(calls::calls(&mut day)).await;
    let film = Box::pin(numbers::numbers(&mut day)).await;
    Box::pin(records::records(&mut day)).await;
    Box::pin(consent::consent(&mut day, film)).await;

    let upload = prefix::import(engine, admin, "ocn.csv", file(b"ocn,class\n6214,wireless\n")).await;
    day.made("prefix.import", admin, upload).await;
    day.refused("prefix.import", prefix::import(engine, admin, "empty", file(b"")).await).await;
    day.refused("prefix.import", prefix::import(engine, scope, "ocn.csv", file(b"ocn,class\n")).await).await;
    // What a job does belongs to the verb that started it.
    world.work().await;
    day.count("the jobs").await;

    let mut db = PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("it is set");
    let entries =
        sqlx::query("select verb, tenant_id, actor, user_id, request, subject from audit_entry order by id offset $1")
            .bind(before)
            .fetch_all(&mut db)
            .await
            .expect("the entries read");
    for (entry, (verb, tenant, person)) in entries.iter().zip(&day.expected) {
        assert_eq!((entry.get::<&str, _>(0), entry.get::<i64, _>(1)), (*verb, *tenant));
        assert!(VERBS.iter().any(|known| known.value == *verb), "add {verb} to VERBS in domain/src/audit.rs");
        let (actor, user): (&str, Option<i64>) = (entry.get(2), entry.get(3));
        assert_eq!(actor, if person.is_some() { "user" } else { "operator" }, "{verb}");
        assert_eq!(user, *person, "{verb}");
        assert_eq!(entry.get::<&str, _>(4), "test", "the request is named: {verb}");
        let subject: &str = entry.get(5);
        assert!(subject.split_once(':').is_some_and(|(noun, id)| !noun.is_empty() && !id.is_empty()), "{subject}");
    }
    let secrets = format!(
        "select count(*) as n from audit_entry where concat(before, after) ~ 'another long secret|tl_|{}|{}'",
        link.expose_secret(),
        code.expose_secret()
    );
    assert_eq!(world.figure(&secrets).await, 0);
}
