//! How a campaign stood, hour by hour: what is written down, when, by whom, and who reads it. The hours are those of a clock that
//! the tests turn.

use super::provider_of;
use domain::campaign::{CampaignAction, CampaignDraft, CampaignHour, CampaignState, HistoryDraft};
use domain::id::CampaignId;
use domain::scope::Role;
use engine::campaign::{History, count_hours};
use engine::testing::{World, clock};
use engine::{Error, campaign, dial};
use std::time::Duration;
use time::OffsetDateTime;
use time::macros::datetime;
use tokio_util::sync::CancellationToken;

const BEGIN: &str = "2026-03-06 06:20:00+00";

/// A world in which it is twenty past six, and stays so.
async fn world() -> World {
    let world = World::with(|mut settings| {
        clock::may_be_turned(&mut settings);
        settings
    })
    .await;
    clock::stop(&world, BEGIN).await;
    world
}

async fn at(world: &World, time: &str) {
    clock::turn(world, &format!("timestamptz '2026-03-06 {time}+00'")).await;
}

async fn draft_of(world: &World, name: &str) -> CampaignId {
    let provider = provider_of(world, &format!("Of {name}")).await;
    let draft = CampaignDraft { name: name.into(), ..CampaignDraft::default() };
    campaign::create(&world.engine, &world.scope, provider, &draft, false).await.expect("it is made").id
}

async fn steer(world: &World, id: CampaignId, action: CampaignAction) {
    campaign::steer(&world.engine, &world.scope, id, action, None).await.expect("it is lawful");
}

/// A campaign that was started now.
async fn running(world: &World, name: &str) -> CampaignId {
    let id = draft_of(world, name).await;
    steer(world, id, CampaignAction::Start).await;
    id
}

async fn counted(world: &World) -> usize {
    count_hours(&world.engine).await.expect("it counts")
}

async fn history(world: &World, id: CampaignId) -> History {
    campaign::history(&world.engine, &world.scope, id, &HistoryDraft::default()).await.expect("it is read")
}

/// The hours and the states in which a campaign was found.
async fn found(world: &World, id: CampaignId) -> Vec<(u8, CampaignState)> {
    history(world, id).await.hours.iter().map(|row| (row.hour.hour(), row.state)).collect()
}

/// Dials of a number each: so many of a state and a verdict.
async fn dials(world: &World, id: CampaignId, state: i16, verdict: &str, many: u32) {
    let sql = format!(
        "insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict, due_at, ended_at)
         select c.tenant_id, gen_random_uuid(), c.id, c.provider_id,
             14152000000 + (select count(*) from dial) + n, {state}, '{verdict}', now() + interval '1 day',
             case when {state} >= 6 then now() end
         from campaign c cross join generate_series(1, {many}) n where c.id = {id}"
    );
    assert_eq!(world.sql(&sql).await, u64::from(many));
}

/// Contacts on the list of whom no dial was made, with the verdict of the last look, if there was one.
async fn contacts(world: &World, id: CampaignId, verdict: &str, many: u32) {
    let sql = format!(
        "insert into campaign_contact (tenant_id, campaign_id, number, verdict)
         select c.tenant_id, c.id, 14153000000 + (select count(*) from campaign_contact) + n, nullif('{verdict}', '')
         from campaign c cross join generate_series(1, {many}) n where c.id = {id}"
    );
    assert_eq!(world.sql(&sql).await, u64::from(many));
}

fn adds_up(row: &CampaignHour) {
    assert_eq!(row.waiting.iter().map(|(_, many)| many).sum::<u64>(), row.waits(), "{row:?}");
}

