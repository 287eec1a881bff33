//! Calling rules as the operator changes them: a draft, what it would change, and when it counts.

use domain::audit::VERBS;
use domain::campaign::CampaignDraft;
use domain::consent::{ConsentDraft, TermsDraft};
use domain::dial::{DaysDraft, WindowDraft};
use domain::id::CampaignId;
use domain::provider::ProviderDraft;
use domain::scope::Role;
use engine::calling_rule::{self, Drafted, Manner};
use engine::testing::{World, operator};
use engine::{Error, campaign, consent, dial, provider};
use std::collections::BTreeMap;
use time::{Duration, OffsetDateTime};

const HEAD: &str = "rule_id,jurisdiction,kind,value,effective_from,source\n";

/// A campaign that calls at every hour, as far as the law lets it.
async fn campaign_of(world: &World) -> CampaignId {
    let made = ProviderDraft {
        name: "Main".into(),
        kind: "mock".into(),
        base_url: "https://calls.example.test".into(),
        ..ProviderDraft::default()
    };
    let provider = provider::create(&world.engine, &world.scope, &made).await.expect("it is written down").id;
    let always = WindowDraft { days: DaysDraft::Word("all".into()), start: "00:00".into(), end: "24:00".into() };
    let draft = CampaignDraft {
        name: "Autumn".into(),
        enforce_hours: true,
        consent_required: true,
        windows: vec![always],
        ..CampaignDraft::default()
    };
    campaign::create(&world.engine, &world.scope, provider, &draft, true).await.expect("it runs").id
}

/// People of California and Florida, on a list; nobody dials in these tests.
async fn add(world: &World, campaign: CampaignId, numbers: &[&str]) {
    for number in numbers {
        let agreed = ConsentDraft {
            phone_number: (*number).into(),
            terms: TermsDraft { kind: "oral".into(), source: "the fair".into(), ..TermsDraft::default() },
        };
        consent::record(&world.engine, &world.scope, &agreed).await.expect("it is recorded");
    }
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    campaign::contact::add_numbers(&world.engine, &world.scope, campaign, &numbers).await.expect("they are added");
}

async fn draft(world: &World, rules: &str, manner: Manner) -> i32 {
    let drafted = calling_rule::draft(&world.engine, &operator(), &format!("{HEAD}{rules}"), manner).await;
    match drafted {
        Ok(Drafted::Draft(version)) => version,
        other => panic!("nothing was drafted: {other:?}"),
    }
}

async fn put_in_force(world: &World, version: i32) {
    calling_rule::put_in_force(&world.engine, &operator(), version).await.expect("it is put in force");
}

/// The verdicts of everybody on the list, by a look of now.
async fn verdicts(world: &World, campaign: CampaignId) -> BTreeMap<String, u64> {
    world.sql("update campaign_contact set verdict_at = now() - interval '1 hour'").await;
    let preview = campaign::preview(&world.engine, &world.scope, campaign).await.expect("it is told");
    preview.verdicts.into_iter().collect()
}

/// Today by every clock of the plan, so that a test does not turn at somebody's midnight.
fn holidays(jurisdiction: &str) -> String {
    let today = OffsetDateTime::now_utc().date();
    let days = [-1, 0, 1].map(|days| today + Duration::days(days));
    days.map(|day| format!("{jurisdiction}-{day},{jurisdiction},holiday,{day},2020-01-01,read\n")).concat()
}

/// Rules of which none closes anything; California was read, and has no holidays.
const FREE: &str = "calls,US,attempts_24h,9,2020-01-01,read\nca,US-CA,holiday,none,2020-01-01,read\n";

