//! Campaigns as people set them up: changed by one at a time, steered, taken away.

use super::{account, campaign_of, edit, newest_verb, provider_of, read, wrong_at};
use domain::campaign::{CampaignAction, CampaignDraft};
use domain::consent::{ConsentDraft, TermsDraft};
use domain::crm;
use domain::dial::verdict::Verdict;
use domain::dial::{DaysDraft, DialState, WindowDraft};
use domain::filter::{Campaigns, Filter, ListQuery};
use domain::id::CampaignId;
use domain::page::Count;
use domain::provider::ProviderDraft;
use domain::scope::{RequestId, Role, Scope};
use engine::campaign::PolicyOf;
use engine::provider::Edited;
use engine::testing::World;
use engine::{Error, campaign, consent, dial, provider};
use sqlx::Connection;

#[tokio::test]
async fn a_campaign_is_changed_by_one_at_a_time_and_stays_with_its_provider_once_it_was_started() {
    let world = World::new().await;
    let (main, second) = (provider_of(&world, "Main").await, provider_of(&world, "Second").await);
    let id = campaign_of(&world, main, "Autumn").await;
    let of = || campaign::draft_of(&world.engine, &world.scope, id);
    let first = of().await.expect("it reads");
    let change = |provider, draft: CampaignDraft, version| {
        let (engine, scope) = (world.engine.clone(), world.scope.clone());
        async move { campaign::edit(&engine, &scope, id, provider, &draft, Some(version)).await }
    };
    let same = change(main, first.draft.clone(), first.campaign.version).await;
    assert!(
        matches!(&same, Ok(campaign::Edited::Changed(same)) if *same == first),
        "what was read is what was saved: {same:?}"
    );

    let other = CampaignDraft { retry_policy: "global_rules: []".into(), day_cap: "2".into(), ..first.draft.clone() };
    let Ok(campaign::Edited::Changed(after)) = change(second, other.clone(), first.campaign.version).await else {
        panic!("not changed");
    };
    assert_eq!((after.campaign.provider, after.draft.day_cap.as_str()), (second, "2"));
    assert_eq!(after.draft.retry_policy, "global_rules: []");
    assert_eq!(newest_verb(&world).await, "campaign.edit");
    let stale = change(main, other.clone(), first.campaign.version).await;
    assert!(matches!(stale, Ok(campaign::Edited::Stale(_))));

    let running = campaign::steer(&world.engine, &world.scope, id, CampaignAction::Start, None).await.expect("it runs");
    wrong_at(change(main, other.clone(), running.version).await, "provider");
    let faster = CampaignDraft { max_concurrent: "5".into(), ..other.clone() };
    let Ok(campaign::Edited::Changed(faster)) = change(second, faster, running.version).await else {
        panic!("a running campaign is changed");
    };
    let over = campaign::steer(&world.engine, &world.scope, id, CampaignAction::Cancel, None).await.expect("it ends");
    assert_eq!(over.version, faster.campaign.version + 1);
    assert!(matches!(change(second, other, over.version).await, Err(Error::Conflict(_))));

    let lines = |filter: &'static str| {
        let (engine, scope) = (world.engine.clone(), world.scope.clone());
        async move {
            let filter = Filter::<Campaigns>::parse_query(filter).expect("the filter reads");
            let query = ListQuery { filter: filter.clone(), ..ListQuery::default() };
            let rows = campaign::list(&engine, &scope, &query).await.expect("it reads").rows;
            let count = campaign::count(&engine, &scope, &filter).await.expect("it counts");
            assert_eq!(count, Count::Exact(rows.len() as u64));
            rows.len()
        }
    };
    assert_eq!(lines("state=cancelled&name.contains=AUT").await, 1);
    assert_eq!(lines("state=running").await, 0);
}

