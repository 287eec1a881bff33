//! Bodies that bring a file beside some values, as multipart forms. The file is stored as its bytes arrive, wherever among the
//! values it stands; what is refused afterwards is forgotten.

use crate::api::envelope::Refusal;
use crate::api::input::check_owner;
use crate::identity::Caller;
use axum::RequestExt;
use axum::extract::{FromRequest, Request};
use axum::http::header;
use domain::id::FileId;
use multer::{Field, Multipart};
use std::collections::BTreeMap;

/// The longest value of a field that is no file, in bytes.
const VALUE_MAX: usize = 16_384;

/// A multipart body, and what was read of it.
pub struct Upload {
    body: Multipart<'static>,
    values: BTreeMap<String, String>,
    pub file: Option<FileId>,
    /// What the file is called.
    pub name: String,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Upload, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok()).ok_or(Refusal::MediaType)?;
        // multer's fields own their place in the body, axum's borrow it: a file could not be handed on beside the values.
        let body = Multipart::new(request.with_limited_body().into_body().into_data_stream(), boundary);
        Ok(Upload { body, values: BTreeMap::new(), file: None, name: String::new() })
    }
}

impl Upload {
    /// A value without spaces around it; empty when it was not sent.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    /// Reads on to the file, and past it to the end when it is called again. Whoever stores the file sets `file`.
    ///
    /// # Errors
    /// For a body that is broken, at the field of a value that is too long, and at `file` for a second one.
    pub async fn next_file(&mut self, caller: &Caller) -> Result<Option<Field<'static>>, Refusal> {
        while let Some(mut part) = self.body.next_field().await.map_err(|_| broken())? {
            let field = part.name().unwrap_or_default().to_owned();
            if field == "file" {
                if self.file.is_some() {
                    return Err(Refusal::invalid("file", "Send one file at a time."));
                }
                self.name = part.file_name().unwrap_or_default().to_owned();
                return Ok(Some(part));
            }
            let value = value(&mut part, &field).await?;
            check_owner(caller, &field, &value)?;
            self.values.insert(field, value);
        }
        Ok(None)
    }
}

fn broken() -> Refusal {
    Refusal::invalid("body", "The body broke off, or is no multipart form.")
}

/// The value of a part that is no file.
async fn value(part: &mut Field<'static>, name: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::new();
    while let Some(piece) = part.chunk().await.map_err(|_| broken())? {
        if bytes.len() + piece.len() > VALUE_MAX {
            return Err(Refusal::invalid(name, "This is longer than 16,384 bytes."));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Refusal::invalid(name, "This is not UTF-8."))
}
