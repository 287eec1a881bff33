//! Whether numbers may be dialled, by what is known of them: the ledger of generated numbers, do-not-call lists, consent.
//! The rule itself is `domain::dialability::judge`; here its facts are gathered, for one number or for many at once.

mod facts;
mod of;

pub(crate) use facts::gather;
pub use of::{ASK_MAX, Told, of, of_texts};
