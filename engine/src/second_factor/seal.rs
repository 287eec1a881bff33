//! Secrets at rest: AES-256-GCM under a key of the installation, bound to the person.
//!
//! The key is derived from `installation.seal_key` and, where the operator set one, `TRUNKLINE_SECRET`. With it a copy of
//! the database alone opens nothing. Without it a copy of the whole database does, but not one of a table, a log of
//! statements or a look through a hole that shows rows of one table.

use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::Tx;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use domain::id::UserId;
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretSlice};

/// The first byte of what was sealed without, and with, the operator's secret.
const PLAIN: u8 = 0;
const WITH_SECRET: u8 = 1;
/// Bytes of a nonce of AES-GCM.
const NONCE_LEN: usize = 12;

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        32
    }
}

#[derive(FromQueryResult)]
struct Row {
    seal_key: Vec<u8>,
}

/// `secret` as it is stored.
pub(super) async fn seal(engine: &Engine, tx: &impl Tx, user: UserId, secret: &[u8]) -> Result<Vec<u8>> {
    let kind = if engine.settings().secret.is_some() { WITH_SECRET } else { PLAIN };
    let key = key(engine, tx, kind).await?;
    let mut sealed = secret.to_vec();
    let nonce = key.seal_in_place_append_tag(bound_to(user), &mut sealed).map_err(|_| broken())?;
    Ok([&[kind], nonce.as_ref().as_slice(), &sealed].concat())
}

/// What was sealed.
///
/// # Errors
/// [`Error::Unavailable`] where it was sealed with another `TRUNKLINE_SECRET` than this process has.
pub(super) async fn open(engine: &Engine, tx: &impl Tx, user: UserId, sealed: &[u8]) -> Result<SecretSlice<u8>> {
    let (kind, rest) = sealed.split_first().ok_or_else(broken)?;
    let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
    let key = key(engine, tx, *kind).await?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
    let mut body = body.to_vec();
    let opened = key.open_in_place(nonce, bound_to(user), &mut body).map_err(|_| lost_key())?;
    Ok(opened.to_vec().into())
}

async fn key(engine: &Engine, tx: &impl Tx, kind: u8) -> Result<RandomizedNonceKey> {
    let row: Option<Row> = tx.one("select seal_key from installation", []).await?;
    let Row { seal_key } = row.ok_or_else(broken)?;
    let operators = match (kind, &engine.settings().secret) {
        (PLAIN, _) => Vec::new(),
        (_, Some(secret)) => secret.expose_secret().as_bytes().to_vec(),
        (_, None) => return Err(lost_key()),
    };
    let extracted = Salt::new(HKDF_SHA256, &seal_key).extract(&operators);
    let expanded = extracted.expand(&[b"trunkline second factor"], KeyLength).map_err(|_| broken())?;
    let mut key = [0; 32];
    expanded.fill(&mut key).map_err(|_| broken())?;
    RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| broken())
}

/// A sealed secret that was moved to another person's row does not open.
fn bound_to(user: UserId) -> Aad<[u8; 8]> {
    Aad::from(user.0.to_be_bytes())
}

fn lost_key() -> Error {
    Error::Unavailable(
        "The second factor can't be read: this server's TRUNKLINE_SECRET is not the one it was set up with. An \
         administrator has to look."
            .into(),
    )
}

fn broken() -> Error {
    Error::Internal("a second factor's secret could not be sealed or opened".into())
}
