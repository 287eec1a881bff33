//! Forms that bring a file: their texts come first, then the file, which is passed on as it arrives.

use crate::request::Stop;
use axum::body::Bytes;
use domain::FieldErrors;
use leptos::server_fn::codec::MultipartData;
use std::collections::BTreeMap;

/// The longest text of a field, in bytes.
const TEXT_MAX: usize = 8_192;

/// The texts that stand before the file, and the file's part.
pub(in crate::pages) struct Brought<F> {
    pub texts: BTreeMap<String, String>,
    pub name: String,
    pub file: F,
}

impl<F> Brought<F> {
    pub(in crate::pages) fn text(&self, name: &str) -> String {
        self.texts.get(name).cloned().unwrap_or_default()
    }
}

/// Reads a form up to its file.
///
/// # Errors
/// At `file` when there is none or the upload breaks off, with the texts that came before it.
pub(in crate::pages) async fn brought(
    data: MultipartData,
) -> Result<Brought<impl futures::Stream<Item = std::io::Result<Bytes>>>, (Stop, BTreeMap<String, String>)> {
    let mut texts = BTreeMap::new();
    let wrong = |text: &'static str| Stop::from(FieldErrors::one("file", text));
    const NONE: &str = "Choose a file to import.";
    const BROKEN: &str = "The upload broke off. Nothing was kept; try again.";
    let Some(mut form) = data.into_inner() else { return Err((wrong(NONE), texts)) };
    loop {
        let mut part = match form.next_field().await {
            Ok(Some(part)) => part,
            Ok(None) => return Err((wrong(NONE), texts)),
            Err(_) => return Err((wrong(BROKEN), texts)),
        };
        if let Some(name) = part.file_name().map(str::to_owned) {
            if name.is_empty() {
                return Err((wrong(NONE), texts));
            }
            let file = futures::TryStreamExt::map_err(part, std::io::Error::other);
            return Ok(Brought { texts, name, file });
        }
        let name = part.name().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        loop {
            match part.chunk().await {
                Ok(Some(piece)) => {
                    bytes.extend_from_slice(&piece[..piece.len().min(TEXT_MAX.saturating_sub(bytes.len()))])
                }
                Ok(None) => break,
                Err(_) => return Err((wrong(BROKEN), texts)),
            }
        }
        texts.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
}
