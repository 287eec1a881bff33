use super::{House, on_both_kinds, patiently};
use engine::session::{self, Hash, Record};
use engine::{Engine, user};
use futures::future::join_all;
use sqlx::{Connection, PgConnection};
use std::sync::atomic::{AtomicU64, Ordering};
use time::{Duration, OffsetDateTime};

on_both_kinds!(
    what_one_node_saves_the_other_reads_however_often_it_read_before,
    a_session_ended_on_one_node_is_none_on_the_other,
    a_session_past_its_time_is_none_though_it_was_read_before,
    an_ended_session_does_not_come_back_by_a_late_save,
    a_new_session_needs_a_free_id,
    all_sessions_of_a_person_end_but_the_one_that_is_kept,
    a_new_password_ends_sessions_on_every_node,
    a_reader_between_a_change_and_its_commit_does_not_bring_the_old_back,
    who_reads_never_sees_less_than_what_was_saved_before,
);

const ID: Hash = [7; 32];

fn record(text: &str, lasts: Duration) -> Record {
    // To the microsecond, as the database keeps it.
    let now = OffsetDateTime::now_utc().replace_nanosecond(0).expect("a whole second");
    Record { data: text.into(), expires_at: now + lasts }
}

async fn new(node: &Engine, id: Hash, user: Option<domain::id::UserId>) -> Record {
    let record = record("new", Duration::HOUR);
    assert!(session::save(node, id, user, &record, true).await.expect("it saves"));
    record
}

async fn load(node: &Engine, id: Hash) -> Option<Record> {
    session::load(node, id).await.expect("it loads")
}

/// Reads until whatever remembers sessions has had its chance to.
async fn read_often(house: &House, id: Hash, expected: Option<&Record>) {
    for _ in 0..3 {
        for node in house.nodes() {
            assert_eq!(load(node, id).await.as_ref(), expected);
        }
    }
}

async fn what_one_node_saves_the_other_reads_however_often_it_read_before(house: &House) {
    let first = new(&house.world.engine, ID, None).await;
    read_often(house, ID, Some(&first)).await;
    for round in 0..4 {
        let saver = house.nodes().nth(round % 2).expect("there are two");
        let changed = record(&round.to_string(), Duration::DAY);
        assert!(session::save(saver, ID, Some(house.world.user), &changed, false).await.expect("it saves"));
        read_often(house, ID, Some(&changed)).await;
    }
}

async fn a_session_ended_on_one_node_is_none_on_the_other(house: &House) {
    for (round, ender) in house.nodes().enumerate() {
        let id = [u8::try_from(round).expect("a small figure"); 32];
        let record = new(&house.world.engine, id, None).await;
        read_often(house, id, Some(&record)).await;
        session::delete(ender, id).await.expect("it ends");
        read_often(house, id, None).await;
    }
}

async fn a_session_past_its_time_is_none_though_it_was_read_before(house: &House) {
    let short = Record { data: b"short".into(), expires_at: OffsetDateTime::now_utc() + Duration::seconds(2) };
    assert!(session::save(&house.world.engine, ID, None, &short, true).await.expect("it saves"));
    assert!(load(&house.other, ID).await.is_some(), "it lives");
    patiently(async { while load(&house.other, ID).await.is_some() {} }).await;
    assert!(OffsetDateTime::now_utc() >= short.expires_at, "it did not end before its time");
    read_often(house, ID, None).await;
    assert!(!session::save(&house.other, ID, None, &record("late", Duration::HOUR), false).await.expect("it answers"));
}

async fn an_ended_session_does_not_come_back_by_a_late_save(house: &House) {
    let kept = new(&house.world.engine, ID, None).await;
    read_often(house, ID, Some(&kept)).await;
    session::delete(&house.world.engine, ID).await.expect("it ends");
    assert!(!session::save(&house.other, ID, None, &kept, false).await.expect("it answers"));
    read_often(house, ID, None).await;
}

async fn a_new_session_needs_a_free_id(house: &House) {
    read_often(house, ID, None).await;
    let first = new(&house.world.engine, ID, None).await;
    let second = record("second", Duration::DAY);
    assert!(!session::save(&house.other, ID, None, &second, true).await.expect("it answers"), "the id is taken");
    read_often(house, ID, Some(&first)).await;
}

