//! The second factor: codes of an app by RFC 6238, and recovery codes for when the app is lost.
//!
//! A secret counts once a code proved that an app knows it ([`confirm`]); until then nobody is asked for one. It is stored
//! sealed (`crate::seal`). A code is taken once: the time step of the last one is kept, and it and those before it are worth
//! nothing from then on. Recovery codes are stored behind the same slow hash as passwords. The reasons stand in
//! `docs/decisions/0020-second-factor-and-resets.md`.
//!
//! What a code is worth is decided in `check.rs` alone, for signing in as for proving oneself later.

mod begin;
mod check;
mod confirm;
mod recovery;
mod renew_codes;
mod state;
mod totp;
mod turn_off;

pub use begin::{Begun, begin, begun};
pub(crate) use check::{Checked, check};
pub use confirm::confirm;
pub use renew_codes::renew_codes;
pub use state::{State, state};
#[cfg(feature = "testing")]
pub use totp::of_step;
pub(crate) use turn_off::remove;
pub use turn_off::turn_off;

use secrecy::SecretString;

/// Recovery codes that were made just now, as they are typed; they are seen here and never again.
#[derive(Debug)]
pub struct RecoveryCodes(pub Vec<SecretString>);
