//! Records of consent: what they keep, and that nothing changes them but a withdrawal.

use super::*;
use domain::consent::ConsentState;
use domain::filter::{Consents, Filter, ListQuery};
use domain::page::{Count, PageSize};
use engine::consent::{Which, withdraw};
use time::OffsetDateTime;

fn query(text: &str) -> ListQuery<Consents> {
    ListQuery::parse_query(text).unwrap_or_else(|errors| panic!("{text}: {errors}"))
}

#[tokio::test]
async fn a_record_keeps_all_it_was_given_and_who_gave_it() {
    let world = World::new().await;
    let full = ConsentDraft {
        phone_number: "(415) 200-0001".into(),
        terms: TermsDraft {
            kind: "web_form".into(),
            source: "Sign-up".into(),
            given_at: "2026-01-02T03:04".into(),
            expires_at: "2099-12-31".into(),
            proof: "box 2 ticked\nip 192.0.2.1".into(),
        },
    };
    let made = consent::record(&world.engine, &world.scope, &full).await.expect("it is recorded");
    assert_eq!((made.number, made.recorded_by), (number("4152000001"), Some(world.user)));
    assert_eq!((made.terms.proof.as_str(), made.terms.kind.as_str()), ("box 2 ticked\nip 192.0.2.1", "web_form"));
    assert_eq!(made.terms.given_at.to_string(), "2026-01-02 3:04:00.0 +00:00:00");
    assert_eq!(made.terms.expires_at.expect("an end").to_string(), "2100-01-01 0:00:00.0 +00:00:00");
    let known = consent::history(&world.engine, &world.scope, made.number).await.expect("it reads");
    assert_eq!(known, [made]);

    let wrong = ConsentDraft { phone_number: "x".into(), terms: TermsDraft::default() };
    let refused = consent::record(&world.engine, &world.scope, &wrong).await;
    assert_eq!(refused_at(refused), ["kind", "phone_number", "source"]);
}

#[tokio::test]
async fn a_withdrawal_ends_what_is_in_force_once_and_leaves_the_rest_as_it_was() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let past = ConsentDraft {
        terms: TermsDraft { given_at: "2020-01-01".into(), expires_at: "2020-02-01".into(), ..terms("written") },
        ..draft("4152000001")
    };
    consent::record(engine, scope, &past).await.expect("recorded");
    record(&world, "4152000001").await;
    record(&world, "4152000001").await;
    record(&world, "4152000002").await;
    let it = number("4152000001");
    assert_eq!(refused_at(withdraw(engine, scope, Which::Number(it), "  ").await), ["reason"]);
    assert_eq!(withdraw(engine, scope, Which::Number(it), "called us").await.expect("withdrawn"), 2);
    let again = withdraw(engine, scope, Which::Number(it), "called us").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let known = consent::history(engine, scope, it).await.expect("it reads");
    let states: Vec<_> = known.iter().map(|consent| consent.state(OffsetDateTime::now_utc())).collect();
    assert_eq!(states, [ConsentState::Withdrawn, ConsentState::Withdrawn, ConsentState::Expired]);
    let end = known[0].withdrawal.as_ref().expect("an end");
    assert_eq!((end.reason.as_str(), end.by_name.as_deref()), ("called us", Some("owner of acme")));
    assert_eq!(reason(&world, scope, "4152000002").await, "");

    let other = consent::history(engine, scope, number("4152000002")).await.expect("it reads")[0].id;
    assert_eq!(withdraw(engine, scope, Which::Record(other), "a mistake").await.expect("withdrawn"), 1);
    let again = withdraw(engine, scope, Which::Record(other), "a mistake").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    let none = withdraw(engine, scope, Which::Record(domain::id::ConsentId(999)), "a mistake").await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
}

#[tokio::test]
async fn what_was_given_before_a_withdrawal_does_not_come_back_by_being_recorded_later() {
    let world = World::new().await;
    let (engine, scope, it) = (&world.engine, &world.scope, "4152000001");
    record(&world, it).await;
    consent::withdraw(engine, scope, Which::Number(number(it)), "said stop").await.expect("withdrawn");
    let earlier = TermsDraft { given_at: "2020-01-01".into(), ..terms("written") };
    let late = ConsentDraft { phone_number: it.into(), terms: earlier.clone() };
    assert_eq!(refused_at(consent::record(engine, scope, &late).await), ["given_at"]);
    let file = format!("{it}\n4152000002\n");
    for (dry_run, imported) in [(true, 1), (false, 1)] {
        let target = Target::Consents { usual: earlier.clone() };
        let job = import(&world, scope, target, dry_run, "old.csv", &file).await.expect("queued");
        let told = outcome(&world, job).await;
        assert_eq!((&told["imported"], &told["total_errors"]), (&imported.into(), &1.into()), "{told}");
    }
    assert_eq!(reason(&world, scope, it).await, "CONSENT_WITHDRAWN");
    assert_eq!(reason(&world, scope, "4152000002").await, "");
    record(&world, it).await;
    assert_eq!(reason(&world, scope, it).await, "", "who agrees anew may be called");
}

