use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// One of the two halves of a text: by itself it is noise.
pub type Half = String;

/// Cuts a text into two halves of which neither tells anything of it: random bytes, and the text's bytes mixed with them (a
/// one-time pad), in hexadecimal digits. What has to be carried from a form to the page behind it is kept by the server in
/// one half and by the browser in the other, so no copy of the database ever holds the text.
pub fn split(text: &SecretString) -> (Half, Half) {
    let text = text.expose_secret().as_bytes();
    let bytes = [&mark(text)[..], text].concat();
    let pad: Vec<u8> = std::iter::repeat_with(rand::random::<u8>).take(bytes.len()).collect();
    let mixed: Vec<u8> = bytes.iter().zip(&pad).map(|(byte, pad)| byte ^ pad).collect();
    (hex(&pad), hex(&mixed))
}

/// The text of two halves; `None` when they do not belong together.
pub fn join(one: &str, other: &str) -> Option<SecretString> {
    let (one, other) = (unhex(one)?, unhex(other)?);
    if one.len() != other.len() {
        return None;
    }
    let bytes: Vec<u8> = one.iter().zip(&other).map(|(one, other)| one ^ other).collect();
    let (marked, text) = bytes.split_at_checked(MARK_LEN)?;
    // Halves of two different texts give noise, which no mark fits.
    let text = String::from_utf8(text.to_vec()).ok().filter(|text| mark(text.as_bytes()) == marked)?;
    Some(text.into())
}

/// Bytes before the text by which it is known to be whole.
const MARK_LEN: usize = 8;

fn mark(text: &[u8]) -> Vec<u8> {
    Sha256::digest(text)[..MARK_LEN].to_vec()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|digit| digit.to_digit(16).map(|digit| digit as u8)).collect::<Option<_>>()?;
    let pairs = digits.chunks_exact(2);
    pairs.remainder().is_empty().then(|| pairs.map(|pair| pair[0] * 16 + pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_from_its_two_halves_and_from_no_others() {
        let text = SecretString::from("tl_0123456789abcdef");
        let (one, other) = split(&text);
        assert_eq!(join(&one, &other).expect("they belong together").expose_secret(), text.expose_secret());
        assert_eq!(join(&other, &one).expect("in either order").expose_secret(), text.expose_secret());
        let (strange, _) = split(&text);
        for (one, other) in [(one.as_str(), strange.as_str()), (&one, ""), ("", ""), ("x", &other), ("é", "é")] {
            assert!(join(one, other).is_none(), "{one} {other}");
        }
    }
}
