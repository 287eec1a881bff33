//! Phone numbers: what can be generated, generating them, finding and counting them.

mod capacity;
mod carriers;
mod count;
mod generate;
mod get;
mod list;
mod named;
mod row;
mod space;
mod totals;

pub use capacity::{Availability, ExchangeLine, Wish, capacity};
pub use carriers::{CarrierChoice, carriers};
pub use count::{any, count, count_exact};
pub use generate::{GenerationStarted, generate};
pub use get::get;
pub use list::list;
pub(crate) use row::line_type_code;
pub use row::{Number, NumberOrigin, NumberStatus};
pub use totals::{Figure, Totals, totals};

pub(crate) use generate::Params as GenerateParams;
