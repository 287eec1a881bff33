//! What every provider has to hold, whatever its kind (FEATURES E12): a kind that is added is added here.

use domain::dial::Outcome;
use domain::id::CampaignId;
use engine::provider::reach::Loopback;
use engine::provider::{
    Asked, CallProvider, HttpProvider, Looked, PlaceCall, Placing, TwilioAccount, TwilioProvider, http_client,
};
use server::provider_mock::{Behaviour, Mock};
use std::net::SocketAddr;
use time::{Duration, OffsetDateTime};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// A provider of some kind, and what stands at its other end.
struct Kind {
    name: &'static str,
    provider: Box<dyn CallProvider>,
    mock: Mock,
    looks_up: bool,
    /// Whether one that is asked for twice with one key is placed once.
    knows_keys: bool,
    _serving: AbortOnDropHandle<()>,
}

async fn served(behaviour: Behaviour) -> (Mock, SocketAddr, AbortOnDropHandle<()>) {
    let mock = Mock::new(behaviour).expect("a client");
    let address = "127.0.0.1:0".parse().expect("an address");
    let (address, serving) = mock.clone().serve(address, CancellationToken::new()).await.expect("it serves");
    (mock, address, AbortOnDropHandle::new(tokio::spawn(async move { drop(serving.await) })))
}

/// What the stand-in for Twilio lets in with.
const TOKEN: &str = "0123456789abcdef0123456789abcdef";

fn account(token: &str) -> TwilioAccount {
    TwilioAccount {
        account_sid: format!("AC{}", "5".repeat(32)),
        token: token.to_owned().into(),
        caller_id: "4152000009".parse().expect("a number"),
        detects_machines: false,
    }
}

fn http(base: &str, credential: Option<&str>) -> Box<dyn CallProvider> {
    let client = http_client(Loopback::Allowed).expect("a client");
    let credential = credential.map(|text| text.to_owned().into());
    Box::new(HttpProvider::new(client, base, credential, Loopback::Allowed).expect("it is reached"))
}

fn twilio(base: &str, token: &str) -> Box<dyn CallProvider> {
    let client = http_client(Loopback::Allowed).expect("a client");
    Box::new(TwilioProvider::new(client, base, account(token), Loopback::Allowed).expect("it is reached"))
}

async fn kind(
    name: &'static str,
    looks_up: bool,
    knows_keys: bool,
    behaviour: &Behaviour,
    speaks: impl FnOnce(&str) -> Box<dyn CallProvider>,
) -> Kind {
    // Calls go on until they are hung up.
    let slow = Behaviour { looks_up, time_factor: 0.001, auth_token: TOKEN.into(), ..behaviour.clone() };
    let (mock, address, serving) = served(slow).await;
    let provider = speaks(&format!("http://{address}"));
    Kind { name, provider, mock, looks_up, knows_keys, _serving: serving }
}

async fn kinds(behaviour: &Behaviour) -> Vec<Kind> {
    vec![
        kind("mock", true, true, behaviour, |base| http(base, None)).await,
        kind("http with look-up and a credential", true, true, behaviour, |base| http(base, Some("secret"))).await,
        kind("http as the old ones are", false, true, behaviour, |base| http(base, None)).await,
        kind("twilio", true, false, behaviour, |base| twilio(base, TOKEN)).await,
    ]
}

/// A call as one is asked about whose attempt began so long ago.
fn asked(call: &PlaceCall, ago: Duration, external_id: Option<String>) -> Asked {
    Asked {
        call_id: call.call_id,
        key: call.key,
        number: call.number,
        since: OffsetDateTime::now_utc() - ago,
        external_id,
        others: Vec::new(),
    }
}

fn call(number: &str) -> PlaceCall {
    PlaceCall {
        key: Uuid::now_v7(),
        call_id: Uuid::now_v7(),
        number: number.parse().expect("a number"),
        caller_id: None,
        campaign: CampaignId(7),
        campaign_name: "Autumn".into(),
        answer_url: "https://flows.example.test/autumn".into(),
        min_ring_seconds: Some(15),
        callback_url: "http://127.0.0.1:9/".into(),
        longest: Duration::hours(1),
    }
}

#[tokio::test]
async fn a_call_is_placed_once_however_often_it_is_asked_for_with_one_key() {
    for kind in kinds(&Behaviour::default()).await {
        let wanted = call("4152000001");
        let first = kind.provider.place(&wanted).await;
        assert!(matches!(&first, Placing::Placed(id) if !id.is_empty()), "{}: {first:?}", kind.name);
        if kind.knows_keys {
            assert_eq!(kind.provider.place(&wanted).await, first, "{}", kind.name);
        } else {
            // Nobody asks such a one twice: it is looked up by its number and its time, and found.
            let looked = kind.provider.look_up(&asked(&wanted, Duration::seconds(5), None)).await;
            let Looked::Live { external_id, .. } = looked else { panic!("{}: {looked:?}", kind.name) };
            assert_eq!(external_id.map(Placing::Placed), Some(first), "{}", kind.name);
        }
        assert_eq!(kind.mock.ledger().get("+14152000001"), Some(&1), "{}", kind.name);
    }
}