#[tokio::test]
async fn the_table_itself_refuses_to_change_or_lose_a_record() {
    let world = World::new().await;
    record(&world, "4152000001").await;
    let tables = [
        ("consent", "source = 'elsewhere'"),
        ("consent", "given_at = now() - interval '1 year'"),
        ("do_not_call", "number = 14152000002"),
        ("installation_do_not_call", "added_at = now() - interval '1 year'"),
    ];
    engine::do_not_call::add(
        &world.engine,
        &world.scope,
        domain::do_not_call::List::Company,
        &numbers(&["4152000001"]),
    )
    .await
    .expect("added");
    let admin = as_platform_admin(&world.scope);
    engine::do_not_call::add(&world.engine, &admin, domain::do_not_call::List::Installation, &numbers(&["4152000001"]))
        .await
        .expect("added");
    for (table, change) in tables {
        let changed = world.try_sql(&format!("update {table} set {change}")).await.expect_err("refused");
        assert!(changed.contains("history and stays"), "{table}: {changed}");
        let deleted = world.try_sql(&format!("delete from {table}")).await.expect_err("refused");
        assert!(deleted.contains("history and stay"), "{table}: {deleted}");
    }
    // A withdrawal is written once.
    withdraw(&world.engine, &world.scope, Which::Number(number("4152000001")), "called us").await.expect("withdrawn");
    let undone = "update consent set withdrawn_at = null, withdrawal_reason = null, withdrawn_by = null";
    assert!(world.try_sql(undone).await.expect_err("refused").contains("history and stays"));
    // A person's own end takes no record with it; a tenant ends never, as its audit stays.
    world.try_sql("update consent set recorded_by = null").await.expect("a person may go");
    assert_eq!(world.figure("select count(*) as n from consent").await, 1);
    let ended = world.try_sql(&format!("delete from tenant where id = {}", world.tenant)).await.expect_err("refused");
    assert!(ended.contains("never changed or deleted"), "{ended}");
}

#[tokio::test]
async fn the_list_is_filtered_by_each_of_its_fields_and_paged_without_gaps() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    for place in 0..5 {
        record(&world, &format!("415200000{place}")).await;
    }
    let past = ConsentDraft {
        phone_number: "2122000001".into(),
        terms: TermsDraft {
            given_at: "2020-01-01".into(),
            expires_at: "2020-02-01".into(),
            source: "A letter".into(),
            ..terms("written")
        },
    };
    consent::record(engine, scope, &past).await.expect("recorded");
    withdraw(engine, scope, Which::Number(number("4152000004")), "called us").await.expect("withdrawn");
    for (text, count) in [
        ("", 6),
        ("number=4152000001", 1),
        ("number=4152000001&kind=written", 0),
        ("number.starts=212", 1),
        ("number.ends=0001", 2),
        ("kind=written", 1),
        ("state=in_force", 4),
        ("state=expired", 1),
        ("state=withdrawn", 1),
        ("state=withdrawn&state=expired", 2),
        ("source.contains=LETTER", 1),
        ("given.to=2020-12-31", 1),
        ("recorded.from=2099-01-01", 0),
    ] {
        let query = query(text);
        let rows = consent::list(engine, scope, &query).await.expect("it reads").rows;
        assert_eq!(rows.len(), count, "{text}");
        let counted = consent::count(engine, scope, &query.filter).await.expect("it counts");
        assert_eq!(counted, Count::Exact(count as u64), "{text}");
    }
    let mut seen = Vec::new();
    let mut query = ListQuery::<Consents> { page_size: PageSize::clamped(2), ..ListQuery::default() };
    loop {
        let page = consent::list(engine, scope, &query).await.expect("it reads");
        seen.extend(page.rows.iter().map(|consent| consent.id.0));
        let Some(next) = page.next else { break };
        query = query.at(Some(next));
    }
    let mut sorted = seen.clone();
    sorted.sort_by_key(|id| std::cmp::Reverse(*id));
    assert_eq!((seen.len(), &seen), (6, &sorted));
}

#[tokio::test]
async fn a_viewer_records_nothing_and_another_tenant_sees_nothing() {
    let world = World::new().await;
    record(&world, "4152000001").await;
    let viewer = as_role(&world.scope, Role::Viewer);
    assert!(matches!(consent::record(&world.engine, &viewer, &draft("4152000002")).await, Err(Error::Denied(_))));
    let it = Which::Number(number("4152000001"));
    assert!(matches!(withdraw(&world.engine, &viewer, it, "called us").await, Err(Error::Denied(_))));
    assert_eq!(consent::history(&world.engine, &viewer, number("4152000001")).await.expect("it reads").len(), 1);
    let (_, _, stranger) = world.other("strangers", Role::Owner).await;
    assert!(consent::history(&world.engine, &stranger, number("4152000001")).await.expect("it reads").is_empty());
    let all = Filter::everything();
    assert_eq!(consent::count(&world.engine, &stranger, &all).await.expect("it counts"), Count::Exact(0));
    assert!(matches!(withdraw(&world.engine, &stranger, it, "called us").await, Err(Error::Conflict(_))));
    assert_eq!(reason(&world, &stranger, "4152000001").await, "NO_CONSENT");
}
