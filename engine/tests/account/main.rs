//! One's own account: proving oneself, password, second factor, sessions, and links that an admin makes.

mod proving;
mod resets;
mod second_factor;
mod signing_in;

use domain::Scope;
use domain::id::UserId;
use domain::scope::{Actor, RequestId, Role};
use engine::second_factor::{RecoveryCodes, begin, begun, confirm};
use engine::testing::{PASSWORD, World, code_of, operator};
use engine::user::{self, HalfSignedIn, NewUser, Proof, ProofDraft, SignIn, SignInError, SignedIn};
use secrecy::ExposeSecret;

const EMAIL: &str = "owner@acme.test";

/// The proof of whoever typed their password just now.
fn proof(scope: &Scope) -> Proof {
    Proof::fresh(scope, Some(1_000), 1_000).expect("a person acts")
}

fn typed(password: &str, code: &str) -> ProofDraft {
    ProofDraft { password: password.to_owned().into(), code: code.to_owned(), address: "192.0.2.1".into() }
}

/// Somebody else of the first tenant.
async fn colleague(world: &World, email: &str, role: Role) -> (UserId, Scope) {
    let new = NewUser {
        email: email.into(),
        name: "Grace Hopper".into(),
        password: PASSWORD.to_owned().into(),
        platform_admin: false,
        membership: Some((world.tenant, role)),
        legacy_id: None,
    };
    let user = user::create(&world.engine, &operator(), new).await.expect("the account is made");
    (user, scope_of(world, user, role))
}

fn scope_of(world: &World, user: UserId, role: Role) -> Scope {
    Scope::establish(world.tenant, Actor::User(user), role, false, RequestId("test".into()))
}

/// Sets the owner's second factor up, as if with the code of one step ago, so that the one of this moment is still good;
/// the secret as it was shown, and the recovery codes.
async fn with_second_factor(world: &World) -> (String, RecoveryCodes) {
    let (engine, scope, proof) = (&world.engine, &world.scope, proof(&world.scope));
    begin(engine, scope, &proof).await.expect("it begins");
    let begun = begun(engine, scope, &proof).await.expect("it answers").expect("it waits to be confirmed");
    let secret = begun.secret.expose_secret().to_owned();
    let codes = confirm(engine, scope, &proof, &code_of(&secret, 0), None).await.expect("the code is right");
    world.sql("update second_factor set last_step = last_step - 1").await;
    (secret, codes)
}

async fn sign_in(world: &World, email: &str, password: &str, address: &str) -> Result<SignedIn, SignInError> {
    let input = SignIn { email: email.into(), password: password.to_owned().into(), address: address.into() };
    user::sign_in(&world.engine, &input).await
}

/// The second step, after the first one went well.
async fn sign_in_code(world: &World, code: &str, address: &str) -> Result<bool, SignInError> {
    let first = sign_in(world, EMAIL, PASSWORD, address).await.expect("the password is right");
    assert!(first.second_factor);
    let half = HalfSignedIn {
        user: first.user,
        credentials: first.credentials,
        code: code.to_owned(),
        address: address.to_owned(),
    };
    user::sign_in_code(&world.engine, &half).await.map(|(_, recovery)| recovery)
}
