//! A platform admin who acts in a company as if they belonged to it: with a reason, for an hour at most, announced to
//! everybody in it, and written into its audit at both ends.

mod here;
mod overdue;
mod start;
mod stop;

pub use here::{Acting, here};
pub(crate) use overdue::end_overdue;
pub use start::{Started, start};
pub use stop::stop;

use std::time::Duration;

/// How long one may act before one has to say why again.
pub const LONGEST: Duration = Duration::from_secs(3_600);
