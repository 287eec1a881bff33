//! What Twilio calls back with: a form, signed with the account's auth token. It is checked, stored, and answered at once; it is
//! applied afterwards, as what other providers tell.

use super::callback::Keys;
use super::event::{Told, tell_all};
use crate::Engine;
use crate::error::Result;
use crate::provider::callback_url;
use crate::provider::test_told;
use crate::provider::twilio_signature::verify;
use crate::seal::Of;
use crate::tenancy::{PlatformTx, Tx};
use domain::dial::CallEvent;
use domain::dial::abandoned::CallTimes;
use domain::id::{DialId, ProviderId, TenantId};
use domain::provider::ProviderKind;
use domain::provider::twilio::{Said, is_call_sid};
use sea_orm::FromQueryResult;
use secrecy::ExposeSecret;
use std::collections::HashMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use uuid::Uuid;

/// The longest call that is believed, in seconds: a day.
const LONGEST: u32 = 86_400;

/// What is answered to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeardTwilio {
    /// Stored, or known already.
    Taken,
    /// It is signed, and names no call or says nothing that Twilio says.
    Incomplete,
    /// There is no such attempt, or it is not with Twilio.
    NotFound,
    /// The signature is not that of this message.
    Unsigned,
}

/// A form on its way to being stored.
#[derive(Debug, Clone)]
pub(super) struct TwilioCall {
    attempt: Uuid,
    form: Vec<(String, String)>,
    signature: String,
}

#[derive(FromQueryResult)]
struct Row {
    key: Uuid,
    tenant_id: i64,
    /// Nothing for a test call.
    dial_id: Option<i64>,
    provider_id: i64,
    kind: i16,
    credential: Option<Vec<u8>>,
}

/// Takes a form that Twilio sends to the address of an attempt. Forms that come together are stored in one transaction.
///
/// # Errors
/// [`crate::Error::Unavailable`] when the database is away.
pub async fn hear_twilio(
    engine: &Engine,
    attempt: Uuid,
    form: Vec<(String, String)>,
    signature: &str,
) -> Result<HeardTwilio> {
    let of_all = engine.clone();
    let work = move |calls| {
        let engine = of_all.clone();
        async move { store(&engine, calls).await }
    };
    let call = TwilioCall { attempt, form, signature: signature.to_owned() };
    engine.dialling().hearing_twilio.run((), call, work).await?
}

/// Stores forms; what is answered to each.
async fn store(engine: &Engine, calls: Vec<TwilioCall>) -> Result<Vec<Result<HeardTwilio>>> {
    let tx = PlatformTx::begin_hot(engine).await?;
    let keys: Vec<Uuid> = calls.iter().map(|call| call.attempt).collect();
    let rows: Vec<Row> = tx
        .all(
            "select a.key, a.tenant_id, a.dial_id, a.provider_id, p.kind, p.credential
             from attempt a join provider p on p.tenant_id = a.tenant_id and p.id = a.provider_id where a.key = any($1)",
            [keys.into()],
        )
        .await?;
    let mut rows: HashMap<Uuid, Row> = rows.into_iter().map(|row| (row.key, row)).collect();
    // Test calls have no dial.
    let others: Vec<Uuid> = calls.iter().map(|call| call.attempt).filter(|key| !rows.contains_key(key)).collect();
    if !others.is_empty() {
        let tests: Vec<Row> = tx
            .all(
                "select t.key, t.tenant_id, null::bigint as dial_id, t.provider_id, p.kind, p.credential
                 from provider_test t join provider p on p.tenant_id = t.tenant_id and p.id = t.provider_id
                 where t.key = any($1)",
                [others.into()],
            )
            .await?;
        rows.extend(tests.into_iter().map(|row| (row.key, row)));
    }
    let mut tokens = Keys::default();
    let (mut heard, mut told) = (Vec::with_capacity(calls.len()), Vec::with_capacity(calls.len()));
    for call in &calls {
        heard.push(match rows.get(&call.attempt) {
            None => Ok(HeardTwilio::NotFound),
            Some(row) => match call.is_signed(engine, &tx, row, &mut tokens).await {
                Ok(true) => Ok(match call.told(row) {
                    Some(one) if row.dial_id.is_none() => {
                        if let CallEvent::Ended { outcome, seconds } = one.event {
                            let tenant = TenantId(row.tenant_id);
                            test_told(&tx, tenant, row.key, outcome, seconds, one.detail.as_deref()).await?;
                        }
                        HeardTwilio::Taken
                    }
                    Some(one) => {
                        told.push((TenantId(row.tenant_id), one));
                        HeardTwilio::Taken
                    }
                    None => HeardTwilio::Incomplete,
                }),
                Ok(false) => Ok(HeardTwilio::Unsigned),
                Err(error) => Err(error),
            },
        });
    }
    let is_new = tell_all(&tx, &told).await?;
    tx.commit().await?;
    for ((_, told), is_new) in told.iter().zip(is_new) {
        let kind = match told.event {
            _ if !is_new => "repeated",
            CallEvent::Ended { outcome, .. } => outcome.as_str(),
            CallEvent::Placed | CallEvent::Answered => "progress",
        };
        metrics::counter!("trunkline_callbacks_total", "kind" => kind).increment(1);
    }
    let unsigned = heard.iter().filter(|heard| matches!(heard, Ok(HeardTwilio::Unsigned))).count();
    metrics::counter!("trunkline_callbacks_total", "kind" => "unsigned").increment(unsigned as u64);
    if !told.is_empty() {
        engine.dialling().told.notify_one();
    }
    Ok(heard)
}

