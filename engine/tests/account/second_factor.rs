use crate::{EMAIL, colleague, proof, sign_in, sign_in_code, with_second_factor};
use domain::scope::Role;
use domain::second_factor::shown;
use engine::Error;
use engine::second_factor::{self, State, begin, begun, confirm, renew_codes, turn_off};
use engine::session::{self, Record};
use engine::testing::{PASSWORD, World, code_of};
use engine::user::{HalfSignedIn, SignInError, sign_in_code as second_step};
use secrecy::ExposeSecret;
use time::{Duration, OffsetDateTime};

#[tokio::test]
async fn a_second_factor_counts_once_a_code_confirmed_it_and_is_asked_for_from_then_on() {
    let world = World::new().await;
    let (engine, scope, proof) = (&world.engine, &world.scope, proof(&world.scope));
    begin(engine, scope, &proof).await.expect("it begins");
    let secret = begun(engine, scope, &proof).await.expect("it answers").expect("it waits").secret;
    begin(engine, scope, &proof).await.expect("it begins again");
    let again = begun(engine, scope, &proof).await.expect("it answers").expect("it waits").secret;
    assert_eq!(secret.expose_secret(), again.expose_secret(), "an app that scanned it keeps the right one");
    assert!(!sign_in(&world, EMAIL, PASSWORD, "a").await.expect("right").second_factor, "it is not confirmed");

    let wrong = confirm(engine, scope, &proof, "000000", None).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    assert_eq!(second_factor::state(engine, scope).await.expect("it answers"), State::Off);
    let code = code_of(secret.expose_secret(), 0);
    let codes = confirm(engine, scope, &proof, &code, None).await.expect("the code is right");
    assert_eq!(codes.0.len(), 10);
    let state = second_factor::state(engine, scope).await.expect("it answers");
    assert!(matches!(state, State::On { codes_left: 10, .. }), "{state:?}");
    assert!(sign_in(&world, EMAIL, PASSWORD, "a").await.expect("right").second_factor);
    assert!(begun(engine, scope, &proof).await.expect("it answers").is_none(), "the secret is shown no more");
    assert!(matches!(begin(engine, scope, &proof).await, Err(Error::Conflict(_))));
    assert!(matches!(confirm(engine, scope, &proof, &code, None).await, Err(Error::Conflict(_))));
}

#[tokio::test]
async fn a_code_is_taken_once_and_so_is_none_before_it() {
    let world = World::new().await;
    let (secret, _) = with_second_factor(&world).await;
    let code = code_of(&secret, 0);
    let both = futures::join!(sign_in_code(&world, &code, "b"), sign_in_code(&world, &code, "c"));
    assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|right| **right).count(), 1, "{both:?}");
    assert!(matches!(sign_in_code(&world, &code, "d").await, Err(SignInError::Wrong)));
    assert!(!sign_in_code(&world, &code_of(&secret, 1), "e").await.expect("a phone's clock may be ahead"));
    assert!(matches!(sign_in_code(&world, &code, "f").await, Err(SignInError::Wrong)), "nor is one before it");
}

#[tokio::test]
async fn a_code_that_is_two_steps_away_is_none() {
    let world = World::new().await;
    let (secret, _) = with_second_factor(&world).await;
    world.sql("update second_factor set last_step = 0").await;
    // A step may end between the two lines; three away is beyond the window either way.
    for ahead in [-3, 3] {
        let refused = sign_in_code(&world, &code_of(&secret, ahead), "a").await;
        assert!(matches!(refused, Err(SignInError::Wrong)), "{ahead}");
    }
}

#[tokio::test]
async fn each_recovery_code_signs_in_once_and_new_ones_take_the_place_of_the_old() {
    let world = World::new().await;
    let (_, codes) = with_second_factor(&world).await;
    let one = codes.0[0].expose_secret();
    assert!(sign_in_code(&world, &one.to_uppercase(), "a").await.expect("it is right"), "it says that one is gone");
    assert!(matches!(sign_in_code(&world, one, "a").await, Err(SignInError::Wrong)), "it was used");
    let state = second_factor::state(&world.engine, &world.scope).await.expect("it answers");
    assert!(matches!(state, State::On { codes_left: 9, .. }), "{state:?}");
    let fresh = renew_codes(&world.engine, &world.scope, &proof(&world.scope)).await.expect("they are made");
    assert!(matches!(sign_in_code(&world, codes.0[1].expose_secret(), "b").await, Err(SignInError::Wrong)));
    assert!(sign_in_code(&world, fresh.0[1].expose_secret(), "b").await.expect("it is right"));
}

#[tokio::test]
async fn guessing_codes_is_ended_and_recovery_codes_let_the_owner_in_all_the_same() {
    let world = World::new().await;
    let (secret, codes) = with_second_factor(&world).await;
    for guess in 0..6 {
        let refused = sign_in_code(&world, "000000", "thief").await;
        assert!(matches!(refused, Err(SignInError::Wrong)), "{guess}");
    }
    assert!(matches!(sign_in_code(&world, &code_of(&secret, 0), "thief").await, Err(SignInError::TooMany)));
    sign_in_code(&world, &code_of(&secret, 0), "home").await.expect("another address has its own count");
    let used_up = "update rate_limit set whole_at = now() + interval '1 hour' where key ~ '^code:[0-9]+$'";
    assert_eq!(world.sql(used_up).await, 1);
    let refused = sign_in_code(&world, &code_of(&secret, 1), "elsewhere").await;
    assert!(matches!(refused, Err(SignInError::TooMany)), "from everywhere there are a hundred an hour");
    assert!(sign_in_code(&world, codes.0[3].expose_secret(), "elsewhere").await.expect("nobody is locked out"));
}