async fn all_sessions_of_a_person_end_but_the_one_that_is_kept(house: &House) {
    let mine = Some(house.world.user);
    let (_, other, _) = house.world.other("strangers", domain::scope::Role::Owner).await;
    for (id, user) in [(1, mine), (2, mine), (3, mine), (4, Some(other)), (5, None)] {
        let record = new(&house.world.engine, [id; 32], user).await;
        read_often(house, [id; 32], Some(&record)).await;
    }
    let held = session::sessions_of(&house.other, house.world.user).await.expect("they are listed");
    let mut ids: Vec<u8> = held.iter().map(|held| held.id_hash[0]).collect();
    ids.sort_unstable();
    assert_eq!(ids, [1, 2, 3]);
    let ended = session::delete_all_of(&house.other, house.world.user, Some([2; 32])).await.expect("they end");
    assert_eq!(ended, 2);
    for (id, lives) in [(1, false), (2, true), (3, false), (4, true), (5, true)] {
        for node in house.nodes() {
            assert_eq!(load(node, [id; 32]).await.is_some(), lives, "session {id}");
        }
    }
    assert_eq!(session::sessions_of(&house.world.engine, house.world.user).await.expect("they are listed").len(), 1);
}

async fn a_new_password_ends_sessions_on_every_node(house: &House) {
    let record = new(&house.world.engine, ID, Some(house.world.user)).await;
    read_often(house, ID, Some(&record)).await;
    let password = "a new and longer secret".to_owned().into();
    let operator = engine::testing::operator();
    user::set_password(&house.other, &operator, "owner@acme.test", &password).await.expect("it is set");
    read_often(house, ID, None).await;
}

async fn a_reader_between_a_change_and_its_commit_does_not_bring_the_old_back(house: &House) {
    let url = house.world.database.url();
    for round in 0..6 {
        let id = [round; 32];
        new(&house.world.engine, id, None).await;
        // Whoever comes to the table waits here; those who wait are served in the order in which they came.
        let mut holder = PgConnection::connect(url).await.expect("it connects");
        sqlx::query("begin").execute(&mut holder).await.expect("it begins");
        sqlx::query("lock table session").execute(&mut holder).await.expect("it locks");
        let (reader, writer) = (house.world.engine.clone(), house.other.clone());
        let read = async move { load(&reader, id).await };
        let end = async move { session::delete(&writer, id).await };
        // The reader first and the writer first, by turns; the one is held before the other begins.
        let (read, end) = if round % 2 == 0 {
            let read = tokio::spawn(read);
            waiting(house, 1).await;
            (read, tokio::spawn(end))
        } else {
            let end = tokio::spawn(end);
            waiting(house, 1).await;
            (tokio::spawn(read), end)
        };
        waiting(house, 2).await;
        sqlx::query("commit").execute(&mut holder).await.expect("it commits");
        patiently(read).await.expect("no panic");
        patiently(end).await.expect("no panic").expect("it ends");
        read_often(house, id, None).await;
    }
}

/// Waits until so many wait for the table.
async fn waiting(house: &House, expected: i64) {
    let waiting = "select count(*) as n from pg_locks where relation = 'session'::regclass and not granted
                   and database = (select oid from pg_database where datname = current_database())";
    patiently(async { while house.world.figure(waiting).await < expected {} }).await;
}

async fn who_reads_never_sees_less_than_what_was_saved_before(house: &House) {
    new(&house.world.engine, ID, None).await;
    session::save(&house.other, ID, None, &record("0", Duration::HOUR), false).await.expect("it saves");
    let saved = AtomicU64::new(0);
    let write = async {
        for round in 1..=60_u64 {
            let node = house.nodes().nth(usize::from(round % 2 == 0)).expect("there are two");
            let text = round.to_string();
            session::save(node, ID, None, &record(&text, Duration::HOUR), false).await.expect("it saves");
            saved.store(round, Ordering::SeqCst);
        }
    };
    let readers = join_all(house.nodes().chain(house.nodes()).map(async |node| {
        while saved.load(Ordering::SeqCst) < 60 {
            let before = saved.load(Ordering::SeqCst);
            let record = load(node, ID).await.expect("it lives");
            let seen: u64 = String::from_utf8(record.data).expect("a text").parse().expect("a figure");
            assert!(seen >= before, "{seen} after {before} was saved");
        }
    }));
    patiently(async { tokio::join!(write, readers) }).await;
}
