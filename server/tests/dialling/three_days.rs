//! Three days of the dialler itself, on a clock that the test turns: nobody is called outside the hours of where they are
//! (FEATURES E14).

use crate::stage::{Stage, free, quick};
use domain::campaign::CampaignDraft;
use domain::dial::{DaysDraft, WindowDraft};
use domain::phone::AreaCode;
use engine::calling_rule::{self, Drafted, Manner};
use engine::testing::{World, clock, operator};
use serde_json::json;
use server::provider_mock::{Behaviour, Mix};
use std::time::Duration;

/// A Friday before dawn; clocks in most of North America are put forward in the night to Sunday, two days later.
const BEGIN: &str = "2026-03-06 06:00:00+00";
/// Whoever is not reached is tried again after thirteen hours, at whatever hour that is: the law alone keeps it decent.
const AGAIN: &str = "global_rules:
  - days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]
    time_slots:
      - {start_time: \"00:00\", end_time: \"24:00\", max_attempts: 6, retry_interval_minutes: 780}
";
/// From look to look.
const STEP: Duration = Duration::from_secs(15 * 60);
const STEPS: u64 = 3 * 24 * 4;

/// The clocks that people go by in a time zone of the area-code report: those that are put forward in spring, and those that
/// are not, which in the United States are Arizona and the islands.
fn clocks(zone: &str, region: &str, country: &str) -> &'static [&'static str] {
    match zone {
        "Atlantic" if country == "US" => &["America/Puerto_Rico"],
        "Eastern" if country == "US" => &["America/New_York"],
        "Central" if country == "US" => &["America/Chicago"],
        "Mountain" if country == "US" && region != "AZ" => &["America/Denver"],
        "Newfoundland" => &["America/St_Johns"],
        "Atlantic" => &["America/Halifax", "America/Puerto_Rico"],
        "Eastern" => &["America/New_York", "America/Jamaica"],
        "Central" => &["America/Chicago", "America/Regina"],
        "Mountain" => &["America/Denver", "America/Phoenix"],
        "Pacific" => &["America/Los_Angeles"],
        "Alaska" => &["America/Anchorage"],
        "Hawaii" => &["Pacific/Honolulu"],
        "Samoa" => &["Pacific/Pago_Pago"],
        "Chamorro" => &["Pacific/Guam"],
        other => panic!("{other} has no clock"),
    }
}

/// Two numbers of each area code, and the clocks of each.
async fn everywhere(world: &World) -> Vec<String> {
    world.sql("create table clock.zone (npa bigint not null, zone text not null, latest time not null)").await;
    let mut numbers = Vec::new();
    for area_code in AreaCode::all().iter().filter(|area_code| area_code.in_service) {
        let npa = area_code.npa;
        // Florida's law ends at eight, as does the strictest that is known where nobody read the law.
        let latest = if area_code.region.country == "US" && area_code.region.code != "FL" { "21:00" } else { "20:00" };
        let (region, country) = (area_code.region.code, area_code.region.country);
        for zone in area_code.zone_names().flat_map(|zone| clocks(zone, region, country)) {
            world.sql(&format!("insert into clock.zone values ({npa}, '{zone}', '{latest}')")).await;
        }
        numbers.extend([format!("+1{npa}2000001"), format!("+1{npa}3000001")]);
    }
    numbers
}

#[tokio::test]
async fn in_three_days_nobody_is_called_outside_the_hours_of_where_they_are_nor_on_their_holiday() {
    let mixed = Mix { picked: 0.3, disconnected: 0.2, no_answer: 0.45, declined: 0.05 };
    let always = WindowDraft { days: DaysDraft::Word("all".into()), start: "00:00".into(), end: "24:00".into() };
    let draft = CampaignDraft {
        enforce_hours: true,
        dials_list: true,
        windows: vec![always],
        max_concurrent: "1000".into(),
        retry_policy: AGAIN.into(),
        ..free()
    };
    let stage = Stage::set(Behaviour { mix: mixed, ..quick() }, draft, clock::may_be_turned).await;
    let world = &stage.server.world;
    let holiday =
        "rule_id,jurisdiction,kind,value,effective_from,source\nus-day,US,holiday,2026-03-07,2020-01-01,read\n";
    let drafted = calling_rule::draft(&world.engine, &operator(), holiday, Manner::Add).await;
    let Ok(Drafted::Draft(version)) = drafted else { panic!("nothing was drafted: {drafted:?}") };
    calling_rule::put_in_force(&world.engine, &operator(), version).await.expect("it is put in force");
    clock::stop(world, BEGIN).await;
    let numbers = everywhere(world).await;
    let body = json!({ "campaign_id": stage.campaign, "phone_numbers": numbers });
    stage.server.post("/api/v1/phone-numbers/", body).await.expect(201);

    let dialler = stage.dialler();
    // Something was told that is not applied, or nobody is on the line.
    let told = "select (exists (select from provider_event where applied_at is null)
         or not exists (select from attempt where state <= 4))::integer::bigint as n";
    for step in 0..STEPS {
        let seconds = step * STEP.as_secs();
        clock::turn(world, &format!("timestamptz '{BEGIN}' + interval '{seconds} seconds'")).await;
        while dialler.run_once().await.expect("it dials") > 0
            || stage.figure("select count(*) as n from attempt where state <= 4").await > 0
        {
            stage.until("the provider tells what became of the calls", told, |told| told == 1).await;
        }
    }

    let local = "from attempt a join clock.zone z on z.npa = a.number / 10000000 % 1000
         cross join lateral (select a.started_at at time zone z.zone as local) l";
    let figure = async |what: &str| stage.figure(&format!("select count(*) as n {local} where {what}")).await;
    assert_eq!(figure("l.local::time < '08:00' or l.local::time >= z.latest").await, 0, "somebody was called at night");
    let us = format!("select count(*) as n {local} where l.local::date = '2026-03-07' and z.latest = '21:00'");
    assert_eq!(stage.figure(&us).await, 0, "somebody was called on a holiday");
    let spread = format!(
        "select string_agg(h || ': ' || n, ', ' order by h) as text from (
         select to_char(l.local, 'YYYY-MM-DD HH24') as h, count(*) as n {local} group by 1) s"
    );
    let spread = world.text(&spread).await;
    // They were called from the first minute that is allowed to the last, on both sides of the night in which clocks change.
    assert!(
        figure("l.local::time < '08:15' and l.local::date = '2026-03-06'").await > 0,
        "nobody at eight on Friday: {spread}"
    );
    assert!(
        figure("l.local::time < '08:15' and l.local::date = '2026-03-08'").await > 0,
        "nobody at eight on Sunday: {spread}"
    );
    let never = "select count(*) as n from dial where attempts = 0";
    assert_eq!(stage.figure(never).await, 0, "somebody was never called");
    assert_eq!(stage.figure("select count(*) as n from dial").await, i64::try_from(numbers.len()).expect("a few"));
}
