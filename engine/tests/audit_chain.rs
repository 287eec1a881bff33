//! The audit is kept as it was written: what the program would change is refused, what somebody changes past it is named
//! (FEATURES L21); and it is found again by who, what and when.

use domain::Scope;
use domain::filter::{Audit, Filter, ListQuery};
use domain::id::{ApiTokenId, AuditId, TenantId};
use domain::project::ProjectDraft;
use domain::scope::{Actor, RequestId, Role, TokenScope};
use engine::audit::{self, Expected, Verdict};
use engine::testing::{World, operator};
use engine::{Error, project};
use futures::TryStreamExt;

/// Makes `projects` projects, an entry each; all are sealed.
async fn chained(projects: usize) -> World {
    let world = World::new().await;
    make(&world, &world.scope, projects).await;
    while audit::seal(&world.engine).await.expect("it seals") > 0 {}
    world
}

async fn make(world: &World, scope: &Scope, projects: usize) {
    let there = world.figure("select count(*) as n from project").await;
    for n in 0..projects {
        let draft = ProjectDraft { name: format!("Project {} {n}", there), ..ProjectDraft::default() };
        project::create(&world.engine, scope, &draft).await.expect("it is made");
    }
}

async fn verify(world: &World, kept: &[&str]) -> Verdict {
    let kept: Vec<Expected> = kept.iter().map(|link| link.parse().expect("a link")).collect();
    audit::verify(&world.engine, &operator(), &kept).await.expect("it is verified")
}

/// The company's last link, as the command prints it.
async fn head(world: &World) -> String {
    let chains = verify(world, &[]).await.chains;
    let chain = chains.into_iter().find(|chain| chain.tenant == "acme").expect("the company's chain");
    let (seq, link) = chain.head.expect("a link");
    format!("acme:{seq}:{link}")
}

/// What somebody with every right on the database does, past the trigger.
async fn past_the_program(world: &World, sql: &str) {
    world.sql("alter table audit_entry disable trigger audit_entry_stays").await;
    assert!(world.sql(sql).await > 0, "{sql} touched nothing");
    world.sql("alter table audit_entry enable trigger audit_entry_stays").await;
}

/// The entry at a place of the company's chain.
async fn at(world: &World, seq: i64) -> AuditId {
    let sql = format!("select id as n from audit_entry where tenant_id = {} and seq = {seq}", world.tenant);
    AuditId(world.figure(&sql).await)
}

#[tokio::test]
async fn entries_are_sealed_into_one_chain_a_company_and_nothing_is_wrong_with_it() {
    let world = chained(5).await;
    let (_, _, other) = world.other("globex", Role::Owner).await;
    make(&world, &other, 3).await;
    let verdict = verify(&world, &[]).await;
    assert_eq!((verdict.fault_count, verdict.faults), (0, vec![]));
    let places = |slug: &str| {
        let chain = verdict.chains.iter().find(|chain| chain.tenant == slug).expect("a chain");
        (chain.entries, chain.head.as_ref().expect("a link").0)
    };
    assert_eq!(places("acme"), (5, 5));
    assert_eq!(places("globex"), (3, 3));
    // A link that was kept stays in the chain while it grows.
    let kept = head(&world).await;
    make(&world, &world.scope, 2).await;
    assert_eq!(verify(&world, &[&kept]).await.faults, []);
    assert_ne!(head(&world).await, kept);
}

#[tokio::test]
async fn the_program_can_neither_change_nor_delete_an_entry() {
    let world = chained(2).await;
    make(&world, &world.scope, 1).await;
    for sql in [
        "update audit_entry set verb = 'project.edit'",
        "update audit_entry set after = null where link is null",
        "update audit_entry set seq = 9, link = '\\x00' where link is not null",
        "delete from audit_entry",
    ] {
        let refused = tokio::spawn({
            let engine = world.engine.clone();
            let url = world.database.url().to_owned();
            async move {
                drop(engine);
                let mut db = <sqlx::PgConnection as sqlx::Connection>::connect(&url).await.expect("it connects");
                sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("set");
                sqlx::query(sql).execute(&mut db).await.map(drop)
            }
        });
        let refused = refused.await.expect("no panic").expect_err(sql).to_string();
        assert!(refused.contains("never changed or deleted"), "{sql}: {refused}");
    }
    assert_eq!(verify(&world, &[]).await.faults, []);
}