impl TwilioCall {
    fn value(&self, name: &str) -> Option<&str> {
        let found = self.form.iter().find(|(of, _)| of == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// Whether the account that the attempt is with signed it. The address is the one that Twilio was given, whatever the
    /// request says of itself: a proxy may have changed that.
    async fn is_signed(&self, engine: &Engine, tx: &PlatformTx, row: &Row, tokens: &mut Keys) -> Result<bool> {
        let Some(sealed) = row.credential.as_ref().filter(|_| row.kind == ProviderKind::Twilio.code()) else {
            return Ok(false);
        };
        let token = tokens.of(engine, tx, ProviderId(row.provider_id), Of::Credential, sealed).await?;
        let Ok(token) = std::str::from_utf8(token.expose_secret()) else { return Ok(false) };
        Ok(verify(token, &callback_url(engine, self.attempt), &self.form, &self.signature))
    }

    /// What it tells of the attempt.
    fn told(&self, row: &Row) -> Option<Told> {
        let sid = self.value("CallSid").filter(|sid| is_call_sid(sid))?;
        let status = self.value("CallStatus")?;
        let seconds = self.value("CallDuration").and_then(|seconds| seconds.parse().ok());
        let said = Said {
            status,
            seconds: seconds.filter(|seconds| *seconds <= LONGEST),
            answered_by: self.value("AnsweredBy").filter(|by| by.len() <= 40),
            sip: self.value("SipResponseCode").and_then(|code| code.parse().ok()),
            error: self.value("ErrorCode").filter(|code| code.len() <= 10),
        };
        let at = self.value("Timestamp").and_then(|at| OffsetDateTime::parse(at, &Rfc2822).ok());
        // A signature is good for ever: what was told once under a number is heard once.
        let turn = self.value("SequenceNumber").filter(|turn| turn.parse::<u32>().is_ok()).unwrap_or(status);
        Some(Told {
            provider: ProviderId(row.provider_id),
            dial: DialId(row.dial_id.unwrap_or_default()),
            event_id: format!("{sid}:{turn}"),
            event: said.event()?,
            attempt: Some(self.attempt),
            external_id: Some(sid.to_owned()),
            detail: said.detail(),
            at,
            // Twilio tells when it rings; whether somebody was connected in time only whoever runs the flow knows.
            times: CallTimes { ringing_at: at.filter(|_| status == "ringing"), ..CallTimes::default() },
        })
    }
}
