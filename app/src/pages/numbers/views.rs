//! Saved views of the numbers' list: a menu of them, and the posts that save and delete one.

use crate::components::field::{CheckField, FieldState, TextField, Typed};
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::ViewId;
use engine::view::{NUMBERS, View, ViewDraft};
use leptos::prelude::*;

/// What the menu shows.
pub(crate) struct Menu {
    /// The word of the list.
    pub list: &'static str,
    pub views: Vec<View>,
    /// The list's address without a query, and its query.
    pub path: String,
    pub query: String,
    /// Whether the person may share views, and delete what others share.
    pub may_share: bool,
    pub may_tidy: bool,
    /// What was typed into a refused form.
    pub typed: Typed,
}

/// The views as links, and the form that saves the list as it is.
pub(crate) fn menu(menu: Menu) -> impl IntoView {
    let Menu { list, views, path, query, may_share, may_tidy, typed } = menu;
    let here = if query.is_empty() { path.clone() } else { format!("{path}?{query}") };
    let current = views.iter().find(|view| view.query == query).map(|view| view.name.clone());
    let label = current.clone().unwrap_or_else(|| "Views".to_owned());
    let none = views.is_empty();
    let name = FieldState { value: typed.text("name").to_owned(), ..typed.field("name") };
    let shared = typed.field("shared");
    let replace = typed.field("replace");
    let replaces = !replace.errors.is_empty();
    let open = typed.is_refused();
    let lines = views
        .into_iter()
        .map(|view| {
            let href = if view.query.is_empty() { path.clone() } else { format!("{path}?{}", view.query) };
            let chosen = view.query == query;
            let may_delete = view.own || (view.shared && may_tidy);
            let note = match (view.own, view.shared) {
                (true, true) => "shared".to_owned(),
                (true, false) => String::new(),
                (false, _) => view.owner.clone(),
            };
            let (id, back) = (view.id.to_string(), here.clone());
            let delete = format!("Delete the view {}", view.name);
            view! {
                <li class="flex items-center gap-1">
                    <a class="menu-item grow" href=href aria-current=chosen.then_some("true")>
                        <span class="grow truncate">{view.name}</span>
                        <span class="text-xs muted">{note}</span>
                        {chosen.then(|| view! { <Icon name="check"/> })}
                    </a>
                    {may_delete.then(|| view! {
                        <form method="post" action=paths::form("view-delete")>
                            <input type="hidden" name="id" value=id/>
                            <input type="hidden" name="back" value=back/>
                            <button class="btn btn-ghost btn-square btn-sm" type="submit" aria-label=delete><Icon name="x"/></button>
                        </form>
                    })}
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="drop no-print" open=open>
            <summary class="btn"><Icon name="bookmark"/>{label}</summary>
            <div class="drop-body drop-narrow">
                {(!none).then(|| view! { <ul class="mb-3 flex flex-col gap-0.5 border-b hairline pb-3" aria-label="Saved views">{lines}</ul> })}
                <form class="flex flex-col gap-3" method="post" action=paths::form("view-save")>
                    <input type="hidden" name="list" value=list/>
                    <input type="hidden" name="query" value=query/>
                    <input type="hidden" name="back" value=here.clone()/>
                    <TextField at=name label="Save these filters as" maxlength=60 placeholder=if list == NUMBERS { "Mobiles in California" } else { "My customers" }/>
                    {may_share.then(|| view! { <CheckField at=shared label="Share it with the company"/> })}
                    {replaces.then(|| view! { <CheckField at=replace label="Replace my view of this name"/> })}
                    <div><button class="btn btn-primary" type="submit">"Save view"</button></div>
                </form>
            </div>
        </details>
    }
}

/// Saves a view.
#[server(prefix = "/forms", endpoint = "view-save")]
pub async fn save_view(
    #[server(default)] name: String,
    #[server(default)] shared: String,
    #[server(default)] replace: String,
    #[server(default)] query: String,
    #[server(default)] back: String,
    #[server(default)] list: String,
) -> Result<(), ServerFnError> {
    // Forms of an older release name no list: they are of the only one there was.
    let list = if list.is_empty() { NUMBERS.to_owned() } else { list };
    let page = paths::local(&back).map_or_else(paths::projects, str::to_owned);
    let post = FormPost::on(page.clone()).typed("name", &name).typed("shared", &shared);
    let draft = ViewDraft {
        list,
        name,
        shared: !shared.is_empty(),
        replace: !replace.is_empty(),
        query,
        ..ViewDraft::default()
    };
    let outcome = async {
        let scope = post.request.scope()?;
        Ok::<_, Stop>(engine::view::save(&post.request.engine, scope, &draft).await?)
    }
    .await;
    post.finish(outcome, |_| Done::at(page).saying("The view is saved.")).await
}

/// Deletes a view.
#[server(prefix = "/forms", endpoint = "view-delete")]
pub async fn delete_view(#[server(default)] id: String, #[server(default)] back: String) -> Result<(), ServerFnError> {
    let page = paths::local(&back).map_or_else(paths::projects, str::to_owned);
    let post = FormPost::on(page.clone());
    let outcome = delete(&post.request, &id).await;
    post.finish(outcome, |()| Done::at(page).saying("The view is deleted.")).await
}

async fn delete(request: &Request, id: &str) -> Result<(), Stop> {
    let id: ViewId = id.parse().map_err(|_| engine::Error::NotFound)?;
    Ok(engine::view::delete(&request.engine, request.scope()?, id).await?)
}
