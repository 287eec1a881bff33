//! What a page or a form post knows about the request it answers: the ONE place that reads Leptos context.
//!
//! `server/html` provides a [`PageContext`] for every page render and every server function; Leptos' own integration
//! provides the request's `Parts`, the `ResponseOptions` and the nonce. Pages call [`Request::current`] before their
//! first await (a client that goes away takes the context with it) and pass the [`Request`] on by value.

mod session;

pub use session::Half;

use crate::islands::renew;
use crate::{forms, paths};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use domain::Scope;
use domain::account::Density;
use domain::filter::parse_pairs;
use engine::Engine;
use engine::identity::Identity;
use engine::session::Hash;
use leptos::prelude::{ServerFnError, expect_context, use_context};
use leptos_axum::ResponseOptions;
use time::OffsetDateTime;
use tower_sessions::Session;

/// What `server/html` provides by `provide_context`, for pages and for server functions alike.
#[derive(Clone)]
pub struct PageContext {
    pub engine: Engine,
    /// Set for whoever is signed in; made by `server/identity`.
    pub scope: Option<Scope>,
    /// Set together with `scope`.
    pub identity: Option<Identity>,
    /// The session of this browser; lazily loaded, saved by the session layer after the response is built.
    pub session: Session,
    /// Shown on error pages and written to the log, so that the two can be brought together.
    pub request_id: String,
    /// Where people reach the portal, without a slash at the end: for links that are passed on.
    pub public_url: String,
    /// The client's address as far as trusted proxies tell it, for the sign-in's back-off.
    pub address: String,
    /// Whether people come by https.
    pub https: bool,
    /// What this browser's session is found by on the server, when it brings one.
    pub session_hash: Option<Hash>,
    /// Makes the scope of somebody whom a one-time link names; made by `server/identity` like every scope.
    pub establish: Establish,
}

/// Makes the scope of a person for this request; the text is the request's id, then comes the client's address.
pub type Establish = fn(&Identity, &str, &str) -> Scope;

/// What the session holds, by key; `server/identity` reads the public ones to make the scope.
pub mod session_key {
    /// The signed-in person, an integer ([`domain::id::UserId`]).
    pub const USER: &str = "user";
    /// The tenant the person chose, an integer ([`domain::id::TenantId`]); absent until one is chosen.
    pub const TENANT: &str = "tenant";
    /// Where a platform admin acts: the tenant and the id of the acting ([`domain::id::ActingId`]).
    pub const ACTING: &str = "acting";
    /// How often password and second factor had changed when the session began: it ends with the next change.
    pub const CREDENTIALS: &str = "credentials";
    /// When the person signed in, in seconds since 1970: however much a session is used, it ends one day.
    pub const SINCE: &str = "since";
    /// When the session was stored last, in seconds since 1970.
    pub const SEEN: &str = "seen";
    /// What the browser says of itself, and the address that the session was used from last.
    pub const AGENT: &str = "agent";
    pub const ADDRESS: &str = "address";
    /// When the person last proved who they are, in seconds since 1970.
    pub(crate) const PROVEN: &str = "proven";
    /// Whose password was right, until the code of the second factor comes.
    pub(crate) const HALF: &str = "half";
    /// Messages to show on the next page.
    pub(crate) const FLASH: &str = "flash";
    /// The last form that was refused, with what was typed.
    pub(crate) const REFUSED: &str = "refused-form";
    /// The server's half of what a page shows once; the browser has the other.
    pub(crate) const ONCE: &str = "shown-once";
}

/// Light, dark, or as the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    System,
    Light,
    Dark,
}

impl Theme {
    /// The cookie of the choice, by http and by https.
    const COOKIES: [&'static str; 2] = ["theme", "__Host-theme"];

    /// The word in the cookie and in the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a word; anything unknown follows the system.
    pub fn of_word(word: &str) -> Theme {
        [Theme::Light, Theme::Dark].into_iter().find(|theme| theme.as_str() == word).unwrap_or(Theme::System)
    }

    /// The name of the theme in `style/main.css`; `None` leaves the choice to the system.
    pub fn stylesheet_name(self) -> Option<&'static str> {
        match self {
            Theme::System => None,
            Theme::Light => Some("trunk-light"),
            Theme::Dark => Some("trunk-dark"),
        }
    }

