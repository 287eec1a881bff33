//! Retry policies that change while dials wait: what a dry run tells is what saving does, dial by dial.

use super::provider_of;
use domain::calling_rule::{RuleBook, SHIPPED};
use domain::campaign::CampaignDraft;
use domain::dial::retry_policy::Next;
use domain::dial::{Hours, Windows, Zones};
use domain::id::CampaignId;
use domain::scope::{RequestId, Role, Scope};
use engine::campaign::{DryRun, PolicyLevel, PolicyOf, dry_run, policy, policy_version, save_policy};
use engine::dial::Dialler;
use engine::testing::World;
use engine::{Error, campaign};
use sqlx::{Connection, Row};
use std::collections::BTreeMap;
use time::OffsetDateTime;

/// Figures that look random and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % below
    }

    fn policy(&mut self) -> String {
        let start = self.roll(23);
        let end = start + 1 + self.roll(24 - start);
        let clock = ["UTC", "called_party", "America/Denver"][self.roll(3) as usize];
        let (most, every, default) = (1 + self.roll(6), self.roll(900), 1 + self.roll(6));
        let retried = self.roll(4) > 0;
        let rules = if self.roll(6) == 0 {
            "[]".to_owned()
        } else {
            format!(
                "\n  - days: [mon, tue, wed, thu, fri, sat, sun]\n    time_slots:\n      - {{start_time: \"{start:02}:00\", \
                 end_time: \"{end:02}:00\", max_attempts: {most}, retry_interval_minutes: {every}}}"
            )
        };
        format!(
            "global_rules: {rules}\ndefaults: {{max_attempts: {default}, retry_interval_minutes: {every}}}\n\
             status_retry_rules:\n  FAILED: {{should_retry: {retried}, max_attempts: {most}}}\ntimezone: {clock}\n"
        )
    }
}

/// A campaign that is paused: nobody is called in it, and its dials stay where they are.
async fn paused(world: &World, name: &str, policy: &str) -> CampaignId {
    let provider = provider_of(world, &format!("Of {name}")).await;
    let draft = CampaignDraft { name: name.into(), retry_policy: policy.into(), ..CampaignDraft::default() };
    let id = campaign::create(&world.engine, &world.scope, provider, &draft, true).await.expect("it is made").id;
    world.sql(&format!("update campaign set state = 4 where id = {id}")).await;
    id
}

/// Dials of a campaign in every state that a policy may meet, with the attempts that led there.
async fn dials(world: &World, id: CampaignId, first: i64, many: u64, dice: &mut Dice) {
    let codes = [212_i64, 303, 415, 808, 907, 219];
    for place in 0..many {
        let number = 10_000_000_000 + codes[dice.roll(6) as usize] * 10_000_000 + 2_000_000 + first + place as i64;
        let state = [3, 3, 3, 3, 3, 4, 5, 2][dice.roll(8) as usize];
        let attempts = if state == 2 { 0 } else { 1 + dice.roll(3) };
        let counted = if attempts == 0 { 0 } else { attempts - dice.roll(2) };
        let verdict = if dice.roll(4) == 0 { "OUTSIDE_HOURS" } else { "ALLOWED" };
        let (ended, due) = (dice.roll(2_000), dice.roll(3_000) as i64 - 500);
        let budget = if attempts == 0 { "null".to_owned() } else { (1 + dice.roll(5)).to_string() };
        let last = 2 + dice.roll(4);
        let outcome = if state == 3 { last.to_string() } else { "null".to_owned() };
        let slot = if state > 3 { "now() + interval '1 hour'" } else { "null" };
        world
            .sql(&format!(
                "with d as (
                     insert into dial (tenant_id, call_id, campaign_id, provider_id, number, state, verdict, attempts, counted,
                         budget, outcome, slot_until, due_at)
                     select tenant_id, gen_random_uuid(), id, provider_id, {number}, {state}, '{verdict}', {attempts},
                         {counted}, {budget}, {outcome}, {slot}, now() + make_interval(mins => {due}) from campaign where id = {id}
                     returning *)
                 insert into attempt (tenant_id, key, dial_id, campaign_id, provider_id, number, place, state, outcome, started_at,
                     ended_at, check_at)
                 select d.tenant_id, gen_random_uuid(), d.id, d.campaign_id, d.provider_id, d.number, n,
                     case when d.state > 3 and n = d.attempts then 3 else 6 end,
                     case when d.state > 3 and n = d.attempts then null when n = d.attempts then {last} else 2 + n % 3 end,
                     now() - make_interval(mins => {ended} + 90 * (d.attempts - n) + 2),
                     case when d.state > 3 and n = d.attempts then null
                          else now() - make_interval(mins => {ended} + 90 * (d.attempts - n)) end,
                     case when d.state > 3 and n = d.attempts then now() + interval '1 hour' end
                 from d cross join lateral generate_series(1, d.attempts) n"
            ))
            .await;
    }
}