#[tokio::test]
async fn a_draft_tells_what_it_would_change_and_counts_when_it_is_put_in_force() {
    let world = World::new().await;
    put_in_force(&world, draft(&world, FREE, Manner::Replace).await).await;
    let campaign = campaign_of(&world).await;
    add(&world, campaign, &["4152000001", "4152000002", "3052000001"]).await;
    assert_eq!(verdicts(&world, campaign).await, BTreeMap::from([("ALLOWED".to_owned(), 3)]));

    let florida = draft(&world, &holidays("US-FL"), Manner::Add).await;
    let impact = calling_rule::impact(&world.engine, &operator(), florida, None).await.expect("it is told");
    assert_eq!((impact.looked_at, impact.more, impact.changed(), impact.campaigns), (3, false, 1, 1));
    assert_eq!((impact.changes[0].from, impact.changes[0].to), ("ALLOWED", "HOLIDAY"));
    assert_eq!(
        verdicts(&world, campaign).await,
        BTreeMap::from([("ALLOWED".to_owned(), 3)]),
        "a draft counts for nothing"
    );

    put_in_force(&world, florida).await;
    let told = BTreeMap::from([("ALLOWED".to_owned(), 2), ("HOLIDAY".to_owned(), 1)]);
    assert_eq!(verdicts(&world, campaign).await, told, "as the draft said");
    let (version, book) = calling_rule::in_force(&world.engine, &world.scope).await.expect("everybody reads them");
    assert_eq!((version, book.rules().len()), (florida, 5));
    let verbs = world
        .text("select string_agg(verb, ' ' order by id) as text from audit_entry where verb like 'calling%'")
        .await;
    assert_eq!(verbs, "calling_rules.draft calling_rules.put_in_force calling_rules.draft calling_rules.put_in_force");
    assert!(verbs.split(' ').all(|verb| VERBS.iter().any(|known| known.value == verb)));
}

#[tokio::test]
async fn a_rule_that_counts_on_a_day_to_come_tells_whose_hours_it_changes_then() {
    let world = World::new().await;
    put_in_force(&world, draft(&world, FREE, Manner::Replace).await).await;
    let campaign = campaign_of(&world).await;
    add(&world, campaign, &["4152000001", "3052000001", "3052000002", "2122000001"]).await;
    let day = OffsetDateTime::now_utc().date() + Duration::days(40);
    let impact = async |rules: &str| {
        let draft = draft(&world, rules, Manner::Add).await;
        calling_rule::impact(&world.engine, &operator(), draft, None).await.expect("it is told")
    };
    let holiday = impact(&format!("fl,US-FL,holiday,{day},2020-01-01,read\n")).await;
    // New York is one of those whose holidays nobody read, so the strictest that is known counts there; California was read.
    assert_eq!((holiday.changed(), holiday.other_hours), (0, 3), "{holiday:?}");
    assert_eq!(holiday.days, [day]);
    let hours = impact(&format!("ny,US-NY,hours,10:00-12:00,{day},read\n")).await;
    assert_eq!((hours.changed(), hours.other_hours, hours.days), (0, 4, vec![day]), "nobody read any other hours");
    let nothing = impact("ring,US,min_ring_seconds,20,2020-01-01,read\n").await;
    assert_eq!((nothing.changed(), nothing.other_hours), (0, 0));
}

#[tokio::test]
async fn another_limit_of_abandoned_calls_tells_how_many_campaigns_it_stops_and_how_many_it_lets_go_on() {
    let world = World::new().await;
    let share = |share: &str| format!("share,US,abandoned_share_30d,{share},2020-01-01,read\n");
    put_in_force(&world, draft(&world, &(FREE.to_owned() + &share("0.03")), Manner::Replace).await).await;
    campaign_of(&world).await;
    world.sql("update provider set bridging_since = now()").await;
    let impact = async |rules: &str| {
        let draft = draft(&world, rules, Manner::Replace).await;
        let impact = calling_rule::impact(&world.engine, &operator(), draft, None).await.expect("it is told");
        (impact.stopped, impact.freed)
    };
    // Two of two hundred: calls go on up to three in a hundred.
    world.sql("insert into abandoned_period select tenant_id, id, 0, 200, 2, 0 from campaign").await;
    assert_eq!(impact(&share("0.03")).await, (0, 0));
    assert_eq!(impact(&share("0.01")).await, (1, 0));
    assert_eq!(impact(FREE).await, (0, 0), "without a limit nobody stands still");
    world.sql("update abandoned_period set abandoned = 6").await;
    assert_eq!(impact(&share("0.01")).await, (0, 0), "it stands still already");
    assert_eq!(impact(&share("0.05")).await, (0, 1));
    assert_eq!(impact(FREE).await, (0, 1));
    world.sql("update provider set bridging_since = null").await;
    assert_eq!(impact(&share("0.05")).await, (0, 0), "of this one nothing is known");
}