#[tokio::test]
async fn a_campaign_that_runs_gets_a_row_an_hour_and_no_more_however_often_and_by_how_many_nodes_it_is_counted() {
    let world = world().await;
    let mut settings = world.database.settings();
    clock::may_be_turned(&mut settings);
    let other = engine::Engine::connect(settings).await.expect("another node connects");
    let ids = [running(&world, "Autumn").await, running(&world, "Winter").await];
    // At once when it starts, not with the next full hour.
    assert_eq!(counted(&world).await, 2);
    assert_eq!(counted(&world).await, 0);
    at(&world, "06:59:59").await;
    assert_eq!(counted(&world).await, 0);
    for hour in 7..12 {
        at(&world, &format!("{hour:02}:00:00")).await;
        let (one, two) = tokio::join!(count_hours(&world.engine), count_hours(&other));
        let both = one.expect("it counts") + two.expect("it counts");
        // Where each passed over what the other had in hand, the next look has the rest.
        assert_eq!(both + counted(&world).await, 2, "at {hour}");
    }
    for id in ids {
        let hours: Vec<u8> = found(&world, id).await.iter().map(|(hour, _)| *hour).collect();
        assert_eq!(hours, [6, 7, 8, 9, 10, 11]);
    }
    let first = &history(&world, ids[0]).await.hours[0];
    assert_eq!((first.hour, first.counted_at), (datetime!(2026-03-06 06:00 UTC), datetime!(2026-03-06 06:20 UTC)));
}

#[tokio::test]
async fn what_is_written_of_an_hour_are_the_figures_of_that_moment_and_its_words_add_up() {
    let world = world().await;
    let id = running(&world, "Autumn").await;
    world.sql("update campaign set dials_list = true").await;
    for (state, verdict, many) in [
        (1, "ALLOWED", 1),
        (2, "ALLOWED", 2),
        (2, "OUTSIDE_HOURS", 7),
        (3, "OUTSIDE_HOURS", 4),
        (4, "ALLOWED", 1),
        (5, "ALLOWED", 2),
        (6, "ALLOWED", 5),
        (7, "ALLOWED", 3),
        (8, "NO_CONSENT", 6),
        (9, "OUTSIDE_HOURS", 2),
    ] {
        dials(&world, id, state, verdict, many).await;
    }
    for (verdict, many) in [("", 9), ("ALLOWED", 1), ("HOLIDAY", 2)] {
        contacts(&world, id, verdict, many).await;
    }
    let figures = campaign::figures(&world.engine, &world.scope, id).await.expect("they are counted");
    assert_eq!(counted(&world).await, 1);
    let told = history(&world, id).await;
    let [row] = told.hours.as_slice() else { panic!("{told:?}") };
    adds_up(row);
    assert_eq!(row.waiting, figures.waiting);
    assert_eq!(
        row.waiting.first().zip(row.waiting.last()).map(|(first, last)| (first.0.as_str(), last.0.as_str())),
        Some(("NOT_LOOKED_AT", "HOLIDAY"))
    );
    assert_eq!(
        (row.contacts_left, row.queued, row.in_flight, row.retrying),
        (figures.contacts_left, figures.queued, figures.in_flight, figures.retrying)
    );
    assert_eq!(
        (row.completed, row.failed, row.blocked, row.cancelled),
        (figures.completed, figures.failed, figures.blocked, figures.cancelled)
    );
    assert_eq!((row.waits(), row.in_flight, row.ended()), (26, 3, 16));
    // What becomes of them later changes nothing about that hour.
    world.sql("update dial set state = 6, ended_at = now()").await;
    assert_eq!(counted(&world).await, 0);
    assert_eq!(history(&world, id).await.hours, told.hours);
}