/// A dial as it stands: state, when it is due, its budget.
type Stands = BTreeMap<i64, (i64, i16, OffsetDateTime, Option<i16>)>;

async fn stands(world: &World) -> Stands {
    let mut db = sqlx::PgConnection::connect(world.database.url()).await.expect("it connects");
    sqlx::query("select set_config('app.platform', 'on', false)").execute(&mut db).await.expect("it runs");
    let rows = sqlx::query("select id, campaign_id, state, due_at, budget from dial").fetch_all(&mut db).await;
    let rows = rows.expect("it reads").into_iter();
    rows.map(|row| (row.get(0), (row.get(1), row.get(2), row.get(3), row.get(4)))).collect()
}

/// What became of dials, counted from their rows alone.
fn recount(before: &Stands, after: &Stands) -> DryRun {
    let mut run = DryRun::default();
    for (id, was) in before {
        let is = &after[id];
        run.looked_at += u64::from((3..=5).contains(&was.1));
        run.first_calls += u64::from(was.1 <= 2);
        run.changed += u64::from(was != is);
        if is.1 == 7 {
            run.given_up += 1;
            continue;
        }
        assert_eq!(was.1, is.1, "only what is given up has another state");
        run.earlier += u64::from(is.2 < was.2);
        run.later += u64::from(is.2 > was.2);
        run.more_attempts += u64::from(is.3 > was.3);
        run.fewer_attempts += u64::from(is.3 < was.3);
    }
    run
}

