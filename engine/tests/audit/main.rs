//! Every mutation leaves one entry, whoever makes it; what was refused leaves none (FEATURES E25).

mod calls;
mod files;

use domain::account::ProfileDraft;
use domain::api_token::ApiTokenDraft;
use domain::audit::VERBS;
use domain::consent::{ConsentDraft, TermsDraft};
use domain::crm::{Doubles, Draft, Field, Kind, MergeDraft, RecordExportDraft};
use domain::do_not_call::{AddDraft, List};
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, Numbers};
use domain::invitation::InvitationDraft;
use domain::phone::GenerationDraft;
use domain::project::{ProjectChanges, ProjectDraft};
use domain::scope::{Actor, RequestId, Role, TokenScope};
use domain::table_file::{ExportDraft, FileFormat};
use domain::tenant::LimitsDraft;
use domain::{Scope, id::JobId, id::TenantId};
use engine::import::Target;
use engine::invitation::{self, NewPerson};
use engine::number::ImportDraft;
use engine::session::Record;
use engine::testing::{PASSWORD, World, code_of, operator};
use engine::user::{self, NewUser, PasswordDraft, Proof, ProofDraft};
use engine::{
    Result, acting, api_token, consent, crm, do_not_call, job, member, number, opt_out, prefix, project, second_factor,
    session, tenant,
};
use files::{file, import_of};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{Connection, PgConnection, Row};
use time::{Duration, OffsetDateTime};

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