#[tokio::test]
async fn the_end_of_a_campaign_is_recorded_in_the_hour_in_which_it_ended_though_nobody_counted_until_later() {
    let world = world().await;
    let (cancelled, drained) = (running(&world, "Autumn").await, running(&world, "Winter").await);
    dials(&world, cancelled, 2, "OUTSIDE_HOURS", 3).await;
    assert_eq!(counted(&world).await, 2);
    at(&world, "06:40:00").await;
    steer(&world, cancelled, CampaignAction::Cancel).await;
    // Its hour has a row; the end takes its place.
    assert_eq!((counted(&world).await, counted(&world).await), (1, 0));
    let told = history(&world, cancelled).await;
    let [row] = told.hours.as_slice() else { panic!("{told:?}") };
    assert_eq!((row.state, row.waits(), row.cancelled), (CampaignState::Cancelled, 0, 3));
    assert_eq!(row.counted_at, datetime!(2026-03-06 06:40 UTC));

    // The other ends while no node lives: two hours are missing, the end is not.
    at(&world, "08:10:00").await;
    steer(&world, drained, CampaignAction::Drain).await;
    world.sql(&format!("update campaign set state = 6, ended_at = now() where id = {drained}")).await;
    at(&world, "11:00:00").await;
    assert_eq!((counted(&world).await, counted(&world).await), (1, 0));
    assert_eq!(found(&world, drained).await, [(6, CampaignState::Running), (8, CampaignState::Completed)]);
    at(&world, "12:00:00").await;
    assert_eq!(counted(&world).await, 0, "what is over stands as it ended");
}

#[tokio::test]
async fn a_campaign_that_is_opened_again_goes_on_in_its_history_and_has_another_end() {
    let world = world().await;
    let id = running(&world, "Autumn").await;
    let set = async |to: &str| world.sql(&format!("update campaign set {to} where id = {id}")).await;
    set("state = 6, ended_at = now()").await;
    assert_eq!(counted(&world).await, 1);
    at(&world, "06:30:00").await;
    set("state = 3, ended_at = null").await;
    assert_eq!(counted(&world).await, 0, "the hour has its row");
    at(&world, "07:00:00").await;
    assert_eq!(counted(&world).await, 1);
    at(&world, "07:30:00").await;
    set("state = 6, ended_at = now()").await;
    assert_eq!(counted(&world).await, 1);
    assert_eq!(found(&world, id).await, [(6, CampaignState::Completed), (7, CampaignState::Completed)]);
    assert_eq!(history(&world, id).await.hours[1].counted_at, datetime!(2026-03-06 07:30 UTC));
}

#[tokio::test]
async fn a_campaign_has_its_hours_while_it_is_scheduled_paused_or_drained_and_a_draft_has_none() {
    let world = world().await;
    let (id, draft) = (draft_of(&world, "Autumn").await, draft_of(&world, "Winter").await);
    assert_eq!(counted(&world).await, 0);
    let later = Some(datetime!(2026-03-06 08:30 UTC));
    campaign::steer(&world.engine, &world.scope, id, CampaignAction::Schedule, later).await.expect("it is scheduled");
    assert_eq!(counted(&world).await, 1);
    for (time, action) in [
        ("06:40:00", CampaignAction::Start),
        ("07:00:00", CampaignAction::Pause),
        ("08:00:00", CampaignAction::Resume),
        ("09:00:00", CampaignAction::Pause),
        ("11:00:00", CampaignAction::Drain),
    ] {
        at(&world, time).await;
        steer(&world, id, action).await;
        counted(&world).await;
    }
    at(&world, "10:00:00").await;
    assert_eq!(counted(&world).await, 1, "an hour is counted though a later one was");
    assert_eq!(
        found(&world, id).await,
        [
            (6, CampaignState::Scheduled),
            (7, CampaignState::Paused),
            (8, CampaignState::Running),
            (9, CampaignState::Paused),
            (10, CampaignState::Draining),
            (11, CampaignState::Draining),
        ]
    );
    // What never began to be anything ends without a history.
    steer(&world, draft, CampaignAction::Cancel).await;
    assert_eq!((counted(&world).await, counted(&world).await), (0, 0));
    let told = history(&world, draft).await;
    assert_eq!((told.hours, told.recorded), (Vec::new(), None));
}