#[tokio::test]
async fn one_row_edited_by_sql_is_named_and_no_other() {
    for change in [
        "after = jsonb_set(after, '{name}', '\"Innocent\"')",
        "user_id = null",
        "at = at - interval '1 microsecond'",
        "address = '192.0.2.1'",
        "before = '{}'::jsonb",
    ] {
        let world = chained(5).await;
        let entry = at(&world, 3).await;
        past_the_program(&world, &format!("update audit_entry set {change} where id = {entry}")).await;
        let verdict = verify(&world, &[]).await;
        let named: Vec<Option<AuditId>> = verdict.faults.iter().map(|fault| fault.entry).collect();
        assert_eq!(named, [Some(entry)], "{change}: {:?}", verdict.faults);
        assert!(verdict.faults[0].to_string().contains("was changed after it was written"), "{}", verdict.faults[0]);
        assert!(verdict.faults[0].text.contains("project.create"), "{}", verdict.faults[0]);
    }
}

#[tokio::test]
async fn an_entry_that_is_edited_before_its_seal_is_named_too() {
    let world = chained(1).await;
    make(&world, &world.scope, 1).await;
    past_the_program(&world, "update audit_entry set subject = 'project:999' where link is null").await;
    let verdict = verify(&world, &[]).await;
    assert_eq!(verdict.fault_count, 1, "{:?}", verdict.faults);
}

#[tokio::test]
async fn a_new_digest_a_missing_entry_and_two_that_changed_places_break_the_links() {
    let redigest = "update audit_entry set subject = 'project:999', digest = sha256('anything') where seq = 3";
    let swap = "update audit_entry a set seq = b.seq, link = b.link from audit_entry b
                where a.tenant_id = b.tenant_id and (a.seq, b.seq) in ((2, 3), (3, 2))";
    for (change, place) in [(redigest, 3), ("delete from audit_entry where seq = 3", 4)] {
        let world = chained(5).await;
        let entry = at(&world, place).await;
        past_the_program(&world, change).await;
        let verdict = verify(&world, &[]).await;
        assert_eq!(verdict.faults.first().and_then(|fault| fault.entry), Some(entry), "{:?}", verdict.faults);
    }
    let world = chained(5).await;
    world.sql("alter table audit_entry drop constraint audit_entry_seq_key").await;
    past_the_program(&world, swap).await;
    assert!(verify(&world, &[]).await.fault_count > 0);
}

#[tokio::test]
async fn entries_cut_off_at_the_end_are_missed_and_a_kept_link_finds_it_even_when_the_chain_was_shortened_too() {
    let world = chained(5).await;
    let kept = head(&world).await;
    past_the_program(&world, "delete from audit_entry where seq = 5").await;
    let verdict = verify(&world, &[]).await;
    assert_eq!(verdict.fault_count, 1);
    assert!(verdict.faults[0].text.contains("entries at its end are missing"), "{}", verdict.faults[0]);

    world.sql("update audit_chain c set seq = e.seq, link = e.link from audit_entry e where e.tenant_id = c.tenant_id and e.seq = 4").await;
    assert_eq!(verify(&world, &[]).await.fault_count, 0, "nothing within the database tells");
    let verdict = verify(&world, &[&kept]).await;
    assert_eq!(verdict.fault_count, 1);
    assert!(verdict.faults[0].text.contains("that was kept is not in the chain"), "{}", verdict.faults[0]);
}

#[tokio::test]
async fn two_processes_that_seal_at_once_give_every_entry_one_place() {
    let world = World::new().await;
    make(&world, &world.scope, 40).await;
    let other = world.database.engine().await;
    let seal = async |engine| while audit::seal(engine).await.expect("it seals") > 0 {};
    tokio::join!(seal(&world.engine), seal(&other));
    let verdict = verify(&world, &[]).await;
    assert_eq!((verdict.fault_count, verdict.chains.iter().map(|chain| chain.entries).max()), (0, Some(40)));
}

