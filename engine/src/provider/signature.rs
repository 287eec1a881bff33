//! Callbacks are signed: `webhook-id`, `webhook-timestamp` and `webhook-signature`, the HMAC-SHA256 of `id.timestamp.body`
//! (CONTRACTS C; the scheme of Standard Webhooks).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use time::OffsetDateTime;

/// How far a callback's time may be from ours, in seconds: five minutes.
const TOLERANCE: i64 = 300;
/// What a signature of this scheme begins with.
const VERSION: &str = "v1,";

/// What a callback's head says.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    pub id: &'a str,
    /// Seconds since 1970.
    pub timestamp: &'a str,
    /// One signature or more, divided by spaces: a provider that changes its key signs with both.
    pub signatures: &'a str,
}

/// Why a callback is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsigned {
    #[error("The time of the signature can't be read.")]
    NoTime,
    #[error("The signature is more than five minutes old, or of the future.")]
    Stale,
    #[error("The signature is not that of this message.")]
    Wrong,
}

/// Checks a callback against a key at `now`.
///
/// # Errors
/// [`Unsigned`].
pub fn verify(key: &[u8], signed: Signed<'_>, body: &[u8], now: OffsetDateTime) -> Result<(), Unsigned> {
    let at: i64 = signed.timestamp.parse().map_err(|_| Unsigned::NoTime)?;
    if now.unix_timestamp().checked_sub(at).is_none_or(|age| age.abs() > TOLERANCE) {
        return Err(Unsigned::Stale);
    }
    let given = signed.signatures.split(' ').filter_map(|one| one.strip_prefix(VERSION)).filter_map(decode);
    // The comparison of `verify_slice` takes as long whatever it finds.
    for given in given {
        if mac(key, signed.id, signed.timestamp, body).verify_slice(&given).is_ok() {
            return Ok(());
        }
    }
    Err(Unsigned::Wrong)
}

/// The signature of a message, as its head carries it.
pub fn sign(key: &[u8], id: &str, timestamp: i64, body: &[u8]) -> String {
    let code = mac(key, id, &timestamp.to_string(), body).finalize().into_bytes();
    format!("{VERSION}{}", encode(&code))
}

fn mac(key: &[u8], id: &str, timestamp: &str, body: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of every length");
    for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
        mac.update(part);
    }
    mac
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::Duration;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-22 12:00 UTC);

    fn checked(key: &[u8], id: &str, at: OffsetDateTime, body: &[u8], signatures: &str) -> Result<(), Unsigned> {
        let timestamp = at.unix_timestamp().to_string();
        verify(key, Signed { id, timestamp: &timestamp, signatures }, body, NOW)
    }

    /// The example of the scheme's own documents.
    #[test]
    fn the_signature_is_that_of_the_scheme() {
        let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let body = br#"{"test": 2432232314}"#;
        let signed = sign(&key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
        assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn only_the_message_that_was_signed_passes_and_only_for_five_minutes() {
        let (key, body) = (b"key", b"{}");
        let signature = sign(key, "m1", NOW.unix_timestamp(), body);
        assert_eq!(checked(key, "m1", NOW, body, &signature), Ok(()));
        assert_eq!(checked(key, "m1", NOW, body, &format!("v1,AAAA {signature}")), Ok(()));
        assert_eq!(checked(key, "m2", NOW, body, &signature), Err(Unsigned::Wrong));
        assert_eq!(checked(key, "m1", NOW, b"{ }", &signature), Err(Unsigned::Wrong));
        assert_eq!(checked(b"other", "m1", NOW, body, &signature), Err(Unsigned::Wrong));
        assert_eq!(checked(key, "m1", NOW + Duration::SECOND, body, &signature), Err(Unsigned::Wrong));
        assert_eq!(checked(key, "m1", NOW, body, ""), Err(Unsigned::Wrong));
        for away in [Duration::minutes(-6), Duration::minutes(6)] {
            let signature = sign(key, "m1", (NOW + away).unix_timestamp(), body);
            assert_eq!(checked(key, "m1", NOW + away, body, &signature), Err(Unsigned::Stale));
        }
    }
}
