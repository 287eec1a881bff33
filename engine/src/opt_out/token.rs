//! The text in a link: an id and a signature, in hexadecimal digits.

use crate::error::{Error, Result};
use crate::tenancy::Tx;
use hmac::{Hmac, KeyInit, Mac};
use sea_orm::FromQueryResult;
use sha2::Sha256;

/// Bytes of the signature that a link carries: 128 bits are beyond guessing.
const SIGNATURE: usize = 16;
/// Bytes of the id before it.
const ID: usize = 8;

/// The installation's key for links; drawn at random by whoever needs it first. It lies in the database, as what it protects
/// does: who can read it can put numbers on lists without a link.
pub(super) async fn key(tx: &impl Tx) -> Result<Vec<u8>> {
    #[derive(FromQueryResult)]
    struct Key {
        key: Vec<u8>,
    }
    const FIND: &str = "select key from opt_out_key";
    if let Some(found) = tx.one::<Key>(FIND, []).await? {
        return Ok(found.key);
    }
    let drawn: [u8; 32] = rand::random();
    tx.execute("insert into opt_out_key (key) values ($1) on conflict do nothing", [drawn.to_vec().into()]).await?;
    let found: Option<Key> = tx.one(FIND, []).await?;
    Ok(found.ok_or_else(|| Error::Internal("there is no key for opt-out links".into()))?.key)
}

fn mac(key: &[u8], id: i64) -> Result<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).map_err(|error| Error::Internal(error.to_string()))?;
    mac.update(b"opt-out link ");
    mac.update(&id.to_be_bytes());
    Ok(mac)
}

/// The text of a link's row.
pub(super) fn sign(key: &[u8], id: i64) -> Result<String> {
    let signature = mac(key, id)?.finalize().into_bytes();
    Ok(id.to_be_bytes().iter().chain(signature.iter().take(SIGNATURE)).map(|byte| format!("{byte:02x}")).collect())
}

/// The row that a text names, if its signature is right.
pub(super) fn verify(key: &[u8], text: &str) -> Result<Option<i64>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let Some(digits) = digits.filter(|digits| digits.len() == 2 * (ID + SIGNATURE)) else { return Ok(None) };
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect();
    let (id, signature) = bytes.split_at(ID);
    let id = i64::from_be_bytes(id.try_into().map_err(|_| Error::NotFound)?);
    Ok(mac(key, id)?.verify_truncated_left(signature).is_ok().then_some(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_text_that_was_signed_names_its_row() {
        let (key, other) = ([7; 32], [8; 32]);
        let text = sign(&key, 415).expect("it signs");
        assert_eq!(text.len(), 48);
        assert_eq!(verify(&key, &text).expect("it reads"), Some(415));
        assert_eq!(verify(&other, &text).expect("it reads"), None);
        let another = sign(&key, 416).expect("it signs");
        let mixed = [&another[..16], &text[16..]].concat();
        for wrong in [mixed.as_str(), &text[..46], "", "zz", &"0".repeat(48), &"é".repeat(24)] {
            assert_eq!(verify(&key, wrong).expect("it reads"), None, "{wrong}");
        }
    }
}
