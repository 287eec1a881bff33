//! The list of those who place calls.

use super::{face, trouble};
use crate::components::badge::Badge;
use crate::components::empty::Empty;
use crate::components::figure::{grouped, plural};
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::pages::campaigns::tabs::{Section, tabs};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::Request;
use domain::Right;
use engine::provider::Provider;
use leptos::prelude::*;
use time::OffsetDateTime;

/// The company's providers.
#[component]
pub fn ProviderList() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        let providers = engine::provider::list(&request.engine, scope).await?;
        let may = scope.may(Right::ManageProviders);
        let many = providers.len() as u64;
        let content = view! {
            {tabs(Section::Providers)}
            <div class="surface mt-4">{content(providers, may, request.now)}</div>
        };
        Ok(Sheet::new("Providers", Place::Campaigns, content)
            .wide()
            .beneath_page("Campaigns", paths::campaigns())
            .beside(view! { <span class="figures muted">{plural(many, "provider", "providers")}</span> })
            .line("Who places the calls of your campaigns, and how many at once.")
            .actions(may && many > 0, new))
    })
}

fn new() -> AnyView {
    view! { <a class="btn btn-primary" href=paths::provider_new()><Icon name="plus"/>"New provider"</a> }.into_any()
}

fn content(providers: Vec<Provider>, may: bool, now: OffsetDateTime) -> AnyView {
    if providers.is_empty() {
        let text = if may {
            "A provider places the calls that campaigns ask for. Write down its address and credential, or begin with the mock, which calls nobody."
        } else {
            "A provider places the calls that campaigns ask for. Setting one up takes the role admin or above."
        };
        return view! {
            <Empty icon="phone-outgoing" title="No provider yet" text=text>{may.then(new)}</Empty>
        }
        .into_any();
    }
    let head = vec![
        Head::text("Name"),
        Head::text("State"),
        Head::figures("Under way").class("hidden @md:table-cell"),
        Head::figures("A second").class("hidden @lg:table-cell"),
        Head::text("Address").class("hidden @2xl:table-cell"),
        Head::figures("Campaigns").class("hidden @xl:table-cell"),
    ];
    view! {
        <Table label="Providers".to_owned() head=head>{providers.iter().map(|provider| row(provider, now)).collect_view()}</Table>
    }
    .into_any()
}

fn row(provider: &Provider, now: OffsetDateTime) -> impl IntoView + use<> {
    // Why it takes no calls is read whole; its kind may be cut.
    let beneath = match trouble(provider, now) {
        Some(trouble) => {
            view! { <span class="block text-xs muted text-pretty wrap-anywhere">{trouble}</span> }.into_any()
        }
        None => view! { <span class="block truncate text-xs muted">{provider.kind.label()}</span> }.into_any(),
    };
    let a_second = provider.calls_per_second.map_or("–".to_owned(), |most| grouped(u64::from(most)));
    let (name, address) = (provider.name.clone(), provider.base_url.clone());
    view! {
        <tr>
            <td class="w-full max-w-0 min-w-36">
                <a class="block truncate font-medium quiet-link" href=paths::provider(provider.id) title=name.clone()>{name.clone()}</a>
                {beneath}
            </td>
            <td><Badge face=face(provider)/></td>
            <td class="num hidden @md:table-cell">{grouped(provider.in_flight)}<span class="muted">{format!(" of {}", grouped(u64::from(provider.max_concurrent)))}</span></td>
            <td class="num hidden @lg:table-cell">{a_second}</td>
            <td class="hidden @2xl:table-cell"><span class="block max-w-72 truncate mono text-xs" title=address.clone()>{address.clone()}</span></td>
            <td class="num hidden @xl:table-cell">{grouped(provider.campaigns)}</td>
        </tr>
    }
}
