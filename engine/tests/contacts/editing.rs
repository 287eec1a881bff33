//! Making, changing, deleting, and what the timeline tells of it.

use super::*;
use domain::crm::Money;
use domain::filter::{Companies, Deals};
use domain::scope::Role;
use engine::Error;
use engine::crm::Edited;

#[tokio::test]
async fn a_contact_keeps_what_was_typed_and_its_company_is_made_once() {
    let world = World::new().await;
    let typed = draft(&[
        (Field::Name, "Maria Lopez"),
        (Field::Phones, "415-555-0123 work\n+44 20 7946 0000"),
        (Field::Email, "maria@example.test"),
        (Field::Company, "Acme Dental"),
        (Field::TimeZone, "America/Denver"),
        (Field::Tags, "VIP, west"),
        (Field::Notes, "Calls back\nafter five."),
    ]);
    let made = crm::create(&world.engine, &world.scope, Kind::Contact, &typed).await.expect("made");
    assert_eq!(made.owner.as_ref().map(|owner| owner.id), Some(world.user));
    assert_eq!(made.text(Field::Phones), "+14155550123 work\n+442079460000 mobile");
    assert_eq!(made.tags, ["VIP", "west"]);
    let second = draft(&[(Field::Name, "Ann"), (Field::Company, "ACME dental")]);
    let second = crm::create(&world.engine, &world.scope, Kind::Contact, &second).await.expect("made");
    assert_eq!(second.company, made.company, "a company is found by its name in any case");
    assert_eq!(names::<Companies>(&world, "").await, ["Acme Dental"]);
    let again = crm::get(&world.engine, &world.scope, Kind::Contact, made.id).await.expect("there");
    assert_eq!(again, made);
    let id = made.company.as_ref().expect("it has one").id;
    for (typed, company) in [
        (format!("Acme Dental #{id}"), "Acme Dental"),
        (format!("#{id}"), "Acme Dental"),
        // The name of a company that ends like the number of another.
        (format!("Unit #{id}"), &*format!("Unit #{id}")),
    ] {
        let typed = draft(&[(Field::Name, "Ann"), (Field::Company, &typed)]);
        let made = crm::create(&world.engine, &world.scope, Kind::Contact, &typed).await.expect("made");
        assert_eq!(made.company.map(|company| company.name).as_deref(), Some(company));
    }
}

#[tokio::test]
async fn what_a_draft_refers_to_has_to_be_there() {
    let world = World::new().await;
    let (_, stranger, _) = world.other("globex", Role::Owner).await;
    let wrong = draft(&[
        (Field::Name, "X"),
        (Field::Owner, &stranger.to_string()),
        (Field::Company, "#999"),
        (Field::TimeZone, "Mars/Olympus"),
    ]);
    let Err(Error::Invalid(errors)) = crm::create(&world.engine, &world.scope, Kind::Contact, &wrong).await else {
        panic!("it was taken")
    };
    let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["company", "owner", "time_zone"]);
    assert_eq!(world.figure("select count(*) as n from contact").await, 0);
}

#[tokio::test]
async fn an_edit_of_an_older_version_changes_nothing_and_shows_what_is_there() {
    let world = World::new().await;
    let made = contact(&world, "Maria", "4155550123").await;
    let edit = |name: &str, version| {
        let (engine, scope, draft) = (world.engine.clone(), world.scope.clone(), draft(&[(Field::Name, name)]));
        async move { crm::edit(&engine, &scope, Kind::Contact, made.id, &draft, version).await.expect("answered") }
    };
    let Edited::Changed(first) = edit("Maria L.", Some(1)).await else { panic!("the version was right") };
    assert_eq!((first.version, first.phones.len()), (2, 1), "a field that is not named stays");
    let Edited::Stale(now) = edit("Mary", Some(1)).await else { panic!("the version was old") };
    assert_eq!(now.name, "Maria L.");
    let Edited::Changed(same) = edit("Maria L.", None).await else { panic!("nothing stood in the way") };
    assert_eq!(same.version, 2, "an edit that changes nothing leaves no trace");
    assert_eq!(told(&world, &first).await, ["contact_updated", "contact_created"]);
    let page = engine::activity::list(
        &world.engine,
        &world.scope,
        Kind::Contact.entity(),
        first.id.0,
        None,
        Default::default(),
    );
    let lines = page.await.expect("it reads").rows;
    assert_eq!(lines[0].changes(), [("name", "Maria", "Maria L.")]);
    assert_eq!(lines[0].by.as_ref().map(|by| by.id), Some(world.user));
}