#[tokio::test]
async fn the_installations_policy_is_a_platform_admins_and_counts_where_a_company_wrote_none() {
    let world = World::new().await;
    let own =
        |platform| Scope::establish(world.tenant, world.scope.actor(), Role::Owner, platform, RequestId("test".into()));
    let (owner, admin) = (own(false), own(true));
    let text = "global_rules: []\ndefaults: {concurrent_call_limit: 3}\n";
    let engine = &world.engine;
    let save = async |scope: &Scope, of: PolicyOf, text: &str, version: Option<i32>| {
        campaign::save_policy(engine, scope, of, text, "", version).await
    };
    assert!(matches!(save(&owner, PolicyOf::Installation, text, None).await, Err(Error::Denied(_))));
    assert!(matches!(campaign::policy(engine, &owner, PolicyOf::Installation).await, Err(Error::Denied(_))));
    wrong_at(save(&admin, PolicyOf::Installation, "global_rules: 7", None).await, "retry_policy");
    let kept = save(&admin, PolicyOf::Installation, text, Some(0)).await.expect("it is kept");
    assert_eq!((kept.version, kept.text.as_deref()), (1, Some(text)));
    assert_eq!(newest_verb(&world).await, "retry_policy.save");
    assert!(matches!(save(&admin, PolicyOf::Installation, "", Some(0)).await, Err(Error::Conflict(_))));

    // It is what a company without its own has, also as a limit.
    let id = campaign_of(&world, provider_of(&world, "Main").await, "Autumn").await;
    let limit = async || campaign::figures(engine, &owner, id).await.expect("it reads").at_once;
    assert_eq!(campaign::policy(engine, &owner, PolicyOf::Company).await.expect("it reads").otherwise, text);
    assert_eq!(limit().await, 3);
    let mine = "global_rules: []\ndefaults: {concurrent_call_limit: 2}\n";
    save(&owner, PolicyOf::Company, mine, Some(0)).await.expect("it is kept");
    let of_campaign = campaign::policy(engine, &owner, PolicyOf::Campaign(id)).await.expect("it reads");
    assert_eq!((of_campaign.otherwise.as_str(), limit().await), (mine, 2));
    // An empty one takes it away, and the versions stay.
    let gone = save(&admin, PolicyOf::Installation, "", Some(1)).await.expect("it is taken away");
    assert_eq!((gone.version, gone.text, gone.versions.len()), (2, None, 2));
}

/// A campaign that runs and asks for no consent.
async fn running_campaign(world: &World, name: &str) -> CampaignId {
    let provider = provider_of(world, &format!("Of {name}")).await;
    let draft = CampaignDraft { name: name.into(), ..CampaignDraft::default() };
    campaign::create(&world.engine, &world.scope, provider, &draft, true).await.expect("it runs").id
}

/// Another connection that sees every company.
async fn platform(world: &World) -> sqlx::PgConnection {
    let mut db = sqlx::PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("it runs");
    db
}

#[tokio::test]
async fn a_number_that_comes_while_its_campaign_is_cancelled_gets_no_dial_that_nobody_would_ever_end() {
    let world = World::new().await;
    let id = running_campaign(&world, "Autumn").await;
    let mut db = platform(&world).await;
    let mut cancelling = db.begin().await.expect("it begins");
    let cancel = sqlx::AssertSqlSafe(format!("update campaign set state = 7, ended_at = now() where id = {id}"));
    sqlx::query(cancel).execute(&mut *cancelling).await.expect("it runs");
    // It reads the campaign as it was, and meets the one who cancels at the insert.
    let (engine, scope) = (world.engine.clone(), world.scope.clone());
    let number = "4152000001".parse().expect("a number");
    let asking = tokio::spawn(async move { dial::initiate(&engine, &scope, id, number).await });
    let waiting = "select count(*) as n from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%insert into dial%'";
    while world.figure(waiting).await == 0 {
        assert!(!asking.is_finished(), "it did not wait for whoever cancels");
    }
    cancelling.commit().await.expect("it is cancelled");
    let told = asking.await.expect("no panic").expect("no error");
    assert_eq!(told.expect_err("nothing was made"), dial::Refusal::NoCampaign);
    assert_eq!(world.figure("select count(*) as n from dial").await, 0);
}

#[tokio::test]
async fn a_campaign_is_not_completed_over_the_head_of_a_dial_that_is_being_written() {
    let world = World::new().await;
    let (one, other) = (running_campaign(&world, "Autumn").await, running_campaign(&world, "Winter").await);
    world.sql("update campaign set dials_list = true").await;
    let mut db = platform(&world).await;
    let mut writing = db.begin().await.expect("it begins");
    for sql in [
        format!("select 1 from campaign where id = {one} for share"),
        format!(
            "insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict)
             select tenant_id, gen_random_uuid(), id, provider_id, 14152000001, 2, 'ALLOWED' from campaign where id = {one}"
        ),
    ] {
        sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut *writing).await.expect("it runs");
    }
    // Nothing of either is there to see, and only the one that nobody writes to ends.
    let dialler = dial::Dialler::new(world.engine.clone()).expect("a dialler");
    dialler.run_once().await.expect("it looks");
    let state =
        async |id: CampaignId| world.figure(&format!("select state::bigint as n from campaign where id = {id}")).await;
    assert_eq!((state(one).await, state(other).await), (3, 6));
    writing.commit().await.expect("it is written");
    dialler.run_once().await.expect("it looks");
    assert_eq!(state(one).await, 3, "a dial waits in it");
}

