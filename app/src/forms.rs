//! Form posts: how a server function ends, and the door that the server mounts at `/forms`.
//!
//! A server function reads its typed values, calls one verb and hands the outcome to [`FormPost::finish`]. A browser is
//! always sent on by 303: to the next page with a message, or back to the form with everything that was typed and a
//! message at each field. A program (no `text/html` in Accept) gets the status instead.

use crate::components::field::Typed;
use crate::components::flash::Flash;
use crate::paths;
use crate::request::{Request, Stop, session_key};
use axum::body::Body;
use axum::http::{self, StatusCode, header};
use axum::response::{IntoResponse, Response};
use leptos::prelude::ServerFnError;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tower_sessions::Session;

/// Where a post goes on when it is done, and what it says there.
pub struct Done {
    to: String,
    flash: Option<Flash>,
}

impl Done {
    /// Goes on at a local path.
    pub fn at(to: String) -> Self {
        Self { to, flash: None }
    }

    /// Says what was done.
    pub fn saying(mut self, text: impl Into<String>) -> Self {
        self.flash = Some(Flash::success(text));
        self
    }
}

/// A refused form as the session keeps it until its page is shown again.
#[derive(Serialize, Deserialize)]
struct Refused {
    /// The SHA-256 of its page's address: an invitation's holds a secret, which no copy of the database may.
    page: Vec<u8>,
    typed: Typed,
}

/// One post of a form.
pub struct FormPost {
    pub request: Request,
    page: String,
    typed: Typed,
}

impl FormPost {
    /// The post of the form that stands on `page`, a local path. Call it before the first await.
    pub fn on(page: String) -> Self {
        Self { request: Request::current(), page, typed: Typed::default() }
    }

    /// The same post of a form on another page: an upload says where it belongs in its own first part.
    pub fn of_page(mut self, page: String) -> Self {
        self.page = page;
        self
    }

    /// Remembers a typed value, so that it is there again when the form is refused; never a password.
    pub fn typed(mut self, field: &str, value: &str) -> Self {
        self.typed.put(field, value);
        self
    }

    /// Ends a post that only asked to have its form shown again with what was typed, such as to have that checked.
    ///
    /// # Errors
    /// As [`FormPost::finish`] says.
    pub async fn show_again(self, allowed: Result<(), Stop>) -> Result<(), ServerFnError> {
        if let Err(stop) = allowed {
            return self.finish(Err::<(), Stop>(stop), |()| Done::at(String::new())).await;
        }
        let kept = Refused { page: known_again(&self.page), typed: self.typed };
        if let Err(error) = self.request.session.insert(session_key::REFUSED, kept).await {
            tracing::error!(request_id = self.request.request_id, %error, "a form could not be kept");
        }
        self.request.redirect(&self.page);
        Ok(())
    }

    /// Ends the post.
    ///
    /// # Errors
    /// For a program, the refusal in words; its status is already set. A browser never sees one.
    pub async fn finish<T>(self, outcome: Result<T, Stop>, done: impl FnOnce(T) -> Done) -> Result<(), ServerFnError> {
        let request = &self.request;
        let stop = match outcome {
            Ok(value) => {
                let Done { to, flash } = done(value);
                if let Some(flash) = flash {
                    keep_flash(request, flash).await;
                }
                request.redirect(&to);
                return Ok(());
            }
            Err(stop) => stop,
        };
        let (status, text) = refusal(request, &stop);
        if !request.wants_html {
            return Err(request.refuse(status, text));
        }
        match stop {
            Stop::SignIn => {
                // The next to sign in may be somebody else, so nothing typed is kept here; the browser has it.
                let text = "You were signed out meanwhile, so nothing was saved. What you typed is still there when you go back.";
                keep_unless_told(request, Flash::error(text)).await;
                request.redirect(&paths::sign_in_then(&self.page));
            }
            Stop::Elsewhere(path) => request.redirect(&path),
            Stop::Error(engine::Error::Invalid(errors)) | Stop::TooMany(errors) => {
                let refused = Refused { page: known_again(&self.page), typed: self.typed.refused(errors) };
                if let Err(error) = request.session.insert(session_key::REFUSED, refused).await {
                    tracing::error!(request_id = request.request_id, %error, "a refused form could not be kept");
                }
                request.redirect(&self.page);
            }
            // Where the page is of what is missing, it says so itself and takes the message away; another one says it by this.
            Stop::Error(engine::Error::NotFound) => {
                keep_unless_told(request, Flash::error(text)).await;
                request.redirect(&self.page);
            }
            Stop::Error(_) => {
                keep_flash(request, Flash::error(text)).await;
                request.redirect(&self.page);
            }
        }
        Ok(())
    }
}