    /// The person's own choice; before they have signed in, this browser's last.
    fn of(identity: Option<&Identity>, headers: &HeaderMap) -> Theme {
        identity.map_or_else(|| Theme::of_cookies(headers), |identity| Theme::of_word(&identity.theme))
    }

    fn of_cookies(headers: &HeaderMap) -> Theme {
        let kept = Theme::COOKIES.iter().find_map(|name| cookie(headers.get_all(header::COOKIE).iter(), name));
        kept.map_or(Theme::System, |word| Theme::of_word(&word))
    }
}

/// The value of a cookie that the browser sent.
fn cookie<'h>(headers: impl Iterator<Item = &'h HeaderValue>, name: &str) -> Option<String> {
    headers
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(known, value)| (known == name).then(|| value.to_owned()))
}

/// A header as a text, empty when it is none.
fn text(headers: &HeaderMap, name: HeaderName) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// A page that asks for itself: to show parts of it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Renewal {
    Unseen,
    /// The person has had it before their eyes for a while.
    Seen,
}

/// One request, as pages and form posts see it.
#[derive(Clone)]
pub struct Request {
    pub engine: Engine,
    pub identity: Option<Identity>,
    pub session: Session,
    pub request_id: String,
    pub public_url: String,
    pub address: String,
    pub theme: Theme,
    /// The path, without the query.
    pub path: String,
    /// The raw query string, empty when there is none.
    pub query: String,
    /// When the request was answered; every relative time on a page counts from it.
    pub now: OffsetDateTime,
    /// Whether the client reads HTML: a browser is sent to another page, a program gets a status.
    pub wants_html: bool,
    /// Set when the page asks for itself by a script, see `islands::renew`.
    pub renewal: Option<Renewal>,
    /// What the browser says of itself.
    pub agent: String,
    /// Whether people come by https, so that cookies are kept to it.
    https: bool,
    session_hash: Option<Hash>,
    cookies: Vec<HeaderValue>,
    establish: Establish,
    scope: Option<Scope>,
    response: ResponseOptions,
}

