use crate::Engine;
use crate::allow::allow_person;
use crate::error::{Error, Result};
use crate::seal;
use crate::tenancy::{PlatformTx, Tx};
use crate::user::Proof;
use domain::Scope;
use domain::id::UserId;
use domain::second_factor::{SECRET_LEN, base32, key_uri};
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};

/// A secret that an app is to learn; it counts for nothing until a code confirms it.
#[derive(Debug)]
pub struct Begun {
    /// As it is typed into an app: 32 letters and digits.
    pub secret: SecretString,
    /// As a QR code says it.
    pub uri: SecretString,
}

#[derive(FromQueryResult)]
struct Row {
    secret: Vec<u8>,
    confirmed: bool,
    email: String,
}

/// Makes a secret for the acting person, unless one waits to be confirmed: a code that was typed wrong must not leave an app
/// with a secret that is no more.
///
/// # Errors
/// [`Error::Conflict`] when the second factor is on; [`Error::Denied`] for a token.
pub async fn begin(engine: &Engine, scope: &Scope, proof: &Proof) -> Result<()> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let tx = PlatformTx::begin(engine).await?;
    let fresh: [u8; SECRET_LEN] = rand::random();
    let sealed = seal::seal(engine, &tx, seal::Of::SecondFactor(user), &fresh).await?;
    // Not audited: nothing changes for anybody until it is confirmed.
    tx.execute(
        "insert into second_factor (user_id, secret) values ($1, $2) on conflict (user_id) do nothing",
        [user.0.into(), sealed.into()],
    )
    .await?;
    if row(&tx, user).await?.is_some_and(|row| row.confirmed) {
        return Err(Error::Conflict("The second factor is on already.".into()));
    }
    tx.commit().await
}

/// The secret that waits to be confirmed, if one does.
///
/// # Errors
/// [`Error::Denied`] for a token.
pub async fn begun(engine: &Engine, scope: &Scope, proof: &Proof) -> Result<Option<Begun>> {
    let user = allow_person(scope)?;
    proof.is_of(user)?;
    let tx = PlatformTx::begin(engine).await?;
    let Some(row) = row(&tx, user).await?.filter(|row| !row.confirmed) else { return Ok(None) };
    let secret = seal::open(engine, &tx, seal::Of::SecondFactor(user), &row.secret).await?;
    tx.commit().await?;
    let text = base32(secret.expose_secret());
    let uri = key_uri("Trunkline", &row.email, &text);
    Ok(Some(Begun { secret: text.into(), uri: uri.into() }))
}

async fn row(tx: &impl Tx, user: UserId) -> Result<Option<Row>> {
    let sql = "select f.secret, f.confirmed_at is not null as confirmed, u.email
               from second_factor f join app_user u on u.id = f.user_id where f.user_id = $1";
    Ok(tx.one(sql, [user.0.into()]).await?)
}
