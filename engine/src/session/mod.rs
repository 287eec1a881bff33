//! Browser sessions. PostgreSQL is the truth, Redis answers reads.
//!
//! What is stored under an id is its SHA-256: a copy of the table or of Redis signs nobody in.
//!
//! # With Redis
//!
//! At a session's key stands nothing, its *value*, a *mark* ("ask PostgreSQL"), or a reader's *token*.
//!
//! * **Reading.** A value is used. At a mark or a token PostgreSQL is asked. At nothing the reader puts a token of its own
//!   there, asks PostgreSQL, and replaces its token, if it still stands, by the value.
//! * **Writing.** A mark is put, whatever stands there; then PostgreSQL is written; then the mark is put again.
//!
//! What could go wrong, and why it does not:
//!
//! * *A reader with an old value in its hands fills late, after the session was changed or ended.* The mark replaced its
//!   token, or time did; it fills nothing. A plain "set if nothing is there" would rely on the mark's time being longer than
//!   any reader's, which a frozen process breaks.
//! * *A reader comes between the mark and the commit.* It finds the mark, reads the old row, and does not fill.
//! * *The mark is gone before the commit.* It lasts half a minute longer than the database lets a transaction be idle; a
//!   transaction that comes to its commit late does not rely on its mark (next paragraph).
//! * *The writer dies in between.* The mark runs out by itself; until then PostgreSQL is asked.
//!
//! When a mark can't be put, because Redis is away or because the writer has none, the writing transaction raises
//! `installation.session_generation` and notifies in the same commit. Each value carries the generation its reader believed
//! in before it asked PostgreSQL, and is used only by who believes in the same: so whatever was ended while Redis was away
//! stays ended when it is back. A process believes in a generation for ten seconds after it asked for it; it hears of a
//! new one by `NOTIFY`, asks every four seconds besides, and believes in none while its line for notices is down.
//!
//! * *Redis restarts from a dump of yesterday, or a replica takes over that missed the last marks.* The key holds the
//!   server's run, another one each time; and a line of ours speaks to one run only ([`crate::redis`]).
//! * *Redis is emptied, or drops keys for want of memory.* A lost value is read again, a lost token fills nothing, and a lost
//!   mark is put again after the commit.
//! * *A writer is cut off from a Redis that other nodes still reach.* They hear of the new generation within milliseconds
//!   of the commit; if their line for notices is dead and they do not know it yet, within ten seconds. This is the one
//!   case in which an ended session is taken for a while longer.
//!
//! A new session needs no mark: nobody fills in that there is none. Deleting an account would have to call
//! [`delete_all_of`]: the database drops its sessions by itself, but Redis does not hear of it.

mod cache;
mod change;
mod delete;
mod delete_all_of;
mod end_own;
mod generation;
mod load;
mod save;

pub use delete::{delete, delete_expired};
pub(crate) use delete_all_of::EndingAll;
pub use delete_all_of::{delete_all_of, sessions_of};
pub use end_own::{end_others, end_own, own};
pub(crate) use generation::{CHANNEL, Generation};
pub use load::load;
pub use save::{save, save_of};

use domain::id::UserId;
use sea_orm::FromQueryResult;
use time::OffsetDateTime;

/// The SHA-256 of a session's id.
pub type Hash = [u8; 32];

/// A session as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Record {
    /// The session's values, in whatever form the caller keeps them.
    pub data: Vec<u8>,
    pub expires_at: OffsetDateTime,
}

/// Whose session it is and where it comes from, as far as is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    pub user: Option<UserId>,
    /// When the person signed in; the session may have changed its id since.
    pub signed_in_at: Option<OffsetDateTime>,
    /// When it was used last, to ten minutes.
    pub used_at: Option<OffsetDateTime>,
    /// What the browser says of itself.
    pub agent: Option<String>,
    /// The network address it was used from last.
    pub address: Option<String>,
}

/// A session of somebody, without its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id_hash: Hash,
    pub created_at: OffsetDateTime,
    pub expires_at: OffsetDateTime,
    pub about: About,
}
