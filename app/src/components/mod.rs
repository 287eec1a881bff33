//! The pieces that every page is composed of, so that a state or a figure looks the same everywhere.
//!
//! They take values and give markup: no session, no verb, no route. They compile for the browser too, because islands
//! are made of them. Colours, sizes and spacing live in `style/main.css`; a component names classes only, never a style
//! attribute, which the content security policy forbids.
//!
//! What islands use holds no `AnyView` and no `Children`: type erasure keeps every way of rendering alive, and the wasm
//! doubles.

pub mod badge;
pub mod bars;
pub mod check_grid;
pub mod confirm;
pub mod count;
pub mod empty;
pub mod field;
pub mod figure;
pub mod flash;
pub mod icon;
pub mod moment;
pub mod page_header;
pub mod pager;
pub mod phone;
pub mod progress;
pub mod stack;
pub mod stat;
pub mod table;
pub mod tabs;
pub mod text_area;
pub mod toolbar;
pub mod trend;
pub mod week;
