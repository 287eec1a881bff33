//! The second factor's figures and texts: codes of an app by RFC 6238, and codes for when the app is lost.

/// Seconds for which an app shows one code (RFC 6238 §5.2).
pub const STEP: i64 = 30;
/// How many steps a phone's clock may be ahead or behind (RFC 6238 §5.2 advises one).
pub const WINDOW: i64 = 1;
/// Digits of a code: what every app shows.
pub const DIGITS: u32 = 6;
/// Bytes of the secret: what RFC 4226 §4 recommends, and as long as the digest.
pub const SECRET_LEN: usize = 20;
/// Recovery codes that are made at a time.
pub const RECOVERY_CODES: usize = 10;
/// Letters and digits of a recovery code: 50 random bits, which are stored behind a slow hash.
pub const RECOVERY_LEN: usize = 10;
/// Seconds between the password and the code; then one begins anew.
pub const HALF_LIFE: i64 = 300;

/// Base 32 by RFC 4648 §6, without padding: how apps take a secret that is typed.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Recovery codes are read from paper: of signs that look alike one is used, and the others are read as it (Crockford).
const RECOVERY_ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// What somebody typed where a code is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// Six digits of an app.
    App(u32),
    /// A recovery code as it is hashed: its letters and digits alone.
    Recovery(String),
}

impl TypedCode {
    /// Reads it; spaces and hyphens count for nothing. `None` for what can be neither.
    pub fn parse(text: &str) -> Option<Self> {
        let text: String = text.chars().filter(|c| !c.is_whitespace() && *c != '-').take(RECOVERY_LEN + 1).collect();
        if text.len() == DIGITS as usize && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().map(TypedCode::App);
        }
        let text = text.to_ascii_lowercase().replace('o', "0").replace(['i', 'l'], "1");
        let known = text.len() == RECOVERY_LEN && text.bytes().all(|byte| RECOVERY_ALPHABET.contains(&byte));
        known.then_some(TypedCode::Recovery(text))
    }
}

/// The code of a time step, of its HMAC-SHA-1 (RFC 4226 §5.3, dynamic truncation).
pub fn truncated(digest: &[u8; 20]) -> u32 {
    let at = usize::from(digest[19] & 0x0f);
    let word = u32::from_be_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]) & 0x7fff_ffff;
    word % 10_u32.pow(DIGITS)
}

/// Bytes as an app takes them.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    let (mut held, mut bits) = (0_u32, 0);
    for byte in bytes {
        held = (held << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(BASE32[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(BASE32[(held << (5 - bits) & 31) as usize]));
    }
    text
}

/// A recovery code of random bytes, as it is hashed.
pub fn recovery_code(random: &[u8; RECOVERY_LEN]) -> String {
    random.iter().map(|byte| char::from(RECOVERY_ALPHABET[usize::from(byte & 31)])).collect()
}

/// A recovery code as it is shown: two groups of five.
pub fn shown(code: &str) -> String {
    match code.split_at_checked(RECOVERY_LEN / 2) {
        Some((one, other)) => format!("{one}-{other}"),
        None => code.to_owned(),
    }
}

/// What the QR code says: the key URI that apps agree on. `issuer` and `account` are names for people.
pub fn key_uri(issuer: &str, account: &str, secret: &str) -> String {
    let (issuer, account) = (escaped(issuer), escaped(account));
    format!(
        "otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={STEP}"
    )
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_as_rfc_4648_writes_it() {
        for (bytes, text) in
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("foobar", "MZXW6YTBOI")]
        {
            assert_eq!(base32(bytes.as_bytes()), text);
        }
    }

    #[test]
    fn a_digest_is_truncated_as_in_rfc_4226() {
        // RFC 4226 §5.4.
        let digest = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e, 0x94, 0x5b,
            0x55, 0x5a,
        ];
        assert_eq!(truncated(&digest), 872_921);
    }

    #[test]
    fn a_code_is_read_however_it_is_grouped_and_nothing_else_is_one() {
        assert_eq!(TypedCode::parse(" 012 345 "), Some(TypedCode::App(12_345)));
        let code = recovery_code(&[0, 31, 7, 8, 9, 10, 100, 200, 255, 3]);
        assert_eq!(code.len(), RECOVERY_LEN);
        for typed in [code.clone(), shown(&code), shown(&code).to_uppercase(), format!(" {} ", shown(&code))] {
            assert_eq!(TypedCode::parse(&typed), Some(TypedCode::Recovery(code.clone())), "{typed}");
        }
        for other in ["", "12345", "1234567", "abc", "ab!cdefgh2", &"a".repeat(1_000_000), "०१२३४५"] {
            assert_eq!(TypedCode::parse(other), None);
        }
    }

    #[test]
    fn an_alphabet_has_each_sign_once() {
        for alphabet in [BASE32, RECOVERY_ALPHABET] {
            let mut signs = alphabet.to_vec();
            signs.sort_unstable();
            signs.dedup();
            assert_eq!(signs.len(), 32);
        }
    }

    #[test]
    fn a_key_uri_keeps_names_from_being_parameters() {
        let uri = key_uri("Trunkline", "a&secret=B@acme.test", "MZXW6");
        assert!(uri.starts_with("otpauth://totp/Trunkline:a%26secret%3DB%40acme.test?secret=MZXW6&issuer=Trunkline"));
    }
}