#[tokio::test]
async fn what_became_of_a_call_is_told_where_it_is_known_and_otherwise_nothing_is_made_up() {
    for kind in kinds(&Behaviour::default()).await {
        let (wanted, never) = (call("4152000001"), call("4152000002"));
        let Placing::Placed(id) = kind.provider.place(&wanted).await else { panic!("{}: not placed", kind.name) };
        let known = asked(&wanted, Duration::ZERO, Some(id));
        let looked = kind.provider.look_up(&known).await;
        // Long enough ago that it would be known.
        let unheard = kind.provider.look_up(&asked(&never, Duration::minutes(10), None)).await;
        let hung_up = kind.provider.hang_up(&known).await;
        let after = kind.provider.look_up(&known).await;
        if kind.looks_up {
            assert!(matches!(looked, Looked::Live { answered: false, .. }), "{}: {looked:?}", kind.name);
            assert_eq!(unheard, Looked::Nothing, "{}", kind.name);
            assert!(hung_up, "{}", kind.name);
            let over = matches!(after, Looked::Over { outcome: Outcome::Disconnected, .. });
            assert!(over, "{}: {after:?}", kind.name);
            assert_eq!(kind.mock.gauge().now, 0, "{}", kind.name);
        } else {
            // 404 is what a provider answers that has no such path; whoever knows that asks nothing (`looks_up`).
            assert!(!hung_up, "{}", kind.name);
            assert_eq!(kind.mock.gauge().now, 1, "{}", kind.name);
        }
    }
}

#[tokio::test]
async fn an_error_after_the_request_was_sent_is_unknown_and_a_host_that_is_not_there_placed_nothing() {
    for kind in kinds(&Behaviour { errors: 1.0, ..Behaviour::default() }).await {
        let answer = kind.provider.place(&call("4152000001")).await;
        assert!(matches!(answer, Placing::Unknown(_)), "{}: {answer:?}", kind.name);
    }
    for gone in [http("http://127.0.0.1:1", None), twilio("http://127.0.0.1:1", TOKEN)] {
        let answer = gone.place(&call("4152000001")).await;
        assert!(matches!(answer, Placing::Away(_)), "{answer:?}");
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_after_the_call_was_placed_is_unknown_and_the_call_is_found() {
    for kind in kinds(&Behaviour { unknown: 1.0, ..Behaviour::default() }).await {
        let wanted = call("4152000001");
        let answer = kind.provider.place(&wanted).await;
        assert!(matches!(answer, Placing::Unknown(_)), "{}: {answer:?}", kind.name);
        let looked = kind.provider.look_up(&asked(&wanted, Duration::ZERO, None)).await;
        if kind.looks_up {
            assert!(matches!(looked, Looked::Live { external_id: Some(_), .. }), "{}: {looked:?}", kind.name);
        }
        assert_eq!(kind.mock.gauge().placed, 1, "{}", kind.name);
    }
}

#[tokio::test]
async fn twilio_lets_nobody_in_with_another_token_and_nothing_is_placed_or_made_up() {
    let kind = kind("twilio", true, false, &Behaviour::default(), |base| twilio(base, "another")).await;
    let wanted = call("4152000001");
    let answer = kind.provider.place(&wanted).await;
    assert!(matches!(&answer, Placing::Away(why) if why.contains("20003")), "{answer:?}");
    let looked = kind.provider.look_up(&asked(&wanted, Duration::minutes(10), None)).await;
    assert!(matches!(looked, Looked::Unknown(_)), "{looked:?}");
    assert!(kind.mock.ledger().is_empty());
}

#[tokio::test]
async fn no_address_of_a_company_leads_to_this_machine_unless_the_operator_says_so() {
    for base in [
        "http://127.0.0.1:1",
        "http://[::1]:1",
        "http://[::ffff:127.0.0.1]:1",
        "http://10.0.0.1",
        "http://169.254.169.254",
    ] {
        let client = http_client(Loopback::Refused).expect("a client");
        assert!(HttpProvider::new(client.clone(), base, None, Loopback::Refused).is_err(), "{base}");
        assert!(TwilioProvider::new(client, base, account(TOKEN), Loopback::Refused).is_err(), "{base}");
    }
}