#[tokio::test]
async fn a_deleted_contact_is_out_of_every_list_until_it_is_restored() {
    let world = World::new().await;
    let made = contact(&world, "Maria", "4155550123").await;
    crm::delete(&world.engine, &world.scope, Kind::Contact, made.id).await.expect("deleted");
    for query in ["", "find.contains=maria", "phone=4155550123"] {
        assert!(found(&world, query).await.is_empty(), "{query}");
    }
    assert_eq!(found(&world, "deleted=true").await, ["Maria"]);
    assert_eq!(found(&world, "deleted=true&find.contains=mar").await, ["Maria"]);
    let edit =
        crm::edit(&world.engine, &world.scope, Kind::Contact, made.id, &draft(&[(Field::Name, "M")]), None).await;
    assert!(matches!(edit, Err(Error::Conflict(_))), "{edit:?}");
    crm::restore(&world.engine, &world.scope, Kind::Contact, made.id).await.expect("restored");
    assert_eq!(found(&world, "find.contains=415-555-0123").await, ["Maria"]);
    assert_eq!(told(&world, &made).await, ["contact_restored", "contact_deleted", "contact_created"]);
}

#[tokio::test]
async fn housekeeping_forgets_what_was_deleted_thirty_days_ago_with_all_that_belongs_to_it() {
    let world = World::new().await;
    let (old, new) = (contact(&world, "Old", "4155550100").await, contact(&world, "New", "4155550101").await);
    for record in [&old, &new] {
        crm::delete(&world.engine, &world.scope, Kind::Contact, record.id).await.expect("deleted");
    }
    world.sql("update contact set deleted_at = now() - interval '31 days' where name = 'Old'").await;
    world
        .sql(
            "insert into job (id, tenant_id, kind, title, params, max_attempts)
             values (gen_random_uuid(), 0, 'housekeeping', 'sweep', '{}', 1)",
        )
        .await;
    world.work().await;
    assert_eq!(found(&world, "deleted=true").await, ["New"]);
    for table in ["phone", "search_word", "activity"] {
        let left = format!("select count(distinct entity_id) as n from {table}");
        assert_eq!(world.figure(&left).await, 1, "{table}");
    }
}

#[tokio::test]
async fn a_converted_lead_is_a_contact_a_company_and_a_deal_or_nothing_at_all() {
    let world = World::new().await;
    let typed = draft(&[
        (Field::Name, "Ann Chu"),
        (Field::Phones, "4155550142"),
        (Field::Company, "Chu & Sons"),
        (Field::Source, "Trade fair"),
        (Field::Tags, "fair"),
    ]);
    let lead = crm::create(&world.engine, &world.scope, Kind::Lead, &typed).await.expect("made");
    let by_word = draft(&[(Field::Stage, "converted")]);
    let by_word = crm::edit(&world.engine, &world.scope, Kind::Lead, lead.id, &by_word, None).await;
    assert!(matches!(by_word, Err(Error::Invalid(_))), "{by_word:?}");
    let wrong = draft(&[(Field::Amount, "much")]);
    let Err(Error::Invalid(errors)) = crm::convert(&world.engine, &world.scope, lead.id, &wrong).await else {
        panic!("it was taken")
    };
    assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["amount", "deal_name"]);
    assert_eq!(world.figure("select count(*) as n from contact").await, 0);
    let deal = draft(&[(Field::Name, "Chu phones"), (Field::Amount, "1,200")]);
    let done = crm::convert(&world.engine, &world.scope, lead.id, &deal).await.expect("converted");
    assert_eq!((done.lead.stage.as_str(), done.contact.name.as_str()), ("converted", "Ann Chu"));
    assert_eq!(done.contact.company.as_ref().map(|company| company.name.as_str()), Some("Chu & Sons"));
    let deal = done.deal.expect("it was named");
    assert_eq!(deal.amount, Some(Money { hundredths: 120_000, currency: "USD".into() }));
    assert_eq!(deal.contact.map(|contact| contact.id), Some(done.contact.id));
    assert_eq!(names::<Deals>(&world, &format!("contact={}", done.contact.id)).await, ["Chu phones"]);
    let again = crm::convert(&world.engine, &world.scope, lead.id, &Draft::default()).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
}

#[tokio::test]
async fn another_tenant_and_a_viewer_change_nothing() {
    let world = World::new().await;
    let made = contact(&world, "Maria", "4155550123").await;
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    let change = draft(&[(Field::Name, "Taken")]);
    let taken = crm::edit(&world.engine, &stranger, Kind::Contact, made.id, &change, None).await;
    assert!(matches!(taken, Err(Error::NotFound)), "{taken:?}");
    let mine = contact_of(&world, &stranger, "Other", "4155550123").await;
    let merged = crm::merge(&world.engine, &stranger, mine.id, made.id, &Default::default()).await;
    assert!(matches!(merged, Err(Error::NotFound)), "{merged:?}");
    let theirs =
        engine::activity::list(&world.engine, &stranger, made.kind.entity(), made.id.0, None, Default::default());
    assert!(theirs.await.expect("it reads").rows.is_empty(), "another tenant's timeline is empty");
    let (_, _, viewer) = world.other("initech", Role::Viewer).await;
    let refused = crm::create(&world.engine, &viewer, Kind::Contact, &change).await;
    assert!(matches!(refused, Err(Error::Denied(_))), "{refused:?}");
}
