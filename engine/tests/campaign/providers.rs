//! Providers as people set them up: changed by one at a time, tried out, taken away.

use super::{account, campaign_of, edit, newest_verb, provider_of, read, wrong_at};
use domain::consent::{ConsentDraft, TermsDraft};
use domain::dial::verdict::{Refusal, Verdict};
use domain::provider::ProviderDraft;
use domain::scope::Role;
use engine::provider::{Edited, Placing, TestCall};
use engine::testing::World;
use engine::{Error, consent, provider};
use secrecy::ExposeSecret;

#[tokio::test]
async fn a_provider_is_changed_by_one_at_a_time_and_keeps_the_credential_that_is_not_typed() {
    let world = World::new().await;
    let with = ProviderDraft { credential: "s3cret".into(), ..account("Main") };
    let id = provider::create(&world.engine, &world.scope, &with).await.expect("it is written down").id;
    let first = read(&world, id).await;
    assert!(first.has_credential);

    let changed = ProviderDraft { max_concurrent: "7".into(), ..account("Main") };
    let Ok(Edited::Changed(after)) = edit(&world, id, &changed, first.version).await else { panic!("not changed") };
    assert_eq!((after.max_concurrent, after.has_credential, after.version), (7, true, first.version + 1));
    assert_eq!(newest_verb(&world).await, "provider.edit");
    assert!(matches!(edit(&world, id, &changed, first.version).await, Ok(Edited::Stale(_))));
    let same = edit(&world, id, &changed, after.version).await;
    assert!(matches!(same, Ok(Edited::Changed(same)) if same.version == after.version), "nothing changed");

    // To another address the credential does not go by itself.
    let moved = ProviderDraft { base_url: "https://elsewhere.example.test".into(), ..changed.clone() };
    wrong_at(edit(&world, id, &moved, after.version).await, "credential");

    let gone = provider::edit(&world.engine, &world.scope, id, &changed, true, None).await;
    assert!(matches!(gone, Ok(Edited::Changed(gone)) if !gone.has_credential));
    provider_of(&world, "Second").await;
    wrong_at(edit(&world, id, &account("Second"), after.version + 1).await, "name");
    let inside = ProviderDraft { base_url: "http://10.0.0.1".into(), max_concurrent: "0".into(), ..account("Main") };
    wrong_at(edit(&world, id, &inside, after.version + 1).await, "base_url");
    wrong_at(edit(&world, id, &inside, after.version + 1).await, "max_concurrent");
}

#[tokio::test]
async fn a_new_signing_key_is_another_one_and_a_provider_with_campaigns_stays() {
    let world = World::new().await;
    let made = provider::create(&world.engine, &world.scope, &account("Main")).await.expect("it is written down");
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
    let draft = ProviderDraft { base_url: "https://127.0.0.1:9".into(), ..account("Away") };
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
async fn twilio_is_set_up_with_all_that_it_needs_and_every_fault_is_told_at_its_field() {
    let world = World::new().await;
    let bare = ProviderDraft { kind: "twilio".into(), base_url: String::new(), ..account("Twilio") };
    for field in ["account_sid", "caller_id", "credential"] {
        wrong_at(provider::create(&world.engine, &world.scope, &bare).await.map(drop), field);
    }
    let whole = ProviderDraft {
        account_sid: format!("AC{}", "5".repeat(32)),
        caller_id: "(415) 200-0009".into(),
        credential: "token".into(),
        detects_machines: true,
        ..bare
    };
    let id = provider::create(&world.engine, &world.scope, &whole).await.expect("it is written down").id;
    let made = read(&world, id).await;
    assert_eq!((made.base_url.as_str(), made.detects_machines), ("https://api.twilio.com", true));
    assert_eq!(made.caller_id.map(|number| number.e164()).as_deref(), Some("+14152000009"));
    let audited = world.text("select string_agg(e::text, '') as text from audit_entry e").await;
    assert!(audited.contains(&made.account_sid) && !audited.contains("\"token\""), "{audited}");

    // The token stays when it is not typed, goes to no other address, and can't be forgotten.
    let silent = ProviderDraft { credential: String::new(), max_concurrent: "9".into(), ..whole.clone() };
    let Ok(Edited::Changed(after)) = edit(&world, id, &silent, made.version).await else { panic!("not changed") };
    assert!(after.has_credential && after.max_concurrent == 9);
    let moved = ProviderDraft { base_url: "https://elsewhere.example.test".into(), ..silent.clone() };
    wrong_at(edit(&world, id, &moved, after.version).await, "credential");
    wrong_at(provider::edit(&world.engine, &world.scope, id, &silent, true, None).await, "credential");
    let renumbered = ProviderDraft { caller_id: "4152000008".into(), detects_machines: false, ..silent };
    let Ok(Edited::Changed(now)) = edit(&world, id, &renumbered, after.version).await else { panic!("not changed") };
    assert_eq!((now.version, now.detects_machines), (after.version + 1, false));
}
