//! The dialler of a process: it claims what is due, has it placed, applies what providers tell, and looks after what they
//! do not. It starts at once when something wakes it; the clock is only a net.

use super::accept::Wanted;
use super::apply::apply;
use super::callback::{Call, Heard};
use super::claim::{BATCH, claim};
use super::feed::feed;
use super::initiate::Answer;
use super::look_after::look_after;
use super::place::{Answered, account_of, place};
use super::rework::rework;
use super::statistics;
use super::touched::{Touched, tell_loop};
use super::twilio::{HeardTwilio, TwilioCall};
use crate::Engine;
use crate::campaign::contact::look_at_new_ones;
use crate::campaign::{complete_those_that_are_over, count_hours, start_those_that_are_due};
use crate::error::Result;
use crate::provider::Accounts;
use crate::together::{REST_MAX, Together};
use domain::id::{CampaignId, TenantId};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};

/// How often the dialler looks by itself: dials whose time has come, and wake-ups that were lost.
const POLL: Duration = Duration::from_millis(250);
/// How often it looks for attempts of which nothing was heard, for campaigns that start or are over, and for hours that nobody
/// counted.
const ROUND: Duration = Duration::from_secs(1);
/// How long a stopping dialler waits for providers' answers; what comes later is looked up by others.
const DRAIN: Duration = Duration::from_secs(9);

/// What wakes the dialler of this process, and what its parts gather.
#[derive(Debug, Default)]
pub(crate) struct Wakes {
    /// Something may be due, or a slot came free.
    pub due: Notify,
    /// An event waits to be applied.
    pub told: Notify,
    /// A campaign has contacts that are no dials yet.
    pub contacts: Notify,
    /// A retry policy was saved.
    pub policy: Notify,
    /// Campaigns whose figures changed.
    pub touched: Touched,
    /// Numbers that wait to be accepted.
    pub(super) accepting: Together<(TenantId, CampaignId), Wanted, Answer>,
    /// Callbacks that wait to be stored.
    pub(super) hearing: Together<(), Call, Result<Heard>>,
    /// The same of Twilio's.
    pub(super) hearing_twilio: Together<(), TwilioCall, Result<HeardTwilio>>,
    /// Providers' answers that wait to be written down.
    pub(super) answering: Together<(), Answered, bool>,
}

/// The dialler of one process.
pub struct Dialler {
    engine: Engine,
    accounts: Arc<Accounts>,
}

impl Dialler {
    /// A dialler that speaks to the companies' providers.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new(engine: Engine) -> Result<Self> {
        let accounts = Arc::new(Accounts::new(engine.settings().dialling.loopback)?);
        Ok(Self { engine, accounts })
    }

    /// Dials until `stop`; then nothing more is claimed, and answers that are under way are waited for within ten seconds.
    pub async fn run(&self, stop: CancellationToken) {
        let applying = AbortOnDropHandle::new(tokio::spawn(apply_loop(self.engine.clone())));
        let feeding = AbortOnDropHandle::new(tokio::spawn(feed_loop(self.engine.clone())));
        let telling = AbortOnDropHandle::new(tokio::spawn(tell_loop(self.engine.clone())));
        let reworking = AbortOnDropHandle::new(tokio::spawn(rework_loop(self.engine.clone())));
        let counting = AbortOnDropHandle::new(tokio::spawn(hours_loop(self.engine.clone())));
        let (engine, accounts) = (self.engine.clone(), Arc::clone(&self.accounts));
        let rounds = AbortOnDropHandle::new(tokio::spawn(round_loop(engine, accounts)));
        let tracker = TaskTracker::new();
        while !stop.is_cancelled() {
            // Before the look: what wakes it in between is not lost.
            let woken = self.engine.dialling().due.notified();
            match self.dial(&tracker).await {
                Ok(many) if many >= BATCH as usize => {}
                Ok(_) => wait(woken, &stop).await,
                Err(error) => {
                    tracing::warn!(%error, "claiming dials failed");
                    wait(woken, &stop).await;
                }
            }
        }
        tracker.close();
        if tokio::time::timeout(DRAIN, tracker.wait()).await.is_err() {
            tracing::warn!("providers had not answered after nine seconds; their attempts will be looked up");
        }
        drop((applying, feeding, telling, reworking, counting, rounds));
    }

    /// Claims once and has placed what may be called; answers how many dials were looked at.
    async fn dial(&self, tracker: &TaskTracker) -> Result<usize> {
        let claim = claim(&self.engine).await?;
        self.engine.dialling().touched.note(claim.touched);
        if claim.placements.is_empty() {
            return Ok(claim.looked_at);
        }
        let mut wanted: Vec<_> = claim.placements.iter().map(account_of).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let accounts = self.accounts.of(&self.engine, &wanted).await?;
        for placement in claim.placements {
            let (engine, account) = (self.engine.clone(), accounts.get(&placement.provider).cloned());
            tracker.spawn(async move {
                match place(&engine, account.as_ref(), &placement).await {
                    Ok(true) => engine.dialling().told.notify_one(),
                    Ok(false) => {}
                    // The attempt stands as it was written; whoever looks after it asks the provider.
                    Err(error) => tracing::warn!(%error, "a provider's answer could not be written"),
                }
            });
        }
        Ok(claim.looked_at)
    }

    /// Brings dials to a policy that was saved, claims, places, applies and looks after whatever is due, until nothing is; for
    /// tests.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn run_once(&self) -> Result<usize> {
        let tracker = TaskTracker::new();
        let fed = feed(&self.engine).await?.len();
        while rework(&self.engine).await? {}
        let dialled = self.dial(&tracker).await?;
        tracker.close();
        tracker.wait().await;
        let applied = apply(&self.engine).await?.events;
        let looked = look_after(&self.engine, &self.accounts).await?;
        complete_those_that_are_over(&self.engine).await?;
        Ok(fed + dialled + applied + looked)
    }
}