#[tokio::test]
async fn one_campaign_that_cannot_be_counted_keeps_no_other_from_it() {
    let world = world().await;
    let (bad, good) = (running(&world, "Autumn").await, running(&world, "Winter").await);
    world.sql(&format!("alter table campaign_hour add constraint bad check (campaign_id <> {bad})")).await;
    assert_eq!(counted(&world).await, 1);
    assert_eq!(found(&world, good).await.len(), 1);
    world.sql("alter table campaign_hour drop constraint bad").await;
    assert_eq!(counted(&world).await, 1, "it is asked for again");
}

#[tokio::test]
async fn a_history_is_its_companys_alone_and_goes_with_its_campaign() {
    let world = world().await;
    let id = running(&world, "Autumn").await;
    assert_eq!(counted(&world).await, 1);
    let (_, _, other) = world.other("other", Role::Owner).await;
    let theirs = campaign::history(&world.engine, &other, id, &HistoryDraft::default()).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
    let none = campaign::history(&world.engine, &world.scope, CampaignId(id.0 + 1), &HistoryDraft::default()).await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    world.sql(&format!("delete from campaign where id = {id}")).await;
    assert_eq!(world.figure("select count(*) as n from campaign_hour").await, 0);
}

#[tokio::test]
async fn a_history_is_read_by_the_days_of_whoever_asks_seven_of_them_unless_others_are_named() {
    let world = world().await;
    world.sql("update app_user set time_zone = 'America/New_York'").await;
    let id = running(&world, "Autumn").await;
    for day in 0..9 {
        // Half an hour before midnight of New York, and half an hour behind it.
        for time in ["04:30:00", "05:30:00"] {
            clock::turn(&world, &format!("timestamptz '2026-03-01 {time}+00' + interval '{day} days'")).await;
            assert_eq!(counted(&world).await, 1);
        }
    }
    // From the third to the ninth: of the two hours of the third one belongs to the day before.
    let told = history(&world, id).await;
    assert_eq!((told.hours.len(), told.period.zone.as_str()), (13, "America/New_York"));
    let (first, last) = (datetime!(2026-03-01 04:00 UTC), datetime!(2026-03-09 05:00 UTC));
    assert_eq!(told.recorded, Some((first, last)));
    let of = async |from: &str, to: &str| {
        let draft = HistoryDraft { from: from.into(), to: to.into() };
        campaign::history(&world.engine, &world.scope, id, &draft).await
    };
    let one = of("2026-03-03", "2026-03-03").await.expect("it is read").hours;
    let hours: Vec<OffsetDateTime> = one.iter().map(|row| row.hour).collect();
    assert_eq!(hours, [datetime!(2026-03-03 05:00 UTC), datetime!(2026-03-04 04:00 UTC)]);
    let empty = of("2025-01-01", "2025-01-31").await.expect("it is read");
    assert_eq!((empty.hours.len(), empty.recorded), (0, Some((first, last))));
    for (from, to, field) in
        [("2026-01-01", "2026-02-01", "from"), ("", "soon", "to"), ("2026-03-02", "2026-03-01", "from")]
    {
        match of(from, to).await {
            Err(Error::Invalid(errors)) => assert_eq!(errors.at(field).len(), 1, "{errors}"),
            other => panic!("{from} to {to} was read: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_dialler_that_runs_records_hours_by_itself() {
    let world = world().await;
    running(&world, "Autumn").await;
    let (stop, dialler) = (CancellationToken::new(), dial::Dialler::new(world.engine.clone()).expect("a dialler"));
    let child = stop.child_token();
    let runs = tokio::spawn(async move { dialler.run(child).await });
    let rows = async |many: i64| {
        let written = async { while world.figure("select count(*) as n from campaign_hour").await < many {} };
        assert!(tokio::time::timeout(Duration::from_secs(60), written).await.is_ok(), "{many} hours are not written");
    };
    rows(1).await;
    at(&world, "07:00:00").await;
    rows(2).await;
    stop.cancel();
    runs.await.expect("it stops");
}
