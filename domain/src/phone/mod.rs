//! Phone numbers of the North American plan: what they are, which exist, and how some are chosen.
//!
//! A generation is `Permutation ∘ NumberSpace`: the space lays every allowed number out in a row, the permutation walks the
//! row in an order that a seed names. What is assigned comes from the prefix table (`crate::prefix`) or, where none is
//! loaded, from the rules of [`plan`]. Storing, counting and skipping numbers is the engine's.

pub mod area_code;
mod capacity;
mod e164;
mod exchange_set;
mod generation;
mod npa;
mod number;
mod number_space;
mod permutation;
pub mod plan;
mod prefix;
mod region;
mod standing;
mod text_form;

pub use area_code::{AreaCode, NotGeographic};
pub use capacity::{Capacity, grouped};
pub use e164::{E164, E164Error};
pub use exchange_set::{ExchangeSet, ExchangeSetError};
pub use generation::{BATCH_SIZES, DEFAULT_BATCH_SIZE, GenerationDraft, GenerationRequest, MAX_QUANTITY, MAX_SEED};
pub use npa::{Npa, NpaError};
pub use number::{NumberError, PhoneNumber};
pub use number_space::NumberSpace;
pub use permutation::{MAX_LEN, Permutation};
pub use prefix::{Prefix, PrefixError};
pub use region::Region;
pub use standing::Standing;
