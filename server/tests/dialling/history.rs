//! How a campaign stood, hour by hour, as the page and REST tell it.

use crate::stage::{OWNER, Stage, all, free, numbers, quick};
use crate::support::browser::Browser;
use domain::campaign::CampaignDraft;
use domain::scope::Role;
use engine::campaign::count_hours;
use server::provider_mock::Behaviour;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

#[tokio::test]
async fn the_page_and_rest_tell_how_each_hour_stood_from_the_start_to_the_end() {
    let behaviour = Behaviour { mix: all(|mix| mix.picked = 1.0), ..quick() };
    let draft = CampaignDraft { consent_required: false, ..free() };
    let stage = Stage::still(behaviour, draft).await;
    stage.send(&numbers(7)).await;
    let id = stage.campaign;
    let (page, rest) = (format!("/campaigns/{id}/history"), format!("/api/v1/campaigns/{id}/history/"));
    let browser = Browser::signed_in(&stage.server, OWNER).await;
    let before = browser.get(&page).await;
    assert_eq!(before.status, 200);
    assert!(before.text().contains("Nothing was recorded yet"), "{}", before.text());
    let told = stage.server.get(&rest).await.expect(200);
    assert_eq!((told["hours"].as_array().map(Vec::len), told["recorded_from"].is_null()), (Some(0), true), "{told}");

    // Nobody dials, so all of them wait.
    assert_eq!(count_hours(&stage.server.world.engine).await.expect("it counts"), 1);
    let told = stage.server.get(&rest).await.expect(200);
    assert_eq!(told["hours"][0]["state"], "running");
    assert_eq!(told["hours"][0]["waiting"]["WAITS_FOR_TURN"], 7, "{told}");
    assert_eq!((told["hours"][0]["queued"].as_i64(), told["hours"][0]["completed"].as_i64()), (Some(7), Some(0)));
    let shown = browser.get(&page).await.text();
    for text in [
        "Who waited, and why",
        "Hour by hour",
        "Wait for room: they may be called",
        "stack-band band-turn",
        "At most 7 waited",
    ] {
        assert!(shown.contains(text), "{text}: {shown}");
    }
    // From where the question comes up.
    for path in [format!("/campaigns/{id}"), format!("/campaigns/{id}/explain")] {
        assert!(browser.get(&path).await.text().contains(&format!("href=\"{page}\"")), "{path}");
    }

    // A dialler ends it, and writes its end.
    stage.server.world.sql("update campaign set dials_list = true").await;
    let dialler = stage.dialler();
    let _runs = AbortOnDropHandle::new(tokio::spawn(async move { dialler.run(CancellationToken::new()).await }));
    let ended = "select count(*) as n from campaign_hour where state = 6 and completed = 7 and waiting = '{}'";
    stage.until("its end stands in its last hour", ended, |rows| rows == 1).await;
    let shown = browser.get(&page).await.text();
    assert!(shown.contains("nobody waited"), "{shown}");

    for (query, text) in [
        ("from=x", "This must be a date"),
        ("from=2026-02-01&to=2026-01-01", "The first day is behind the last."),
        ("from=2026-01-01&to=2026-02-01", "A history is of 31 days at most."),
    ] {
        let answer = browser.get(&format!("{page}?{query}")).await;
        assert!(answer.text().contains(text) && !answer.text().contains("Hour by hour"), "{query}");
        let answer = stage.server.get(&format!("{rest}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert!(answer.text().contains(text), "{query}: {}", answer.text());
    }
    let other_days = browser.get(&format!("{page}?from=2020-01-01&to=2020-01-31")).await.text();
    assert!(other_days.contains("Nothing in this period"), "{other_days}");
}

#[tokio::test]
async fn another_company_finds_no_history() {
    let stage = Stage::still(quick(), free()).await;
    count_hours(&stage.server.world.engine).await.expect("it counts");
    stage.server.world.other("other", Role::Owner).await;
    let browser = Browser::signed_in(&stage.server, "owner@other.test").await;
    let id = stage.campaign;
    for path in [format!("/campaigns/{id}/history"), format!("/campaigns/{}/history", id.0 + 1)] {
        assert_eq!(browser.get(&path).await.status, 404, "{path}");
    }
}
