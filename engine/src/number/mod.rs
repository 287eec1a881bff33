//! Phone numbers: what can be generated, generating them, finding and counting them.

mod capacity;
mod carriers;
mod chosen;
mod count;
mod edit;
mod export;
mod generate;
mod get;
mod import;
mod list;
mod look_up;
mod named;
mod row;
mod space;
mod tally;
mod totals;
mod undo;
mod validate;
mod validate_one;

pub use capacity::{Availability, ExchangeLine, Wish, capacity};
pub use carriers::{CarrierChoice, carriers};
pub use chosen::Confirmed;
pub(crate) use chosen::{keep_matching, look as look_at_matching};
pub use count::{any, count, count_exact};
pub use edit::{Edit, confirm, edit};
pub(crate) use edit::{EditParams, changed_since};
pub use export::{Content, ExportStarted, NOW_MAX, export, export_now};
pub use generate::{GenerationStarted, generate};
pub use get::{get, project_of};
pub use import::{ImportDraft, ImportPreview, ImportStarted, discard, import, preview, upload};
pub use list::list;
pub(crate) use look_up::{SOURCE, look_up};
pub(crate) use row::line_type_code;
pub use row::{InvalidReason, Number, NumberOrigin, NumberStatus};
pub(crate) use row::{WHOLE, column};
pub(crate) use tally::compact;
pub use totals::{Figure, Totals, totals};
pub use undo::{Left, UNDO, left, undo, undoable_until};
pub(crate) use undo::{UndoParams, forget_before};
pub(crate) use validate::{Kept, ValidateParams};
pub use validate::{VALIDATION_BATCH, ValidationStarted, Wanted, validate};
pub use validate_one::validate_one;

pub(crate) use export::{Params as ExportParams, Selection as ExportSelection};
pub(crate) use generate::Params as GenerateParams;
pub(crate) use import::Params as ImportParams;
