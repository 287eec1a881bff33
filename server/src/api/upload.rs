//! Bodies that bring a file beside some values, as multipart forms. The file is stored as its bytes arrive, wherever among the
//! values it stands; what is refused afterwards is forgotten.

use crate::api::envelope::Refusal;
use crate::api::input::check_owner;
use crate::identity::Caller;
use axum::extract::Multipart;
use axum::extract::multipart::{Field, MultipartRejection};
use domain::id::FileId;
use std::collections::BTreeMap;

/// The longest value of a field that is no file, in bytes.
const VALUE_MAX: usize = 16_384;

/// The parts of a body as they came.
#[derive(Default)]
pub struct Parts {
    values: BTreeMap<String, String>,
    pub file: Option<FileId>,
    /// What the file is called.
    pub name: String,
}

impl Parts {
    /// A value without spaces around it; empty when it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    /// Takes the parts in whatever order they come; `store` gets the file with what came before it.
    ///
    /// # Errors
    /// For a body that is none, at `file` for a second one, and what `store` refuses. What was stored by then is in `file`.
    pub async fn read(
        &mut self,
        caller: &Caller,
        body: Result<Multipart, MultipartRejection>,
        mut store: impl AsyncFnMut(&Parts, Field<'_>) -> Result<FileId, Refusal>,
    ) -> Result<(), Refusal> {
        let mut body = body.map_err(|_| Refusal::MediaType)?;
        let broken = |_| Refusal::invalid("body", "The body broke off, or is no multipart form.");
        while let Some(mut part) = body.next_field().await.map_err(broken)? {
            let field = part.name().unwrap_or_default().to_owned();
            if field != "file" {
                let value = value(&mut part, &field).await?;
                check_owner(caller, &field, &value)?;
                self.values.insert(field, value);
                continue;
            }
            if self.file.is_some() {
                return Err(Refusal::invalid("file", "Send one file at a time."));
            }
            self.name = part.file_name().unwrap_or_default().to_owned();
            self.file = Some(store(self, part).await?);
        }
        Ok(())
    }
}

/// The value of a part that is no file.
async fn value(part: &mut Field<'_>, name: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    let broken = |_| Refusal::invalid("body", "The body broke off, or is no multipart form.");
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > VALUE_MAX {
            return Err(Refusal::invalid(name, "This is longer than 16,384 bytes."));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::invalid(name, "This is not UTF-8."))
}
