//! What a provider calls back with: checked, stored, and answered at once; it is applied afterwards.

use super::event::{Told, tell_all};
use crate::Engine;
use crate::error::{Error, Result};
use crate::provider::signature::{Signed, verify};
use crate::provider::test_told;
use crate::seal::{self, Of};
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::abandoned::CallTimes;
use domain::dial::{CallEvent, DialState, Outcome};
use domain::id::{DialId, ProviderId, TenantId};
use domain::{Right, Scope};
use sea_orm::FromQueryResult;
use secrecy::{ExposeSecret, SecretSlice};
use sha2::{Digest, Sha256};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use uuid::Uuid;

/// A callback as it is sent (CONTRACTS C).
#[derive(Debug, Clone, Default)]
pub struct Callback {
    pub call_id: Option<String>,
    pub status: Option<String>,
    pub detail: Option<String>,
    /// Seconds.
    pub call_duration: Option<f64>,
    pub external_call_id: Option<String>,
    pub timestamp: Option<String>,
    /// When the phone began to ring.
    pub ringing_at: Option<String>,
    /// When a person answered: the end of their greeting where the provider hears it.
    pub answered_at: Option<String>,
    /// When they were connected to a person.
    pub bridged_at: Option<String>,
}

/// Who vouches for a callback.
#[derive(Debug, Clone, Copy)]
pub enum Vouched<'a> {
    /// The provider's signature over these bytes.
    Signature(Signed<'a>, &'a [u8]),
    /// A token of the tenant with the scope `callback`.
    Token(&'a Scope),
}

/// What is answered to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// Stored, or known already.
    Taken { call_id: Uuid, outcome: Outcome, state: DialState },
    /// `call_id` or `status` is missing.
    Incomplete,
    /// The status is none of [`Outcome::CALLBACK_WORDS`].
    NoSuchStatus,
    /// There is no such call, or it is another tenant's.
    NotFound,
    /// Nobody vouches for it.
    Unsigned,
}

/// A callback that can be read, on its way to being stored.
#[derive(Debug, Clone)]
pub(super) struct Call {
    call_id: Uuid,
    callback: Callback,
    outcome: Outcome,
    attempt: Option<Uuid>,
    voucher: Voucher,
}

/// [`Vouched`], kept until it is looked at.
#[derive(Debug, Clone)]
enum Voucher {
    Signature { id: String, timestamp: String, signatures: String, body: Vec<u8> },
    Token(TenantId),
}

#[derive(FromQueryResult)]
struct Row {
    call_id: Uuid,
    tenant_id: i64,
    id: i64,
    provider_id: i64,
    state: i16,
    signing_key: Vec<u8>,
}

/// Takes a callback: `attempt` is the one that the callback's address names. Callbacks that come together are stored in one
/// transaction.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope `callback`; [`Error::Unavailable`] when the database is away.
pub async fn hear(engine: &Engine, callback: &Callback, attempt: Option<Uuid>, vouched: Vouched<'_>) -> Result<Heard> {
    let (Some(call_id), Some(status)) = (text(&callback.call_id), text(&callback.status)) else {
        return Ok(Heard::Incomplete);
    };
    let detail = text(&callback.detail).unwrap_or_default();
    let Some(outcome) = Outcome::of_callback(&status, &detail) else { return Ok(Heard::NoSuchStatus) };
    let Ok(call_id) = call_id.trim().parse::<Uuid>() else { return Ok(Heard::NotFound) };
    let voucher = match vouched {
        Vouched::Token(scope) => {
            crate::allow::allow(scope, Right::CallBack)?;
            Voucher::Token(scope.tenant())
        }
        Vouched::Signature(Signed { id, timestamp, signatures }, body) => Voucher::Signature {
            id: id.to_owned(),
            timestamp: timestamp.to_owned(),
            signatures: signatures.to_owned(),
            body: body.to_vec(),
        },
    };
    let call = Call { call_id, callback: callback.clone(), outcome, attempt, voucher };
    let of_all = engine.clone();
    let work = move |calls| {
        let engine = of_all.clone();
        async move { store(&engine, calls).await }
    };
    engine.dialling().hearing.run_unhurried((), call, work).await?
}

/// A moment that can't be read is none: the word that comes with it counts all the same.
fn moment(field: &Option<String>) -> Option<OffsetDateTime> {
    field.as_deref().and_then(|at| OffsetDateTime::parse(at, &Rfc3339).ok())
}

fn text(field: &Option<String>) -> Option<String> {
    field.clone().filter(|text| !text.trim().is_empty())
}

