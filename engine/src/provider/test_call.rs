use super::get::{Provider, lock};
use super::{Accounts, PlaceCall, Placing, callback_url, failed, reach, test_row, works};
use crate::allow::allow;
use crate::dial::{CLAIMS, judge};
use crate::error::{Error, Result};
use crate::rate_limit::{self, Limit};
use crate::tenancy::{PlatformTx, TenantTx, Tx};
use crate::{Engine, audit};
use domain::calling_rule::RuleBook;
use domain::dial::Windows;
use domain::dial::verdict::{Caps, Terms, Verdict};
use domain::dialability::Demand;
use domain::id::ProviderId;
use domain::phone::PhoneNumber;
use domain::provider::ProviderKind;
use domain::{FieldErrors, Right, Scope};
use sea_orm::FromQueryResult;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// So many tests of one provider within an hour: whoever needs more needs a campaign.
const TESTS: Limit = Limit { burst: 10, per: Duration::from_secs(3_600) };
/// One number is tested once a minute: two presses of the button are one call.
const OF_NUMBER: Limit = Limit { burst: 1, per: Duration::from_secs(60) };

/// What became of a test.
#[derive(Debug, Clone, PartialEq)]
pub struct TestCall {
    pub number: PhoneNumber,
    pub verdict: Verdict,
    /// What the provider answered; `None` where the verdict forbids the call, so nobody was asked.
    pub answer: Option<Placing>,
}

#[derive(FromQueryResult)]
struct Standing {
    /// Whether somebody calls the number already.
    open: bool,
}

/// Asks a provider for one call to a number, judged as every dial is: without a consent, on a do-not-call list or at night
/// nobody is called, the hours with every provider but the mock. It takes one of the provider's places until the provider tells of
/// its end, at most three minutes, and counts among the calls to its number. The audit has the verdict before the provider is asked. The answer counts for the provider's breaker, so
/// a test that goes well lets its campaigns go on.
///
/// # Errors
/// [`Error::Denied`] below the role admin; [`Error::NotFound`]; [`Error::Invalid`] at `phone_number` for a text that is no
/// number, for one that is being called and for one that was tested within a minute; [`Error::Conflict`] when the provider has
/// as many calls as it takes, or was tested too often.
pub async fn test_call(engine: &Engine, scope: &Scope, id: ProviderId, number: &str) -> Result<TestCall> {
    allow(scope, Right::ManageProviders)?;
    let number: PhoneNumber = number.parse().map_err(|error| FieldErrors::one("phone_number", format!("{error}")))?;
    let tx = TenantTx::begin(engine, scope).await?;
    let provider = lock(&tx, id).await?;
    let standing = standing(&tx, number).await?;
    if standing.open {
        return Err(FieldErrors::one("phone_number", "This number is being called already.").into());
    }
    let (_, rules) = engine.rule_books().in_force(&tx).await?;
    let terms = terms(&provider, rules);
    // No campaign has this id, so no campaign's own list is asked.
    let (mut judged, _) = judge(&tx, scope.tenant(), PlaceCall::NO_CAMPAIGN, &terms, &[number]).await?;
    let judged = judged.pop().ok_or(Error::NotFound)?;
    let allowed = matches!(judged.verdict, Verdict::Now(_));
    let call = call(engine, number);
    if allowed {
        often(engine, scope, id, number).await?;
        // From here on nobody claims dials, so the place that is counted free is this test's.
        tx.execute("select pg_advisory_xact_lock($1)", [CLAIMS.into()]).await?;
        if lock(&tx, id).await?.in_flight >= u64::from(provider.max_concurrent) {
            let text = "The provider has as many calls under way as it takes. Test it when one of them is over.";
            return Err(Error::Conflict(text.into()));
        }
        test_row::begin(&tx, scope, id, &call).await?;
    }
    let told = json!({
        "name": provider.name, "number": number.e164(), "verdict": judged.verdict.as_str(), "inputs": judged.inputs,
    });
    audit::record(&tx, scope, audit::Entry::made("provider.test_call", format!("provider:{id}"), told)?).await?;
    tx.commit().await?;
    let answer = if allowed { Some(ask(engine, scope, id, call).await?) } else { None };
    Ok(TestCall { number, verdict: judged.verdict, answer })
}

/// A test is judged by the terms that a campaign has at first.
fn terms(provider: &Provider, rules: Arc<RuleBook>) -> Terms {
    Terms {
        demand: Demand::default(),
        windows: Windows::default(),
        enforce_hours: provider.kind != ProviderKind::Mock || !reach::stays_here(&provider.base_url),
        caps: Caps::default(),
        rules,
    }
}

async fn standing(tx: &TenantTx, number: PhoneNumber) -> Result<Standing> {
    let row: Option<Standing> = tx
        .one(
            "select exists (select from dial d where d.tenant_id = $1 and d.number = $2 and d.state <= 5) as open",
            [tx.tenant(), number.value().into()],
        )
        .await?;
    row.ok_or_else(|| Error::Internal("one row was asked for".into()))
}

/// Refuses a test of what was tested too often.
async fn often(engine: &Engine, scope: &Scope, id: ProviderId, number: PhoneNumber) -> Result<()> {
    let tenant = scope.tenant();
    if !rate_limit::take(engine, &format!("provider-test:{tenant}:{}", number.e164()), OF_NUMBER).await?.allowed {
        let text = "This number was tested within the last minute.";
        return Err(FieldErrors::one("phone_number", text).into());
    }
    if !rate_limit::take(engine, &format!("provider-test:{tenant}:{id}"), TESTS).await?.allowed {
        return Err(Error::Conflict("This provider was tested ten times within an hour. Test it later.".into()));
    }
    Ok(())
}

/// The call that is asked for.
fn call(engine: &Engine, number: PhoneNumber) -> PlaceCall {
    let key = Uuid::now_v7();
    PlaceCall {
        key,
        call_id: Uuid::now_v7(),
        number,
        caller_id: None,
        campaign: PlaceCall::NO_CAMPAIGN,
        campaign_name: "Test call".to_owned(),
        answer_url: String::new(),
        min_ring_seconds: None,
        callback_url: callback_url(engine, key),
        longest: time::Duration::minutes(1),
    }
}

/// Asks the provider outside any transaction, and notes how well that went.
async fn ask(engine: &Engine, scope: &Scope, id: ProviderId, call: PlaceCall) -> Result<Placing> {
    let tenant = scope.tenant();
    let accounts = Accounts::new(engine.settings().dialling.loopback)?;
    let account = accounts.of(engine, &[(tenant, id)]).await?.remove(&id);
    let account = account
        .ok_or_else(|| Error::Conflict("The provider’s address or credential can’t be used. Set them anew.".into()))?;
    let answer = account.provider.place(&call).await;
    let tx = PlatformTx::begin(engine).await?;
    match &answer {
        Placing::Placed(_) | Placing::Refused(_) => works(&tx, tenant, id).await?,
        Placing::Away(why) | Placing::Unknown(why) => failed(&tx, tenant, id, why).await?,
        Placing::Busy(_) => {}
    }
    test_row::answered(&tx, tenant, call.key, &answer).await?;
    tx.commit().await?;
    engine.dialling().due.notify_one();
    Ok(answer)
}
