//! What happens by itself: reminders and overdue calls.

use super::*;
use domain::scope::Role;
use engine::notification::{self, About};

/// Runs what repeats for calls, once.
async fn watch(world: &World) {
    world.sql("update job_schedule set due_at = now() where name = 'calls'").await;
    engine::queue::run_due(&world.engine, &engine::job::schedules()).await.expect("it is queued");
    world.work().await;
}

#[tokio::test]
async fn what_has_passed_its_start_by_the_grace_time_is_overdue_told_and_audited() {
    let world = World::new().await;
    let (_, _, other) = world.other("globex", Role::Owner).await;
    let late = made(&world, "Late", &[]).await;
    let theirs = made_by(&world, &other, &draft("Theirs", &[])).await;
    let just = made(&world, "Just", &[]).await;
    let held = made(&world, "Held", &[(Field::StatusId, "5")]).await;
    let closed = made(&world, "Closed", &[(Field::Closed, "1")]).await;
    let gone = made(&world, "Gone", &[]).await;
    call::delete(&world.engine, &world.scope, gone.id, None).await.expect("deleted");
    world.sql("update call set start_time = now() - interval '16 minutes'").await;
    world.sql(&format!("update call set start_time = now() - interval '14 minutes' where id = {}", just.id)).await;
    let version = late.version;
    watch(&world).await;
    assert_eq!(found(&world, "status=overdue").await, [late.id.0]);
    assert_eq!(found_by(&world, &other, "status=overdue").await, [theirs.id.0]);
    assert_eq!(found(&world, "status=scheduled").await, [closed.id.0, just.id.0]);
    assert_eq!(found(&world, "status=completed").await, [held.id.0]);
    let lines = told(&world, late.id).await;
    assert_eq!(lines[0].kind, "call_status_changed");
    assert_eq!(lines[0].changes(), [("status_id", "Scheduled", "Overdue")]);
    let now = call::get(&world.engine, &world.scope, late.id).await.expect("there");
    assert_eq!(now.version, version + 1, "whoever edits it meanwhile is told");
    assert_eq!(world.figure("select count(*) as n from audit_entry where verb = 'call.fall_due'").await, 2);
    watch(&world).await;
    assert_eq!(told(&world, late.id).await.len(), 2, "once is enough");
}

#[tokio::test]
async fn a_reminder_comes_once_to_whoever_holds_the_call() {
    let world = World::new().await;
    let call = made(&world, "Soon", &[(Field::StartTime, "2999-01-01T10:00:00Z"), (Field::Reminder, "15")]).await;
    let held = made(&world, "Held", &[(Field::StartTime, "2999-01-01T11:00:00Z"), (Field::Reminder, "15")]).await;
    let never = made(&world, "Past", &[(Field::Reminder, "15")]).await;
    let due = "select count(*) as n from call where remind_at = start_time - interval '15 minutes'";
    assert_eq!(world.figure(due).await, 2, "one that has begun reminds nobody");
    watch(&world).await;
    let list = async || {
        notification::list(&world.engine, &world.scope, false, None, Default::default()).await.expect("it reads").rows
    };
    assert!(list().await.is_empty(), "it is not time yet");
    call::set_status(&world.engine, &world.scope, held.id, domain::call::Status::Completed, None, None)
        .await
        .expect("set");
    world.sql("update call set remind_at = now() - interval '1 minute' where remind_at is not null").await;
    watch(&world).await;
    let told = list().await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(matches!(told[0].about, About::Call { call: about, .. } if about == call.id));
    assert_eq!((told[0].title.as_str(), told[0].is_read), ("Soon", false));
    assert_eq!(notification::unread(&world.engine, &world.scope).await.expect("it counts").1.count, 1);
    notification::read_call(&world.engine, &world.scope, never.id).await.expect("nothing happens");
    notification::read_call(&world.engine, &world.scope, call.id).await.expect("it is read");
    assert_eq!(notification::unread(&world.engine, &world.scope).await.expect("it counts").1.count, 0);
    watch(&world).await;
    assert_eq!(list().await.len(), 1, "it came again");
    // For another time it comes again.
    let later = Draft::default().with(Field::StartTime, "2999-01-02T10:00:00Z");
    call::edit(&world.engine, &world.scope, call.id, &later, None).await.expect("edited");
    assert_eq!(world.figure(due).await, 1);
}
