//! Providers and campaigns as people set them up: changed by one at a time, tried out, taken away.

use domain::audit::VERBS;
use domain::campaign::{CampaignAction, CampaignDraft};
use domain::consent::{ConsentDraft, TermsDraft};
use domain::dial::verdict::{Refusal, Verdict};
use domain::filter::{Campaigns, Filter, ListQuery};
use domain::id::{CampaignId, ProviderId};
use domain::page::Count;
use domain::provider::ProviderDraft;
use domain::scope::{RequestId, Role, Scope};
use engine::campaign::PolicyOf;
use engine::provider::{Edited, Placing, Provider, TestCall};
use engine::testing::World;
use engine::{Error, campaign, consent, provider};
use secrecy::ExposeSecret;

fn draft(name: &str) -> ProviderDraft {
    ProviderDraft {
        name: name.into(),
        kind: "mock".into(),
        base_url: "https://calls.example.test".into(),
        ..ProviderDraft::default()
    }
}

async fn provider_of(world: &World, name: &str) -> ProviderId {
    provider::create(&world.engine, &world.scope, &draft(name)).await.expect("it is written down").id
}

async fn read(world: &World, id: ProviderId) -> Provider {
    provider::get(&world.engine, &world.scope, id).await.expect("it is there")
}

async fn edit(world: &World, id: ProviderId, draft: &ProviderDraft, version: i64) -> engine::Result<Edited> {
    provider::edit(&world.engine, &world.scope, id, draft, false, Some(version)).await
}

async fn campaign_of(world: &World, provider: ProviderId, name: &str) -> CampaignId {
    let draft = CampaignDraft { name: name.into(), enforce_hours: true, ..CampaignDraft::default() };
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

#[tokio::test]
async fn a_provider_is_changed_by_one_at_a_time_and_keeps_the_credential_that_is_not_typed() {
    let world = World::new().await;
    let with = ProviderDraft { credential: "s3cret".into(), ..draft("Main") };
    let id = provider::create(&world.engine, &world.scope, &with).await.expect("it is written down").id;
    let first = read(&world, id).await;
    assert!(first.has_credential);

    let changed = ProviderDraft { max_concurrent: "7".into(), ..draft("Main") };
    let Ok(Edited::Changed(after)) = edit(&world, id, &changed, first.version).await else { panic!("not changed") };
    assert_eq!((after.max_concurrent, after.has_credential, after.version), (7, true, first.version + 1));
    assert_eq!(newest_verb(&world).await, "provider.edit");
    assert!(matches!(edit(&world, id, &changed, first.version).await, Ok(Edited::Stale(_))));
    let same = edit(&world, id, &changed, after.version).await;
    assert!(matches!(same, Ok(Edited::Changed(same)) if same.version == after.version), "nothing changed");

    let gone = provider::edit(&world.engine, &world.scope, id, &changed, true, None).await;
    assert!(matches!(gone, Ok(Edited::Changed(gone)) if !gone.has_credential));
    provider_of(&world, "Second").await;
    wrong_at(edit(&world, id, &draft("Second"), after.version + 1).await, "name");
    let inside = ProviderDraft { base_url: "http://10.0.0.1".into(), max_concurrent: "0".into(), ..draft("Main") };
    wrong_at(edit(&world, id, &inside, after.version + 1).await, "base_url");
    wrong_at(edit(&world, id, &inside, after.version + 1).await, "max_concurrent");
}

#[tokio::test]
async fn a_new_signing_key_is_another_one_and_a_provider_with_campaigns_stays() {
    let world = World::new().await;
    let made = provider::create(&world.engine, &world.scope, &draft("Main")).await.expect("it is written down");
    let again = provider::rotate_key(&world.engine, &world.scope, made.id).await.expect("a new key");
    assert_ne!(made.signing_key.expose_secret(), again.signing_key.expose_secret());
    assert_eq!(newest_verb(&world).await, "provider.rotate_key");

    campaign_of(&world, made.id, "Autumn").await;
    assert_eq!(read(&world, made.id).await.campaigns, 1);
    let kept = provider::remove(&world.engine, &world.scope, made.id).await;
    assert!(matches!(kept, Err(Error::Conflict(_))), "{kept:?}");
    let free = provider_of(&world, "Second").await;
    assert_eq!(provider::remove(&world.engine, &world.scope, free).await.expect("it goes"), "Second");
    assert_eq!(newest_verb(&world).await, "provider.remove");
    assert_eq!(provider::list(&world.engine, &world.scope).await.expect("it reads").len(), 1);
    let (_, _, stranger) = world.other("globex", Role::Owner).await;
    assert!(matches!(provider::get(&world.engine, &stranger, made.id).await, Err(Error::NotFound)));
}

#[tokio::test]
async fn a_test_call_is_judged_like_every_dial_and_counts_for_the_breaker() {
    let world = World::new().await;
    // A port that nobody listens at: the provider is away.
    let draft = ProviderDraft { base_url: "https://127.0.0.1:9".into(), ..draft("Away") };
    let refused = provider::create(&world.engine, &world.scope, &draft).await.map(drop);
    wrong_at(refused, "base_url");
    let world = World::with(|mut settings| {
        settings.dialling.loopback = provider::reach::Loopback::Allowed;
        settings
    })
    .await;
    let id = provider::create(&world.engine, &world.scope, &draft).await.expect("it is written down").id;
    let test = |number: &'static str| provider::test_call(&world.engine, &world.scope, id, number);

    wrong_at(test("911").await, "phone_number");
    let TestCall { verdict, answer, .. } = test("4152000001").await.expect("it is judged");
    assert!(matches!(verdict, Verdict::Never(Refusal::NotDialable(_))) && answer.is_none(), "{verdict:?}");
    let agreed = ConsentDraft {
        phone_number: "4152000001".into(),
        terms: TermsDraft { kind: "oral".into(), source: "The fair".into(), ..TermsDraft::default() },
    };
    consent::record(&world.engine, &world.scope, &agreed).await.expect("it is recorded");
    let TestCall { answer, .. } = test("4152000001").await.expect("it is asked for");
    assert!(matches!(answer, Some(Placing::Away(_))), "{answer:?}");
    assert_eq!(newest_verb(&world).await, "provider.test_call");
    assert_eq!(read(&world, id).await.failures, 1);
    wrong_at(test("4152000001").await, "phone_number");
}

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
        campaign::save_policy(engine, scope, of, text, version).await
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
