//! Changes of many at once: bound to what was confirmed, told on each timeline, and taken back exactly.

use super::*;
use domain::job::JobState;
use domain::scope::Role;
use engine::Error;
use engine::crm::Change;

/// Everything of the contacts that a change can touch, in one figure.
async fn hash(world: &World) -> String {
    world
        .text(
            "select coalesce(sum(hash_record_extended(row(id, name, stage, owner_id, tags, deleted_at is null), 0)), 0)::text
                 || ' ' || (select coalesce(sum(hash_record_extended(row(entity_id, word), 0)), 0)::text from search_word)
                 as text from contact",
        )
        .await
}

async fn change(world: &World, query: &str, change: Change) -> domain::id::JobId {
    let filter = filter(query);
    let seen = crm::confirm(&world.engine, &world.scope, &filter).await.expect("it is counted");
    let job = crm::change_many(&world.engine, &world.scope, &filter, change, &seen).await.expect("it is queued");
    world.work().await;
    job
}

async fn state(world: &World, job: domain::id::JobId) -> JobState {
    engine::job::progress(&world.engine, &world.scope, job).await.expect("it is there").state
}

#[tokio::test]
async fn each_change_of_many_is_done_told_and_undone_to_the_same_table() {
    let world = World::new().await;
    for n in 0..25 {
        let name = format!("Person {n}");
        let tags = if n % 2 == 0 { "vip" } else { "" };
        let typed = draft(&[(Field::Name, &name), (Field::Tags, tags)]);
        crm::create(&world.engine, &world.scope, Kind::Contact, &typed).await.expect("made");
    }
    let first = contact(&world, "Other", "4155550100").await;
    let before = hash(&world).await;
    for (what, then, matches, told_of) in [
        (Change::Stage("customer".into()), "stage=customer", 25, "contact_updated"),
        (Change::Owner(None), "name.contains=person", 25, "contact_updated"),
        (Change::Tag("VIP".into()), "tag=vip", 25, "contact_updated"),
        (Change::Tag("West coast".into()), "tag=west+coast", 25, "contact_updated"),
        (Change::Untag("Vip".into()), "tag=vip", 0, "contact_updated"),
        (Change::Delete, "deleted=true", 25, "contact_deleted"),
    ] {
        let job = change(&world, "name.contains=person", what.clone()).await;
        assert_eq!(state(&world, job).await, JobState::Done, "{what:?}");
        assert_eq!(found(&world, then).await.len(), matches, "{what:?}");
        assert!(!told(&world, &first).await.contains(&"contact_updated".to_owned()), "{what:?} touched another");
        let lines = format!("select count(*) as n from activity where kind = '{told_of}'");
        assert!(world.figure(&lines).await > 0, "{what:?}");
        let until = crm::undoable_until(&world.engine, &world.scope, job).await.expect("it reads");
        assert!(until.is_some(), "{what:?} can be undone");
        let undo = crm::undo_many(&world.engine, &world.scope, job).await.expect("it is queued");
        world.work().await;
        assert_eq!(state(&world, undo).await, JobState::Done, "{what:?}");
        assert_eq!(hash(&world).await, before, "{what:?} was not undone exactly");
        let again = crm::undo_many(&world.engine, &world.scope, job).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    }
}

#[tokio::test]
async fn a_set_that_is_another_one_than_was_confirmed_is_left_alone() {
    let world = World::new().await;
    let (one, two) = (contact(&world, "One", "").await, contact(&world, "Two", "").await);
    let all = filter("");
    let seen = crm::confirm(&world.engine, &world.scope, &all).await.expect("it is counted");
    // The count stays, the set does not.
    crm::delete(&world.engine, &world.scope, Kind::Contact, two.id).await.expect("deleted");
    contact(&world, "Three", "").await;
    let refused = crm::change_many(&world.engine, &world.scope, &all, Change::Delete, &seen).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let seen = crm::confirm(&world.engine, &world.scope, &all).await.expect("it is counted");
    let job = crm::change_many(&world.engine, &world.scope, &all, Change::Delete, &seen).await.expect("queued");
    let rename = draft(&[(Field::Name, "Uno")]);
    crm::edit(&world.engine, &world.scope, Kind::Contact, one.id, &rename, None).await.expect("changed meanwhile");
    world.work().await;
    assert_eq!(state(&world, job).await, JobState::Failed);
    assert_eq!(found(&world, "").await.len(), 2, "nothing was written");
}

#[tokio::test]
async fn what_somebody_changed_since_is_left_by_the_undo_and_listed() {
    let world = World::new().await;
    let (one, _) = (contact(&world, "One", "").await, contact(&world, "Two", "").await);
    let job = change(&world, "", Change::Stage("customer".into())).await;
    let mine = draft(&[(Field::Stage, "former")]);
    crm::edit(&world.engine, &world.scope, Kind::Contact, one.id, &mine, None).await.expect("changed");
    let undo = crm::undo_many(&world.engine, &world.scope, job).await.expect("queued");
    world.work().await;
    let left = crm::left_records(&world.engine, &world.scope, undo, 10).await.expect("it reads");
    assert_eq!(left.iter().map(|left| left.record.name.as_str()).collect::<Vec<_>>(), ["One"]);
    assert_eq!(found(&world, "stage=former").await, ["One"]);
    assert_eq!(found(&world, "stage=new").await, ["Two"]);
}

#[tokio::test]
async fn nobody_changes_or_undoes_what_is_another_tenants_or_with_too_low_a_role() {
    let world = World::new().await;
    contact(&world, "One", "").await;
    let job = change(&world, "", Change::Tag("x".into())).await;
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    let (_, _, viewer) = world.other("initech", Role::Viewer).await;
    let undone = crm::undo_many(&world.engine, &stranger, job).await;
    assert!(matches!(undone, Err(Error::NotFound)), "{undone:?}");
    let seen = crm::confirm(&world.engine, &viewer, &filter("")).await.expect("it is counted");
    assert_eq!(seen.count, 0, "another tenant's are not counted");
    for who in [&stranger, &viewer] {
        let refused = crm::change_many(&world.engine, who, &filter(""), Change::Delete, &seen).await;
        assert!(matches!(refused, Err(Error::Conflict(_) | Error::Denied(_))), "{refused:?}");
    }
    for wrong in [Change::Stage("gone".into()), Change::Tag("a, b".into()), Change::Tag(" ".into())] {
        let refused = crm::change_many(&world.engine, &world.scope, &filter(""), wrong.clone(), &seen).await;
        assert!(matches!(refused, Err(Error::Invalid(_))), "{wrong:?}: {refused:?}");
    }
}
