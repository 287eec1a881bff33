//! Two contacts that turn out to be one.

use super::*;
use domain::crm::MergeDraft;
use domain::filter::Deals;
use engine::Error;

#[tokio::test]
async fn the_one_that_stays_has_the_chosen_values_and_everything_that_belonged_to_the_other() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let stays = draft(&[
        (Field::Name, "Maria Lopez"),
        (Field::Phones, "4155550123 work"),
        (Field::Tags, "vip"),
        (Field::Notes, "Prefers mornings."),
    ]);
    let stays = crm::create(engine, scope, Kind::Contact, &stays).await.expect("made");
    let goes = draft(&[
        (Field::Name, "M. Lopez"),
        (Field::Phones, "4155550123\n4155550124 home"),
        (Field::Email, "m@example.test"),
        (Field::Company, "Acme"),
        (Field::Stage, "customer"),
        (Field::Tags, "VIP, west"),
        (Field::Notes, "Has a dog."),
    ]);
    let goes = crm::create(engine, scope, Kind::Contact, &goes).await.expect("made");
    let deal = draft(&[(Field::Name, "Phones"), (Field::Contact, &format!("#{}", goes.id))]);
    crm::create(engine, scope, Kind::Deal, &deal).await.expect("made");
    crm::note(engine, scope, Kind::Contact, goes.id, "Asked for a quote").await.expect("noted");

    let choice = MergeDraft::read(["stage"]).expect("it reads");
    let merged = crm::merge(engine, scope, stays.id, goes.id, &choice).await.expect("merged");
    assert_eq!((merged.name.as_str(), merged.stage.as_str()), ("Maria Lopez", "customer"));
    assert_eq!(merged.email, "m@example.test", "an empty value gives way");
    assert_eq!(merged.company.as_ref().map(|company| company.name.as_str()), Some("Acme"));
    assert_eq!(merged.text(Field::Phones), "+14155550123 work\n+14155550124 home");
    assert_eq!(merged.tags, ["vip", "west"]);
    assert_eq!(merged.notes, "Prefers mornings.\n\nHas a dog.");
    assert_eq!(names::<Deals>(&world, &format!("contact={}", stays.id)).await, ["Phones"]);
    let told = told(&world, &merged).await;
    assert!(told.contains(&"note_added".to_owned()), "its timeline came along: {told:?}");
    assert_eq!(found(&world, "phone=4155550124").await, ["Maria Lopez"]);
    assert!(found(&world, "deleted=true").await.is_empty(), "one that was merged is no deleted one");

    let pointer = crm::get(engine, scope, Kind::Contact, goes.id).await.expect("kept");
    assert_eq!(pointer.merged_into, Some(stays.id));
    for refused in [
        crm::restore(engine, scope, Kind::Contact, goes.id).await,
        crm::merge(engine, scope, stays.id, goes.id, &choice).await,
        crm::merge(engine, scope, stays.id, stays.id, &choice).await,
    ] {
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn two_who_merge_the_same_two_the_other_way_round_do_not_wait_in_a_circle() {
    let world = World::new().await;
    let (one, two) = (contact(&world, "One", "4155550123").await, contact(&world, "Two", "4155550123").await);
    let choice = MergeDraft::default();
    let (first, second) = tokio::join!(
        crm::merge(&world.engine, &world.scope, one.id, two.id, &choice),
        crm::merge(&world.engine, &world.scope, two.id, one.id, &choice),
    );
    assert!(first.is_ok() ^ second.is_ok(), "{first:?} {second:?}");
    assert_eq!(found(&world, "").await.len(), 1);
}
