use crate::{EMAIL, colleague, sign_in, with_second_factor};
use domain::scope::Role;
use engine::testing::{PASSWORD, World};
use engine::user::SignInError;

#[tokio::test]
async fn whoever_is_typed_the_same_work_is_done() {
    // What takes time are hashes and counts: as many for an account that is not there as for one that is. A clock would
    // only say so on a quiet day.
    let world = World::new().await;
    colleague(&world, "grace@acme.test", Role::Agent).await;
    with_second_factor(&world).await;
    let mut work = Vec::new();
    for (email, password) in [
        (EMAIL, "wrong"),
        ("grace@acme.test", "wrong"),
        ("nobody@acme.test", "wrong"),
        ("nobody@acme.test", PASSWORD),
        ("", ""),
        (EMAIL, PASSWORD),
        ("grace@acme.test", PASSWORD),
    ] {
        world.sql("delete from rate_limit").await;
        let before = world.engine.hashed();
        let answer = sign_in(&world, email, password, "192.0.2.7").await;
        let counted = world.figure("select count(*) as n from rate_limit").await;
        let said = answer.err().map(|refusal| refusal.to_string());
        work.push((world.engine.hashed() - before, counted, said));
    }
    let wrong = Some("The e-mail address or the password is wrong.".to_owned());
    assert_eq!(work[..5], vec![(1, 3, wrong); 5]);
    assert_eq!(work[5..], vec![(1, 3, None); 2]);
}

#[tokio::test]
async fn one_address_gets_no_further_with_many_accounts_and_another_address_is_not_in_its_way() {
    let world = World::new().await;
    for account in 0..5 {
        let answer = sign_in(&world, &format!("{account}@acme.test"), "guess", "thief").await;
        assert!(matches!(answer, Err(SignInError::Wrong)));
    }
    let left = "select (extract(epoch from whole_at - now()) / 6)::bigint as n from rate_limit where key like 'sign-in-from:%'";
    assert!((4..=5).contains(&world.figure(left).await), "each of the hundred grows back in six seconds");
    sign_in(&world, EMAIL, PASSWORD, "thief").await.expect("a right one is given back");
    assert!((3..=5).contains(&world.figure(left).await));
    world.sql("update rate_limit set whole_at = now() + interval '10 minutes' where key like 'sign-in-from:%'").await;
    assert!(matches!(sign_in(&world, EMAIL, PASSWORD, "thief").await, Err(SignInError::TooMany)));
    sign_in(&world, EMAIL, PASSWORD, "home").await.expect("the owner comes in from elsewhere");
}

#[tokio::test]
async fn an_account_that_everybody_guesses_at_lets_its_owner_in() {
    let world = World::new().await;
    // As after hours of guesses from thousands of addresses.
    assert!(matches!(sign_in(&world, EMAIL, "guess", "thief").await, Err(SignInError::Wrong)));
    world.sql("update rate_limit set whole_at = now() + interval '1 hour' where key like 'sign-in-to:%'").await;
    let owner = sign_in(&world, EMAIL, PASSWORD, "home").await.expect("late, and in");
    assert_eq!(owner.user, world.user);
}
