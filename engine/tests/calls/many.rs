//! Changes of many at once: bound to what was confirmed, told on each timeline, and taken back exactly.

use super::*;
use domain::call::Status;
use domain::id::JobId;
use domain::job::JobState;
use domain::scope::Role;
use engine::Error;
use engine::call::Change;

/// Everything of the calls that a change can touch, in one figure.
async fn hash(world: &World) -> String {
    world
        .text(
            "select coalesce(sum(hash_record_extended(row(id, subject, status, owner_id, purpose_id, tags, closed, deleted_at,
                 start_time), 0)), 0)::text
                 || ' ' || (select coalesce(sum(hash_record_extended(row(entity_id, word), 0)), 0)::text from search_word)
                 as text from call",
        )
        .await
}

async fn change(world: &World, query: &str, change: Change) -> JobId {
    let filter = filter(query);
    let seen = call::confirm(&world.engine, &world.scope, &filter).await.expect("it is counted");
    let job = call::change_many(&world.engine, &world.scope, &filter, change, &seen).await.expect("it is queued");
    world.work().await;
    job
}

async fn state(world: &World, job: JobId) -> JobState {
    engine::job::progress(&world.engine, &world.scope, job).await.expect("it is there").state
}

#[tokio::test]
async fn each_change_of_many_is_done_told_and_undone_to_the_same_table() {
    let world = World::new().await;
    for n in 0..25 {
        let tag = if n % 2 == 0 { "vip" } else { "" };
        made(&world, &format!("Round {n}"), &[(Field::Tag, tag), (Field::StatusId, "2")]).await;
    }
    let other = made(&world, "Other", &[]).await;
    let gone = made(&world, "Gone round", &[]).await;
    call::delete(&world.engine, &world.scope, gone.id, None).await.expect("deleted");
    let before = hash(&world).await;
    for (query, what, then, matches, told_of) in [
        ("subject.contains=round", Change::Status(Status::Missed), "status=missed", 25, "call_status_changed"),
        ("subject.contains=round", Change::Owner(None), "subject.contains=round", 25, "call_updated"),
        ("subject.contains=round", Change::Purpose(Some(3)), "purpose=3", 25, "call_updated"),
        ("subject.contains=round", Change::Tag("VIP".into()), "tag=vip", 25, "call_updated"),
        ("subject.contains=round", Change::Untag("vip".into()), "tag=vip", 0, "call_updated"),
        ("subject.contains=round", Change::Close, "closed=true", 25, "call_updated"),
        ("subject.contains=round", Change::Delete, "deleted=true", 26, "call_deleted"),
        ("deleted=true", Change::Restore, "deleted=true", 0, "call_restored"),
    ] {
        let job = change(&world, query, what.clone()).await;
        assert_eq!(state(&world, job).await, JobState::Done, "{what:?}");
        assert_eq!(found(&world, then).await.len(), matches, "{what:?}");
        assert_eq!(told(&world, other.id).await.len(), 1, "{what:?} touched another");
        let lines = format!("select count(*) as n from activity where kind = '{told_of}'");
        assert!(world.figure(&lines).await > 0, "{what:?}");
        assert!(call::undoable_until(&world.engine, &world.scope, job).await.expect("it reads").is_some());
        let undo = call::undo_many(&world.engine, &world.scope, job).await.expect("it is queued");
        world.work().await;
        assert_eq!(state(&world, undo).await, JobState::Done, "{what:?}");
        assert_eq!(hash(&world).await, before, "{what:?} was not undone exactly");
        let again = call::undo_many(&world.engine, &world.scope, job).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
    }
}

