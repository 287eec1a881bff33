//! What a request says, as 32 bytes: whether one that is sent again with its key is the same (CONTRACTS, "Common to all").
//!
//! A file may be larger than any memory, so an upload is hashed as it passes by on its way to the handler. Its boundary is
//! drawn anew each time a program sends it; it divides the hashed parts and is not hashed itself.

use super::Refusal;
use axum::body::{Body, Bytes};
use axum::http::{header, request::Parts};
use futures::TryStreamExt;
use http_body_util::BodyExt;
use memchr::memmem;
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A request's body, and what it says.
pub(super) struct Told {
    body: Option<Body>,
    /// Known before the request is worked on, unless it is an upload.
    whole: Option<[u8; 32]>,
    passed: Arc<Mutex<Passed>>,
}

/// The parts of an upload, as far as they have passed by.
struct Passed {
    /// What stands between two parts, with its dashes; an upload without one is hashed as it is, and refused.
    boundary: Vec<u8>,
    /// The parts before this one, and the request they belong to.
    before: Sha256,
    part: Sha256,
    /// Bytes that may be the beginning of a boundary.
    rest: Vec<u8>,
    closed: bool,
}

impl Told {
    /// Reads the body of a request, but not an upload's.
    pub(super) async fn of(parts: &Parts, body: Body) -> Result<Told, Refusal> {
        let mut request = Sha256::new();
        // A trailing slash is optional, so it makes no other request.
        request.update(format!("{} {}\n", parts.method, parts.uri.path().trim_end_matches('/')));
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let boundary = multer::parse_boundary(kind).map(|boundary| format!("--{boundary}")).unwrap_or_default();
            let passed = Arc::new(Mutex::new(Passed::new(request, boundary.into_bytes())));
            return Ok(Told { body: Some(body), whole: None, passed });
        }
        let body = body.collect().await.map_err(|_| Refusal::TooLarge)?.to_bytes();
        let passed = Arc::new(Mutex::new(Passed::new(request.clone(), Vec::new())));
        request.update(&body);
        Ok(Told { body: Some(Body::from(body)), whole: Some(request.finalize().into()), passed })
    }

    /// What the request says, where that is known before it is worked on.
    pub(super) fn fingerprint(&self) -> Option<[u8; 32]> {
        self.whole
    }

    /// The body, to be read once; an upload is hashed as it is read.
    pub(super) fn body(&mut self) -> Body {
        let body = self.body.take().unwrap_or_default();
        if self.whole.is_some() {
            return body;
        }
        let passed = Arc::clone(&self.passed);
        Body::from_stream(body.into_data_stream().inspect_ok(move |piece: &Bytes| lock(&passed).take(piece)))
    }

    /// What the request says, of an upload what was read of it.
    pub(super) fn seen(&self) -> [u8; 32] {
        self.whole.unwrap_or_else(|| lock(&self.passed).fingerprint())
    }

    /// What the request says; an upload is read for it, and kept nowhere.
    pub(super) async fn read_through(&mut self) -> Result<[u8; 32], Refusal> {
        if self.whole.is_none() {
            let mut pieces = self.body().into_data_stream();
            while pieces.try_next().await.map_err(|_| Refusal::TooLarge)?.is_some() {}
        }
        Ok(self.seen())
    }
}

fn lock(passed: &Mutex<Passed>) -> MutexGuard<'_, Passed> {
    passed.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Passed {
    fn new(before: Sha256, boundary: Vec<u8>) -> Passed {
        Passed { boundary, before, part: Sha256::new(), rest: Vec::new(), closed: false }
    }

    fn take(&mut self, piece: &[u8]) {
        if self.closed {
            // What stands behind the last boundary belongs to no part, and nobody need have read it.
            return;
        }
        if self.boundary.is_empty() {
            return self.part.update(piece);
        }
        self.rest.extend_from_slice(piece);
        let mut from = 0;
        while let Some(at) = memmem::find(&self.rest[from..], &self.boundary) {
            let (edge, behind) = (from + at, from + at + self.boundary.len());
            self.part.update(&self.rest[from..edge]);
            from = edge;
            // Two dashes behind it say that it is the last.
            let Some(end) = self.rest.get(behind..behind + 2) else {
                self.rest.drain(..from);
                return;
            };
            self.closed = end == b"--";
            self.before.update(self.part.finalize_reset());
            if self.closed {
                return self.rest.clear();
            }
            from = behind;
        }
        let keep = (self.rest.len() - from).min(self.boundary.len() - 1);
        let end = self.rest.len() - keep;
        self.part.update(&self.rest[from..end]);
        self.rest.drain(..end);
    }

    fn fingerprint(&self) -> [u8; 32] {
        let mut whole = self.before.clone();
        whole.update(self.part.clone().chain_update(&self.rest).finalize());
        whole.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fingerprint(boundary: &str, pieces: &[&[u8]]) -> [u8; 32] {
        let mut passed = Passed::new(Sha256::new(), format!("--{boundary}").into_bytes());
        pieces.iter().for_each(|piece| passed.take(piece));
        passed.fingerprint()
    }

    fn upload(boundary: &str, parts: &[Vec<u8>]) -> Vec<u8> {
        let mut body = Vec::new();
        for part in parts {
            body.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
            body.extend_from_slice(part);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(format!("--{boundary}--").as_bytes());
        body
    }

    proptest! {
        #[test]
        fn an_upload_says_the_same_under_any_boundary_however_it_is_cut(
            parts in prop::collection::vec(prop::collection::vec(prop::sample::select(b"-ab\r\n".to_vec()), 0..40), 0..4),
            cut in any::<prop::sample::Index>(),
            behind in "[\r\n]{0,3}",
        ) {
            let (one, mut other) = (upload("XX", &parts), upload("YYYYYY", &parts));
            other.extend_from_slice(behind.as_bytes());
            let cut = cut.index(other.len() + 1);
            prop_assert_eq!(fingerprint("XX", &[&one]), fingerprint("YYYYYY", &[&other[..cut], &other[cut..]]));
            let bytewise: Vec<&[u8]> = one.chunks(1).collect();
            prop_assert_eq!(fingerprint("XX", &[&one]), fingerprint("XX", &bytewise));
        }
    }

    #[test]
    fn an_upload_of_the_same_length_says_something_else() {
        let of = |parts: &[&str]| {
            let parts: Vec<Vec<u8>> = parts.iter().map(|part| part.as_bytes().to_vec()).collect();
            fingerprint("XX", &[&upload("XX", &parts)])
        };
        assert_ne!(of(&["415"]), of(&["416"]));
        assert_ne!(of(&["4", "15"]), of(&["41", "5"]));
    }
}
