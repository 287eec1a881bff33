//! A browser's session: who is signed in, who is half signed in, who proved themselves lately, and what is carried to the
//! next page once.

use super::{Request, Stop, session_key};
use axum::http::{HeaderValue, header};
use domain::id::{ActingId, TenantId, UserId};
use domain::second_factor::HALF_LIFE;
use engine::identity::Claim;
use engine::session::Hash;
use engine::user::{Proof, ProofDraft, SignedIn};
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// The cookie that carries the browser's half of what is shown once, by http and by https.
const ONCE_COOKIES: [&str; 2] = ["once", "__Host-once"];

/// Somebody whose password was right, until the code comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Half {
    pub user: UserId,
    pub credentials: i32,
    /// Seconds since 1970.
    at: i64,
}

/// The server's half of what one page shows once.
#[derive(Serialize, Deserialize)]
struct Once {
    page: String,
    half: String,
}

impl Request {
    /// Makes this browser's session that of a person; the id changes, so that one known from before is worth nothing.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn begin_session(&self, person: SignedIn) -> Result<(), Stop> {
        self.forget_session().await?;
        let now = self.now.unix_timestamp();
        self.session.insert(session_key::USER, person.user).await?;
        self.session.insert(session_key::CREDENTIALS, person.credentials).await?;
        for moment in [session_key::SINCE, session_key::SEEN, session_key::PROVEN] {
            self.session.insert(moment, now).await?;
        }
        self.session.insert(session_key::AGENT, domain::device::kept(&self.agent)).await?;
        self.session.insert(session_key::ADDRESS, &self.address).await?;
        self.session.cycle_id().await?;
        Ok(())
    }

    /// Remembers that somebody's password was right; nobody is signed in by it. The id changes here too.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn begin_half(&self, person: SignedIn) -> Result<(), Stop> {
        self.forget_session().await?;
        let half = Half { user: person.user, credentials: person.credentials, at: self.now.unix_timestamp() };
        self.session.insert(session_key::HALF, half).await?;
        self.session.cycle_id().await?;
        Ok(())
    }

    /// Whose password was right in this browser within the last minutes.
    ///
    /// # Errors
    /// When the session can't be read.
    pub async fn half(&self) -> Result<Option<Half>, Stop> {
        let half = self.session.get::<Half>(session_key::HALF).await?;
        Ok(half.filter(|half| (0..HALF_LIFE).contains(&(self.now.unix_timestamp() - half.at))))
    }

    /// Ends the session on the server; the cookie is worth nothing from then on.
    ///
    /// # Errors
    /// When the session can't be deleted.
    pub async fn end_session(&self) -> Result<(), Stop> {
        self.forget_session().await
    }

    /// A browser that comes for the first time has no session on the server that could be deleted.
    async fn forget_session(&self) -> Result<(), Stop> {
        match self.session.id() {
            Some(_) => self.session.flush().await?,
            None => self.session.clear().await,
        }
        Ok(())
    }

    /// What this session is found by on the server; `None` before it is stored.
    pub fn session_hash(&self) -> Option<Hash> {
        self.session_hash
    }

    /// Whether the person proved within the last quarter of an hour who they are.
    ///
    /// # Errors
    /// When the session can't be read, or nobody is signed in.
    pub async fn proof(&self) -> Result<Option<Proof>, Stop> {
        let scope = self.scope()?;
        let at = self.session.get::<i64>(session_key::PROVEN).await?;
        Ok(Proof::fresh(scope, at, self.now.unix_timestamp()))
    }

    /// The proof that is still good, or the one of what was typed; the session gets a new id with it.
    ///
    /// # Errors
    /// At `current_password` and `code`, when neither proves anything.
    pub async fn prove(&self, password: String, code: String) -> Result<Proof, Stop> {
        if let Some(proof) = self.proof().await? {
            return Ok(proof);
        }
        let draft = self.proof_draft(password, code);
        let proof = engine::user::prove(&self.engine, self.scope()?, &draft).await?;
        self.keep_proof().await?;
        Ok(proof)
    }

    /// What was typed to prove oneself, with where it came from.
    pub fn proof_draft(&self, password: String, code: String) -> ProofDraft {
        ProofDraft { password: SecretString::from(password), code, address: self.address.clone() }
    }

    /// Remembers that the person proved who they are. The id changes with it (OWASP ASVS 5.0, 7.2.4).
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn keep_proof(&self) -> Result<(), Stop> {
        self.session.insert(session_key::PROVEN, self.now.unix_timestamp()).await?;
        Ok(self.session.cycle_id().await?)
    }

    /// Lets this session live on after the person's password or second factor changed, which ends the others.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn outlive_change(&self) -> Result<(), Stop> {
        let identity = self.identity.as_ref().ok_or(Stop::SignIn)?;
        let claim = Claim { user: identity.user, tenant: Some(identity.tenant), acting: None };
        let now = engine::identity::of_user(&self.engine, claim).await?;
        let now = now.ok_or(Stop::SignIn)?;
        Ok(self.session.insert(session_key::CREDENTIALS, now.credentials).await?)
    }

    /// Remembers for which of their tenants the person acts from now on.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn choose_tenant(&self, tenant: TenantId) -> Result<(), Stop> {
        Ok(self.session.insert(session_key::TENANT, tenant).await?)
    }

    /// Remembers in which company the person acts as a platform admin.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn begin_acting(&self, tenant: TenantId, acting: ActingId) -> Result<(), Stop> {
        Ok(self.session.insert(session_key::ACTING, (tenant, acting)).await?)
    }

    /// Forgets it.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn end_acting(&self) -> Result<(), Stop> {
        self.session.remove::<(TenantId, ActingId)>(session_key::ACTING).await?;
        Ok(())
    }

    /// Carries a secret to the next page, which shows it once: the session keeps one half of it, the browser the other for a
    /// minute, and neither half tells anything by itself.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn carry_once(&self, secret: &SecretString, page: &str) -> Result<(), Stop> {
        let (half, theirs) = engine::api_token::split(secret);
        self.session.insert(session_key::ONCE, Once { page: page.to_owned(), half }).await?;
        self.set_once(&theirs, 60);
        Ok(())
    }

    /// The secret that was carried to this page; from now on nobody has it.
    ///
    /// # Errors
    /// When the session can't be stored.
    pub async fn take_once(&self) -> Result<Option<SecretString>, Stop> {
        let kept = self.session.get::<Once>(session_key::ONCE).await.unwrap_or_default();
        let Some(ours) = kept.filter(|once| once.page == self.path) else { return Ok(None) };
        self.session.remove_value(session_key::ONCE).await?;
        self.set_once("", 0);
        let theirs = self.cookie(ONCE_COOKIES[usize::from(self.https)]);
        Ok(theirs.and_then(|theirs| engine::api_token::join(&ours.half, &theirs)))
    }

    fn set_once(&self, half: &str, seconds: u32) {
        let (name, secure) = (ONCE_COOKIES[usize::from(self.https)], if self.https { "; Secure" } else { "" });
        let cookie = format!("{name}={half}; Path=/; Max-Age={seconds}; SameSite=Strict; HttpOnly{secure}");
        if let Ok(value) = HeaderValue::from_str(&cookie) {
            self.response.append_header(header::SET_COOKIE, value);
        }
    }
}