/// The status and the words of a refusal; what is our own fault is logged here, once.
pub(crate) fn refusal(request: &Request, stop: &Stop) -> (StatusCode, String) {
    use engine::Error;
    match stop {
        Stop::SignIn => (StatusCode::UNAUTHORIZED, "Sign in first.".to_owned()),
        Stop::Elsewhere(_) => (StatusCode::SEE_OTHER, String::new()),
        Stop::Error(Error::NotFound) => (StatusCode::NOT_FOUND, NOTHING_HERE.to_owned()),
        Stop::Error(Error::Denied(text)) => {
            tracing::info!(request_id = request.request_id, path = request.logged_path(), why = text, "denied");
            (StatusCode::FORBIDDEN, text.clone())
        }
        Stop::Error(Error::Conflict(text)) => (StatusCode::CONFLICT, text.clone()),
        Stop::Error(Error::Invalid(errors)) => (StatusCode::BAD_REQUEST, errors.to_string()),
        Stop::TooMany(errors) => (StatusCode::TOO_MANY_REQUESTS, errors.to_string()),
        Stop::Error(Error::Unavailable(text)) => (StatusCode::SERVICE_UNAVAILABLE, text.clone()),
        Stop::Error(Error::Internal(error)) => {
            tracing::error!(request_id = request.request_id, path = request.logged_path(), %error, "request failed");
            let text = format!(
                "Something failed on our side. Nothing was lost; please try again. Request {}",
                request.request_id
            );
            (StatusCode::INTERNAL_SERVER_ERROR, text)
        }
    }
}

/// Keeps what went otherwise than the person believes for the next page of a session, from outside of any page.
pub async fn tell(session: &Session, text: String) {
    if let Err(error) = session.insert(session_key::FLASH, Flash::error(text)).await {
        tracing::error!(%error, "a message could not be kept");
    }
}

/// Keeps a message for the next page that is shown.
pub(crate) async fn keep_flash(request: &Request, flash: Flash) {
    let kept = request.session.insert(session_key::FLASH, flash).await;
    if let Err(error) = kept {
        tracing::error!(request_id = request.request_id, %error, "a message could not be kept");
    }
}

/// The same, unless one waits already that says why: such as that they act in that company no longer.
async fn keep_unless_told(request: &Request, flash: Flash) {
    if !matches!(request.session.get::<Flash>(session_key::FLASH).await, Ok(Some(_))) {
        keep_flash(request, flash).await;
    }
}

/// What is said of what is not there.
const NOTHING_HERE: &str = "There is nothing here.";

/// Takes the message away that nothing is there, for a page that says so itself.
pub(crate) async fn drop_nothing_here(request: &Request) {
    let waits = request.session.get::<Flash>(session_key::FLASH).await;
    if !matches!(waits, Ok(Some(flash)) if flash == Flash::error(NOTHING_HERE)) {
        return;
    }
    if let Err(error) = request.session.remove_value(session_key::FLASH).await {
        tracing::error!(request_id = request.request_id, %error, "a message could not be taken away");
    }
}

/// What it takes to know a page again by its address, without the query.
fn known_again(page: &str) -> Vec<u8> {
    Sha256::digest(page.split('?').next().unwrap_or(page)).to_vec()
}

/// What was typed into the form on this page, when it was refused; taken out of the session.
pub(crate) async fn refused(request: &Request) -> Result<Typed, Stop> {
    // Read before removing: another tab's form must find its own.
    let kept = request.session.get::<Refused>(session_key::REFUSED).await?;
    match kept {
        Some(refused) if refused.page == known_again(&request.path) => {
            request.session.remove_value(session_key::REFUSED).await?;
            Ok(refused.typed)
        }
        _ => Ok(Typed::default()),
    }
}

/// Answers a request for a server function; the server mounts it at `/forms/{*name}` for GET and POST.
///
/// Leptos answers input that it can't read with 500 and an unknown name with 400; both are the client's doing, so they
/// leave here as 400 and 404.
pub async fn handle(context: impl Fn() + Clone + Send + 'static, request: http::Request<Body>) -> Response {
    let mut response = leptos_axum::handle_server_fns_with_context(context, request).await.into_response();
    let ours = response.headers_mut().remove(OUR_FAULT).is_some();
    let status = match response.status() {
        StatusCode::INTERNAL_SERVER_ERROR if !ours => StatusCode::BAD_REQUEST,
        // A server function's own 400 carries the content type of its error.
        StatusCode::BAD_REQUEST if !response.headers().contains_key(header::CONTENT_TYPE) => StatusCode::NOT_FOUND,
        status => status,
    };
    *response.status_mut() = status;
    response
}

/// Marks a 500 that is ours, from the refusal to the door.
pub(crate) const OUR_FAULT: &str = "trunkline-internal";
