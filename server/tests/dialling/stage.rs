//! A server that providers reach, a mock beside it, and a campaign that runs through it.

use crate::support::Server;
use axum::Router;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::campaign::CampaignDraft;
use domain::consent::{ConsentDraft, TermsDraft};
use domain::id::{CampaignId, ProviderId};
use domain::provider::ProviderDraft;
use engine::dial::Dialler;
use engine::provider::reach::Loopback;
use engine::testing::World;
use engine::{Dialling, Settings};
use engine::{campaign, consent, provider};
use secrecy::ExposeSecret;
use server::provider_mock::{Behaviour, Mix, Mock};
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

/// Nothing here takes so long unless a signal was lost.
const PATIENCE: Duration = Duration::from_secs(120);

/// Who made the company.
pub const OWNER: &str = "owner@acme.test";

/// What is set up for a test.
pub struct Stage {
    pub server: Server,
    pub mock: Mock,
    pub provider: ProviderId,
    pub campaign: CampaignId,
    /// Where providers call back, without the path.
    pub public_url: String,
    signing_key: Vec<u8>,
    tasks: Vec<AbortOnDropHandle<()>>,
}

/// The auth token of the stage's account, where its provider is of the Twilio kind.
pub const TOKEN: &str = "0123456789abcdef0123456789abcdef";

/// Calls that are over in milliseconds, all answered.
pub fn quick() -> Behaviour {
    Behaviour { mix: all(|mix| mix.picked = 1.0), time_factor: 1_000.0, ..Behaviour::default() }
}

/// Every call ends in one way.
pub fn all(set: impl Fn(&mut Mix)) -> Mix {
    let mut mix = Mix { picked: 0.0, disconnected: 0.0, no_answer: 0.0, declined: 0.0 };
    set(&mut mix);
    mix
}

/// A campaign that asks for no consent and keeps no hours, as only the mock may.
pub fn free() -> CampaignDraft {
    CampaignDraft { name: "Autumn".into(), log_calls: true, ..CampaignDraft::default() }
}

impl Stage {
    /// With a dialler that runs.
    pub async fn new(behaviour: Behaviour, draft: CampaignDraft) -> Stage {
        let mut stage = Stage::still(behaviour, draft).await;
        stage.dial();
        stage
    }

    /// Nobody dials yet.
    pub async fn still(behaviour: Behaviour, draft: CampaignDraft) -> Stage {
        Stage::with(behaviour, draft, |_| {}).await
    }

    /// Nobody dials yet, and the installation has limits of its own.
    pub async fn with(behaviour: Behaviour, draft: CampaignDraft, set: impl FnOnce(&mut Dialling)) -> Stage {
        Stage::set(behaviour, draft, |settings| set(&mut settings.dialling)).await
    }