#[tokio::test]
async fn saving_a_policy_does_to_every_dial_what_its_dry_run_told() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let mut dice = Dice(20_261_122);
    let taking = paused(&world, "Takes it", "").await;
    let shielded = paused(&world, "Has its own", "global_rules: []").await;
    let (mut earlier, mut later, mut given_up, mut more, mut fewer, mut letters) = (0, 0, 0, 0, 0, 0);
    for round in 0..10_i64 {
        dials(&world, taking, round * 1_000, 40, &mut dice).await;
        dials(&world, shielded, 500 + round * 1_000, 5, &mut dice).await;
        let text = dice.policy();
        let of = if round % 3 == 2 { PolicyOf::Campaign(taking) } else { PolicyOf::Company };
        if of == PolicyOf::Company {
            // An own policy of an earlier round is taken away, or it would shield the campaign.
            save_policy(engine, scope, PolicyOf::Campaign(taking), "", "", None).await.expect("it is kept");
            Dialler::new(engine.clone()).expect("a dialler").run_once().await.expect("it works");
        }
        let before: Stands = stands(&world).await.into_iter().filter(|(_, dial)| dial.1 <= 5).collect();
        let lettered = world.figure("select count(*) as n from dead_letter").await;
        let now = world.figure("select floor(extract(epoch from now()))::bigint as n").await;
        let told = dry_run(engine, scope, of, &text).await.expect("it is reckoned");
        assert_eq!(stands(&world).await.into_iter().filter(|(_, dial)| dial.1 <= 5).collect::<Stands>(), before);

        let kept = save_policy(engine, scope, of, &text, "another try", None).await.expect("it is kept");
        assert_eq!((kept.text.as_deref(), kept.versions[0].note.as_str()), (Some(text.as_str()), "another try"));
        Dialler::new(engine.clone()).expect("a dialler").run_once().await.expect("it works");
        let after = stands(&world).await;
        let (own, others): (Stands, Stands) = before.into_iter().partition(|(_, dial)| dial.0 == taking.0);
        assert!(others.iter().all(|(id, dial)| after[id] == *dial), "its own policy shields a campaign");
        let lettered = world.figure("select count(*) as n from dead_letter").await - lettered;
        let counted = DryRun {
            campaigns: 1,
            dead_letters: lettered.unsigned_abs(),
            samples: told.samples.clone(),
            ..recount(&own, &after)
        };
        assert_eq!(told, counted, "round {round}: {text}");
        for sample in &told.samples {
            let (at, state) = (
                world
                    .figure(&format!(
                        "select floor(extract(epoch from due_at))::bigint as n from dial where call_id = '{}'",
                        sample.call_id
                    ))
                    .await,
                world
                    .figure(&format!("select state::bigint as n from dial where call_id = '{}'", sample.call_id))
                    .await,
            );
            match sample.next {
                Next::GivesUp(_) => assert_eq!(state, 7),
                // What is due already is told as of the dry run's moment.
                next => assert!(
                    state != 7
                        && next.at().is_none_or(|next| {
                            let late = next.unix_timestamp() - at.max(now);
                            late == 0 || at < now + 60 && (0..60).contains(&late)
                        })
                ),
            }
        }
        // Once it is in force it changes nothing more.
        let again = dry_run(engine, scope, of, &text).await.expect("it is reckoned");
        assert_eq!((again.changed, again.samples.len()), (0, 0));
        (earlier, later, given_up) = (earlier + told.earlier, later + told.later, given_up + told.given_up);
        (more, fewer, letters) = (more + told.more_attempts, fewer + told.fewer_attempts, letters + told.dead_letters);
    }
    // The dice came up with all of it, or this test would say little.
    assert!([earlier, later, given_up, more, fewer, letters].into_iter().all(|many| many > 0));
    assert_eq!(world.figure("select count(*) as n from dial where (state >= 6) <> (ended_at is not null)").await, 0);
    let silent = "select count(*) as n from dial where state = 7 and (error is null or slot_until is not null)";
    assert_eq!(world.figure(silent).await, 0);
    assert_eq!(world.figure("select count(*) as n from campaign where policy_walk is not null").await, 0);
}

#[tokio::test]
async fn a_dry_run_tells_times_at_which_its_hours_let_somebody_be_called() {
    let world = World::new().await;
    let mut dice = Dice(20_261_123);
    let id = paused(&world, "Keeps hours", "").await;
    world.sql(&format!("update campaign set enforce_hours = true where id = {id}")).await;
    dials(&world, id, 0, 60, &mut dice).await;
    let always = "global_rules:\n  - days: [mon, tue, wed, thu, fri, sat, sun]\n    time_slots:\n      - {start_time: \"00:00\", \
                  end_time: \"24:00\", max_attempts: 9, retry_interval_minutes: 1}\n";
    let told = dry_run(&world.engine, &world.scope, PolicyOf::Company, always).await.expect("it is reckoned");
    let (windows, book) = (Windows::default(), RuleBook::read(SHIPPED).expect("it reads"));
    let mut seen = 0;
    for sample in &told.samples {
        let zones = Zones::of_area_code(sample.number.area_code()).expect("it has clocks");
        let hours = Hours { windows: &windows, law: book.law_of(sample.number) };
        for at in [sample.due_at, sample.next.at()].into_iter().flatten() {
            assert!(hours.are_open(at, &zones), "{}: {at}", sample.number);
            seen += 1;
        }
    }
    assert!(seen > 20, "{told:?}");
}

