//! A provider that calls nobody: the HTTP flavour of CONTRACTS C, and Twilio's (`twilio`), with outcomes by chance, faults on purpose, and two records
//! of its own against which a dialler is held: how many calls went on at once at most, and how often each number was
//! called.
//!
//! What becomes of a call follows from the seed, the number and how often it was called, so a run can be had again, and a
//! simulation with the same seed tells it before (`domain::simulation`).

mod callback;
mod calls;
mod chance;
mod routes;
mod twilio;

pub use calls::{Gauge, Ledger};
pub use chance::{Behaviour, Mix};

use axum::Router;
use calls::Calls;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

/// The mock, as routes and calls share it.
#[derive(Clone)]
pub struct Mock {
    behaviour: Arc<Behaviour>,
    calls: Arc<Calls>,
    client: reqwest::Client,
}

impl Mock {
    /// A mock that behaves so.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new(behaviour: Behaviour) -> Result<Self, reqwest::Error> {
        // Whoever asks says where it wants to be told: a mock stands beside the portal.
        let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(10)).build()?;
        Ok(Self { behaviour: Arc::new(behaviour), calls: Arc::default(), client })
    }

    /// How many calls go on, and how many did at most.
    pub fn gauge(&self) -> Gauge {
        self.calls.gauge()
    }

    /// How often each number was called.
    pub fn ledger(&self) -> Ledger {
        self.calls.ledger()
    }

    /// What it answers.
    pub fn router(&self) -> Router {
        routes::router(self.clone())
    }

    /// Serves until `stop`; answers the address at once.
    ///
    /// # Errors
    /// When the address is taken.
    pub async fn serve(
        self,
        address: SocketAddr,
        stop: CancellationToken,
    ) -> std::io::Result<(SocketAddr, impl Future<Output = std::io::Result<()>>)> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let router = self.router();
        let served = async move { axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await };
        Ok((address, served))
    }
}
