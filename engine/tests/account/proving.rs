use crate::{EMAIL, colleague, proof, sign_in, typed, with_second_factor};
use domain::account::{PROVEN_FOR, ProfileDraft};
use domain::scope::{Role, TokenScope};
use engine::identity::Claim;
use engine::session::{self, Record};
use engine::testing::{PASSWORD, World, code_of};
use engine::user::{self, PasswordDraft, Proof, SignInError, prove};
use engine::{Error, second_factor};
use secrecy::SecretString;
use time::{Duration, OffsetDateTime};

fn at(error: Error, field: &str) -> String {
    match error {
        Error::Invalid(errors) => errors.at(field).join(" "),
        other => panic!("not told at a field: {other}"),
    }
}

#[tokio::test]
async fn a_proof_lasts_a_quarter_of_an_hour_and_is_one_persons() {
    let world = World::new().await;
    let (_, grace) = colleague(&world, "grace@acme.test", Role::Owner).await;
    for (at, good) in [
        (Some(1_000_000), true),
        (Some(1_000_000 - PROVEN_FOR + 1), true),
        (Some(1_000_000 - PROVEN_FOR), false),
        (Some(1_000_001), false),
        (None, false),
    ] {
        assert_eq!(Proof::fresh(&world.scope, at, 1_000_000).is_some(), good, "{at:?}");
    }
    let borrowed = second_factor::begin(&world.engine, &world.scope, &proof(&grace)).await;
    assert!(matches!(borrowed, Err(Error::Denied(_))), "{borrowed:?}");
    let ended = session::end_others(&world.engine, &world.scope, &proof(&grace), None).await;
    assert!(matches!(ended, Err(Error::Denied(_))), "{ended:?}");
}

#[tokio::test]
async fn somebody_proves_themselves_by_all_that_they_sign_in_with() {
    let world = World::new().await;
    let prove = async |password: &str, code: &str| prove(&world.engine, &world.scope, &typed(password, code)).await;
    prove(PASSWORD, "").await.expect("the password is right");
    assert_eq!(
        at(prove("", "").await.expect_err("nothing"), "current_password"),
        "This needs your password once more."
    );
    assert_eq!(at(prove("wrong", "").await.expect_err("wrong"), "current_password"), "This is not your password.");
    let (secret, _) = with_second_factor(&world).await;
    assert!(at(prove(PASSWORD, "").await.expect_err("no code"), "code").contains("no code"));
    let code = code_of(&secret, 0);
    prove(PASSWORD, &code).await.expect("both are right");
    assert!(at(prove(PASSWORD, &code).await.expect_err("used"), "code").contains("used already"));
    for _ in 0..10 {
        prove("wrong", "").await.expect_err("wrong");
    }
    let text = at(prove(PASSWORD, &code_of(&secret, 1)).await.expect_err("too many"), "current_password");
    assert!(text.contains("Too many attempts"), "{text}");
}

#[tokio::test]
async fn a_token_reaches_nothing_of_an_account() {
    let world = World::new().await;
    let token = world.scope.clone().narrowed_to(vec![TokenScope::Admin]);
    let (engine, proof) = (&world.engine, proof(&world.scope));
    let (other, _) = colleague(&world, "grace@acme.test", Role::Agent).await;
    let profile = ProfileDraft::default();
    let change = PasswordDraft { current: typed(PASSWORD, ""), new: "a brand new pass phrase".into() };
    let outcomes = [
        ("prove", prove(engine, &token, &typed(PASSWORD, "")).await.map(drop)),
        ("profile", user::edit_profile(engine, &token, &profile).await),
        ("password", user::change_password(engine, &token, &change, None).await.map(drop)),
        ("second factor", second_factor::begin(engine, &token, &proof).await),
        ("its state", second_factor::state(engine, &token).await.map(drop)),
        ("sessions", session::own(engine, &token).await.map(drop)),
        ("ending", session::end_others(engine, &token, &proof, None).await.map(drop)),
        ("link", user::make_reset_link(engine, &token, &proof, other, false).await.map(drop)),
    ];
    for (what, outcome) in outcomes {
        assert!(matches!(outcome, Err(Error::Denied(_))), "{what}: {outcome:?}");
    }
}

