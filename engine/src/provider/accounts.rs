//! The providers of companies as this process speaks to them, and how well that goes.

use super::http::client;
use super::reach::Loopback;
use super::{CallProvider, HttpProvider, TwilioAccount, TwilioProvider};
use crate::Engine;
use crate::error::{Error, Result};
use crate::seal::{self, Of};
use crate::tenancy::{PlatformTx, Tx};
use domain::id::{ProviderId, TenantId};
use domain::phone::PhoneNumber;
use domain::provider::ProviderKind;
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretString};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// After so many failures in a row nothing is placed for a while.
const OPENS_AT: i32 = 5;
/// How long at first, in seconds; twice as long with each failure more, up to ten minutes.
const OPEN_FOR: f64 = 30.0;
const OPEN_MOST: f64 = 600.0;

/// Providers by their rows' versions: who changed an address or a credential is spoken to anew.
pub(crate) struct Accounts {
    client: reqwest::Client,
    loopback: Loopback,
    known: Mutex<HashMap<ProviderId, (i64, Account)>>,
}

/// A provider and what it can do.
#[derive(Clone)]
pub(crate) struct Account {
    pub provider: Arc<dyn CallProvider>,
    /// Whether it answers what became of a call.
    pub looks_up: bool,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    kind: i16,
    base_url: String,
    credential: Option<Vec<u8>>,
    account_sid: String,
    caller_id: Option<i64>,
    detects_machines: bool,
    looks_up: bool,
    version: i64,
}

impl Accounts {
    /// None is known yet.
    ///
    /// # Errors
    /// [`Error::Internal`] when TLS can't be set up.
    pub(crate) fn new(loopback: Loopback) -> Result<Self> {
        let client = client(loopback).map_err(|error| Error::Internal(format!("no HTTP client: {error}")))?;
        Ok(Self { client, loopback, known: Mutex::default() })
    }

    /// The providers with these ids. One whose address is not called any more, or whose secret can't be read, is missing;
    /// what it was to place counts as not placed.
    pub(crate) async fn of(
        &self,
        engine: &Engine,
        wanted: &[(TenantId, ProviderId)],
    ) -> Result<HashMap<ProviderId, Account>> {
        let (tenants, ids): (Vec<i64>, Vec<i64>) = wanted.iter().map(|(tenant, id)| (tenant.0, id.0)).unzip();
        let tx = PlatformTx::begin(engine).await?;
        let rows: Vec<Row> = tx
            .all(
                "select p.id, p.kind, p.base_url, p.credential, p.account_sid, p.caller_id, p.detects_machines, p.looks_up,
                     p.version
                 from unnest($1::bigint[], $2::bigint[]) as w (tenant_id, id)
                 join provider p on p.tenant_id = w.tenant_id and p.id = w.id",
                [tenants.into(), ids.into()],
            )
            .await?;
        let mut found = HashMap::new();
        for row in rows {
            let id = ProviderId(row.id);
            if let Some(account) = self.remembered(id, row.version) {
                found.insert(id, account);
                continue;
            }
            match self.opened(engine, &tx, &row).await {
                Ok(account) => {
                    self.remember(id, row.version, account.clone());
                    found.insert(id, account);
                }
                Err(error) => tracing::warn!(%error, provider = %id, "a provider can't be spoken to"),
            }
        }
        tx.commit().await?;
        Ok(found)
    }

    async fn opened(&self, engine: &Engine, tx: &PlatformTx, row: &Row) -> Result<Account> {
        let credential = match &row.credential {
            None => None,
            Some(sealed) => {
                let opened = seal::open(engine, tx, Of::Credential(ProviderId(row.id)), sealed).await?;
                let text = String::from_utf8(opened.expose_secret().to_vec());
                Some(SecretString::from(text.map_err(|_| Error::Internal("a credential is no text".into()))?))
            }
        };
        let unreachable = |error: super::reach::Unreachable| Error::Unavailable(error.to_string());
        let (client, base) = (self.client.clone(), row.base_url.as_str());
        let provider: Arc<dyn CallProvider> = match ProviderKind::of_code(row.kind) {
            Some(ProviderKind::Twilio) => {
                let account = row.twilio(credential)?;
                Arc::new(TwilioProvider::new(client, base, account, self.loopback).map_err(unreachable)?)
            }
            Some(ProviderKind::Mock | ProviderKind::Http) => {
                Arc::new(HttpProvider::new(client, base, credential, self.loopback).map_err(unreachable)?)
            }
            None => return Err(Error::Internal(format!("provider {} has a strange kind", row.id))),
        };
        Ok(Account { provider, looks_up: row.looks_up })
    }

    fn remembered(&self, id: ProviderId, version: i64) -> Option<Account> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&id).filter(|(of, _)| *of == version).map(|(_, account)| account.clone())
    }

    fn remember(&self, id: ProviderId, version: i64, account: Account) {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).insert(id, (version, account));
    }
}

impl Row {
    /// What Twilio is asked with; whoever saved the provider was told that all of it is needed.
    fn twilio(&self, token: Option<SecretString>) -> Result<TwilioAccount> {
        let incomplete = || Error::Unavailable("Twilio’s account, its auth token or its number is missing.".into());
        Ok(TwilioAccount {
            account_sid: Some(self.account_sid.clone()).filter(|sid| !sid.is_empty()).ok_or_else(incomplete)?,
            token: token.ok_or_else(incomplete)?,
            caller_id: self
                .caller_id
                .and_then(|number| PhoneNumber::from_stored(number).ok())
                .ok_or_else(incomplete)?,
            detects_machines: self.detects_machines,
        })
    }
}

/// Notes that a provider failed. After a few failures in a row its breaker opens: campaigns rest and say why. What was asked
/// before it opened and fails after is the same failure: a hundred calls that meet one short fault cost half a minute.
pub(crate) async fn failed(tx: &impl Tx, tenant: TenantId, provider: ProviderId, why: &str) -> Result<()> {
    tx.execute(
        "update provider set failures = failures + 1, open_reason = $3,
             open_until = case when failures + 1 >= $4
                 then clock_timestamp() + make_interval(secs => least($6, $5 * power(2, least(failures + 1 - $4, 16)))) end
         where tenant_id = $1 and id = $2 and coalesce(open_until, '-infinity') <= statement_timestamp()",
        [tenant.0.into(), provider.0.into(), why.into(), OPENS_AT.into(), OPEN_FOR.into(), OPEN_MOST.into()],
    )
    .await?;
    Ok(())
}

/// Notes that it works; nothing is written while it always did.
pub(crate) async fn works(tx: &impl Tx, tenant: TenantId, provider: ProviderId) -> Result<()> {
    tx.execute(
        "update provider set failures = 0, open_until = null, open_reason = null
         where tenant_id = $1 and id = $2 and failures > 0",
        [tenant.0.into(), provider.0.into()],
    )
    .await?;
    Ok(())
}