impl Request {
    /// The current request.
    ///
    /// # Panics
    /// When `server/html` has not provided a [`PageContext`]: a fault of the wiring, found by the first page view.
    pub fn current() -> Request {
        let context = expect_context::<PageContext>();
        let parts = expect_context::<Parts>();
        let renewal = parts.headers.get(renew::HEADER).map(|value| match value.as_bytes() {
            seen if seen == renew::SEEN.as_bytes() => Renewal::Seen,
            _ => Renewal::Unseen,
        });
        let wants_html = parts
            .headers
            .get(header::ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
        Request {
            engine: context.engine,
            session: context.session,
            request_id: context.request_id,
            public_url: context.public_url,
            address: context.address,
            theme: Theme::of(context.identity.as_ref(), &parts.headers),
            identity: context.identity,
            path: parts.uri.path().to_owned(),
            query: parts.uri.query().unwrap_or_default().to_owned(),
            now: OffsetDateTime::now_utc(),
            wants_html,
            renewal,
            agent: text(&parts.headers, header::USER_AGENT),
            https: context.https,
            session_hash: context.session_hash,
            cookies: parts.headers.get_all(header::COOKIE).iter().cloned().collect(),
            establish: context.establish,
            scope: context.scope,
            response: expect_context::<ResponseOptions>(),
        }
    }

    /// The theme of the request, for the shell, which is also run without one when routes are listed.
    pub(crate) fn current_theme() -> Theme {
        match (use_context::<PageContext>(), use_context::<Parts>()) {
            (Some(context), Some(parts)) => Theme::of(context.identity.as_ref(), &parts.headers),
            _ => Theme::System,
        }
    }

    /// How close lines and fields stand, for the shell.
    pub(crate) fn current_density() -> Density {
        let identity = use_context::<PageContext>().and_then(|context| context.identity);
        identity.map_or(Density::Comfortable, |identity| Density::of_word(&identity.density))
    }

    /// The value of a cookie that the browser sent.
    fn cookie(&self, name: &str) -> Option<String> {
        cookie(self.cookies.iter(), name)
    }

    /// The scope of somebody whom a one-time link names, though nobody is signed in.
    pub(crate) fn scope_of(&self, identity: &Identity) -> Scope {
        (self.establish)(identity, &self.request_id, &self.address)
    }

    /// The path as it may stand in the log: that of a one-time link is a secret.
    pub(crate) fn logged_path(&self) -> &str {
        if self.path.starts_with(paths::RESET) { paths::RESET } else { &self.path }
    }

    /// Who acts, for which tenant.
    ///
    /// # Errors
    /// [`Stop::SignIn`] when nobody is signed in; [`engine::Error::Invalid`] for a form that was opened in another company than
    /// the one chosen now.
    pub fn scope(&self) -> Result<&Scope, Stop> {
        let scope = self.scope.as_ref().ok_or(Stop::SignIn)?;
        let of_form = || parse_pairs(&self.query).into_iter().find(|(name, _)| name == paths::COMPANY);
        match self.path.starts_with(paths::FORMS).then(of_form).flatten() {
            Some((_, company)) if company != scope.tenant().to_string() => Err(domain::FieldErrors::one(
                paths::COMPANY,
                "You have switched to another company since this form was opened, so nothing was done. Switch back and send it again.",
            )
            .into()),
            _ => Ok(scope),
        }
    }

    /// Path and query, to come back to.
    pub fn here(&self) -> String {
        if self.query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, self.query) }
    }

    /// Sends the client to a local path; anything else goes to the start page instead.
    pub fn redirect(&self, path: &str) {
        // Checked to be visible ASCII, so a header value always comes of it.
        let value = paths::local(path).and_then(|path| HeaderValue::from_str(path).ok());
        self.response.insert_header(header::LOCATION, value.unwrap_or(HeaderValue::from_static("/")));
        self.response.set_status(StatusCode::SEE_OTHER);
    }

    /// Sets the status of the response.
    pub fn set_status(&self, status: StatusCode) {
        self.response.set_status(status);
    }

    /// Refuses a server function's call of a program: the status is set, the words are the answer.
    pub(crate) fn refuse(&self, status: StatusCode, text: String) -> ServerFnError {
        self.response.set_status(status);
        if status == StatusCode::TOO_MANY_REQUESTS {
            self.response.insert_header(header::RETRY_AFTER, HeaderValue::from_static(AGAIN_IN));
        }
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            self.response.insert_header(HeaderName::from_static(forms::OUR_FAULT), HeaderValue::from_static("1"));
        }
        ServerFnError::ServerError(text)
    }

    /// Remembers the choice of theme for a year.
    pub fn keep_theme(&self, theme: Theme) {
        let (name, secure) = (Theme::COOKIES[usize::from(self.https)], if self.https { "; Secure" } else { "" });
        let cookie = format!("{name}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}", theme.as_str());
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }
}

/// When whoever tried too often may try again, in seconds: the time that sign-ins are counted over.
const AGAIN_IN: &str = "60";

/// Why a page is not shown, or a post not done.
#[derive(Debug)]
pub enum Stop {
    /// Nobody is signed in.
    SignIn,
    /// The client belongs elsewhere: a local path.
    Elsewhere(String),
    /// The verb refused or failed.
    Error(engine::Error),
    /// Too many tries; a form shows it as it shows what is wrong.
    TooMany(domain::FieldErrors),
}

impl From<engine::Error> for Stop {
    fn from(error: engine::Error) -> Self {
        Stop::Error(error)
    }
}

impl From<domain::FieldErrors> for Stop {
    fn from(errors: domain::FieldErrors) -> Self {
        Stop::Error(engine::Error::Invalid(errors))
    }
}

impl From<tower_sessions::session::Error> for Stop {
    fn from(error: tower_sessions::session::Error) -> Self {
        Stop::Error(engine::Error::Internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_theme_is_read_from_its_cookie_among_others() {
        let mut headers = HeaderMap::new();
        assert_eq!(Theme::of_cookies(&headers), Theme::System);
        headers.append(header::COOKIE, HeaderValue::from_static("session=abc; theme=dark"));
        assert_eq!(Theme::of_cookies(&headers), Theme::Dark);
        headers.clear();
        headers.append(header::COOKIE, HeaderValue::from_static("theme=<script>"));
        assert_eq!(Theme::of_cookies(&headers), Theme::System);
    }
}
