//! Secrets at rest: AES-256-GCM under a key of the installation, bound to what they are of.
//!
//! The key is derived from `installation.seal_key` and, where the operator set one, `TRUNKLINE_SECRET`. With it a copy of
//! the database alone opens nothing. Without it a copy of the whole database does, but not one of a table, a log of
//! statements or a look through a hole that shows rows of one table.

use crate::Engine;
use crate::error::{Error, Result};
use crate::tenancy::Tx;
use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use domain::id::{ProviderId, UserId};
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretSlice};
use tokio::sync::OnceCell;

/// The first byte of what was sealed without, and with, the operator's secret.
const PLAIN: u8 = 0;
const WITH_SECRET: u8 = 1;
/// Bytes of a nonce of AES-GCM.
const NONCE_LEN: usize = 12;

/// Whose secret it is. One that was moved to another row, or to another use, does not open.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    SecondFactor(UserId),
    Credential(ProviderId),
    SigningKey(ProviderId),
}

impl Of {
    /// What the key is derived for.
    fn purpose(self) -> &'static [u8] {
        match self {
            Of::SecondFactor(_) => b"trunkline second factor",
            Of::Credential(_) => b"trunkline provider credential",
            Of::SigningKey(_) => b"trunkline provider signing key",
        }
    }

    fn bound(self) -> Aad<[u8; 8]> {
        let (Of::SecondFactor(UserId(id)) | Of::Credential(ProviderId(id)) | Of::SigningKey(ProviderId(id))) = self;
        Aad::from(id.to_be_bytes())
    }

    /// How people call it.
    fn name(self) -> &'static str {
        match self {
            Of::SecondFactor(_) => "The second factor",
            Of::Credential(_) | Of::SigningKey(_) => "The provider's secret",
        }
    }
}

struct KeyLength;

impl KeyType for KeyLength {
    fn len(&self) -> usize {
        32
    }
}

/// The installation's part of the key, read once: it is made with the database and never changes.
pub(crate) type InstallationKey = OnceCell<SecretSlice<u8>>;

async fn installation_key<'a>(engine: &'a Engine, tx: &impl Tx) -> Result<&'a SecretSlice<u8>> {
    #[derive(FromQueryResult)]
    struct Row {
        seal_key: Vec<u8>,
    }
    let read = async {
        let row: Option<Row> = tx.one("select seal_key from installation", []).await?;
        Ok(row.ok_or_else(broken)?.seal_key.into())
    };
    engine.installation_key().get_or_try_init(|| read).await
}

/// `secret` as it is stored.
pub(crate) async fn seal(engine: &Engine, tx: &impl Tx, of: Of, secret: &[u8]) -> Result<Vec<u8>> {
    let kind = if engine.settings().secret.is_some() { WITH_SECRET } else { PLAIN };
    let key = key(engine, tx, of, kind).await?;
    let mut sealed = secret.to_vec();
    let nonce = key.seal_in_place_append_tag(of.bound(), &mut sealed).map_err(|_| broken())?;
    Ok([&[kind], nonce.as_ref().as_slice(), &sealed].concat())
}

/// What was sealed.
///
/// # Errors
/// [`Error::Unavailable`] where it was sealed with another `TRUNKLINE_SECRET` than this process has.
pub(crate) async fn open(engine: &Engine, tx: &impl Tx, of: Of, sealed: &[u8]) -> Result<SecretSlice<u8>> {
    let (kind, rest) = sealed.split_first().ok_or_else(broken)?;
    let (nonce, body) = rest.split_at_checked(NONCE_LEN).ok_or_else(broken)?;
    let key = key(engine, tx, of, *kind).await?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| broken())?;
    let mut body = body.to_vec();
    let opened = key.open_in_place(nonce, of.bound(), &mut body).map_err(|_| lost_key(of))?;
    Ok(opened.to_vec().into())
}

async fn key(engine: &Engine, tx: &impl Tx, of: Of, kind: u8) -> Result<RandomizedNonceKey> {
    let seal_key = installation_key(engine, tx).await?;
    let operators = match (kind, &engine.settings().secret) {
        (PLAIN, _) => Vec::new(),
        (_, Some(secret)) => secret.expose_secret().as_bytes().to_vec(),
        (_, None) => return Err(lost_key(of)),
    };
    let extracted = Salt::new(HKDF_SHA256, seal_key.expose_secret()).extract(&operators);
    let purpose = [of.purpose()];
    let expanded = extracted.expand(&purpose, KeyLength).map_err(|_| broken())?;
    let mut key = [0; 32];
    expanded.fill(&mut key).map_err(|_| broken())?;
    RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| broken())
}

fn lost_key(of: Of) -> Error {
    Error::Unavailable(format!(
        "{} can't be read: this server's TRUNKLINE_SECRET is not the one it was set up with. An administrator has to look.",
        of.name()
    ))
}

fn broken() -> Error {
    Error::Internal("a secret could not be sealed or opened".into())
}