#[tokio::test]
async fn the_second_step_is_worth_nothing_once_the_password_changed() {
    let world = World::new().await;
    let (secret, _) = with_second_factor(&world).await;
    let first = sign_in(&world, EMAIL, PASSWORD, "a").await.expect("the password is right");
    world.sql("update app_user set credentials = credentials + 1").await;
    let half = HalfSignedIn {
        user: first.user,
        credentials: first.credentials,
        code: code_of(&secret, 0),
        address: "a".into(),
    };
    assert!(matches!(second_step(&world.engine, &half).await, Err(SignInError::Wrong)));
}

#[tokio::test]
async fn turning_it_on_or_off_ends_the_other_sessions_and_off_takes_no_code() {
    let world = World::new().await;
    let live = Record { data: b"{}".to_vec(), expires_at: OffsetDateTime::now_utc() + Duration::HOUR };
    let begin_two = async || {
        for id in [1, 2] {
            session::save(&world.engine, [id; 32], Some(world.user), &live, true).await.expect("it saves");
        }
    };
    let there = async |id: u8| session::load(&world.engine, [id; 32]).await.expect("it loads").is_some();
    begin_two().await;
    let (scope, proof) = (&world.scope, proof(&world.scope));
    begin(&world.engine, scope, &proof).await.expect("it begins");
    let secret = begun(&world.engine, scope, &proof).await.expect("it answers").expect("it waits").secret;
    let code = code_of(secret.expose_secret(), 0);
    confirm(&world.engine, scope, &proof, &code, Some([1; 32])).await.expect("the code is right");
    assert!(there(1).await && !there(2).await);
    begin_two().await;
    turn_off(&world.engine, scope, &proof, Some([2; 32])).await.expect("it is on");
    assert!(!there(1).await && there(2).await);
    assert!(!sign_in(&world, EMAIL, PASSWORD, "a").await.expect("right").second_factor);
    assert!(matches!(turn_off(&world.engine, scope, &proof, None).await, Err(Error::Conflict(_))));
    assert_eq!(world.figure("select count(*) as n from recovery_code").await, 0);
}

#[tokio::test]
async fn nothing_of_a_second_factor_can_be_read_in_the_database() {
    let world = World::with(|settings| engine::Settings { secret: Some("k".repeat(32).into()), ..settings }).await;
    let (secret, codes) = with_second_factor(&world).await;
    let dump = world.text("select concat((select array_agg(f::text) from second_factor f), (select array_agg(r::text) from recovery_code r)) as text").await;
    assert!(dump.contains("\\x01"), "it was sealed with the operator's secret: {dump}");
    let bytes: String = base32_bytes(&secret).iter().map(|byte| format!("{byte:02x}")).collect();
    assert!(!dump.contains(&secret) && !dump.contains(&bytes), "the secret stands there");
    for code in &codes.0 {
        let plain: String = code.expose_secret().chars().filter(|sign| *sign != '-').collect();
        assert_eq!(shown(&plain), code.expose_secret());
        let hex: String = plain.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!dump.contains(&plain) && !dump.contains(&hex), "a recovery code stands there");
    }
}

#[tokio::test]
async fn a_sealed_secret_opens_for_its_own_person_and_with_its_own_key_alone() {
    let world = World::with(|settings| engine::Settings { secret: Some("k".repeat(32).into()), ..settings }).await;
    let (secret, _) = with_second_factor(&world).await;
    let mut settings = world.database.settings();
    for other in [None, Some("z".repeat(32).into())] {
        settings.secret = other;
        let stranger = engine::Engine::connect(settings.clone()).await.expect("it connects");
        let half = HalfSignedIn { user: world.user, credentials: 1, code: code_of(&secret, 0), address: "a".into() };
        let refused = second_step(&stranger, &half).await;
        assert!(matches!(refused, Err(SignInError::Other(Error::Unavailable(_)))), "{refused:?}");
        stranger.close().await;
    }
    let (other, _) = colleague(&world, "grace@acme.test", Role::Agent).await;
    let copy = format!(
        "insert into second_factor (user_id, secret, confirmed_at) select {other}, secret, now() from second_factor"
    );
    world.sql(&copy).await;
    let half = HalfSignedIn { user: other, credentials: 0, code: code_of(&secret, 0), address: "b".into() };
    let refused = second_step(&world.engine, &half).await;
    assert!(matches!(refused, Err(SignInError::Other(_))), "a row that was moved opens: {refused:?}");
}

fn base32_bytes(text: &str) -> Vec<u8> {
    let values = text.bytes().map(|sign| if sign.is_ascii_digit() { sign - b'2' + 26 } else { sign - b'A' });
    let bits: Vec<u8> = values.flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1)).collect();
    bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |sum, bit| sum << 1 | bit)).collect()
}
