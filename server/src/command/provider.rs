//! `trunkline provider mock`: a provider that calls nobody, for trying campaigns out.

use crate::provider_mock::{Behaviour, Mix, Mock};
use crate::shutdown;
use anyhow::{Context, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clap::{Args, Subcommand};
use std::io::Write;
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;

/// Providers.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Serves a provider that calls nobody: outcomes by chance, faults on purpose, and a record of every call it was asked for.
    Mock(MockArguments),
}

#[derive(Debug, Args)]
pub struct MockArguments {
    /// Where it listens.
    #[arg(long, default_value = "127.0.0.1:3900")]
    addr: SocketAddr,
    /// The signing key that the portal showed when the provider was made: whsec_ and base64.
    #[arg(long, default_value = "")]
    signing_key: String,
    /// The share of calls that are answered.
    #[arg(long, default_value_t = 0.70, value_parser = share)]
    picked: f64,
    /// The share that is cut off.
    #[arg(long, default_value_t = 0.15, value_parser = share)]
    disconnected: f64,
    /// The share that rings out. What is left of 1 fails.
    #[arg(long, default_value_t = 0.10, value_parser = share)]
    no_answer: f64,
    /// The share that is declined.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    declined: f64,
    /// From the call to its outcome, in seconds: the least.
    #[arg(long, default_value_t = 1.0)]
    ring_from: f64,
    /// And the most.
    #[arg(long, default_value_t = 10.0)]
    ring_to: f64,
    /// How long an answered call lasts, in seconds: the least.
    #[arg(long, default_value_t = 30.0)]
    talk_from: f64,
    /// And the most.
    #[arg(long, default_value_t = 180.0)]
    talk_to: f64,
    /// It tells when people answered and were connected; this share of those who answered finds nobody in time.
    #[arg(long, value_parser = share)]
    abandoned: Option<f64>,
    /// How many times faster than the clock calls go.
    #[arg(long, default_value_t = 1.0)]
    time_factor: f64,
    /// The same seed gives each call to a number the same outcome, as a simulation with that seed tells.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The auth token that the portal was given for a provider of the Twilio kind, which is asked beneath the same address.
    #[arg(long, default_value = "")]
    auth_token: String,
    /// The share of answered calls that a machine answers, where it is asked to tell them from people.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    machines: f64,
    /// The share of callbacks that never come.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    lost: f64,
    /// The share that comes twice.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    repeated: f64,
    /// The share that comes late, behind others.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    reordered: f64,
    /// The share of requests answered with an error although the call is placed.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    unknown: f64,
    /// The share of requests answered with an error before anything is placed.
    #[arg(long, default_value_t = 0.0, value_parser = share)]
    errors: f64,
    /// It lets phones ring for as long as chance has it, whatever the law asks for.
    #[arg(long)]
    short_rings: bool,
    /// It does not say what became of a call, and hangs up nobody.
    #[arg(long)]
    no_look_up: bool,
}

fn share(text: &str) -> Result<f64, String> {
    text.parse::<f64>().ok().filter(|share| (0.0..=1.0).contains(share)).ok_or_else(|| "from 0 to 1".to_owned())
}

/// Runs the command.
///
/// # Errors
/// The key can't be read, the shares are more than 1 together, or the address is taken.
pub async fn run(verb: Verb) -> anyhow::Result<()> {
    let Verb::Mock(arguments) = verb;
    let addr = arguments.addr;
    let stop = CancellationToken::new();
    shutdown::on_signals(stop.clone()).context("signals can't be listened to")?;
    let mock = Mock::new(arguments.behaviour()?)?;
    let (address, served) = mock.serve(addr, stop).await.with_context(|| format!("{addr} can't be listened on"))?;
    writeln!(std::io::stdout(), "The mock listens on http://{address}")?;
    served.await?;
    Ok(())
}

impl MockArguments {
    fn behaviour(&self) -> anyhow::Result<Behaviour> {
        let together = self.picked + self.disconnected + self.no_answer + self.declined;
        ensure!(together <= 1.000_001, "the shares of outcomes are {together} together, more than 1");
        ensure!(self.time_factor > 0.0, "--time-factor is more than 0");
        let typed = self.signing_key.trim();
        let signing_key = STANDARD
            .decode(typed.strip_prefix("whsec_").unwrap_or(typed))
            .context("--signing-key is whsec_ and base64, as the portal showed it")?;
        if signing_key.is_empty() && self.auth_token.is_empty() {
            tracing::warn!(
                "neither --signing-key nor --auth-token: the portal will refuse every callback, and look calls up instead"
            );
        }
        Ok(Behaviour {
            mix: Mix {
                picked: self.picked,
                disconnected: self.disconnected,
                no_answer: self.no_answer,
                declined: self.declined,
            },
            rings: (self.ring_from, self.ring_to),
            talks: (self.talk_from, self.talk_to),
            abandoned: self.abandoned,
            time_factor: self.time_factor,
            seed: self.seed,
            lost: self.lost,
            repeated: self.repeated,
            reordered: self.reordered,
            unknown: self.unknown,
            errors: self.errors,
            machines: self.machines,
            heeds_ringing: !self.short_rings,
            looks_up: !self.no_look_up,
            signing_key,
            auth_token: self.auth_token.clone(),
        })
    }
}