#[tokio::test]
async fn what_a_draft_would_change_is_what_a_look_at_everybody_finds_by_its_rules() {
    let world = World::new().await;
    put_in_force(&world, draft(&world, FREE, Manner::Replace).await).await;
    let campaign = campaign_of(&world).await;
    let numbers: Vec<String> = ["415", "305", "208", "212", "808"]
        .iter()
        .flat_map(|npa| (1..=9).map(move |n| format!("{npa}200000{n}")))
        .collect();
    add(&world, campaign, &numbers.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let rules = holidays("US-FL") + "ny,US-NY,hours,none,2020-01-01,read\n";
    let version = draft(&world, &rules, Manner::Add).await;
    let before = verdicts(&world, campaign).await;
    let impact = calling_rule::impact(&world.engine, &operator(), version, None).await.expect("it is told");
    put_in_force(&world, version).await;
    let mut predicted = before;
    for change in &impact.changes {
        *predicted.get_mut(change.from).expect("it was there") -= change.contacts;
        *predicted.entry(change.to.to_owned()).or_default() += change.contacts;
    }
    predicted.retain(|_, contacts| *contacts > 0);
    assert_eq!(predicted, verdicts(&world, campaign).await);
    // California was read; everybody else has Florida's holidays, the strictest that is known.
    assert_eq!(predicted, BTreeMap::from([("ALLOWED".to_owned(), 9), ("HOLIDAY".to_owned(), 36)]));
}

#[tokio::test]
async fn a_dial_is_judged_by_the_rules_in_force_and_says_by_which() {
    let world = World::new().await;
    put_in_force(&world, draft(&world, &(FREE.to_owned() + &holidays("US-FL")), Manner::Replace).await).await;
    let campaign = campaign_of(&world).await;
    add(&world, campaign, &["3052000001"]).await;
    let number = "3052000001".parse().expect("a number");
    let made = dial::initiate(&world.engine, &world.scope, campaign, number).await.expect("it is accepted");
    let made = made.expect("there is no other");
    let dial = dial::get(&world.engine, &world.scope, made.call_id).await.expect("it is there").dial;
    assert_eq!(dial.verdict, "HOLIDAY");
    let inputs = dial.verdict_inputs.expect("it was judged");
    let rules: Vec<&str> = inputs["rules"].as_array().expect("a list").iter().filter_map(|id| id.as_str()).collect();
    assert!(rules.contains(&"calls") && rules.iter().any(|id| id.starts_with("US-FL-")), "{rules:?}");
    assert!(dial.next_at.expect("it waits") > OffsetDateTime::now_utc());
}

#[tokio::test]
async fn the_laws_cap_counts_for_a_campaign_that_has_none() {
    let world = World::new().await;
    put_in_force(&world, draft(&world, "calls,US,attempts_24h,2,2020-01-01,read\n", Manner::Replace).await).await;
    let campaign = campaign_of(&world).await;
    add(&world, campaign, &["4152000001"]).await;
    for place in 1..=2 {
        world
            .sql(&format!(
                "with d as (insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict, attempts, ended_at)
                     select tenant_id, gen_random_uuid(), id, provider_id, 14152000001, 7, 'ALLOWED', 1, now() from campaign
                     returning *)
                 insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, state, placed_at, started_at)
                 select tenant_id, gen_random_uuid(), id, campaign_id, provider_id, number, {place}, 6, now(), now() - interval '1 hour' from d"
            ))
            .await;
        let told = verdicts(&world, campaign).await;
        let expected = if place == 2 { "DAY_CAP" } else { "ALLOWED" };
        assert_eq!(told, BTreeMap::from([(expected.to_owned(), 1)]), "after {place}");
    }
}

