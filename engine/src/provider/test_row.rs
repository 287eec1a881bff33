//! Test calls as rows: the places they take, what the provider answered, and what it told afterwards.

use super::{PlaceCall, Placing};
use crate::Engine;
use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use domain::dial::Outcome;
use domain::id::{ProviderId, TenantId};
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use sea_orm::{DbErr, FromQueryResult};
use time::OffsetDateTime;
use uuid::Uuid;

/// So many of the newest tests are shown.
const SHOWN: i64 = 5;
/// A test of which nothing is heard keeps its place this long: a minute's call, its ringing, and time to tell of it.
const SLOT_SECONDS: f64 = 180.0;

/// A test call that was asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct TestStanding {
    pub number: PhoneNumber,
    /// What the provider answered, in a word: placed, refused, busy, away or unknown.
    pub answer: Option<&'static str>,
    /// How it ended, where the provider told.
    pub outcome: Option<Outcome>,
    pub talk_seconds: Option<u32>,
    pub detail: Option<String>,
    pub made_by: Option<String>,
    pub made_at: OffsetDateTime,
    /// Whether it takes a place now.
    pub is_under_way: bool,
}

#[derive(FromQueryResult)]
struct Row {
    number: i64,
    answer: Option<i16>,
    outcome: Option<i16>,
    talk_s: Option<i32>,
    detail: Option<String>,
    made_by: Option<String>,
    made_at: OffsetDateTime,
    is_under_way: bool,
}

/// The newest tests of a provider, the newest first.
///
/// # Errors
/// [`Error::Denied`] for a token without the scope to read campaigns.
pub async fn tests(engine: &Engine, scope: &Scope, provider: ProviderId) -> Result<Vec<TestStanding>> {
    allow(scope, Right::SeeCampaigns)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let rows: Vec<Row> = tx
        .all(
            "select t.number, t.answer, t.outcome, t.talk_s, t.detail, u.name as made_by, t.made_at,
                 coalesce(t.slot_until > statement_timestamp(), false) as is_under_way
             from provider_test t left join app_user u on u.id = t.made_by
             where t.tenant_id = $1 and t.provider_id = $2 order by t.id desc limit $3",
            [tx.tenant(), provider.0.into(), SHOWN.into()],
        )
        .await?;
    tx.commit().await?;
    rows.into_iter().map(Row::standing).collect()
}

/// Writes a test down with its place. Whoever calls it holds the lock of claims, so that nobody counts meanwhile.
pub(super) async fn begin(
    tx: &TenantTx,
    scope: &Scope,
    provider: ProviderId,
    call: &PlaceCall,
) -> std::result::Result<(), DbErr> {
    tx.execute(
        "insert into provider_test (tenant_id, provider_id, call_id, key, number, made_by, slot_until)
         values ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))",
        [
            tx.tenant(),
            provider.0.into(),
            call.call_id.into(),
            call.key.into(),
            call.number.value().into(),
            scope.actor().user().map(|user| user.0).into(),
            SLOT_SECONDS.into(),
        ],
    )
    .await?;
    Ok(())
}

/// Notes what the provider answered; what was not placed takes no place any more.
pub(super) async fn answered(
    tx: &PlatformTx,
    tenant: TenantId,
    key: Uuid,
    answer: &Placing,
) -> std::result::Result<(), DbErr> {
    let (code, keeps): (i16, bool) = match answer {
        Placing::Placed(_) => (1, true),
        Placing::Refused(_) => (2, false),
        Placing::Busy(_) => (3, false),
        Placing::Away(_) => (4, false),
        Placing::Unknown(_) => (5, true),
    };
    tx.execute(
        // It may have been told of before the answer came.
        "update provider_test set answer = $3, slot_until = case when $4 then slot_until end
         where tenant_id = $1 and key = $2",
        [tenant.0.into(), key.into(), code.into(), keeps.into()],
    )
    .await?;
    Ok(())
}

/// Notes how a test ended and frees its place, by its call's id or its key; what was told before stands.
pub(crate) async fn told(
    tx: &PlatformTx,
    tenant: TenantId,
    call: Uuid,
    outcome: Outcome,
    seconds: Option<u32>,
    detail: Option<&str>,
) -> std::result::Result<(), DbErr> {
    tx.execute(
        "update provider_test set outcome = $3, talk_s = $4, detail = $5, told_at = clock_timestamp(), slot_until = null
         where tenant_id = $1 and (call_id = $2 or key = $2) and told_at is null",
        [
            tenant.0.into(),
            call.into(),
            outcome.code().into(),
            seconds.and_then(|seconds| i32::try_from(seconds).ok()).into(),
            detail.map(str::to_owned).into(),
        ],
    )
    .await?;
    Ok(())
}

impl Row {
    fn standing(self) -> Result<TestStanding> {
        Ok(TestStanding {
            number: PhoneNumber::from_stored(self.number)
                .map_err(|_| Error::Internal("a test call has a strange number".into()))?,
            answer: self.answer.and_then(|code| match code {
                1 => Some("placed"),
                2 => Some("refused"),
                3 => Some("busy"),
                4 => Some("away"),
                5 => Some("unknown"),
                _ => None,
            }),
            outcome: self.outcome.and_then(Outcome::of_code),
            talk_seconds: self.talk_s.and_then(|seconds| u32::try_from(seconds).ok()),
            detail: self.detail,
            made_by: self.made_by,
            made_at: self.made_at,
            is_under_way: self.is_under_way,
        })
    }
}
