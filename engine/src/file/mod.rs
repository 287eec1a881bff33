//! Files in the database: what somebody brings for a job to read, and what a job makes for somebody to fetch. They lie in
//! pieces, so that neither a server nor a worker ever holds one whole, and any node can read them (docs/decisions/0006).
//!
//! An upload is stored as it arrives (`store`); a job writes its file a step at a time, within the step's transaction
//! (`growing`); whoever has the right to what it holds (`holds`) fetches it a piece at a time (`fetch`). They are forgotten
//! when their time is over (`forget`); what proves a consent never is.

mod fetch;
mod forget;
mod growing;
mod holds;
mod list;
mod read;
mod store;

pub use fetch::{Fetched, fetch, fetch_piece};
pub use holds::Holds;
pub use list::{MadeFile, list};

pub(crate) use forget::{forget_bytes, forget_expired, forget_unfinished, forget_upload};
pub(crate) use growing::{Growing, NewFile, address};
pub(crate) use read::{Stored, piece, read, read_facts, upload};
pub(crate) use store::{Brought, store};

/// A piece of a file, in bytes: large enough to be few, small enough to be nothing in memory. Every piece of an upload but
/// the last has exactly this size, so the piece that holds a byte is known.
pub(crate) const PIECE: usize = 256 * 1024;

/// How long an upload is kept for somebody to say what becomes of it, as an interval of the database.
pub(crate) const UPLOAD_KEPT: &str = "1 day";
