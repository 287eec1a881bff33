//! The HTTP flavour (CONTRACTS C, "Provider"): what the mock speaks, and whatever old providers speak.

use super::answer::{read, retry_after, short, told};
use super::reach::{Loopback, PublicOnly, Unreachable};
use super::{Asked, CallProvider, Looked, PlaceCall, Placing, reach};
use domain::dial::Outcome;
use reqwest::header::HeaderName;
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use uuid::Uuid;

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// How long a provider may take to answer; shorter than the time after which an attempt counts as nobody's.
pub const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection may take: a host that is away is known as such soon, and nothing was placed.
const CONNECT: Duration = Duration::from_secs(3);

/// A provider that is asked over HTTP. Cloning it is cheap.
#[derive(Clone)]
pub struct HttpProvider {
    client: Client,
    base: Url,
    credential: Option<SecretString>,
}

#[derive(Serialize)]
struct PlaceBody<'a> {
    call_id: Uuid,
    phone_number: String,
    campaign_id: i64,
    campaign_name: &'a str,
    callback_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    caller_id: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    answer_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    min_ring_seconds: Option<u32>,
}

#[derive(Deserialize)]
struct PlacedBody {
    #[serde(default)]
    success: Option<bool>,
    #[serde(default)]
    external_call_id: Option<String>,
    #[serde(default)]
    error: Option<String>,
}

#[derive(Deserialize)]
struct CallBody {
    #[serde(default)]
    idempotency_key: Option<String>,
    #[serde(default)]
    external_call_id: Option<String>,
    status: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    call_duration: Option<u32>,
}

/// The client that all providers share: connections are kept, redirects are not followed, names lead to public hosts only.
///
/// # Errors
/// When TLS can't be set up.
pub fn client(loopback: Loopback) -> Result<Client, reqwest::Error> {
    Client::builder()
        .dns_resolver(PublicOnly(loopback))
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .connect_timeout(CONNECT)
        .timeout(PATIENCE)
        .pool_max_idle_per_host(64)
        .user_agent(concat!("Trunkline/", env!("CARGO_PKG_VERSION")))
        .build()
}

impl HttpProvider {
    /// A provider at an address.
    ///
    /// # Errors
    /// [`Unreachable`] for an address that is not called.
    pub fn new(
        client: Client,
        base: &str,
        credential: Option<SecretString>,
        loopback: Loopback,
    ) -> Result<Self, Unreachable> {
        Ok(Self { client, base: reach::base(base, loopback)?, credential })
    }

    fn request(&self, method: Method, path: &str, key: Uuid) -> Result<RequestBuilder, String> {
        let url = self.base.join(path).map_err(|error| error.to_string())?;
        let request = self.client.request(method, url).header(IDEMPOTENCY_KEY, key.to_string());
        Ok(match &self.credential {
            Some(credential) => request.bearer_auth(credential.expose_secret()),
            None => request,
        })
    }
}

#[async_trait::async_trait]
impl CallProvider for HttpProvider {
    async fn place(&self, call: &PlaceCall) -> Placing {
        let body = PlaceBody {
            call_id: call.call_id,
            phone_number: call.number.e164(),
            campaign_id: call.campaign.0,
            campaign_name: &call.campaign_name,
            callback_url: &call.callback_url,
            caller_id: call.caller_id.map(|number| number.e164()),
            answer_url: &call.answer_url,
            min_ring_seconds: call.min_ring_seconds,
        };
        let request = match self.request(Method::POST, "api/initiate-call", call.key) {
            Ok(request) => request.json(&body),
            Err(text) => return Placing::Refused(text),
        };
        match request.send().await {
            Ok(answer) => placed(answer).await,
            // Nothing was sent before there was a connection.
            Err(error) if error.is_connect() || error.is_builder() => Placing::Away(told(&error)),
            Err(error) => Placing::Unknown(told(&error)),
        }
    }

    async fn look_up(&self, asked: &Asked) -> Looked {
        let Asked { call_id, key, .. } = *asked;
        let request = match self.request(Method::GET, &format!("api/calls/{call_id}"), key) {
            Ok(request) => request,
            Err(text) => return Looked::Unknown(text),
        };
        let answer = match request.send().await {
            Ok(answer) => answer,
            Err(error) => return Looked::Unknown(told(&error)),
        };
        match answer.status() {
            StatusCode::NOT_FOUND => Looked::Nothing,
            status if status.is_success() => match read::<CallBody>(answer).await {
                Ok(body) => body.looked(key),
                Err(text) => Looked::Unknown(text),
            },
            status => Looked::Unknown(format!("The provider answered {status}.")),
        }
    }

    async fn hang_up(&self, asked: &Asked) -> bool {
        let Asked { call_id, key, .. } = *asked;
        let Ok(request) = self.request(Method::POST, &format!("api/calls/{call_id}/hangup"), key) else { return false };
        request.send().await.is_ok_and(|answer| answer.status().is_success())
    }
}

/// What an answer to a call means.
async fn placed(answer: Response) -> Placing {
    let status = answer.status();
    let after = retry_after(&answer);
    if status == StatusCode::TOO_MANY_REQUESTS || (status == StatusCode::SERVICE_UNAVAILABLE && after.is_some()) {
        return Placing::Busy(after);
    }
    // A server that failed may have placed the call before it did.
    if status.is_server_error() {
        return Placing::Unknown(format!("The provider answered {status}."));
    }
    let body = read::<PlacedBody>(answer).await;
    if !status.is_success() {
        let why = body.ok().and_then(|body| body.error).map(|why| format!(": {}", short(&why))).unwrap_or_default();
        return Placing::Refused(format!("The provider answered {status}{why}"));
    }
    match body {
        Ok(PlacedBody { success: Some(false), error, .. }) => {
            Placing::Refused(short(&error.unwrap_or_else(|| "The provider refused the call.".into())))
        }
        Ok(PlacedBody { external_call_id: Some(id), .. }) if !id.is_empty() && id.len() <= 200 => Placing::Placed(id),
        Ok(_) => Placing::Unknown("The provider's answer names no call.".into()),
        Err(text) => Placing::Unknown(text),
    }
}

impl CallBody {
    /// What is known of the attempt with this key: an answer about another attempt at the same dial says nothing of it.
    fn looked(self, key: Uuid) -> Looked {
        let other =
            self.idempotency_key.as_deref().and_then(|told| told.parse::<Uuid>().ok()).is_some_and(|told| told != key);
        if other {
            return Looked::Nothing;
        }
        let external_id = self.external_call_id;
        match self.status.as_str() {
            "initiated" | "ringing" | "queued" => Looked::Live { external_id, answered: false },
            "answered" | "in_progress" => Looked::Live { external_id, answered: true },
            word => match Outcome::of_callback(word, &self.detail) {
                Some(outcome) => Looked::Over {
                    external_id,
                    outcome,
                    seconds: self.call_duration,
                    detail: Some(short(&self.detail)).filter(|detail| !detail.is_empty()),
                },
                None => Looked::Unknown(format!("The provider says {:?}.", short(word))),
            },
        }
    }
}
