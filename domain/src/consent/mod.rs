//! Consent to be called: what a record says, how it is checked before it is kept, and whether it is in force.
//!
//! A record is never changed: it may be withdrawn, once. Who keeps records, and for which numbers, is the engine's.

mod draft;
mod kind;
mod proof;
mod record;
mod row;

pub use draft::{ConsentDraft, PROOF_MAX, SOURCE_MAX, Terms, TermsDraft, check_reason};
pub use kind::{ConsentKind, ConsentKinds};
pub use proof::{Proof, ProofType};
pub use record::{Consent, ConsentState, Given, Withdrawal};
pub use row::{consent_of_row, consent_shape};
