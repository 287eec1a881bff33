//! Twilio's callbacks are signed: `X-Twilio-Signature` is the base64 of an HMAC-SHA1, by the account's auth token, of the
//! address that was called with its query, followed by each parameter of the form, name and value, sorted by name. Source:
//! Twilio's documentation, "Security: validating requests".
//!
//! It carries no time, so an old one is as good as a new one: what tells two apart is the call and its sequence number.

use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign as mac, verify as is_mac};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::Url;

/// The header that carries it.
pub const HEADER: &str = "x-twilio-signature";

/// Whether a signature is that of a form that was sent to an address. The address is the one that was given to Twilio; it is
/// tried with and without its port, as Twilio has signed both over the years.
pub fn verify(token: &str, address: &str, form: &[(String, String)], signature: &str) -> bool {
    let Ok(given) = STANDARD.decode(signature.trim()) else { return false };
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    // The comparison takes as long whatever it finds.
    spellings(address).iter().any(|address| is_mac(&key, &message(address, form), &given).is_ok())
}

/// The signature of a form that is sent to an address, as Twilio makes it.
pub fn sign(token: &str, address: &str, form: &[(String, String)]) -> String {
    let key = Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, token.as_bytes());
    STANDARD.encode(mac(&key, &message(address, form)))
}

fn message(address: &str, form: &[(String, String)]) -> Vec<u8> {
    let mut sorted: Vec<&(String, String)> = form.iter().collect();
    sorted.sort_unstable();
    // A name that comes with one value twice counts once.
    sorted.dedup();
    let mut message = address.as_bytes().to_vec();
    for (name, value) in sorted {
        message.extend_from_slice(name.as_bytes());
        message.extend_from_slice(value.as_bytes());
    }
    message
}

/// An address as it is, without its port, and with the one that its scheme has.
fn spellings(address: &str) -> Vec<String> {
    let mut spellings = vec![address.to_owned()];
    let Ok(url) = Url::parse(address) else { return spellings };
    let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else { return spellings };
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    let rest = format!("{}{query}", url.path());
    spellings.push(format!("{}://{host}{rest}", url.scheme()));
    spellings.push(format!("{}://{host}:{port}{rest}", url.scheme()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Twilio's documentation and of its libraries' tests.
    const ADDRESS: &str = "https://mycompany.com/myapp.php?foo=1&bar=2";
    const TOKEN: &str = "12345";
    const SIGNATURE: &str = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";

    fn form() -> Vec<(String, String)> {
        [
            ("To", "+18005551212"),
            ("Digits", "1234"),
            ("CallSid", "CA1234567890ABCDE"),
            ("From", "+14158675309"),
            ("Caller", "+14158675309"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    #[test]
    fn the_published_example_is_signed_and_believed() {
        assert_eq!(sign(TOKEN, ADDRESS, &form()), SIGNATURE);
        assert!(verify(TOKEN, ADDRESS, &form(), SIGNATURE));
    }

    #[test]
    fn another_token_another_address_and_another_word_are_not_believed() {
        let believed = |token: &str, address: &str, form: &[(String, String)], signature: &str| {
            verify(token, address, form, signature)
        };
        assert!(!believed("12346", ADDRESS, &form(), SIGNATURE));
        assert!(!believed(TOKEN, "http://mycompany.com/myapp.php?foo=1&bar=2", &form(), SIGNATURE));
        assert!(!believed(TOKEN, "https://mycompany.com/myapp.php?foo=1&bar=3", &form(), SIGNATURE));
        let mut other = form();
        other[1].1 = "1235".into();
        assert!(!believed(TOKEN, ADDRESS, &other, SIGNATURE));
        other.remove(1);
        assert!(!believed(TOKEN, ADDRESS, &other, SIGNATURE));
        for signature in ["", "no base64", "RSOYDt4T1cUTdK1PDd93/VVr8B9=", "RSOYDt4T1cUTdK1PDd93"] {
            assert!(!believed(TOKEN, ADDRESS, &form(), signature), "{signature}");
        }
    }

    #[test]
    fn the_port_may_be_signed_or_left_out() {
        for (given, signed) in [
            ("https://a.example/x?y=1", "https://a.example:443/x?y=1"),
            ("http://a.example/x", "http://a.example:80/x"),
            ("https://a.example:8443/x?y=1", "https://a.example/x?y=1"),
        ] {
            assert!(verify(TOKEN, given, &form(), &sign(TOKEN, signed, &form())), "{given} {signed}");
        }
        assert!(!verify(TOKEN, "https://a.example/x", &form(), &sign(TOKEN, "https://a.example:8443/x", &form())));
    }
}
