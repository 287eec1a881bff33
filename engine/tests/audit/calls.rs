//! What of the day is about calls, their purposes and their views.

use super::Day;
use domain::call::{CallExportDraft, DemoDraft, Draft, Field, Status};
use domain::filter::Filter;
use domain::id::JobId;
use engine::call::{self, Change, Cleaning, Created};
use engine::view::{self, CALLS, ViewDraft};

fn draft(subject: &str) -> Draft {
    Draft::default().with(Field::Subject, subject).with(Field::StartTime, "2026-11-21T10:00:00Z")
}

/// Every mutation of calls, each beside one that is refused or changes nothing; no job is run.
pub(super) async fn calls(day: &mut Day<'_>) {
    let (engine, scope) = (&day.world.engine, &day.world.scope);
    let made = day.made("call.create", scope, call::create(engine, scope, &draft("Review")).await).await;
    let Created::Made(one) = made else { panic!("it is the first") };
    call::create(engine, scope, &draft("Review")).await.expect("it is told");
    day.count("a double, which is not made").await;
    day.refused("call.create", call::create(engine, scope, &draft("")).await).await;
    let edit = Draft::default().with(Field::Agenda, "Plans");
    day.made("call.edit", scope, call::edit(engine, scope, one.id, &edit, None).await).await;
    call::edit(engine, scope, one.id, &edit, None).await.expect("nothing changes");
    day.count("an edit that changes nothing").await;
    let set = call::set_status(engine, scope, one.id, Status::Connected, None, None).await;
    day.made("call.set_status", scope, set).await;
    let overdue = call::set_status(engine, scope, one.id, Status::Overdue, None, None).await;
    day.refused("call.set_status", overdue).await;
    day.made("call.favourite", scope, call::favourite(engine, scope, one.id, true).await).await;
    day.made("call.note", scope, call::note(engine, scope, one.id, "Hello").await).await;
    day.refused("call.note", call::note(engine, scope, one.id, "").await).await;
    day.made("call.clone", scope, call::clone(engine, scope, one.id).await).await;
    day.made("call.delete", scope, call::delete(engine, scope, one.id, None).await).await;
    day.refused("call.delete", call::delete(engine, scope, one.id, None).await).await;
    day.made("call.restore", scope, call::restore(engine, scope, one.id, None).await).await;
    day.made("call_purpose.create", scope, call::add_purpose(engine, scope, "Winback").await).await;
    day.refused("call_purpose.create", call::add_purpose(engine, scope, "Winback").await).await;
    let all = Filter::everything();
    let seen = call::confirm(engine, scope, &all).await.expect("counted");
    let job: JobId =
        day.made("call.change_many", scope, call::change_many(engine, scope, &all, Change::Close, &seen).await).await;
    day.refused("call.undo", call::undo_many(engine, scope, job).await).await;
    let brought = crate::files::import_of(day.world, scope, engine::import::Target::Calls).await;
    day.made("call.import", scope, brought).await;
    day.made("call.export", scope, call::export(engine, scope, &CallExportDraft::default()).await).await;
    let none = CallExportDraft { format: "xls".into(), ..CallExportDraft::default() };
    day.refused("call.export", call::export(engine, scope, &none).await).await;
    let demo = call::generate(engine, scope, &DemoDraft::default(), None).await;
    day.made("call.generate_demo", scope, demo).await;
    day.refused("call.clean_demo", call::clean(engine, scope, Cleaning::Last(1), "DELETE").await).await;
    day.world.sql(&format!("update call set demo_batch = gen_random_uuid() where id = {}", one.id)).await;
    day.made("call.clean_demo", scope, call::clean(engine, scope, Cleaning::Last(1), "DELETE").await).await;

    let view = ViewDraft { list: CALLS.into(), name: "Mine".into(), query: "mine=true".into(), ..ViewDraft::default() };
    let id = day.made("view.save", scope, view::save(engine, scope, &view).await).await;
    day.made("user.choose_view", scope, view::set_default(engine, scope, id).await).await;
    day.made("user.choose_view", scope, view::clear_default(engine, scope, CALLS).await).await;
    day.refused("user.choose_view", view::clear_default(engine, scope, "faxes").await).await;
    day.made("view.pin", scope, view::pin(engine, scope, id, true).await).await;
    day.made("view.delete", scope, view::delete(engine, scope, id, None).await).await;
    day.refused("view.pin", view::pin(engine, scope, id, false).await).await;
    day.refused("user.choose_view", view::set_default(engine, scope, id).await).await;
    day.made("view.restore", scope, view::restore(engine, scope, id, None).await).await;
}
