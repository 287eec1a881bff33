use super::accept::{Accepted, Wanted, accept, room, running};
use crate::Engine;
use crate::allow::allow;
use crate::campaign::Setup;
use crate::error::Result;
use crate::tenancy::{TenantTx, Tx};
use domain::dial::{DialState, Zones};
use domain::id::CampaignId;
use domain::phone::PhoneNumber;
use domain::{Right, Scope};
use std::collections::HashSet;
use time::OffsetDateTime;
use uuid::Uuid;

/// A dial as it was accepted.
#[derive(Debug, Clone, PartialEq)]
pub struct Initiated {
    pub call_id: Uuid,
    pub campaign: CampaignId,
    pub campaign_name: String,
    pub number: PhoneNumber,
    pub state: DialState,
    pub max_attempts: u32,
    pub created_at: OffsetDateTime,
    /// Why it is blocked.
    pub error: Option<String>,
}

/// Why no dial was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The tenant has no campaign with this id that runs.
    NoCampaign,
    /// The number has an open dial, or had one within the window.
    InProgress,
}

/// What came of one number.
pub(super) type Answer = std::result::Result<Initiated, Refusal>;

/// Accepts a number for a running campaign: it has its row and its id at once, and is called as soon as there is room and the
/// hour is decent. One whom the verdict forbids is accepted as blocked, with the reason. Numbers that come together are
/// accepted in one transaction.
///
/// # Errors
/// [`crate::Error::Denied`] below the role agent.
pub async fn initiate(engine: &Engine, scope: &Scope, campaign: CampaignId, number: PhoneNumber) -> Result<Answer> {
    allow(scope, Right::StartDials)?;
    let wanted = Wanted { number, by: scope.actor().user() };
    let (of_all, of_scope) = (engine.clone(), scope.clone());
    let work = move |wanted| {
        let (engine, scope) = (of_all.clone(), of_scope.clone());
        async move { together(&engine, &scope, campaign, wanted).await }
    };
    engine.dialling().accepting.run((scope.tenant(), campaign), wanted, work).await
}

/// Accepts numbers of one campaign, each by itself, whoever asks for them.
async fn together(engine: &Engine, scope: &Scope, campaign: CampaignId, wanted: Vec<Wanted>) -> Result<Vec<Answer>> {
    let tx = TenantTx::begin_hot(engine, scope).await?;
    let Some(setup) = running(engine, &tx, scope, campaign).await? else {
        return Ok(vec![Err(Refusal::NoCampaign); wanted.len()]);
    };
    let mut room = room(&tx, &setup).await?;
    let mut answers: Vec<Option<Answer>> = vec![None; wanted.len()];
    let mut waiting: Vec<usize> = (0..wanted.len()).collect();
    while !waiting.is_empty() {
        // A number that is asked for twice has its turns one after the other.
        let (now, later) = once_each(&wanted, waiting);
        let turn: Vec<Wanted> = now.iter().filter_map(|place| wanted.get(*place).copied()).collect();
        let accepted = accept(&tx, scope, &setup, &turn, None, &mut room).await?;
        let mut blocked = HashSet::new();
        for ((place, one), accepted) in now.into_iter().zip(turn).zip(accepted) {
            let answer = accepted.map(|accepted| initiated(&setup, one.number, accepted)).ok_or(Refusal::InProgress);
            if answer.as_ref().is_ok_and(|made| made.state == DialState::Blocked) {
                blocked.insert(one.number);
            }
            if let Some(here) = answers.get_mut(place) {
                *here = Some(answer);
            }
        }
        // Who is called, or was lately, is so for whoever asks next as well.
        waiting = later
            .into_iter()
            .filter(|place| wanted.get(*place).is_some_and(|one| blocked.contains(&one.number)))
            .collect();
    }
    let mut answers: Vec<Answer> =
        answers.into_iter().map(|answer| answer.unwrap_or(Err(Refusal::InProgress))).collect();
    if answers.iter().any(|answer| answer.is_err()) && has_ended(&tx, campaign).await? {
        // It ended since its setup was read, and nothing more was written for it.
        for answer in answers.iter_mut().filter(|answer| answer.is_err()) {
            *answer = Err(Refusal::NoCampaign);
        }
    }
    tx.commit().await?;
    if answers.iter().flatten().any(|made| made.state.is_waiting()) {
        engine.dialling().due.notify_one();
    }
    Ok(answers)
}

/// The first place of each number, and the others.
fn once_each(wanted: &[Wanted], places: Vec<usize>) -> (Vec<usize>, Vec<usize>) {
    let mut seen = HashSet::new();
    places.into_iter().partition(|place| wanted.get(*place).is_some_and(|one| seen.insert(one.number)))
}

fn initiated(setup: &Setup, number: PhoneNumber, accepted: Accepted) -> Initiated {
    let Accepted { call_id, state, created_at, judged, at } = accepted;
    let error = (state == DialState::Blocked).then(|| judged.verdict.says());
    let zones = judged.zones.unwrap_or_else(Zones::utc);
    Initiated {
        call_id,
        campaign: setup.id,
        campaign_name: setup.name.clone(),
        number,
        state,
        max_attempts: setup.policy.budget(setup.id, setup.max_attempts, at, &zones),
        created_at,
        error,
    }
}

/// Whether the campaign takes no dials any more.
async fn has_ended(tx: &TenantTx, campaign: CampaignId) -> Result<bool> {
    let open = "select count(*) as n from campaign where tenant_id = $1 and id = $2 and state not in (6, 7)";
    Ok(tx.figure(open, [tx.tenant(), campaign.0.into()]).await? == 0)
}
