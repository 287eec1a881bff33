//! What every provider has to hold, whatever its kind (FEATURES E12): a kind that is added is added here.

use domain::dial::Outcome;
use domain::id::CampaignId;
use engine::provider::reach::Loopback;
use engine::provider::{CallProvider, HttpProvider, Looked, PlaceCall, Placing, http_client};
use server::provider_mock::{Behaviour, Mock};
use std::net::SocketAddr;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;
use uuid::Uuid;

/// A provider of some kind, and what stands at its other end.
struct Kind {
    name: &'static str,
    provider: Box<dyn CallProvider>,
    mock: Mock,
    looks_up: bool,
    _serving: AbortOnDropHandle<()>,
}

async fn served(behaviour: Behaviour) -> (Mock, SocketAddr, AbortOnDropHandle<()>) {
    let mock = Mock::new(behaviour).expect("a client");
    let address = "127.0.0.1:0".parse().expect("an address");
    let (address, serving) = mock.clone().serve(address, CancellationToken::new()).await.expect("it serves");
    (mock, address, AbortOnDropHandle::new(tokio::spawn(async move { drop(serving.await) })))
}

async fn kind(name: &'static str, looks_up: bool, credential: Option<&str>, behaviour: Behaviour) -> Kind {
    // Calls go on until they are hung up.
    let slow = Behaviour { looks_up, time_factor: 0.001, ..behaviour };
    let (mock, address, serving) = served(slow).await;
    let client = http_client(Loopback::Allowed).expect("a client");
    let credential = credential.map(|text| text.to_owned().into());
    let provider = HttpProvider::new(client, &format!("http://{address}"), credential, Loopback::Allowed);
    Kind { name, provider: Box::new(provider.expect("it is reached")), mock, looks_up, _serving: serving }
}

async fn kinds(behaviour: &Behaviour) -> Vec<Kind> {
    vec![
        kind("mock", true, None, behaviour.clone()).await,
        kind("http with look-up and a credential", true, Some("secret"), behaviour.clone()).await,
        kind("http as the old ones are", false, None, behaviour.clone()).await,
    ]
}

fn call(number: &str) -> PlaceCall {
    PlaceCall {
        key: Uuid::now_v7(),
        call_id: Uuid::now_v7(),
        number: number.parse().expect("a number"),
        caller_id: None,
        campaign: CampaignId(7),
        campaign_name: "Autumn".into(),
        answer_url: String::new(),
        min_ring_seconds: Some(15),
        callback_url: "http://127.0.0.1:9/".into(),
    }
}

#[tokio::test]
async fn a_call_is_placed_once_however_often_it_is_asked_for_with_one_key() {
    for kind in kinds(&Behaviour::default()).await {
        let wanted = call("4152000001");
        let first = kind.provider.place(&wanted).await;
        assert!(matches!(&first, Placing::Placed(id) if !id.is_empty()), "{}: {first:?}", kind.name);
        assert_eq!(kind.provider.place(&wanted).await, first, "{}", kind.name);
        assert_eq!(kind.mock.ledger().get("+14152000001"), Some(&1), "{}", kind.name);
    }
}

#[tokio::test]
async fn what_became_of_a_call_is_told_where_it_is_known_and_otherwise_nothing_is_made_up() {
    for kind in kinds(&Behaviour::default()).await {
        let (wanted, never) = (call("4152000001"), call("4152000002"));
        kind.provider.place(&wanted).await;
        let looked = kind.provider.look_up(wanted.call_id, wanted.key).await;
        let unheard = kind.provider.look_up(never.call_id, never.key).await;
        let hung_up = kind.provider.hang_up(wanted.call_id, wanted.key).await;
        let after = kind.provider.look_up(wanted.call_id, wanted.key).await;
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
    let client = http_client(Loopback::Allowed).expect("a client");
    let gone = HttpProvider::new(client, "http://127.0.0.1:1", None, Loopback::Allowed).expect("it is allowed");
    let answer = gone.place(&call("4152000001")).await;
    assert!(matches!(answer, Placing::Away(_)), "{answer:?}");
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
        assert!(HttpProvider::new(client, base, None, Loopback::Refused).is_err(), "{base}");
    }
}
