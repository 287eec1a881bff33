//! Every mutation leaves one entry, whoever makes it; what was refused leaves none (FEATURES E25).

use bytes::Bytes;
use domain::api_token::ApiTokenDraft;
use domain::consent::{ConsentDraft, TermsDraft};
use domain::do_not_call::{AddDraft, List};
use domain::filter::{Filter, Numbers};
use domain::phone::GenerationDraft;
use domain::project::{ProjectChanges, ProjectDraft};
use domain::scope::{Role, TokenScope};
use domain::table_file::{ExportDraft, FileFormat};
use domain::{Scope, id::JobId};
use engine::number::ImportDraft;
use engine::testing::{PASSWORD, World, operator};
use engine::user::{self, NewUser};
use engine::{Result, api_token, consent, do_not_call, job, number, opt_out, prefix, project, tenant};
use secrecy::SecretString;
use sqlx::{Connection, PgConnection, Row};

fn file(bytes: &'static [u8]) -> impl futures::Stream<Item = std::io::Result<Bytes>> {
    futures::stream::iter([Ok(Bytes::from_static(bytes))])
}

fn project_draft(name: &str) -> ProjectDraft {
    ProjectDraft { name: name.into(), ..ProjectDraft::default() }
}

fn generation(project: impl ToString, quantity: &str) -> GenerationDraft {
    GenerationDraft {
        project_id: project.to_string(),
        area_code: "415".into(),
        quantity: quantity.into(),
        fiction: "on".into(),
        ..GenerationDraft::default()
    }
}

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
    expected: Vec<(&'static str, i64)>,
}

impl Day<'_> {
    /// A mutation that was made by `scope`.
    async fn made<T>(&mut self, verb: &'static str, scope: &Scope, done: Result<T>) -> T {
        let done = done.unwrap_or_else(|error| panic!("{verb}: {error}"));
        self.expected.push((verb, scope.tenant().0));
        self.count(verb).await;
        done
    }

    /// One that was refused.
    async fn refused<T>(&mut self, verb: &str, refused: Result<T>) {
        assert!(refused.is_err(), "{verb} was not refused");
        self.count(verb).await;
    }

    async fn count(&self, verb: &str) {
        let entries = self.world.figure("select count(*) as n from audit_entry").await;
        assert_eq!(usize::try_from(entries).expect("few"), self.expected.len(), "after {verb}");
    }
}

