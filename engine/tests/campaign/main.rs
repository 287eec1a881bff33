//! Campaigns as people set them up and steer them, their providers, policies and history, on a real database.

mod changing;
mod history;
mod providers;
mod retry_policy;

use domain::audit::VERBS;
use domain::campaign::CampaignDraft;
use domain::id::{CampaignId, ProviderId};
use domain::provider::ProviderDraft;
use engine::provider::{Edited, Provider};
use engine::testing::World;
use engine::{Error, campaign, provider};

fn account(name: &str) -> ProviderDraft {
    ProviderDraft {
        name: name.into(),
        kind: "mock".into(),
        base_url: "https://calls.example.test".into(),
        ..ProviderDraft::default()
    }
}

async fn provider_of(world: &World, name: &str) -> ProviderId {
    let id = provider::create(&world.engine, &world.scope, &account(name)).await.expect("it is written down").id;
    // On this machine, so that a campaign may do without hours: a test may not depend on the time of day.
    world.sql(&format!("update provider set base_url = 'http://127.0.0.1:9' where id = {id}")).await;
    id
}

async fn read(world: &World, id: ProviderId) -> Provider {
    provider::get(&world.engine, &world.scope, id).await.expect("it is there")
}

async fn edit(world: &World, id: ProviderId, draft: &ProviderDraft, version: i64) -> engine::Result<Edited> {
    provider::edit(&world.engine, &world.scope, id, draft, false, Some(version)).await
}

async fn campaign_of(world: &World, provider: ProviderId, name: &str) -> CampaignId {
    let draft = CampaignDraft { name: name.into(), enforce_hours: true, dials_list: true, ..CampaignDraft::default() };
    campaign::create(&world.engine, &world.scope, provider, &draft, false).await.expect("it is made").id
}

fn wrong_at<T: std::fmt::Debug>(outcome: engine::Result<T>, field: &str) {
    match outcome {
        Err(Error::Invalid(errors)) => assert!(!errors.at(field).is_empty(), "{errors}"),
        other => panic!("{field} was taken: {other:?}"),
    }
}

/// What the audit calls the newest change.
async fn newest_verb(world: &World) -> String {
    let verb = world.text("select verb as text from audit_entry order by id desc limit 1").await;
    assert!(VERBS.iter().any(|known| known.value == verb), "{verb} does not stand in VERBS");
    verb
}