fn named(name: &str) -> Draft {
    Draft::default().with(Field::Name, name)
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

fn invited(email: &str) -> InvitationDraft {
    InvitationDraft { email: email.into(), role: "agent".into(), days: String::new() }
}

/// What of the day is about people and companies; `new` is a company beside the first.
async fn members(day: &mut Day<'_>, new: TenantId) {
    let world = day.world;
    let (engine, scope, admin) = (&world.engine, &world.scope, &operator());
    let there = admin.acting_in(new).expect("the operator may");

    let open = invitation::create(engine, scope, &invited("joins@acme.test")).await;
    let open = day.made("invitation.create", scope, open).await;
    day.refused("invitation.create", invitation::create(engine, scope, &invited("")).await).await;
    let person = NewPerson {
        name: "Joins".into(),
        password: PASSWORD.to_owned().into(),
        request: RequestId("test".into()),
        address: None,
    };
    let (joined, _) = invitation::accept_new(engine, &open.secret, &person).await.expect("it is accepted");
    let as_joined = Scope::establish(world.tenant, Actor::User(joined), Role::Agent, false, person.request.clone());
    day.made("invitation.accept", &as_joined, Ok(())).await;
    day.refused("invitation.accept", invitation::accept_new(engine, &open.secret, &person).await).await;
    let other = invitation::create(engine, scope, &invited("other@acme.test")).await;
    let other = day.made("invitation.create", scope, other).await.invitation.id;
    day.made("invitation.revoke", scope, invitation::revoke(engine, scope, other).await).await;
    day.refused("invitation.revoke", invitation::revoke(engine, scope, other).await).await;

    day.made("member.set_role", scope, member::set_role(engine, scope, joined, Role::Viewer).await).await;
    member::set_role(engine, scope, joined, Role::Viewer).await.expect("nothing changes");
    day.count("the role that was there").await;
    day.refused("member.set_role", member::set_role(engine, scope, world.user, Role::Viewer).await).await;
    day.made("member.suspend", scope, member::suspend(engine, scope, joined).await).await;
    day.refused("member.suspend", member::suspend(engine, scope, joined).await).await;
    day.made("member.resume", scope, member::resume(engine, scope, joined).await).await;
    day.made("member.remove", scope, member::remove(engine, scope, joined).await).await;
    day.refused("member.remove", member::remove(engine, scope, joined).await).await;
    day.made("member.add", &there, member::add(engine, admin, new, joined, Role::Owner).await).await;
    day.refused("member.add", member::add(engine, admin, new, joined, Role::Owner).await).await;

    let few = LimitsDraft { members: "5".into(), ..LimitsDraft::default() };
    day.made("tenant.set_limits", &there, tenant::set_limits(engine, admin, new, &few).await).await;
    day.refused("tenant.set_limits", tenant::set_limits(engine, scope, new, &few).await).await;
    day.made("tenant.suspend", &there, tenant::suspend(engine, admin, new, "asked for").await).await;
    day.refused("tenant.suspend", tenant::suspend(engine, admin, new, "asked for").await).await;
    day.made("tenant.resume", &there, tenant::resume(engine, admin, new).await).await;
    day.refused("tenant.resume", tenant::resume(engine, admin, new).await).await;

    let platform = Scope::establish(world.tenant, scope.actor(), Role::Owner, true, scope.request().clone());
    let acting = platform.acting_in(new).expect("a platform admin may");
    let proven = Proof::fresh(&platform, Some(0), 0).expect("they typed their password just now");
    day.made("acting.start", &acting, acting::start(engine, &platform, &proven, new, "a call for help").await).await;
    day.refused("acting.start", acting::start(engine, scope, &proven, new, "a call for help").await).await;
    day.made("acting.stop", &acting, acting::stop(engine, &acting).await).await;
    acting::stop(engine, &acting).await.expect("nothing is open");
    day.count("stopping twice").await;
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

    let profile = ProfileDraft {
        name: "Ada".into(),
        time_zone: "Europe/Paris".into(),
        density: "compact".into(),
        theme: "dark".into(),
    };
    day.made("user.edit_profile", scope, user::edit_profile(engine, scope, &profile).await).await;
    let nameless = ProfileDraft { name: String::new(), ..profile };
    day.refused("user.edit_profile", user::edit_profile(engine, scope, &nameless).await).await;
    let typed = |password: &str| ProofDraft {
        password: password.to_owned().into(),
        code: String::new(),
        address: String::new(),
    };
    let change = PasswordDraft { current: typed(PASSWORD), new: "another long secret".into() };
    let changed = user::change_password(engine, scope, &change, None).await;
    let (proof, _) = day.made("user.change_password", scope, changed).await;
    day.refused("user.change_password", user::change_password(engine, scope, &change, None).await).await;
    second_factor::begin(engine, scope, &proof).await.expect("it begins");
    day.count("beginning, which changes nothing").await;
    let begun = second_factor::begun(engine, scope, &proof).await.expect("it answers").expect("it waits");
    let code = code_of(begun.secret.expose_secret(), 0);
    let on = second_factor::confirm(engine, scope, &proof, &code, None).await;
    day.made("second_factor.turn_on", scope, on).await;
    day.refused("second_factor.turn_on", second_factor::confirm(engine, scope, &proof, &code, None).await).await;
    let codes = second_factor::renew_codes(engine, scope, &proof).await;
    day.made("second_factor.renew_codes", scope, codes).await;
    day.made("second_factor.turn_off", scope, second_factor::turn_off(engine, scope, &proof, None).await).await;
    day.refused("second_factor.turn_off", second_factor::turn_off(engine, scope, &proof, None).await).await;
    let live = Record { data: b"{}".to_vec(), expires_at: OffsetDateTime::now_utc() + Duration::HOUR };
    session::save(engine, [1; 32], Some(world.user), &live, true).await.expect("it saves");
    day.made("session.end", scope, session::end_own(engine, scope, &proof, [1; 32]).await).await;
    day.refused("session.end", session::end_own(engine, scope, &proof, [1; 32]).await).await;
    day.made("session.end_others", scope, session::end_others(engine, scope, &proof, None).await).await;

    let mate = NewUser { membership: Some((world.tenant, Role::Agent)), ..account("mate@acme.test") };
    let mate = day.made("user.create", admin, user::create(engine, admin, mate).await).await;
    let link = user::make_reset_link(engine, scope, &proof, mate, true).await;
    let link = day.made("user.make_reset_link", scope, link).await.secret;
    day.refused("user.make_reset_link", user::make_reset_link(engine, scope, &proof, world.user, true).await).await;
    let mates = Scope::establish(world.tenant, Actor::User(mate), Role::Agent, false, RequestId("test".into()));
    let short = user::reset_password(engine, &mates, &link, &"short".into()).await;
    day.refused("user.reset_password", short).await;
    let reset = user::reset_password(engine, &mates, &link, &secret).await;
    day.made("user.reset_password", &mates, reset).await;

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

    members(&mut day, tenant.id).await;
    calls::calls(&mut day).await;

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

    let maria = crm::create(engine, scope, Kind::Contact, &named("Maria")).await;
    let maria = day.made("contact.create", scope, maria).await;
    day.refused("contact.create", crm::create(engine, scope, Kind::Contact, &named("")).await).await;
    let twin = day.made("contact.create", scope, crm::create(engine, scope, Kind::Contact, &named("M.")).await).await;
    let edited = crm::edit(engine, scope, Kind::Contact, maria.id, &named("Maria L."), None).await;
    day.made("contact.edit", scope, edited).await;
    let same = crm::edit(engine, scope, Kind::Contact, maria.id, &named("Maria L."), None).await;
    same.expect("an edit that changes nothing");
    day.count("an edit that changes nothing").await;
    day.made("contact.note", scope, crm::note(engine, scope, Kind::Contact, maria.id, "Hello").await).await;
    day.refused("contact.note", crm::note(engine, scope, Kind::Contact, maria.id, " ").await).await;
    let merge = MergeDraft::default();
    day.made("contact.merge", scope, crm::merge(engine, scope, maria.id, twin.id, &merge).await).await;
    day.refused("contact.merge", crm::merge(engine, scope, maria.id, twin.id, &merge).await).await;
    day.made("contact.delete", scope, crm::delete(engine, scope, Kind::Contact, maria.id).await).await;
    day.refused("contact.delete", crm::delete(engine, scope, Kind::Contact, maria.id).await).await;
    day.made("contact.restore", scope, crm::restore(engine, scope, Kind::Contact, maria.id).await).await;
    let lead = day.made("lead.create", scope, crm::create(engine, scope, Kind::Lead, &named("Ann")).await).await;
    day.made("lead.convert", scope, crm::convert(engine, scope, lead.id, &Draft::default()).await).await;
    day.refused("lead.convert", crm::convert(engine, scope, lead.id, &Draft::default()).await).await;
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
    let target = Target::Consents { usual: agreed.terms.clone() };
    day.made("consent.import", scope, import_of(&world, scope, target).await).await;
    let letter = consent::bring_proof(engine, scope, "letter.txt", file(b"I agree.")).await.expect("stored");
    let first = consent::history(engine, scope, number).await.expect("it reads")[0].id;
    day.made("consent.prove", scope, consent::prove(engine, scope, first, letter).await).await;
    day.refused("consent.prove", consent::prove(engine, scope, first, letter).await).await;
    for kind in Kind::ALL {
        let [imported, exported] = match kind {
            Kind::Contact => ["contact.import", "contact.export"],
            Kind::Company => ["company.import", "company.export"],
            Kind::Lead => ["lead.import", "lead.export"],
            Kind::Deal => ["deal.import", "deal.export"],
        };
        let target = Target::Records { kind, doubles: Doubles::Skip };
        day.made(imported, scope, import_of(&world, scope, target).await).await;
        let draft = RecordExportDraft::default();
        let queued = match kind {
            Kind::Contact => crm::export(engine, scope, &Filter::<Contacts>::everything(), &draft).await,
            Kind::Company => crm::export(engine, scope, &Filter::<Companies>::everything(), &draft).await,
            Kind::Lead => crm::export(engine, scope, &Filter::<Leads>::everything(), &draft).await,
            Kind::Deal => crm::export(engine, scope, &Filter::<Deals>::everything(), &draft).await,
        };
        day.made(exported, scope, queued).await;
    }
    let odd = RecordExportDraft { format: "pdf".into(), ..RecordExportDraft::default() };
    let refused = crm::export(engine, scope, &Filter::<Contacts>::everything(), &odd).await;
    day.refused("contact.export", refused).await;
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
    let queued = import_of(&world, scope, Target::DoNotCall { list: own, note: String::new() }).await;
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
        begun.secret.expose_secret()
    );
    assert_eq!(world.figure(&secrets).await, 0);
}