async fn wait(woken: tokio::sync::futures::Notified<'_>, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        () = woken => {}
        () = tokio::time::sleep(POLL) => {}
    }
}

async fn apply_loop(engine: Engine) {
    loop {
        let (woken, began) = (engine.dialling().told.notified(), Instant::now());
        match apply(&engine).await {
            Ok(applied) => {
                let is_full = applied.is_full();
                engine.dialling().touched.note(applied.touched);
                if applied.freed {
                    engine.dialling().due.notify_one();
                }
                if applied.events > 0 {
                    // What comes meanwhile is applied together, and the database is left to those who are in a hurry.
                    if !is_full {
                        tokio::time::sleep(began.elapsed().min(REST_MAX)).await;
                    }
                    continue;
                }
            }
            Err(error) => tracing::warn!(%error, "applying what providers told failed"),
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(POLL) => {}
        }
    }
}

async fn feed_loop(engine: Engine) {
    loop {
        let woken = engine.dialling().contacts.notified();
        match feed(&engine).await {
            Ok(fed) if !fed.is_empty() => {
                engine.dialling().touched.note(fed);
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "making dials of contacts failed"),
        }
        match look_at_new_ones(&engine).await {
            Ok(looked) if !looked.is_empty() => {
                engine.dialling().touched.note(looked);
                continue;
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "looking at contacts failed"),
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

async fn rework_loop(engine: Engine) {
    loop {
        let woken = engine.dialling().policy.notified();
        match rework(&engine).await {
            Ok(true) => continue,
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "bringing dials to another retry policy failed"),
        }
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(ROUND) => {}
        }
    }
}

/// Apart from the rounds: counting a campaign of a million dials takes seconds, and nothing else waits for that.
async fn hours_loop(engine: Engine) {
    loop {
        if let Err(error) = count_hours(&engine).await {
            tracing::warn!(%error, "the hours of campaigns could not be counted");
        }
        tokio::time::sleep(ROUND).await;
    }
}

async fn round_loop(engine: Engine, accounts: Arc<Accounts>) {
    let mut pace = tokio::time::interval(ROUND);
    loop {
        pace.tick().await;
        match look_after(&engine, &accounts).await {
            Ok(0) => {}
            Ok(_) => engine.dialling().told.notify_one(),
            Err(error) => tracing::warn!(%error, "looking after attempts failed"),
        }
        if let Err(error) = statistics::renew(&engine).await {
            tracing::warn!(%error, "the database could not look at the tables of dials");
        }
        if let Err(error) = start_those_that_are_due(&engine).await {
            tracing::warn!(%error, "starting campaigns failed");
        }
        if let Err(error) = complete_those_that_are_over(&engine).await {
            tracing::warn!(%error, "completing campaigns failed");
        }
    }
}
