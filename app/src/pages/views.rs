//! Saved views of lists: a menu of them, and the posts that save, pin, choose and delete one.

use super::list_columns::{Columns, KEY};
use crate::components::field::{CheckField, FieldState, TextField, Typed};
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::print_pairs;
use domain::id::ViewId;
use engine::view::{NUMBERS, View, ViewDraft};
use leptos::prelude::*;

/// What the menu shows.
pub(super) struct Menu {
    /// The word of the list.
    pub list: &'static str,
    pub views: Vec<View>,
    /// The list's address without a query, and its query without its columns.
    pub path: String,
    pub query: String,
    /// The address of the list as it is.
    pub here: String,
    /// Whether the person may share views, and tidy what others share.
    pub may_share: bool,
    pub may_tidy: bool,
    /// What was typed into a refused form.
    pub typed: Typed,
}

/// The address of a view of the list at `path`.
pub(super) fn address(path: &str, view: &View) -> String {
    let columns = [(KEY, view.columns.join(","))];
    let columns = if view.columns.is_empty() { String::new() } else { print_pairs(&columns) };
    let query: Vec<&str> = [view.query.as_str(), &columns].into_iter().filter(|part| !part.is_empty()).collect();
    match query.is_empty() {
        // A view of all there is, in the usual columns: the bare address may lead to another view.
        true => format!("{path}?view=all"),
        false => format!("{path}?{}", query.join("&")),
    }
}

/// Whether the list shows this view as it is.
pub(super) fn is_shown(view: &View, query: &str, columns: &Columns) -> bool {
    view.query == query && columns.words_of(&view.columns) == columns.words()
}

/// The views as links, and the form that saves the list as it is.
pub(super) fn menu(menu: Menu, columns: &Columns) -> impl IntoView + use<> {
    let Menu { list, views, path, query, here, may_share, may_tidy, typed } = menu;
    let current = views.iter().find(|view| is_shown(view, &query, columns)).map(|view| view.name.clone());
    let label = current.unwrap_or_else(|| "Views".to_owned());
    let none = views.is_empty();
    let name = FieldState { value: typed.text("name").to_owned(), ..typed.field("name") };
    let shared = typed.field("shared");
    let replace = typed.field("replace");
    let replaces = !replace.errors.is_empty();
    // The page may have other forms, whose refusal is none of this one's.
    let open = !name.errors.is_empty() || replaces;
    let pins = list != NUMBERS;
    let lines = views
        .into_iter()
        .map(|view| {
            let chosen = is_shown(&view, &query, columns);
            line(view, &path, &here, chosen, pins, may_tidy)
        })
        .collect_view();
    let placeholder = match list {
        NUMBERS => "Mobiles in California",
        engine::view::CALLS => "Demos of this week",
        _ => "My customers",
    };
    view! {
        <details class="drop no-print" open=open>
            <summary class="btn"><Icon name="bookmark"/>{label}</summary>
            <div class="drop-body drop-narrow">
                {(!none).then(|| view! { <ul class="mb-3 flex flex-col gap-0.5 border-b hairline pb-3" aria-label="Saved views">{lines}</ul> })}
                <form class="flex flex-col gap-3" method="post" action=paths::form("view-save")>
                    <input type="hidden" name="list" value=list/>
                    <input type="hidden" name="query" value=query/>
                    <input type="hidden" name=KEY value=columns.words().join(",")/>
                    <input type="hidden" name="back" value=here/>
                    <TextField at=name label="Save these filters as" maxlength=60 placeholder=placeholder help="With the order and the columns of this list."/>
                    {may_share.then(|| view! { <CheckField at=shared label="Share it with the company"/> })}
                    {pins.then(|| view! { <CheckField at=typed.field("pinned") label="Show it in the side bar"/> })}
                    {replaces.then(|| view! { <CheckField at=replace label="Replace my view of this name"/> })}
                    <div><button class="btn btn-primary" type="submit">"Save view"</button></div>
                </form>
            </div>
        </details>
    }
}

/// A view: its link, and what can be done with it.
fn line(view: View, path: &str, here: &str, chosen: bool, pins: bool, may_tidy: bool) -> AnyView {
    let href = address(path, &view);
    let may_change = view.own || (view.shared && may_tidy);
    let note = match (view.own, view.shared) {
        (true, true) => "shared".to_owned(),
        (true, false) => String::new(),
        (false, _) => view.owner.clone(),
    };
    let name = &view.name;
    let (begin, begin_icon) = match view.is_default {
        true => (format!("No longer begin with {name}"), "house"),
        false => (format!("Begin the list with {name}"), "house"),
    };
    let (pin, pin_icon) = match view.pinned {
        true => (format!("Take {name} out of the side bar"), "pin-off"),
        false => (format!("Show {name} in the side bar"), "pin"),
    };
    let delete = format!("Delete the view {name}");
    let act = |endpoint, label: String, icon, value: Option<bool>, on: bool| {
        let class = if on { "btn btn-ghost btn-square btn-sm is-on" } else { "btn btn-ghost btn-square btn-sm" };
        view! {
            <form method="post" action=paths::form(endpoint)>
                <input type="hidden" name="id" value=view.id.to_string()/>
                <input type="hidden" name="back" value=here.to_owned()/>
                {value.map(|value| view! { <input type="hidden" name="value" value=value.to_string()/> })}
                <button class=class type="submit" aria-label=label.clone() title=label><Icon name=icon/></button>
            </form>
        }
    };
    view! {
        <li class="flex items-center">
            <a class="menu-item min-w-0 grow" href=href aria-current=chosen.then_some("true")>
                <span class="min-w-0 grow truncate">{view.name.clone()}</span>
                <span class="max-w-24 truncate text-xs muted">{note}</span>
                {chosen.then(|| view! { <Icon name="check"/> })}
            </a>
            {act("view-default", begin, begin_icon, Some(!view.is_default), view.is_default)}
            {(pins && may_change).then(|| act("view-pin", pin, pin_icon, Some(!view.pinned), view.pinned))}
            {may_change.then(|| match view.shared {
                true => ask(&view, here, delete.clone()),
                false => act("view-delete", delete.clone(), "x", None, false).into_any(),
            })}
        </li>
    }
    .into_any()
}

