//! One call: made, changed by two, marked, cloned, deleted and restored; each with its line, or neither.

use super::*;
use domain::call::Status;
use domain::crm::Kind;
use domain::scope::Role;
use engine::Error;
use engine::call::Edited;
use engine::crm;

#[tokio::test]
async fn a_call_is_made_with_its_defaults_and_each_change_is_told_with_before_and_after() {
    let world = World::new().await;
    let maria = domain::crm::Draft::default().with(domain::crm::Field::Name, "Maria Lopez");
    let maria = crm::create(&world.engine, &world.scope, Kind::Contact, &maria).await.expect("a contact");
    let id = maria.id.to_string();
    let call =
        made(&world, "Review", &[(Field::CallFor, "contact"), (Field::CallForId, &id), (Field::Purpose, "demo")]).await;
    assert_eq!(call.owner.as_ref().map(|owner| owner.id), Some(world.user));
    assert_eq!(call.call_for.as_ref().map(|party| party.name.as_str()), Some("Maria Lopez"));
    assert_eq!(call.purpose.as_ref().map(|purpose| purpose.id), Some(4));
    let edit = Draft::default().with(Field::Subject, "Review of the year").with(Field::Duration, "5:30");
    let edited = call::edit(&world.engine, &world.scope, call.id, &edit, Some(call.version)).await.expect("edited");
    let Edited::Changed(after) = edited else { panic!("{edited:?}") };
    assert_eq!((after.duration_s, after.end, after.version), (Some(330), None, 2));
    call::set_status(&world.engine, &world.scope, call.id, Status::Completed, None, None).await.expect("set");
    call::favourite(&world.engine, &world.scope, call.id, true).await.expect("marked");
    call::note(&world.engine, &world.scope, call.id, "Send the offer.").await.expect("noted");
    call::delete(&world.engine, &world.scope, call.id, None).await.expect("deleted");
    call::restore(&world.engine, &world.scope, call.id, None).await.expect("restored");
    let lines = told(&world, call.id).await;
    let kinds: Vec<&str> = lines.iter().map(|line| line.kind.as_str()).collect();
    let expected = [
        "call_restored",
        "call_deleted",
        "note_added",
        "call_marked_as_favorite",
        "call_status_changed",
        "call_updated",
        "call_created",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(lines[6].title, "New call created: Review");
    assert_eq!(lines[6].description, "Call created for contact - Type: outbound");
    assert_eq!(lines[6].metadata["call_for_id"], maria.id.0);
    assert!(lines[5].changes().contains(&("subject", "Review", "Review of the year")), "{:?}", lines[5]);
    assert!(lines[4].changes().contains(&("status_id", "Scheduled", "Completed")), "{:?}", lines[4]);
    // The same lines stand on the contact's timeline, beside its own.
    let contact =
        engine::activity::list(&world.engine, &world.scope, EntityKind::Contact, maria.id.0, None, Default::default());
    let contact: Vec<String> = contact.await.expect("it reads").rows.into_iter().map(|line| line.kind).collect();
    assert_eq!(contact.len(), 8, "{contact:?}");
    assert_eq!(contact.last().map(String::as_str), Some("contact_created"));
}

#[tokio::test]
async fn an_end_follows_a_new_start_and_a_new_length() {
    let world = World::new().await;
    let call = made(&world, "Review", &[(Field::EndTime, "2026-11-21T10:30:00Z")]).await;
    assert_eq!((call.duration_s, call.end), (Some(1_800), Some(call.start + time::Duration::minutes(30))));
    for (field, text, minutes) in [
        (Field::Duration, "7m", 7),
        (Field::StartTime, "2026-11-21T12:00:00Z", 7),
        (Field::EndTime, "2026-11-21T12:20:00Z", 20),
    ] {
        let edit = Draft::default().with(field, text);
        let edited = call::edit(&world.engine, &world.scope, call.id, &edit, None).await.expect("edited");
        let Edited::Changed(after) = edited else { panic!("{edited:?}") };
        assert_eq!(after.end, Some(after.start + time::Duration::minutes(minutes)), "{field:?}");
        assert_eq!(after.duration_s, Some(u32::try_from(minutes * 60).expect("small")), "{field:?}");
    }
}

#[tokio::test]
async fn the_second_of_two_editors_is_told_and_nothing_is_lost() {
    let world = World::new().await;
    let call = made(&world, "Review", &[]).await;
    let first = Draft::default().with(Field::Agenda, "first");
    let second = Draft::default().with(Field::Agenda, "second");
    let edit = async |draft: &Draft| {
        call::edit(&world.engine, &world.scope, call.id, draft, Some(call.version)).await.expect("it answers")
    };
    assert!(matches!(edit(&first).await, Edited::Changed(_)));
    let Edited::Stale(now) = edit(&second).await else { panic!("the second was not told") };
    assert_eq!(now.agenda, "first");
    // A mark is no edit, and makes nobody's edit stale.
    call::favourite(&world.engine, &world.scope, call.id, true).await.expect("marked");
    let again = call::edit(&world.engine, &world.scope, call.id, &second, Some(now.version)).await.expect("it answers");
    assert!(matches!(again, Edited::Changed(call) if call.agenda == "second" && call.favourite));
}

#[tokio::test]
async fn a_fault_between_a_call_and_its_line_leaves_neither() {
    let world = World::new().await;
    let call = made(&world, "Before", &[]).await;
    let hash = "select md5(string_agg(c::text, '' order by id)) || ' ' || (select count(*) from search_word)::text
         || ' ' || (select count(*) from audit_entry)::text as text from call c";
    let before = world.text(hash).await;
    world
        .sql("create function no_lines() returns trigger language plpgsql as $$ begin raise exception 'no lines'; end $$")
        .await;
    world.sql("create trigger no_lines before insert on activity for each row execute function no_lines()").await;
    let (engine, scope) = (&world.engine, &world.scope);
    let edit = Draft::default().with(Field::Subject, "After");
    assert!(call::create(engine, scope, &draft("New", &[])).await.is_err());
    assert!(call::edit(engine, scope, call.id, &edit, None).await.is_err());
    assert!(call::set_status(engine, scope, call.id, Status::Missed, None, None).await.is_err());
    assert!(call::favourite(engine, scope, call.id, true).await.is_err());
    assert!(call::delete(engine, scope, call.id, None).await.is_err());
    assert!(call::clone(engine, scope, call.id).await.is_err());
    assert_eq!(world.text(hash).await, before, "something was written without its line");
}

#[tokio::test]
async fn a_double_is_refused_even_when_both_come_at_once() {
    let world = World::new().await;
    let same = draft("Review", &[]);
    let (one, two) = tokio::join!(
        call::create(&world.engine, &world.scope, &same),
        call::create(&world.engine, &world.scope, &same)
    );
    let both = [one.expect("it answers"), two.expect("it answers")];
    let made: Vec<_> =
        both.iter().filter_map(|one| if let Created::Made(call) = one { Some(call.id) } else { None }).collect();
    let doubles: Vec<_> =
        both.iter().filter_map(|one| if let Created::Duplicate(of) = one { Some(*of) } else { None }).collect();
    assert_eq!((made.len(), doubles.len()), (1, 1));
    assert_eq!(
        doubles[0].text(),
        format!("Duplicate call found with matching subject, call_for. Call ID: {}", made[0])
    );
    // One who was told and means it has both.
    let twice = call::create_double(&world.engine, &world.scope, &same).await.expect("it answers");
    assert!(matches!(twice, Created::Made(_)), "{twice:?}");
    // A clone is meant, and so is another start; an edit into a double is not.
    let cloned = call::clone(&world.engine, &world.scope, made[0]).await.expect("cloned");
    assert_ne!(cloned.id, made[0]);
    let later = draft("Review", &[(Field::StartTime, "2026-11-22T10:00:00Z")]);
    let later = made_by(&world, &world.scope, &later).await;
    let back = Draft::default().with(Field::StartTime, "2026-11-21T10:00:00Z");
    let back = call::edit(&world.engine, &world.scope, later.id, &back, None).await.expect("it answers");
    assert!(matches!(back, Edited::Duplicate(_)), "{back:?}");
}

#[tokio::test]
async fn what_a_call_refers_to_must_be_there_and_of_the_same_company() {
    let world = World::new().await;
    let (_, stranger, other) = world.other("globex", Role::Owner).await;
    let theirs = domain::crm::Draft::default().with(domain::crm::Field::Name, "Theirs");
    let theirs = crm::create(&world.engine, &other, Kind::Contact, &theirs).await.expect("a contact");
    let wrong = draft(
        "x",
        &[
            (Field::CallFor, "contact"),
            (Field::CallForId, &theirs.id.to_string()),
            (Field::OwnerId, &stranger.to_string()),
            (Field::Purpose, "Nothing of the kind"),
        ],
    );
    let refused = call::create(&world.engine, &world.scope, &wrong).await.expect_err("it is refused");
    let Error::Invalid(errors) = refused else { panic!("{refused}") };
    for field in ["call_for_id", "owner_id", "purpose"] {
        assert_eq!(errors.at(field).len(), 1, "{errors}");
    }
    let own = call::add_purpose(&world.engine, &world.scope, "Survey").await.expect("it is added");
    let again = call::add_purpose(&world.engine, &world.scope, "SURVEY").await;
    assert!(matches!(again, Err(Error::Invalid(_))), "{again:?}");
    let call = made(&world, "Ask", &[(Field::Purpose, "survey")]).await;
    assert_eq!(call.purpose, Some(own));
    assert!(matches!(call::get(&world.engine, &other, call.id).await, Err(Error::NotFound)));
    assert!(matches!(call::delete(&world.engine, &other, call.id, None).await, Err(Error::NotFound)));
    let named = call::named(&world.engine, &world.scope, &call.ukey()).await.expect("by its key");
    assert_eq!(named, call.id);
    assert!(call::named(&world.engine, &other, &call.ukey()).await.is_err());
}

#[tokio::test]
async fn a_viewer_looks_and_changes_nothing() {
    let world = World::new().await;
    let call = made(&world, "Review", &[]).await;
    let viewer = Scope::establish(
        world.tenant,
        world.scope.actor(),
        Role::Viewer,
        false,
        domain::scope::RequestId("test".into()),
    );
    let (engine, scope) = (&world.engine, &viewer);
    call::get(engine, scope, call.id).await.expect("a viewer looks");
    let denied = |outcome: Result<(), Error>| assert!(matches!(outcome, Err(Error::Denied(_))), "{outcome:?}");
    denied(call::create(engine, scope, &draft("x", &[])).await.map(drop));
    denied(call::edit(engine, scope, call.id, &draft("x", &[]), None).await.map(drop));
    denied(call::set_status(engine, scope, call.id, Status::Missed, None, None).await.map(drop));
    denied(call::favourite(engine, scope, call.id, true).await.map(drop));
    denied(call::delete(engine, scope, call.id, None).await.map(drop));
    denied(call::restore(engine, scope, call.id, None).await.map(drop));
    denied(call::clone(engine, scope, call.id).await.map(drop));
    denied(call::note(engine, scope, call.id, "x").await);
    denied(call::add_purpose(engine, scope, "x").await.map(drop));
    denied(call::generate(engine, scope, &Default::default(), None).await.map(drop));
    denied(call::export(engine, scope, &Default::default()).await.map(drop));
    denied(call::clean(engine, scope, call::Cleaning::Last(1), "DELETE").await.map(drop));
}

#[tokio::test]
async fn a_call_that_was_held_never_falls_overdue_and_one_that_is_kept_is_not_deleted() {
    let world = World::new().await;
    let call = made(&world, "Review", &[(Field::StatusId, "2"), (Field::Deletable, "0")]).await;
    let refused = call::set_status(&world.engine, &world.scope, call.id, Status::Overdue, None, None).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let refused = call::delete(&world.engine, &world.scope, call.id, None).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    // Put to a later time, an overdue one is scheduled again.
    let late = made(&world, "Late", &[(Field::StatusId, "overdue")]).await;
    let later = Draft::default().with(Field::StartTime, "2999-01-01T10:00:00Z");
    let edited = call::edit(&world.engine, &world.scope, late.id, &later, None).await.expect("edited");
    assert!(matches!(edited, Edited::Changed(call) if call.status == Status::Scheduled));
}

#[tokio::test]
async fn a_status_is_not_set_over_one_that_somebody_else_set_meanwhile() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let call = made(&world, "Review", &[]).await;
    let seen = Some(call.status);
    call::set_status(engine, scope, call.id, Status::Connected, seen, None).await.expect("it stands where it was seen");
    let late =
        call::set_status(engine, scope, call.id, Status::Missed, seen, None).await.expect_err("it stands elsewhere");
    assert!(matches!(&late, Error::Conflict(text) if text.contains("connected")), "{late}");
    let now = call::get(engine, scope, call.id).await.expect("it is there");
    assert_eq!((now.status, now.version), (Status::Connected, 2));
    // Who wants what the other did is told nothing: it stands there already.
    let same = call::set_status(engine, scope, call.id, Status::Connected, seen, None).await.expect("it stands there");
    assert_eq!(same.version, 2);
}