#[tokio::test]
async fn who_was_blocked_is_taken_up_once_consent_is_recorded_and_nobody_else_is() {
    let world = World::new().await;
    let provider = provider_of(&world, "Main").await;
    let draft = CampaignDraft { name: "Autumn".into(), consent_required: true, ..CampaignDraft::default() };
    let id = campaign::create(&world.engine, &world.scope, provider, &draft, true).await.expect("it runs").id;
    for number in ["4152000001", "4152000002", "4152000003", "4152000003"] {
        let made = dial::initiate(&world.engine, &world.scope, id, number.parse().expect("a number")).await;
        let made = made.expect("no error").expect("it is accepted");
        assert_eq!((made.state, made.error.is_some()), (DialState::Blocked, true), "{number}");
    }
    let take_up = async || dial::take_up_blocked(&world.engine, &world.scope, id).await;
    let none = take_up().await.expect("it looks");
    assert_eq!((none.looked_at, none.taken_up, none.more), (4, 0, false));
    for number in ["4152000001", "4152000003"] {
        let terms = TermsDraft { kind: "oral".into(), source: "the fair".into(), ..TermsDraft::default() };
        let agreed = ConsentDraft { phone_number: number.into(), terms };
        consent::record(&world.engine, &world.scope, &agreed).await.expect("it is recorded");
    }
    // The campaign was over meanwhile; it dials again. Of two dials of one number one is taken up.
    world.sql("update campaign set state = 6, ended_at = now()").await;
    let taken = take_up().await.expect("it looks");
    assert_eq!((taken.looked_at, taken.taken_up), (4, 2));
    assert_eq!(world.figure("select state::bigint as n from campaign").await, 3);
    let waiting = "select string_agg(number::text, ' ' order by number) as text from dial
         where state = 2 and verdict = 'ALLOWED' and ended_at is null and error is null";
    assert_eq!(world.text(waiting).await, "14152000001 14152000003");
    let blocked =
        "select string_agg(number::text || ' ' || verdict, ', ' order by number) as text from dial where state = 8";
    assert_eq!(world.text(blocked).await, "14152000002 NO_CONSENT, 14152000003 NO_CONSENT");
    assert_eq!(take_up().await.expect("it looks").taken_up, 0, "its number waits already");
    world.sql("update campaign set state = 7, ended_at = now()").await;
    assert!(matches!(take_up().await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn a_look_tells_of_a_number_that_another_campaign_dials_and_a_draft_is_deleted_with_its_list() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let running = running_campaign(&world, "Autumn").await;
    let id = campaign_of(&world, provider_of(&world, "Main").await, "Winter").await;
    let free = CampaignDraft { name: "Winter".into(), dials_list: true, ..CampaignDraft::default() };
    let setting = campaign::draft_of(engine, scope, id).await.expect("it is there");
    campaign::edit(engine, scope, id, setting.campaign.provider, &free, None).await.expect("any hour will do");
    let numbers: Vec<String> = ["4152000001", "4152000002"].map(str::to_owned).to_vec();
    campaign::contact::add_numbers(engine, scope, id, &numbers).await.expect("they are put there");
    let number = "4152000001".parse().expect("a number");
    dial::initiate(engine, scope, running, number).await.expect("no error").expect("it is accepted");
    let preview = campaign::preview(engine, scope, id).await.expect("it looks");
    assert_eq!((preview.now, preview.later, preview.never), (1, 1, 0), "{preview:?}");
    assert_eq!(preview.opens_at, None, "nobody knows when the other call ends");
    let told = campaign::explain(engine, scope, id, number).await.expect("it is explained");
    assert_eq!(told.open_dial.map(|dial| dial.campaign_name).as_deref(), Some("Autumn"));
    // What runs stays; the draft goes, and its list with it.
    match campaign::remove(engine, scope, running).await {
        Err(Error::Conflict(_)) => {}
        other => panic!("it was deleted: {other:?}"),
    }
    assert_eq!(campaign::remove(engine, scope, id).await.expect("it is deleted"), "Winter");
    assert_eq!(newest_verb(&world).await, "campaign.remove");
    assert_eq!(world.figure("select count(*) as n from campaign_contact").await, 0);
}

#[tokio::test]
async fn whoever_has_a_number_now_decides_by_which_clock_it_is_called() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let provider = provider_of(&world, "Main").await;
    let draft = CampaignDraft { name: "Autumn".into(), consent_required: true, ..CampaignDraft::default() };
    let id = campaign::create(engine, scope, provider, &draft, true).await.expect("it runs").id;
    let number = "4152000001".parse().expect("a number");
    dial::initiate(engine, scope, id, number).await.expect("no error").expect("it is accepted");
    // The dial's own look, and the explanation.
    let clocks = async || {
        dial::take_up_blocked(engine, scope, id).await.expect("it looks");
        let told = campaign::explain(engine, scope, id, number).await.expect("it is explained");
        let stored = world.text("select verdict_inputs ->> 'zones' as text from dial").await;
        assert_eq!(
            serde_json::to_value(told.zones.expect("it has some").names()).unwrap().to_string().replace(',', ", "),
            stored
        );
        stored
    };
    assert_eq!(clocks().await, r#"["America/Los_Angeles"]"#);
    let of = |name: &str, zone: &str| {
        let draft = crm::Draft::default().with(crm::Field::Name, name).with(crm::Field::Phones, "4152000001");
        draft.with(crm::Field::TimeZone, zone)
    };
    let maria = engine::crm::create(engine, scope, crm::Kind::Contact, &of("Maria", "America/New_York")).await;
    assert_eq!(clocks().await, r#"["America/New_York"]"#, "learned after the dial was made");
    let juan = engine::crm::create(engine, scope, crm::Kind::Contact, &of("Juan", "Pacific/Honolulu")).await;
    assert_eq!(clocks().await, r#"["America/New_York", "Pacific/Honolulu"]"#, "whichever of them answers");
    for contact in [maria, juan] {
        let contact = contact.expect("it is added").id;
        engine::crm::delete(engine, scope, crm::Kind::Contact, contact).await.expect("it is deleted");
    }
    assert_eq!(clocks().await, r#"["America/Los_Angeles"]"#, "nobody has it any more");
}

#[tokio::test]
async fn hours_that_are_switched_off_count_as_soon_as_calls_leave_the_machine() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let provider = provider_of(&world, "Main").await;
    let day = (time::OffsetDateTime::now_utc() + time::Duration::days(3)).weekday().to_string().to_lowercase();
    let window =
        WindowDraft { days: DaysDraft::List(vec![day[..3].to_owned()]), start: "09:00".into(), end: "10:00".into() };
    let draft = CampaignDraft { name: "Autumn".into(), windows: vec![window], ..CampaignDraft::default() };
    let id = campaign::create(engine, scope, provider, &draft, true).await.expect("it runs").id;
    let number = "4152000001".parse().expect("a number");
    let verdict = async || campaign::explain(engine, scope, id, number).await.expect("it is explained").verdict;
    assert!(matches!(verdict().await, Verdict::Now(_)));
    for (address, is_out) in
        [("https://calls.example.test", true), ("http://localhost:9", false), ("https://10.0.0.9", true)]
    {
        world.sql(&format!("update provider set base_url = '{address}'")).await;
        assert_eq!(matches!(verdict().await, Verdict::Later(..)), is_out, "{address}");
    }
    // A campaign that is over dials again when a dead letter of it is replayed.
    world.sql("update campaign set state = 6, ended_at = now()").await;
    let http = ProviderDraft { kind: "http".into(), ..account("Main") };
    let version = read(&world, provider).await.version;
    wrong_at(edit(&world, provider, &http, version).await, "kind");
}

#[tokio::test]
async fn a_campaign_of_twilios_says_where_it_learns_what_is_said() {
    let world = World::new().await;
    let with = ProviderDraft { credential: "token".into(), ..account("Main") };
    let id = provider::create(&world.engine, &world.scope, &with).await.expect("it is written down").id;
    campaign_of(&world, id, "Autumn").await;
    let account_sid = format!("AC{}", "5".repeat(32));
    let twilio =
        ProviderDraft { kind: "twilio".into(), account_sid, caller_id: "4152000009".into(), ..account("Main") };
    let version = read(&world, id).await.version;
    wrong_at(edit(&world, id, &twilio, version).await, "kind");
    world.sql("update campaign set answer_url = 'https://flows.example.test/autumn'").await;
    assert!(matches!(edit(&world, id, &twilio, version).await, Ok(Edited::Changed(_))));
    let silent = CampaignDraft { name: "Winter".into(), enforce_hours: true, ..CampaignDraft::default() };
    wrong_at(campaign::create(&world.engine, &world.scope, id, &silent, false).await.map(drop), "answer_url");
    let said = CampaignDraft { answer_url: "https://flows.example.test/winter".into(), ..silent };
    assert!(campaign::create(&world.engine, &world.scope, id, &said, false).await.is_ok());
}