#[tokio::test]
async fn the_installations_policy_reaches_companies_without_one_and_a_level_below_shields_from_it() {
    let world = World::new().await;
    let engine = &world.engine;
    let admin = Scope::establish(world.tenant, world.scope.actor(), Role::Owner, true, RequestId("test".into()));
    let mut dice = Dice(7);
    let id = paused(&world, "Autumn", "").await;
    dials(&world, id, 0, 30, &mut dice).await;
    let never = "global_rules: []\nstatus_retry_rules:\n  RNR: {should_retry: false}\n";
    let denied = dry_run(engine, &world.scope, PolicyOf::Installation, never).await;
    assert!(matches!(denied, Err(Error::Denied(_))), "{denied:?}");
    let reached = dry_run(engine, &admin, PolicyOf::Installation, never).await.expect("it is reckoned");
    assert_eq!((reached.campaigns, reached.samples.len()), (1, 0));
    assert!(reached.given_up > 0 && reached.looked_at > reached.given_up);
    save_policy(engine, &world.scope, PolicyOf::Company, "{}", "", Some(0)).await.expect("it is kept");
    let shielded = dry_run(engine, &admin, PolicyOf::Installation, never).await.expect("it is reckoned");
    assert_eq!((shielded.campaigns, shielded.looked_at), (0, 0));
    let of_campaign = policy(engine, &world.scope, PolicyOf::Campaign(id)).await.expect("it reads");
    assert_eq!((of_campaign.otherwise.as_str(), of_campaign.otherwise_of), ("{}", PolicyLevel::Company));
}

#[tokio::test]
async fn a_fault_is_told_before_anything_is_reckoned_and_versions_are_kept_with_who_and_why() {
    let world = World::new().await;
    let (engine, scope) = (&world.engine, &world.scope);
    let id = paused(&world, "Autumn", "").await;
    for of in [PolicyOf::Company, PolicyOf::Campaign(id)] {
        let wrong = dry_run(engine, scope, of, "global_rule: []").await;
        let Err(Error::Invalid(errors)) = wrong else { panic!("it was taken: {wrong:?}") };
        assert!(errors.at("retry_policy")[0].starts_with("Line 1, column 1: \"global_rule\" is no key"), "{errors}");
        save_policy(engine, scope, of, "{}", "", Some(0)).await.expect("it is kept");
        save_policy(engine, scope, of, "global_rules: []", " for the holidays ", Some(1)).await.expect("it is kept");
        save_policy(engine, scope, of, " \n", "", Some(2)).await.expect("it is taken away");
        let long = save_policy(engine, scope, of, "{}", &"a".repeat(201), None).await;
        assert!(matches!(long, Err(Error::Invalid(errors)) if !errors.at("note").is_empty()));
        let second = policy_version(engine, scope, of, 2).await.expect("it is there");
        assert_eq!(
            (second.version.text.as_str(), second.version.note.as_str()),
            ("global_rules: []", "for the holidays")
        );
        assert!(second.version.by_name.is_some());
        assert_eq!(second.before.map(|before| before.text).as_deref(), Some("{}"));
        assert!(policy_version(engine, scope, of, 1).await.expect("it is there").before.is_none());
        assert!(matches!(policy_version(engine, scope, of, 4).await, Err(Error::NotFound)));
        let kept = policy(engine, scope, of).await.expect("it reads");
        assert_eq!((kept.version, kept.text, kept.versions[0].text.as_str()), (3, None, ""));
    }
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    let none = dry_run(engine, &stranger, PolicyOf::Campaign(id), "{}").await;
    assert!(matches!(none, Err(Error::NotFound)), "{none:?}");
    assert!(matches!(policy_version(engine, &stranger, PolicyOf::Campaign(id), 1).await, Err(Error::NotFound)));
    world.sql(&format!("update campaign set state = 7, ended_at = now() where id = {id}")).await;
    let over = save_policy(engine, scope, PolicyOf::Campaign(id), "{}", "", None).await;
    assert!(matches!(over, Err(Error::Conflict(_))), "{over:?}");
}