#[tokio::test]
async fn only_a_platform_admin_changes_the_rules_and_a_draft_against_others_is_refused() {
    let world = World::new().await;
    let (_, _, owner) = world.other("globex", Role::Owner).await;
    let text = format!("{HEAD}{FREE}");
    let denied = calling_rule::draft(&world.engine, &owner, &text, Manner::Add).await;
    assert!(matches!(denied, Err(Error::Denied(_))), "{denied:?}");
    let (one, other) = (draft(&world, FREE, Manner::Add).await, draft(&world, FREE, Manner::Replace).await);
    assert!(matches!(calling_rule::put_in_force(&world.engine, &owner, one).await, Err(Error::Denied(_))));
    assert!(matches!(calling_rule::impact(&world.engine, &owner, one, None).await, Err(Error::Denied(_))));
    put_in_force(&world, one).await;
    assert!(matches!(calling_rule::put_in_force(&world.engine, &operator(), one).await, Err(Error::Conflict(_))));
    let stale = calling_rule::put_in_force(&world.engine, &operator(), other).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "{stale:?}");
    calling_rule::discard(&world.engine, &operator(), other).await.expect("it is let be");
    assert!(matches!(calling_rule::discard(&world.engine, &operator(), other).await, Err(Error::Conflict(_))));
    let same = calling_rule::draft(&world.engine, &operator(), &text, Manner::Add).await.expect("it reads");
    assert_eq!(same, Drafted::Nothing);
    // Nobody would be called by the law's hours, or by those of somewhere else.
    let moved = format!("{HEAD}ca,US-FL,holiday,none,2020-01-01,read\n");
    for (text, manner) in
        [(HEAD, Manner::Replace), (HEAD, Manner::Add), (&moved, Manner::Add), (&moved, Manner::Replace)]
    {
        match calling_rule::draft(&world.engine, &operator(), text, manner).await {
            Err(Error::Invalid(errors)) => assert!(!errors.at("file").is_empty(), "{errors}"),
            other => panic!("it was taken: {other:?}"),
        }
    }
    let wrong = format!("{HEAD}a,US,hours,x,2020-01-01,\n");
    match calling_rule::draft(&world.engine, &operator(), &wrong, Manner::Add).await {
        Err(Error::Invalid(errors)) => {
            let told = errors.at("file").join(" ");
            assert!(told.contains("Line 2, value") && told.contains("Line 2, source"), "{told}");
        }
        other => panic!("it was taken: {other:?}"),
    }
}

#[tokio::test]
async fn a_number_is_explained_now_and_over_the_next_seven_days_whether_it_is_on_the_list_or_not() {
    let world = World::new().await;
    put_in_force(&world, draft(&world, &(FREE.to_owned() + &holidays("US-FL")), Manner::Replace).await).await;
    let campaign = campaign_of(&world).await;
    add(&world, campaign, &["3052000001"]).await;
    let explain =
        |number: &str| campaign::explain(&world.engine, &world.scope, campaign, number.parse().expect("a number"));
    let miami = explain("3052000001").await.expect("it is told");
    let opens = miami.verdict.at().expect("it waits");
    assert_eq!(miami.verdict.as_str(), "HOLIDAY");
    assert!(miami.closed_by.iter().all(|rule| rule.id.starts_with("US-FL-")) && !miami.closed_by.is_empty());
    let (start, end) = (miami.outlook.first().expect("it opens").0, miami.outlook.last().expect("it opens").1);
    assert_eq!((start, end), (opens, miami.at + Duration::days(7)));
    // Nobody agreed to anything there; the campaign demands it.
    let nobody = explain("2122000001").await.expect("it is told");
    assert_eq!((nobody.verdict.as_str(), nobody.outlook.len()), ("NO_CONSENT", 0));
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    let theirs = campaign::explain(&world.engine, &stranger, campaign, miami.number).await;
    assert!(matches!(theirs, Err(Error::NotFound)), "{theirs:?}");
}
