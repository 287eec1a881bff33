//! Opting out by a link, without being anybody.

use super::*;
use domain::do_not_call::{EntrySource, List};
use engine::do_not_call::{look_up, remove};
use engine::opt_out::{existing, link, look, stop, stop_number};

fn request() -> RequestId {
    RequestId("test".into())
}

#[tokio::test]
async fn a_link_stops_calls_at_once_and_the_second_press_is_as_the_first() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let it = number("4152000042");
    record(&world, "4152000042").await;
    assert_eq!(existing(engine, scope, it).await.expect("it reads"), None);
    let text = link(engine, scope, it).await.expect("made");
    assert_eq!(link(engine, scope, it).await.expect("the same each time"), text);
    assert_eq!(existing(engine, scope, it).await.expect("it reads"), Some(text.clone()));
    let shown = look(engine, &text).await.expect("it is shown");
    assert_eq!((shown.company.as_str(), shown.ending.as_str()), ("acme", "42"));
    assert_eq!(reason(&world, scope, "4152000042").await, "", "looking changes nothing");

    for _ in 0..2 {
        stop(engine, &text, request(), Some([192, 0, 2, 1].into())).await.expect("stopped");
        assert_eq!(reason(&world, scope, "4152000042").await, "DO_NOT_CALL");
    }
    let found = look_up(engine, scope, it).await.expect("it reads");
    assert_eq!(found.entries.len(), 1);
    assert_eq!((found.entries[0].1.source, found.entries[0].1.added_by_name.clone()), (EntrySource::OptOut, None));
    let told = "select count(*) as n from audit_entry where verb = 'do_not_call.opt_out' and actor = 'recipient' and user_id is null";
    assert_eq!(world.figure(told).await, 1);

    // Taken off by the company, it takes a consent that was given since; and the link works again.
    remove(engine, scope, List::Company, it, "asked to be called").await.expect("removed");
    assert_eq!(reason(&world, scope, "4152000042").await, "CONSENT_WITHDRAWN");
    record(&world, "4152000042").await;
    assert_eq!(reason(&world, scope, "4152000042").await, "");
    stop(engine, &text, request(), None).await.expect("stopped");
    assert_eq!(reason(&world, scope, "4152000042").await, "DO_NOT_CALL");
}

#[tokio::test]
async fn a_link_is_of_one_number_of_one_company_and_no_other_text_is_a_link() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let (_, _, other) = world.other("other", Role::Owner).await;
    let it = number("4152000042");
    let ours = link(engine, scope, it).await.expect("made");
    let theirs = link(engine, &other, it).await.expect("made");
    assert_ne!(ours, theirs);
    assert!(!ours.contains("4152000042") && !ours.contains(&format!("{:x}", it.value())));
    stop(engine, &theirs, request(), None).await.expect("stopped");
    assert_eq!(reason(&world, &other, "4152000042").await, "DO_NOT_CALL");
    assert_eq!(reason(&world, scope, "4152000042").await, "NO_CONSENT");
    let mixed = [&ours[..16], &theirs[16..]].concat();
    for wrong in [mixed.as_str(), "", "x", "4152000042", &ours[1..], &format!("{ours}0")] {
        assert!(matches!(look(engine, wrong).await, Err(Error::NotFound)), "{wrong}");
        assert!(matches!(stop(engine, wrong, request(), None).await, Err(Error::NotFound)), "{wrong}");
    }
    let viewer = as_role(scope, Role::Viewer);
    assert!(matches!(link(engine, &viewer, it).await, Err(Error::Denied(_))));
}

#[tokio::test]
async fn a_program_passes_on_that_somebody_opted_out() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let stopped = stop_number(engine, scope, "+1 415 200 0001", "said so").await.expect("stopped");
    assert!(stopped.is_new && stopped.number == number("4152000001"));
    assert!(!stop_number(engine, scope, "4152000001", "").await.expect("stopped").is_new);
    assert_eq!(refused_at(stop_number(engine, scope, "x", &"y".repeat(501)).await), ["note", "phone_number"]);
    let viewer = as_role(scope, Role::Viewer);
    assert!(matches!(stop_number(engine, &viewer, "4152000002", "").await, Err(Error::Denied(_))));
}