#[tokio::test]
async fn a_scripted_day_has_as_many_entries_as_mutations_and_each_says_who_did_what_for_whom() {
    let world = World::new().await;
    let (engine, scope, admin) = (&world.engine, &world.scope, &operator());
    world.sql("delete from audit_entry").await;
    let mut day = Day { world: &world, expected: Vec::new() };

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

    let film = day.made("project.create", scope, project::create(engine, scope, &project_draft("Film")).await).await;
    day.refused("project.create", project::create(engine, scope, &project_draft("Film")).await).await;
    day.refused("project.create", project::create(engine, scope, &project_draft("")).await).await;

    let started = number::generate(engine, scope, &generation(film.id, "10")).await;
    let started = day.made("number.generate", scope, started).await;
    day.refused("number.generate", number::generate(engine, scope, &generation(film.id, "101")).await).await;
    day.made("job.cancel", scope, job::cancel(engine, scope, started.job).await).await;
    day.refused("job.cancel", job::cancel(engine, scope, started.job).await).await;
    day.made("job.retry", scope, job::retry(engine, scope, started.job).await).await;
    day.refused("job.retry", job::retry(engine, scope, started.job).await).await;
    day.refused("job.cancel", job::cancel(engine, scope, JobId(uuid::Uuid::nil())).await).await;

    let csv = ExportDraft::default();
    day.made("number.export", scope, number::export(engine, scope, film.id, &csv).await).await;
    let pdf = ExportDraft { format: "pdf".into(), ..ExportDraft::default() };
    day.refused("number.export", number::export(engine, scope, film.id, &pdf).await).await;
    // A file that is brought changes nothing yet.
    let brought = number::upload(engine, scope, Some(film.id), "x.csv", file(b"4152000001\n")).await.expect("stored");
    let wish = ImportDraft {
        project: film.id,
        file: brought,
        format: FileFormat::Csv,
        mapping: None,
        dry_run: false,
        validate: false,
    };
    day.made("number.import", scope, number::import(engine, scope, &wish).await).await;
    day.refused("number.import", number::import(engine, scope, &wish).await).await;
    let renamed = ProjectChanges { name: Some("Cinema".into()), ..ProjectChanges::default() };
    let edited = project::edit(engine, scope, film.id, &renamed, None).await;
    day.made("project.edit", scope, edited).await;
    let nameless = ProjectChanges { name: Some(String::new()), ..ProjectChanges::default() };
    day.refused("project.edit", project::edit(engine, scope, film.id, &nameless, None).await).await;
    day.made("project.archive", scope, project::archive(engine, scope, film.id).await).await;
    project::archive(engine, scope, film.id).await.expect("twice is as once");
    day.count("archiving twice").await;
    day.made("project.unarchive", scope, project::unarchive(engine, scope, film.id).await).await;
    day.refused("project.delete", project::delete(engine, scope, film.id, None).await).await;
    let cape = day.made("project.create", scope, project::create(engine, scope, &project_draft("Cape")).await).await;
    day.refused("project.delete", project::delete(engine, scope, cape.id, Some("cape")).await).await;
    day.made("project.delete", scope, project::delete(engine, scope, cape.id, Some("Cape")).await).await;

    let agreed = ConsentDraft {
        phone_number: "4152000001".into(),
        terms: TermsDraft { kind: "oral".into(), source: "the fair".into(), ..TermsDraft::default() },
    };
    let nobody = ConsentDraft { phone_number: "911".into(), ..agreed.clone() };
    day.made("consent.record", scope, consent::record(engine, scope, &agreed).await).await;
    day.refused("consent.record", consent::record(engine, scope, &nobody).await).await;
    let number = "4152000001".parse().expect("a number");
    let all = consent::Which::Number(number);
    day.refused("consent.withdraw", consent::withdraw(engine, scope, all, "").await).await;
    day.made("consent.withdraw", scope, consent::withdraw(engine, scope, all, "called us").await).await;
    day.refused("consent.withdraw", consent::withdraw(engine, scope, all, "called us").await).await;
    let brought = file(b"4152000001\n");
    let queued = consent::import(engine, scope, &agreed.terms, false, "x.csv", brought).await;
    day.made("consent.import", scope, queued).await;
    let every = Filter::<Numbers>::everything();
    let (tenant, project) = (world.tenant, film.id);
    let insert = "insert into number (tenant_id, project_id, number, line_type, origin) values";
    world.sql(&format!("{insert} ({tenant}, {project}, 14152000009, 0, 1)")).await;
    let seen = number::confirm(engine, scope, film.id, &every).await.expect("it counts");
    let other = number::Confirmed { count: seen.count + 1, ..seen.clone() };
    let queued = consent::record_matching(engine, scope, film.id, &every, &agreed.terms, &seen).await;
    day.made("consent.record_matching", scope, queued).await;
    let refused = consent::record_matching(engine, scope, film.id, &every, &agreed.terms, &other).await;
    day.refused("consent.record_matching", refused).await;
    let stopped = AddDraft { phone_numbers: vec!["4152000001".into()], note: String::new() };
    let own = List::Company;
    day.made("do_not_call.add", scope, do_not_call::add(engine, scope, own, &stopped).await).await;
    do_not_call::add(engine, scope, own, &stopped).await.expect("twice is as once");
    day.count("adding twice").await;
    let platforms = do_not_call::add(engine, scope, List::Installation, &stopped).await;
    day.refused("do_not_call.add", platforms).await;
    day.made("do_not_call.add", admin, do_not_call::add(engine, admin, List::Installation, &stopped).await).await;
    day.made("do_not_call.remove", scope, do_not_call::remove(engine, scope, own, number, "a mistake").await).await;
    day.refused("do_not_call.remove", do_not_call::remove(engine, scope, own, number, "a mistake").await).await;
    let queued = do_not_call::import(engine, scope, own, "", true, "x.csv", file(b"4152000002\n")).await;
    day.made("do_not_call.import", scope, queued).await;
    day.made("opt_out.link", scope, opt_out::link(engine, scope, number).await).await;
    opt_out::link(engine, scope, number).await.expect("the same one");
    day.count("the same link").await;
    let passed_on = opt_out::stop_number(engine, scope, "4152000003", "").await;
    day.made("do_not_call.opt_out", scope, passed_on).await;
    day.refused("do_not_call.opt_out", opt_out::stop_number(engine, scope, "911", "").await).await;

    let upload = prefix::import(engine, admin, "ocn.csv", file(b"ocn,class\n6214,wireless\n")).await;
    day.made("prefix.import", admin, upload).await;
    day.refused("prefix.import", prefix::import(engine, admin, "empty", file(b"")).await).await;
    day.refused("prefix.import", prefix::import(engine, scope, "ocn.csv", file(b"ocn,class\n")).await).await;
    // What a job does belongs to the verb that started it.
    world.work().await;
    day.count("the jobs").await;

    let mut db = PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("it is set");
    let entries = sqlx::query("select verb, tenant_id, actor, user_id, request, subject from audit_entry order by id")
        .fetch_all(&mut db)
        .await
        .expect("the entries read");
    for (entry, (verb, tenant)) in entries.iter().zip(&day.expected) {
        assert_eq!((entry.get::<&str, _>(0), entry.get::<i64, _>(1)), (*verb, *tenant));
        let (actor, user): (&str, Option<i64>) = (entry.get(2), entry.get(3));
        let by_person = *tenant == world.tenant.0;
        assert_eq!(actor, if by_person { "user" } else { "operator" }, "{verb}");
        assert_eq!(user, by_person.then_some(world.user.0), "{verb}");
        assert_eq!(entry.get::<&str, _>(4), "test", "the request is named: {verb}");
        let subject: &str = entry.get(5);
        assert!(subject.split_once(':').is_some_and(|(noun, id)| !noun.is_empty() && !id.is_empty()), "{subject}");
    }
    let secrets = "select count(*) as n from audit_entry where concat(before, after) ~ 'another long secret|tl_'";
    assert_eq!(world.figure(secrets).await, 0);
}