/// Stores callbacks; what is answered to each.
async fn store(engine: &Engine, calls: Vec<Call>) -> Result<Vec<Result<Heard>>> {
    let tx = PlatformTx::begin_hot(engine).await?;
    let ids: Vec<Uuid> = calls.iter().map(|call| call.call_id).collect();
    let rows: Vec<Row> = tx
        .all(
            "select d.call_id, d.tenant_id, d.id, d.provider_id, d.state, p.signing_key
             from dial d join provider p on p.tenant_id = d.tenant_id and p.id = d.provider_id where d.call_id = any($1)",
            [ids.into()],
        )
        .await?;
    let mut rows: HashMap<Uuid, Row> = rows.into_iter().map(|row| (row.call_id, row)).collect();
    let tests = tests(&tx, &calls, &rows).await?;
    let is_test: HashSet<Uuid> = tests.iter().map(|row| row.call_id).collect();
    rows.extend(tests.into_iter().map(|row| (row.call_id, row)));
    let mut keys = Keys::default();
    let (mut heard, mut told) = (Vec::with_capacity(calls.len()), Vec::with_capacity(calls.len()));
    for call in &calls {
        let Some(row) = rows.get(&call.call_id) else {
            heard.push(Ok(Heard::NotFound));
            continue;
        };
        heard.push(match call.event_id(engine, &tx, row, &mut keys).await {
            Ok(Ok(event_id)) => {
                let taken = call.taken(row);
                if is_test.contains(&row.call_id) {
                    let Told { detail, event, .. } = call.told(row, event_id);
                    let seconds = if let CallEvent::Ended { seconds, .. } = event { seconds } else { None };
                    let tenant = TenantId(row.tenant_id);
                    test_told(&tx, tenant, row.call_id, call.outcome, seconds, detail.as_deref()).await?;
                } else if taken.is_ok() {
                    told.push((TenantId(row.tenant_id), call.told(row, event_id)));
                }
                taken
            }
            Ok(Err(refused)) => Ok(refused),
            Err(error) => Err(error),
        });
    }
    let mut is_new = tell_all(&tx, &told).await?.into_iter();
    tx.commit().await?;
    for heard in &heard {
        let kind = match heard {
            Ok(Heard::Unsigned) => "unsigned",
            Ok(Heard::Taken { call_id, .. }) if is_test.contains(call_id) => "test",
            Ok(Heard::Taken { outcome, .. }) if is_new.next() == Some(true) => outcome.as_str(),
            Ok(Heard::Taken { .. }) => "repeated",
            _ => continue,
        };
        metrics::counter!("trunkline_callbacks_total", "kind" => kind).increment(1);
    }
    if !told.is_empty() {
        engine.dialling().told.notify_one();
    }
    Ok(heard)
}

/// The calls that are tests of a provider: they have no dial, and nothing of them is tried again.
async fn tests(tx: &PlatformTx, calls: &[Call], dials: &HashMap<Uuid, Row>) -> Result<Vec<Row>> {
    let others: Vec<Uuid> = calls.iter().map(|call| call.call_id).filter(|id| !dials.contains_key(id)).collect();
    if others.is_empty() {
        return Ok(Vec::new());
    }
    Ok(tx
        .all(
            "select t.call_id, t.tenant_id, 0::bigint as id, t.provider_id, 6::smallint as state, p.signing_key
             from provider_test t join provider p on p.tenant_id = t.tenant_id and p.id = t.provider_id
             where t.call_id = any($1)",
            [others.into()],
        )
        .await?)
}

/// Providers' keys, each opened once a turn; a provider's whose key is lost says so each time.
#[derive(Default)]
pub(super) struct Keys(HashMap<ProviderId, Result<SecretSlice<u8>>>);

impl Keys {
    /// The key of a provider, which is sealed as what `of` makes of its id.
    pub async fn of(
        &mut self,
        engine: &Engine,
        tx: &PlatformTx,
        provider: ProviderId,
        of: impl Fn(ProviderId) -> Of,
        sealed: &[u8],
    ) -> Result<&SecretSlice<u8>> {
        let key = match self.0.entry(provider) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(seal::open(engine, tx, of(provider), sealed).await),
        };
        key.as_ref().map_err(Error::clone)
    }
}

impl Call {
    /// What tells it from others, where somebody vouches for it; else what is answered.
    async fn event_id(
        &self,
        engine: &Engine,
        tx: &PlatformTx,
        row: &Row,
        keys: &mut Keys,
    ) -> Result<std::result::Result<String, Heard>> {
        Ok(match &self.voucher {
            Voucher::Token(tenant) if tenant.0 == row.tenant_id => Ok(digest(&self.callback)),
            Voucher::Token(_) => Err(Heard::NotFound),
            Voucher::Signature { id, timestamp, signatures, body } => {
                let key = keys.of(engine, tx, ProviderId(row.provider_id), Of::SigningKey, &row.signing_key).await?;
                let signed = Signed { id, timestamp, signatures };
                match verify(key.expose_secret(), signed, body, OffsetDateTime::now_utc()) {
                    Ok(()) => Ok(id.clone()),
                    Err(_) => Err(Heard::Unsigned),
                }
            }
        })
    }

    fn told(&self, row: &Row, event_id: String) -> Told {
        let callback = &self.callback;
        let seconds = callback.call_duration.filter(|seconds| (0.0..=86_400.0).contains(seconds));
        Told {
            provider: ProviderId(row.provider_id),
            dial: DialId(row.id),
            event_id,
            event: CallEvent::Ended { outcome: self.outcome, seconds: seconds.map(|seconds| seconds.round() as u32) },
            attempt: self.attempt,
            external_id: text(&callback.external_call_id),
            detail: text(&callback.detail),
            at: moment(&callback.timestamp),
            times: CallTimes {
                ringing_at: moment(&callback.ringing_at),
                answered_at: moment(&callback.answered_at),
                bridged_at: moment(&callback.bridged_at),
            },
        }
    }

    fn taken(&self, row: &Row) -> Result<Heard> {
        let state =
            DialState::of_code(row.state).ok_or_else(|| Error::Internal("a dial has a strange state".into()))?;
        Ok(Heard::Taken { call_id: self.call_id, outcome: self.outcome, state })
    }
}

/// What tells two callbacks apart that only a token vouches for.
fn digest(callback: &Callback) -> String {
    let mut hasher = Sha256::new();
    for part in [&callback.call_id, &callback.status, &callback.timestamp, &callback.external_call_id] {
        hasher.update(part.as_deref().unwrap_or_default().as_bytes());
        hasher.update([0]);
    }
    let digest: String = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    ["token:", &digest].concat()
}