#[tokio::test]
async fn a_set_that_is_another_one_than_was_confirmed_is_left_alone() {
    let world = World::new().await;
    made(&world, "One", &[]).await;
    let two = made(&world, "Two", &[]).await;
    let all = filter("");
    let seen = call::confirm(&world.engine, &world.scope, &all).await.expect("it is counted");
    // The count stays, the set does not.
    call::delete(&world.engine, &world.scope, two.id, None).await.expect("deleted");
    made(&world, "Three", &[]).await;
    let refused = call::change_many(&world.engine, &world.scope, &all, Change::Close, &seen).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    // The same between the confirmation and the job.
    let seen = call::confirm(&world.engine, &world.scope, &all).await.expect("it is counted");
    let job = call::change_many(&world.engine, &world.scope, &all, Change::Close, &seen).await.expect("queued");
    made(&world, "Four", &[]).await;
    world.work().await;
    assert_eq!(state(&world, job).await, JobState::Failed);
    assert!(found(&world, "closed=true").await.is_empty());
    let none = filter("subject.contains=nobody");
    let nothing = call::confirm(&world.engine, &world.scope, &none).await.expect("counts");
    let nobody = call::change_many(&world.engine, &world.scope, &none, Change::Close, &nothing);
    assert!(matches!(nobody.await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn what_somebody_changed_since_is_left_by_the_undo_and_listed() {
    let world = World::new().await;
    let (one, two) = (made(&world, "One", &[]).await, made(&world, "Two", &[]).await);
    let job = change(&world, "", Change::Status(Status::Completed)).await;
    let edit = Draft::default().with(Field::Result, "well");
    call::edit(&world.engine, &world.scope, two.id, &edit, None).await.expect("edited");
    let undo = call::undo_many(&world.engine, &world.scope, job).await.expect("queued");
    world.work().await;
    assert_eq!(found(&world, "status=scheduled").await, [one.id.0]);
    let left = call::left_calls(&world.engine, &world.scope, undo, 10).await.expect("listed");
    assert_eq!(left.iter().map(|left| left.call.id).collect::<Vec<_>>(), [two.id]);
}

#[tokio::test]
async fn what_a_change_of_many_may_not_touch_is_left_and_listed_with_its_reason() {
    let world = World::new().await;
    let full: Vec<String> = (0..domain::crm::MAX_TAGS).map(|n| format!("t{n}")).collect();
    let kept = made(&world, "Kept", &[(Field::Deletable, "0"), (Field::StatusId, "2")]).await;
    let tagged = made(&world, "Tagged", &[(Field::Tag, &full.join(","))]).await;
    let other = made(&world, "Other", &[]).await;
    for (what, left, changed, reason) in [
        (Change::Tag("vip".into()), tagged.id, 2, "It has as many tags as it can have."),
        (Change::Status(Status::Overdue), kept.id, 2, "A call that was held can’t become overdue."),
        (Change::Delete, kept.id, 2, "This call is marked as one that is not deleted."),
    ] {
        let would = call::would_leave(&world.engine, &world.scope, &filter(""), &what).await.expect("it is counted");
        assert_eq!(would, 1, "{what:?}");
        let job = change(&world, "", what.clone()).await;
        let detail = engine::job::get(&world.engine, &world.scope, job).await.expect("it is there");
        let outcome = detail.outcome.expect("it ended");
        assert_eq!((&outcome["changed"], &outcome["left"]), (&changed.into(), &1.into()), "{what:?}");
        let listed = call::left_calls(&world.engine, &world.scope, job, 10).await.expect("listed");
        let listed: Vec<_> = listed.iter().map(|one| (one.call.id, one.reason.as_str())).collect();
        assert_eq!(listed, [(left, reason)], "{what:?}");
    }
    assert_eq!(found(&world, "").await, [kept.id.0]);
    assert_eq!(found(&world, "deleted=true").await, [other.id.0, tagged.id.0]);
}

#[tokio::test]
async fn another_company_is_neither_counted_nor_changed_nor_undone() {
    let world = World::new().await;
    let (_, _, other) = world.other("globex", Role::Owner).await;
    let theirs = made_by(&world, &other, &draft("Theirs", &[])).await;
    made(&world, "Mine", &[]).await;
    let job = change(&world, "", Change::Delete).await;
    assert_eq!(found_by(&world, &other, "").await, [theirs.id.0]);
    let undo = call::undo_many(&world.engine, &other, job).await;
    assert!(matches!(undo, Err(Error::NotFound)), "{undo:?}");
}

#[tokio::test]
async fn an_export_holds_what_the_list_shows() {
    let world = World::new().await;
    for n in 0..30 {
        made(&world, &format!("=Round, {n}"), &[(Field::StatusId, if n % 2 == 0 { "2" } else { "3" })]).await;
    }
    let draft = domain::call::CallExportDraft {
        format: "ndjson".into(),
        fields: vec!["id".into(), "subject".into(), "status_id".into()],
        filter: filter("status=missed"),
    };
    let job = call::export(&world.engine, &world.scope, &draft).await.expect("queued").job;
    world.work().await;
    assert_eq!(state(&world, job).await, JobState::Done);
    let text = world
        .text(
            "select string_agg(convert_from(c.bytes, 'UTF8'), '' order by c.seq) as text
             from stored_file_chunk c join stored_file f on f.id = c.file_id where f.purpose = 'export'",
        )
        .await;
    let mut ids: Vec<i64> = text
        .lines()
        .map(|line| {
            let row: serde_json::Value = serde_json::from_str(line).expect("a line is JSON");
            assert_eq!(row["status_id"], "3");
            row["id"].as_i64().expect("an id")
        })
        .collect();
    ids.reverse();
    assert_eq!(ids, found(&world, "status=missed").await);
}
