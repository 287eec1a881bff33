//! Twilio's REST interface, as its documentation has it: calls are made, read, listed and ended beneath
//! `/2010-04-01/Accounts/{sid}`. Whoever speaks the same is reached by another address.
//!
//! A call is made without a key of ours, so it is never asked for twice; one of which nobody knows whether it was made is
//! found among the calls to its number (`found.rs`).

mod answer;
mod found;

use super::answer::{read, told};
use super::reach::{self, Loopback, Unreachable};
use super::{Asked, CallProvider, Looked, PlaceCall, Placing};
use answer::{CallBody, ListBody, placed, silence};
use domain::filter::print_pairs;
use domain::phone::PhoneNumber;
use domain::provider::twilio::{LONGEST_CALL_SECONDS, RING_SECONDS};
use found::{Found, found};
use reqwest::header::CONTENT_TYPE;
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;

/// What is said when somebody tries the provider out, and no campaign says anything.
const TEST_SAYS: &str = "<Response><Say>This is a test call. Thank you, and goodbye.</Say></Response>";
/// As many calls of a list as are read.
const LISTED: usize = 100;

/// An account at Twilio.
#[derive(Clone)]
pub struct TwilioAccount {
    /// `AC` and 32 hexadecimal digits.
    pub account_sid: String,
    /// The account's auth token: requests are made with it, and callbacks are signed with it.
    pub token: SecretString,
    /// What is shown where a campaign says nothing.
    pub caller_id: PhoneNumber,
    /// Whether Twilio tells machines that answer from people.
    pub detects_machines: bool,
}

/// Twilio, or whoever speaks as it does. Cloning it is cheap.
#[derive(Clone)]
pub struct TwilioProvider {
    client: Client,
    base: Url,
    account: TwilioAccount,
}

impl TwilioProvider {
    /// An account at an address.
    ///
    /// # Errors
    /// [`Unreachable`] for an address that is not called.
    pub fn new(client: Client, base: &str, account: TwilioAccount, loopback: Loopback) -> Result<Self, Unreachable> {
        Ok(Self { client, base: reach::base(base, loopback)?, account })
    }

    /// The address of something of the account's.
    fn address(&self, path: &str) -> Result<Url, String> {
        let path = format!("2010-04-01/Accounts/{}/{path}", self.account.account_sid);
        self.base.join(&path).map_err(|error| error.to_string())
    }

    fn signed_in(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(&self.account.account_sid, Some(self.account.token.expose_secret()))
    }

    fn post(&self, path: &str, form: &[(&str, String)]) -> Result<RequestBuilder, String> {
        let request = self.client.post(self.address(path)?).body(print_pairs(form));
        Ok(self.signed_in(request).header(CONTENT_TYPE, "application/x-www-form-urlencoded"))
    }

    /// The form by which a call is asked for.
    fn form(&self, call: &PlaceCall) -> Result<Vec<(&'static str, String)>, String> {
        let from = call.caller_id.unwrap_or(self.account.caller_id);
        let says = match call.answer_url.as_str() {
            "" if call.is_test() => ("Twiml", TEST_SAYS.to_owned()),
            // An application's id would be taken as well, and then no callback of ours is heeded.
            address if is_web_address(address) => ("Url", address.to_owned()),
            _ => return Err("The campaign names no address at which Twilio learns what is said.".to_owned()),
        };
        let longest = call.longest.whole_seconds().clamp(1, i64::from(LONGEST_CALL_SECONDS));
        let mut form = vec![
            ("To", call.number.e164()),
            ("From", from.e164()),
            says,
            ("Timeout", call.min_ring_seconds.map_or(RING_SECONDS, |least| least.max(RING_SECONDS)).to_string()),
            ("TimeLimit", longest.to_string()),
            ("StatusCallback", call.callback_url.clone()),
            ("StatusCallbackMethod", "POST".to_owned()),
        ];
        form.extend(
            ["initiated", "ringing", "answered", "completed"].map(|event| ("StatusCallbackEvent", event.into())),
        );
        if self.account.detects_machines {
            form.push(("MachineDetection", "Enable".to_owned()));
        }
        Ok(form)
    }

    /// One call by its id; `None` where the account has none such.
    async fn fetch(&self, sid: &str) -> Result<Option<CallBody>, Looked> {
        let address = self.address(&format!("Calls/{sid}.json")).map_err(Looked::Unknown)?;
        let answer = self.signed_in(self.client.get(address)).send().await;
        let answer = answer.map_err(|error| Looked::Unknown(told(&error)))?;
        match answer.status() {
            StatusCode::NOT_FOUND => Ok(None),
            status if status.is_success() => Ok(Some(read(answer).await.map_err(Looked::Unknown)?)),
            status => Err(silence(status)),
        }
    }

    /// The call of an attempt of which no id is known.
    async fn find(&self, asked: &Asked) -> Result<Option<CallBody>, Looked> {
        let mut address = self.address("Calls.json").map_err(Looked::Unknown)?;
        // Not by the day it began: one that waits at Twilio for its turn has not begun.
        address.query_pairs_mut().append_pair("To", &asked.number.e164()).append_pair("PageSize", &LISTED.to_string());
        let answer = self.signed_in(self.client.get(address)).send().await;
        let answer = answer.map_err(|error| Looked::Unknown(told(&error)))?;
        if !answer.status().is_success() {
            return Err(silence(answer.status()));
        }
        let list: ListBody = read(answer).await.map_err(Looked::Unknown)?;
        match found(list, asked, OffsetDateTime::now_utc()) {
            Found::One(call) => Ok(Some(call)),
            Found::None => Ok(None),
            Found::Unsure(why) => Err(Looked::Unsure(why)),
        }
    }
}

fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "https" | "http"))
}

#[async_trait::async_trait]
impl CallProvider for TwilioProvider {
    async fn place(&self, call: &PlaceCall) -> Placing {
        let request = match self.form(call).and_then(|form| self.post("Calls.json", &form)) {
            Ok(request) => request,
            Err(why) => return Placing::Refused(why),
        };
        match request.send().await {
            Ok(answer) => placed(answer).await,
            // Nothing was sent before there was a connection.
            Err(error) if error.is_connect() || error.is_builder() => Placing::Away(told(&error)),
            Err(error) => Placing::Unknown(told(&error)),
        }
    }

    async fn look_up(&self, asked: &Asked) -> Looked {
        let call = match &asked.external_id {
            Some(sid) => self.fetch(sid).await,
            None => self.find(asked).await,
        };
        match call {
            Ok(Some(call)) => call.looked(),
            Ok(None) => Looked::Nothing,
            Err(looked) => looked,
        }
    }

    async fn hang_up(&self, asked: &Asked) -> bool {
        let sid = match &asked.external_id {
            Some(sid) => sid.clone(),
            None => match self.find(asked).await {
                Ok(Some(call)) => call.sid,
                _ => return false,
            },
        };
        let Ok(request) = self.post(&format!("Calls/{sid}.json"), &[("Status", "completed".to_owned())]) else {
            return false;
        };
        request.send().await.is_ok_and(|answer| answer.status().is_success())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::http_client;
    use domain::id::CampaignId;
    use uuid::Uuid;

    fn provider(detects_machines: bool) -> TwilioProvider {
        let account = TwilioAccount {
            account_sid: format!("AC{}", "0".repeat(32)),
            token: "token".to_owned().into(),
            caller_id: "4152000009".parse().expect("a number"),
            detects_machines,
        };
        let client = http_client(Loopback::Refused).expect("a client");
        TwilioProvider::new(client, "https://api.twilio.com", account, Loopback::Refused).expect("it is public")
    }

    fn call(campaign: i64, answer_url: &str) -> PlaceCall {
        PlaceCall {
            key: Uuid::now_v7(),
            call_id: Uuid::now_v7(),
            number: "4152000001".parse().expect("a number"),
            caller_id: None,
            campaign: CampaignId(campaign),
            campaign_name: "Autumn".into(),
            answer_url: answer_url.into(),
            min_ring_seconds: Some(15),
            callback_url: "https://portal.example/api/v1/callback/?attempt=1".into(),
            longest: time::Duration::hours(1),
        }
    }

    fn value(form: &[(&'static str, String)], name: &str) -> Vec<String> {
        form.iter().filter(|(of, _)| *of == name).map(|(_, value)| value.clone()).collect()
    }

    #[test]
    fn a_call_is_asked_for_with_all_that_twilio_needs_and_rings_as_long_as_the_law_wants() {
        let form = provider(false).form(&call(7, "https://flows.example/autumn")).expect("a form");
        for (name, wanted) in [
            ("To", "+14152000001"),
            ("From", "+14152000009"),
            ("Url", "https://flows.example/autumn"),
            ("TimeLimit", "3600"),
            ("StatusCallback", "https://portal.example/api/v1/callback/?attempt=1"),
            ("StatusCallbackMethod", "POST"),
        ] {
            assert_eq!(value(&form, name), [wanted], "{name}");
        }
        assert_eq!(value(&form, "StatusCallbackEvent"), ["initiated", "ringing", "answered", "completed"]);
        assert!(value(&form, "Timeout")[0].parse::<u32>().expect("seconds") >= 15);
        assert!(value(&form, "MachineDetection").is_empty());
        let form = provider(true).form(&call(7, "https://flows.example/autumn")).expect("a form");
        assert_eq!(value(&form, "MachineDetection"), ["Enable"]);
    }

    #[test]
    fn a_campaign_shows_its_own_number_and_no_call_is_longer_than_twilio_holds_one() {
        let own = "4152000008".parse().expect("a number");
        let day = PlaceCall { caller_id: Some(own), longest: time::Duration::days(1), ..call(7, "https://a.example") };
        let form = provider(false).form(&day).expect("a form");
        assert_eq!((value(&form, "From"), value(&form, "TimeLimit")), (vec![own.e164()], vec!["14400".to_owned()]));
    }

    #[test]
    fn without_an_address_of_what_is_said_a_campaign_calls_nobody_and_a_test_says_a_sentence() {
        for flow in ["", "flow-7", "ftp://a.example", "APaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert!(provider(false).form(&call(7, flow)).is_err(), "{flow}");
        }
        let form = provider(false).form(&call(0, "")).expect("a form");
        assert!(value(&form, "Twiml")[0].contains("test call") && value(&form, "Url").is_empty());
    }
}
