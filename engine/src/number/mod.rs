//! Phone numbers: what can be generated, generating them, finding and counting them.

mod capacity;
mod carriers;
mod count;
mod export;
mod generate;
mod get;
mod import;
mod list;
mod named;
mod row;
mod space;
mod totals;

pub use capacity::{Availability, ExchangeLine, Wish, capacity};
pub use carriers::{CarrierChoice, carriers};
pub use count::{any, count, count_exact};
pub use export::{Content, ExportStarted, NOW_MAX, export, export_now};
pub use generate::{GenerationStarted, generate};
pub use get::get;
pub use import::{ImportDraft, ImportPreview, import, preview, upload};
pub use list::list;
pub(crate) use row::line_type_code;
pub use row::{Number, NumberOrigin, NumberStatus};
pub use totals::{Figure, Totals, totals};

pub(crate) use export::{Params as ExportParams, Selection as ExportSelection};
pub(crate) use generate::Params as GenerateParams;
pub(crate) use import::Params as ImportParams;