    /// Nobody dials yet, and the installation is set to something else.
    pub async fn set(behaviour: Behaviour, draft: CampaignDraft, set: impl FnOnce(&mut Settings)) -> Stage {
        // Where providers reach it has to be known before there is an engine.
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("it has one"));
        let public_url = url.clone();
        let world = World::with(|mut settings| {
            settings.dialling.loopback = Loopback::Allowed;
            settings.dialling.public_url = url;
            settings.dialling.silence = Duration::from_millis(400);
            settings.dialling.patience = Duration::from_secs(2);
            settings.dialling.tenant_per_second = 100_000;
            set(&mut settings);
            settings
        })
        .await;
        let server = Server::of(world, &[("TRUNKLINE_REST_REQUESTS_PER_SECOND", "100000")]).await;
        let router: Router = server.router();
        let (engine, scope) = (&server.world.engine, &server.world.scope);
        // The key is the provider's; the mock learns it before it serves.
        let made = provider::create(
            engine,
            scope,
            &ProviderDraft {
                name: "Mock".into(),
                kind: "mock".into(),
                base_url: "http://127.0.0.1:9".into(),
                looks_up: behaviour.looks_up,
                tells_bridging: behaviour.abandoned.is_some(),
                max_concurrent: "1000".into(),
                // What it needs to be of the Twilio kind.
                credential: TOKEN.into(),
                account_sid: format!("AC{}", "5".repeat(32)),
                caller_id: "4152000009".into(),
                detects_machines: true,
                ..ProviderDraft::default()
            },
        )
        .await
        .expect("the provider is written down");
        let key = made.signing_key.expose_secret().trim_start_matches("whsec_").to_owned();
        let signing_key = STANDARD.decode(key).expect("base64");
        let auth_token = TOKEN.to_owned();
        let mock =
            Mock::new(Behaviour { signing_key: signing_key.clone(), auth_token, ..behaviour }).expect("a client");
        let campaign = campaign::create(engine, scope, made.id, &draft, true).await.expect("it runs").id;
        let tasks =
            vec![AbortOnDropHandle::new(tokio::spawn(async move { drop(axum::serve(listener, router).await) }))];
        tell_of_changes(&server).await;
        let mut stage = Stage { server, mock, provider: made.id, campaign, public_url, signing_key, tasks };
        stage.serve_mock().await;
        stage
    }

    /// The provider speaks as Twilio from now on. By the form it could not, as the campaign keeps no hours: a test may not depend
    /// on the time of day.
    pub async fn speak_as_twilio(&self) {
        self.server.world.sql("update provider set kind = 3, version = version + 1").await;
    }

    /// What the provider signs its callbacks with.
    pub fn signing_key(&self) -> &[u8] {
        &self.signing_key
    }

    /// Another mock takes the place of the one that is there.
    pub async fn mend(&mut self, behaviour: Behaviour) {
        let signing_key = self.signing_key.clone();
        self.mock = Mock::new(Behaviour { signing_key, ..behaviour }).expect("a client");
        self.serve_mock().await;
    }

    async fn serve_mock(&mut self) {
        let address = "127.0.0.1:0".parse().expect("an address");
        let (address, served) =
            self.mock.clone().serve(address, CancellationToken::new()).await.expect("the mock serves");
        self.tasks.push(AbortOnDropHandle::new(tokio::spawn(async move { drop(served.await) })));
        let moved = format!(
            "update provider set base_url = 'http://{address}', version = version + 1, failures = 0, open_until = null
             where id = {}",
            self.provider
        );
        self.server.world.sql(&moved).await;
    }

    /// One more dialler runs; it ends with the stage.
    pub fn dial(&mut self) {
        let dialler = self.dialler();
        self.tasks
            .push(AbortOnDropHandle::new(tokio::spawn(async move { dialler.run(CancellationToken::new()).await })));
    }

    pub fn dialler(&self) -> Dialler {
        Dialler::new(self.server.world.engine.clone()).expect("a dialler")
    }

    pub async fn agree(&self, number: &str) {
        let agreed = ConsentDraft {
            phone_number: number.into(),
            terms: TermsDraft { kind: "oral".into(), source: "the fair".into(), ..TermsDraft::default() },
        };
        consent::record(&self.server.world.engine, &self.server.world.scope, &agreed).await.expect("it is recorded");
    }

    pub async fn figure(&self, sql: &str) -> i64 {
        self.server.world.figure(sql).await
    }

    /// Hears each commit that changes what is told of calls. Listen first, then look: a change between the two is heard.
    pub async fn changes(&self) -> PgListener {
        let mut changes = PgListener::connect(self.server.world.database.url()).await.expect("the database answers");
        changes.listen("stage").await.expect("it listens");
        changes
    }

    /// Waits until a figure is as wanted; looked at anew with each commit that changes something.
    pub async fn until(&self, what: &str, sql: &str, wanted: impl Fn(i64) -> bool) {
        let mut changes = self.changes().await;
        let waiting = async {
            while !wanted(self.figure(sql).await) {
                changes.recv().await.expect("the database tells of changes");
            }
        };
        if tokio::time::timeout(PATIENCE, waiting).await.is_err() {
            let (now, states) = (self.figure(sql).await, self.states().await);
            panic!("{what}: it is {now}; dials by state: {states:?}");
        }
    }

    /// Failures in a row are forgotten as soon as they are written: the breaker never opens.
    pub async fn without_breaker(&self) {
        for sql in [
            "create function breaker_stays_closed() returns trigger language plpgsql as
             $$ begin new.failures := 0; new.open_until := null; return new; end $$",
            "create trigger breaker_stays_closed before update on provider
             for each row execute function breaker_stays_closed()",
        ] {
            self.server.world.sql(sql).await;
        }
    }

    /// Waits until as many dials have ended and no slot is taken.
    pub async fn ended(&self, dials: i64) {
        let sql = "select count(*) as n from dial where state >= 6 and slot_until is null";
        self.until("every dial ends", sql, |ended| ended >= dials).await;
    }

    /// Dials by state, the nine in their order.
    pub async fn states(&self) -> Vec<i64> {
        let mut states = Vec::new();
        for state in 1..=9 {
            states.push(self.figure(&format!("select count(*) as n from dial where state = {state}")).await);
        }
        states
    }

    /// Sends numbers to the campaign in one request.
    pub async fn send(&self, numbers: &[String]) -> serde_json::Value {
        let body = serde_json::json!({ "campaign_id": self.campaign, "phone_numbers": numbers });
        self.server.post("/api/v1/bulk-initiate-calls/", body).await.expect(201)
    }

    /// How many numbers the mock was asked to call more than once.
    pub fn called_twice(&self) -> usize {
        self.mock.ledger().values().filter(|times| **times > 1).count()
    }
}

/// Each commit that changes one of these tables is told.
async fn tell_of_changes(server: &Server) {
    let told = "create function tell_stage() returns trigger language plpgsql as
         $$ begin perform pg_notify('stage', ''); return null; end $$";
    server.world.sql(told).await;
    for table in [
        "abandoned_period",
        "provider",
        "campaign",
        "campaign_contact",
        "dial",
        "attempt",
        "provider_event",
        "dead_letter",
    ] {
        let sql = format!(
            "create trigger tell_stage after insert or update or delete on {table}
             for each statement execute function tell_stage()"
        );
        server.world.sql(&sql).await;
    }
}

/// Numbers that nobody generated.
pub fn numbers(many: usize) -> Vec<String> {
    (0..many).map(|n| format!("+1415{}", 2_000_000 + n)).collect()
}