#[tokio::test]
async fn a_password_is_changed_by_the_old_one_and_ends_every_other_session() {
    let world = World::new().await;
    let live = Record { data: b"{}".to_vec(), expires_at: OffsetDateTime::now_utc() + Duration::HOUR };
    for id in [1, 2] {
        session::save(&world.engine, [id; 32], Some(world.user), &live, true).await.expect("it saves");
    }
    let change = async |current: &str, new: &str| {
        let draft = PasswordDraft { current: typed(current, ""), new: SecretString::from(new.to_owned()) };
        user::change_password(&world.engine, &world.scope, &draft, Some([1; 32])).await
    };
    let new = "gravel teapot seventeen";
    assert!(at(change("", "short").await.expect_err("both wrong"), "password").contains("15 to 256"));
    assert!(at(change("", new).await.expect_err("no old one"), "current_password").contains("that you have now"));
    assert_eq!(at(change("wrong", new).await.expect_err("wrong"), "current_password"), "This is not your password.");
    assert!(
        at(change(PASSWORD, "acme owner acme").await.expect_err("names"), "password").contains("first that others")
    );
    assert!(at(change(PASSWORD, PASSWORD).await.expect_err("the same"), "password").contains("already"));
    sign_in(&world, EMAIL, PASSWORD, "a").await.expect("nothing has changed");

    let (_, credentials) = change(PASSWORD, new).await.expect("it is changed");
    assert_eq!(credentials, 1);
    let there = async |id: u8| session::load(&world.engine, [id; 32]).await.expect("it loads").is_some();
    assert!(there(1).await && !there(2).await);
    assert!(matches!(sign_in(&world, EMAIL, PASSWORD, "a").await, Err(SignInError::Wrong)));
    assert_eq!(sign_in(&world, EMAIL, new, "a").await.expect("it is right").credentials, 1);
}

#[tokio::test]
async fn a_profile_is_kept_and_a_zone_that_is_none_is_told_at_its_field() {
    let world = World::new().await;
    let draft = ProfileDraft {
        name: " Ada Lovelace ".into(),
        time_zone: "America/New_York".into(),
        density: "compact".into(),
        theme: "dark".into(),
    };
    user::edit_profile(&world.engine, &world.scope, &draft).await.expect("it is right");
    let claim = Claim { user: world.user, tenant: None, acting: None };
    let person = engine::identity::of_user(&world.engine, claim).await.expect("it answers").expect("there");
    assert_eq!((person.name.as_str(), person.time_zone.as_str()), ("Ada Lovelace", "America/New_York"));
    assert_eq!((person.density.as_str(), person.theme.as_str()), ("compact", "dark"));
    for zone in ["Mars/Base", "", "america/new_york", "../../etc/passwd"] {
        let wrong = ProfileDraft { time_zone: zone.into(), ..draft.clone() };
        let refused = user::edit_profile(&world.engine, &world.scope, &wrong).await.expect_err("no zone");
        assert!(at(refused, "time_zone").contains("America/New_York"), "{zone}");
    }
}

#[tokio::test]
async fn somebody_ends_their_own_sessions_and_nobody_elses() {
    let world = World::new().await;
    let (_, grace) = colleague(&world, "grace@acme.test", Role::Owner).await;
    let live = Record { data: b"{}".to_vec(), expires_at: OffsetDateTime::now_utc() + Duration::HOUR };
    for id in [1, 2, 3] {
        session::save(&world.engine, [id; 32], Some(world.user), &live, true).await.expect("it saves");
    }
    let end = async |scope, id: u8| session::end_own(&world.engine, scope, &proof(scope), [id; 32]).await;
    assert!(matches!(end(&grace, 1).await, Err(Error::NotFound)), "it is another's");
    end(&world.scope, 1).await.expect("it is one's own");
    assert!(matches!(end(&world.scope, 1).await, Err(Error::NotFound)), "it has ended");
    assert_eq!(session::own(&world.engine, &grace).await.expect("they are listed"), []);
    let others = session::end_others(&world.engine, &world.scope, &proof(&world.scope), Some([3; 32])).await;
    assert_eq!(others.expect("they end"), 1);
    let held = session::own(&world.engine, &world.scope).await.expect("they are listed");
    assert_eq!(held.iter().map(|held| held.id_hash).collect::<Vec<_>>(), [[3; 32]]);
}
