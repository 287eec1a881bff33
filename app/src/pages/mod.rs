//! The pages: each a function that reads its request, calls verbs and answers a [`Sheet`]; server only.
//!
//! Most pages have the server functions that their forms post to in the same file. A page holds no rule: what is allowed
//! and what is true is the verb's to say.

pub mod account;
pub mod calling_rules;
pub mod calls;
pub mod campaigns;
mod chosen;
pub mod contacts;
pub mod dashboard;
pub mod dead_letters;
pub mod dialling;
pub mod errors;
mod export_form;
pub mod exports;
pub mod find;
mod frame;
pub mod imports;
mod job_line;
pub mod jobs;
mod list_columns;
mod list_state;
mod meanwhile;
pub mod notifications;
pub mod numbers;
pub mod opt_out;
mod palette;
pub mod prefixes;
pub mod projects;
pub mod providers;
pub mod retry_policy;
pub mod settings;
pub mod system;
mod timeline;
pub mod views;
mod zone;

use crate::components::page_header::PageHeader;
use crate::forms;
use crate::paths;
use crate::raw_text::escaped;
use crate::request::{Request, Stop};
use leptos::prelude::*;
use leptos_meta::Title;
use std::future::Future;

/// Which line of the side bar a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Nowhere,
    Dashboard,
    Projects,
    Statistics,
    Prefixes,
    Exports,
    Calls,
    Contacts,
    Campaigns,
    Jobs,
    Settings,
    System,
}

/// What a page answers: its title, its place, and its content.
pub struct Sheet {
    title: String,
    place: Place,
    crumbs: Vec<(String, String)>,
    beside: AnyView,
    beneath: String,
    actions: AnyView,
    headed: bool,
    wide: bool,
    content: AnyView,
}

impl Sheet {
    /// A page with a title, in the frame.
    pub fn new(title: impl Into<String>, place: Place, content: impl IntoAny) -> Self {
        Self {
            title: title.into(),
            place,
            crumbs: Vec::new(),
            beside: ().into_any(),
            beneath: String::new(),
            actions: ().into_any(),
            headed: true,
            wide: false,
            content: content.into_any(),
        }
    }

    /// A page above this one: its name and address; from the outermost inwards.
    pub fn beneath_page(mut self, name: impl Into<String>, href: String) -> Self {
        self.crumbs.push((name.into(), href));
        self
    }

    /// A count or a state beside the title.
    pub fn beside(mut self, view: impl IntoAny) -> Self {
        self.beside = view.into_any();
        self
    }

    /// A line beneath the title.
    pub fn line(mut self, text: impl Into<String>) -> Self {
        self.beneath = text.into();
        self
    }

    /// What can be done, the primary action last; nothing for those who may not.
    pub fn actions(mut self, may: bool, view: impl FnOnce() -> AnyView) -> Self {
        if may {
            self.actions = view();
        }
        self
    }

    /// The content brings its own heading.
    pub fn without_header(mut self) -> Self {
        self.headed = false;
        self
    }

    /// A table may use the whole width.
    pub fn wide(mut self) -> Self {
        self.wide = true;
        self
    }
}

/// A page: the request is read before the first await, and whatever stops the page is shown as a page too.
pub fn page<F, R>(render: F) -> impl IntoView
where
    F: FnOnce(Request) -> R,
    R: Future<Output = Result<Sheet, Stop>> + Send + 'static,
{
    let request = Request::current();
    provide_context(zone::of(&request));
    if let Some(identity) = &request.identity {
        provide_context(paths::PageOf(identity.tenant));
    }
    let future = render(request.clone());
    // The head is written after the page, on whichever thread: an `RwSignal` would be looked up in the arena of the request
    // that this thread served last, and fail, or find another's title. This one lies in no arena.
    let title = ArcRwSignal::new(String::new());
    let shown = title.clone();
    view! {
        <Title text=move || [&escaped(&shown.get()), " · Trunkline"].concat()/>
        {Suspend::new(async move {
            let outcome = match future.await {
                Ok(sheet) => Ok(sheet),
                Err(stop) => {
                    if matches!(stop, Stop::Error(engine::Error::NotFound)) {
                        forms::drop_nothing_here(&request).await;
                    }
                    errors::sheet(&request, stop)
                }
            };
            let (name, view) = match outcome {
                Ok(sheet) => (sheet.title.clone(), frame::framed(&request, sheet).await),
                Err(path) => {
                    request.redirect(&path);
                    (String::new(), ().into_any())
                }
            };
            title.set(name);
            view
        })}
    }
}

/// Head and content of a sheet.
fn body(sheet: Sheet) -> AnyView {
    let Sheet { title, beside, beneath, actions, headed, content, .. } = sheet;
    view! {
        {headed.then(|| view! { <PageHeader title=title beside=beside beneath=beneath actions=actions/> })}
        {content}
    }
    .into_any()
}

/// The id in the path, by the name of its segment; one that does not read names nothing.
pub(crate) fn id_in_path<T: std::str::FromStr>(name: &str) -> Result<T, Stop> {
    let params = leptos_router::hooks::use_params_map();
    let text = params.with_untracked(|params| params.get(name));
    text.and_then(|text| text.parse().ok()).ok_or(Stop::Error(engine::Error::NotFound))
}