/// What others see as well is not deleted by one press.
fn ask(view: &View, here: &str, label: String) -> AnyView {
    let menu = format!("delete-view-{}", view.id);
    view! {
        <button class="btn btn-ghost btn-square btn-sm" type="button" popovertarget=menu.clone() aria-label=label.clone() title=label.clone()>
            <Icon name="x"/>
        </button>
        <div class="pick-menu" id=menu popover="auto" role="dialog" aria-label=label>
            <form class="flex max-w-64 flex-col gap-2 p-2" method="post" action=paths::form("view-delete")>
                <input type="hidden" name="id" value=view.id.to_string()/>
                <input type="hidden" name="back" value=here.to_owned()/>
                <p>{format!("Everybody in the company loses “{}”.", view.name)}</p>
                <button class="btn btn-danger btn-sm" type="submit">"Delete it"</button>
            </form>
        </div>
    }
    .into_any()
}

/// Saves a view.
#[server(prefix = "/forms", endpoint = "view-save")]
#[allow(clippy::too_many_arguments, reason = "the fields of the form")]
pub async fn save_view(
    #[server(default)] name: String,
    #[server(default)] shared: String,
    #[server(default)] pinned: String,
    #[server(default)] replace: String,
    #[server(default)] query: String,
    #[server(default)] columns: String,
    #[server(default)] back: String,
    #[server(default)] list: String,
) -> Result<(), ServerFnError> {
    // Forms of an older release name no list: they are of the only one there was.
    let list = if list.is_empty() { NUMBERS.to_owned() } else { list };
    let page = paths::local(&back).map_or_else(paths::projects, str::to_owned);
    let post = FormPost::on(page).typed("name", &name).typed("shared", &shared).typed("pinned", &pinned);
    let draft = ViewDraft {
        list,
        name,
        shared: !shared.is_empty(),
        pinned: !pinned.is_empty(),
        replace: !replace.is_empty(),
        query,
        columns: columns.split(',').filter(|word| !word.is_empty()).map(str::to_owned).collect(),
        ..ViewDraft::default()
    };
    let outcome = async {
        let scope = post.request.scope()?;
        Ok::<_, Stop>(engine::view::save(&post.request.engine, scope, &draft).await?)
    }
    .await;
    let back = paths::local(&back).map_or_else(paths::projects, str::to_owned);
    post.finish(outcome, |_| Done::at(back).saying("The view is saved.")).await
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
    Ok(engine::view::delete(&request.engine, request.scope()?, named(id)?, None).await?)
}

/// Puts a view into the side bar, or takes it out.
#[server(prefix = "/forms", endpoint = "view-pin")]
pub async fn pin_view(
    #[server(default)] id: String,
    #[server(default)] value: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let page = paths::local(&back).map_or_else(paths::projects, str::to_owned);
    let post = FormPost::on(page.clone());
    let pinned = value != "false";
    let outcome = pin(&post.request, &id, pinned).await;
    let said = if pinned { "The view stands in the side bar." } else { "The view is out of the side bar." };
    post.finish(outcome, |()| Done::at(page).saying(said)).await
}

async fn pin(request: &Request, id: &str, pinned: bool) -> Result<(), Stop> {
    Ok(engine::view::pin(&request.engine, request.scope()?, named(id)?, pinned).await?)
}

/// Lets the person's list begin with a view, or with all there is again.
#[server(prefix = "/forms", endpoint = "view-default")]
pub async fn choose_view(
    #[server(default)] id: String,
    #[server(default)] value: String,
    #[server(default)] back: String,
) -> Result<(), ServerFnError> {
    let page = paths::local(&back).map_or_else(paths::projects, str::to_owned);
    let post = FormPost::on(page.clone());
    let chosen = value != "false";
    let outcome = choose(&post.request, &id, chosen).await;
    let said = if chosen { "Your list begins with this view." } else { "Your list begins with all there is." };
    post.finish(outcome, |()| Done::at(page).saying(said)).await
}

async fn choose(request: &Request, id: &str, chosen: bool) -> Result<(), Stop> {
    let (engine, scope, id) = (&request.engine, request.scope()?, named(id)?);
    if chosen {
        return Ok(engine::view::set_default(engine, scope, id).await?);
    }
    let view = engine::view::get(engine, scope, id).await?;
    Ok(engine::view::clear_default(engine, scope, &view.list).await?)
}

fn named(id: &str) -> Result<ViewId, Stop> {
    Ok(id.parse().map_err(|_| engine::Error::NotFound)?)
}
