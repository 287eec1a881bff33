//! Codes by RFC 6238, over HMAC-SHA-1 as every app computes it.

use aws_lc_rs::hmac;
use domain::second_factor::truncated;

/// The code of a time step. SHA-1 is weak where collisions matter, which they do not in an HMAC.
pub fn of_step(secret: &[u8], step: i64) -> u32 {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let digest = hmac::sign(&key, &step.to_be_bytes());
    let mut bytes = [0; 20];
    bytes.iter_mut().zip(digest.as_ref()).for_each(|(byte, of)| *byte = *of);
    truncated(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        // Appendix B, the last six of its eight digits.
        for (seconds, code) in [
            (59, 287_082),
            (1_111_111_109, 81_804),
            (1_111_111_111, 50_471),
            (1_234_567_890, 5_924),
            (2_000_000_000, 279_037),
            (20_000_000_000, 353_130),
        ] {
            assert_eq!(of_step(b"12345678901234567890", seconds / 30), code, "{seconds}");
        }
    }
}