#[tokio::test]
async fn an_entry_says_through_which_door_from_where_and_by_which_token() {
    let world = World::new().await;
    let program = world
        .scope
        .clone()
        .narrowed_to(vec![TokenScope::Admin])
        .by_token(ApiTokenId(7))
        .at_address(Some("2001:db8::1".parse().expect("an address")));
    make(&world, &program, 1).await;
    let acting = operator().acting_in(world.tenant).expect("it may");
    make(&world, &acting, 1).await;
    let guest = Scope::establish(TenantId::PLATFORM, Actor::User(world.user), Role::Owner, true, RequestId("g".into()));
    make(&world, &guest.acting_in(world.tenant).expect("it may"), 1).await;
    let entries = audit::list(&world.engine, &world.scope, &ListQuery::default()).await.expect("the list reads").rows;
    let said: Vec<_> = entries
        .iter()
        .map(|entry| (entry.door.as_deref(), entry.address.as_deref(), entry.token, entry.acting, entry.user))
        .collect();
    assert_eq!(
        said,
        [
            (Some("page"), None, None, true, Some(world.user)),
            (Some("command"), None, None, false, None),
            (Some("rest"), Some("2001:db8::1"), Some(ApiTokenId(7)), false, Some(world.user)),
        ]
    );
}

fn filter(query: &str) -> Filter<Audit> {
    Filter::parse_query(query).expect("it reads")
}

async fn found(world: &World, scope: &Scope, query: &str) -> Vec<String> {
    let query = ListQuery::<Audit>::parse_query(query).expect("it reads");
    let page = audit::list(&world.engine, scope, &query).await.expect("the list reads");
    page.rows.into_iter().map(|entry| entry.subject).collect()
}

#[tokio::test]
async fn entries_are_found_by_who_what_and_subject_page_by_page_and_counted() {
    let world = World::new().await;
    make(&world, &world.scope, 3).await;
    engine::user::set_theme(&world.engine, &world.scope, "dark").await.expect("it is set");
    let newest: Vec<String> = found(&world, &world.scope, "verb=project.create&page_size=2").await;
    assert_eq!(newest.len(), 2);
    assert!(newest[0] > newest[1], "the newest first: {newest:?}");
    let one = found(&world, &world.scope, &format!("subject={}", newest[0].to_uppercase())).await;
    assert_eq!(one, [newest[0].clone()], "whatever the case");
    assert_eq!(found(&world, &world.scope, "subject.starts=project").await.len(), 3);
    assert_eq!(found(&world, &world.scope, &format!("by={}&door=page", world.user)).await.len(), 4);
    assert_eq!(found(&world, &world.scope, "by=999").await.len(), 0);
    assert_eq!(found(&world, &world.scope, "at.from=2999-01-01").await.len(), 0);
    let count = audit::count(&world.engine, &world.scope, &filter("verb=project.create")).await.expect("counted");
    assert_eq!(count.figure(), 3);
    let people = audit::people(&world.engine, &world.scope).await.expect("the people read");
    assert_eq!(people, [(world.user, "owner of acme".to_owned())]);
}

#[tokio::test]
async fn the_file_has_a_line_for_each_entry_that_matches_and_no_formula() {
    let world = World::new().await;
    make(&world, &world.scope, 3).await;
    let draft = ProjectDraft { name: "=1+1".into(), ..ProjectDraft::default() };
    project::create(&world.engine, &world.scope, &draft).await.expect("it is made");
    world.sql("update app_user set name = '=cmd()'").await;
    let file = audit::export(&world.engine, &world.scope, filter("verb=project.create")).expect("it may");
    let pieces: Vec<bytes::Bytes> = file.try_collect().await.expect("it is read");
    let text = String::from_utf8(pieces.concat()).expect("text");
    let mut lines = text.lines();
    assert!(lines.next().expect("a heading").starts_with("place,time,actor,person"));
    assert_eq!(lines.clone().count(), 4);
    assert!(lines.clone().all(|line| line.contains("project.create") && line.contains("'=cmd()")), "{text}");
}

#[tokio::test]
async fn only_admins_of_the_company_read_its_audit() {
    let world = chained(1).await;
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    assert_eq!(found(&world, &stranger, "").await, Vec::<String>::new());
    let entry = at(&world, 1).await;
    assert!(matches!(audit::get(&world.engine, &stranger, entry).await, Err(Error::NotFound)));
    let (_, _, agent) = world.other("initech", Role::Agent).await;
    let refused = audit::list(&world.engine, &agent, &ListQuery::default()).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
    assert!(audit::export(&world.engine, &agent, filter("")).is_err());
    assert!(audit::verify(&world.engine, &world.scope, &[]).await.is_err(), "an owner is no platform admin");
}
