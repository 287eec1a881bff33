//! Files that prove a consent.

use crate::id::FileId;
use time::OffsetDateTime;

/// What a proof can be; its bytes say it, not its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProofType {
    Pdf,
    Png,
    Jpeg,
    Text,
}

/// A proof that a record has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    pub file: FileId,
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// In hexadecimal.
    pub sha256: String,
    pub added_at: OffsetDateTime,
    /// The name of whoever added it.
    pub added_by: Option<String>,
}

impl ProofType {
    const ALL: [ProofType; 4] = [ProofType::Pdf, ProofType::Png, ProofType::Jpeg, ProofType::Text];

    /// The type of a file by its first bytes; `None` for one that is none of them. A text is UTF-8 without control
    /// characters; it may be cut within a character.
    pub fn sniff(beginning: &[u8]) -> Option<ProofType> {
        if beginning.starts_with(b"%PDF-") {
            return Some(ProofType::Pdf);
        }
        if beginning.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Some(ProofType::Png);
        }
        if beginning.starts_with(b"\xff\xd8\xff") {
            return Some(ProofType::Jpeg);
        }
        let text = match std::str::from_utf8(beginning) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                std::str::from_utf8(&beginning[..error.valid_up_to()]).unwrap_or_default()
            }
            Err(_) => return None,
        };
        let strange = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\r' | '\t');
        (!text.is_empty() && !text.chars().any(strange)).then_some(ProofType::Text)
    }

    /// The word that is stored, which is also the ending of a file's name.
    pub fn as_str(self) -> &'static str {
        match self {
            ProofType::Pdf => "pdf",
            ProofType::Png => "png",
            ProofType::Jpeg => "jpg",
            ProofType::Text => "txt",
        }
    }

    /// What a browser is told that the file is.
    pub fn media_type(self) -> &'static str {
        match self {
            ProofType::Pdf => "application/pdf",
            ProofType::Png => "image/png",
            ProofType::Jpeg => "image/jpeg",
            ProofType::Text => "text/plain; charset=utf-8",
        }
    }

    /// The type of a stored word.
    pub fn from_word(word: &str) -> Option<ProofType> {
        ProofType::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The name under which a file of this type is kept: letters, figures, dots and dashes of what it was called, at most
    /// 80 of them, with the ending that its bytes deserve.
    pub fn name_of(self, called: &str) -> String {
        let called = called.rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = called.rsplit_once('.').map_or(called, |(stem, _)| stem);
        let plain = |letter: char| if letter.is_ascii_alphanumeric() || "-_.".contains(letter) { letter } else { '_' };
        let stem: String = stem.chars().take(80).map(plain).collect();
        let stem = stem.trim_matches(['.', '_']);
        format!("{}.{}", if stem.is_empty() { "proof" } else { stem }, self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_say_what_a_proof_is_and_never_its_name() {
        for (bytes, kind) in [
            (&b"%PDF-1.7 \x00"[..], Some(ProofType::Pdf)),
            (b"\x89PNG\r\n\x1a\n\x00", Some(ProofType::Png)),
            (b"\xff\xd8\xff\xe0\x00", Some(ProofType::Jpeg)),
            ("I agree, J\u{fc}rgen\r\n".as_bytes(), Some(ProofType::Text)),
            (&"caf\u{e9}".as_bytes()[..4], Some(ProofType::Text)),
            (b"MZ\x90\x00", None),
            (b"PK\x03\x04", None),
            (b"", None),
        ] {
            assert_eq!(ProofType::sniff(bytes), kind, "{bytes:?}");
        }
        for kind in ProofType::ALL {
            assert_eq!(ProofType::from_word(kind.as_str()), Some(kind));
        }
    }

    #[test]
    fn a_name_is_plain_and_ends_as_its_bytes_deserve() {
        assert_eq!(ProofType::Pdf.name_of("C:\\fair\\Letter of \"J\".exe"), "Letter_of__J.pdf");
        assert_eq!(ProofType::Text.name_of("../../x"), "x.txt");
        assert_eq!(ProofType::Png.name_of("\u{202e}"), "proof.png");
    }
}
