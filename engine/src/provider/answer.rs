//! What is common to the answers of all providers: how long they may be, and how a failure is told.

use reqwest::Response;
use reqwest::header::RETRY_AFTER;
use std::time::Duration;

/// The most bytes of an answer that are read.
const ANSWER_MAX: usize = 256 * 1024;
/// The longest wait that a provider may ask for.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);

/// For how long a provider wants to be left alone, where it says so in seconds.
pub(super) fn retry_after(answer: &Response) -> Option<Duration> {
    let seconds = answer.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}

/// Reads a small JSON body.
pub(super) async fn read<T: serde::de::DeserializeOwned>(mut answer: Response) -> Result<T, String> {
    let mut body = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(|error| told(&error))? {
        if body.len() + piece.len() > ANSWER_MAX {
            return Err("The provider's answer is too long.".into());
        }
        body.extend_from_slice(&piece);
    }
    serde_json::from_slice(&body).map_err(|_| "The provider's answer can't be read.".into())
}

/// What went wrong, without the address: it may be somebody's secret.
pub(super) fn told(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "The provider did not answer in time."
    } else if error.is_connect() {
        "The provider can't be reached."
    } else {
        "The connection to the provider broke."
    };
    what.to_owned()
}

/// A provider's words, no longer than a line.
pub(super) fn short(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(200).collect()
}
