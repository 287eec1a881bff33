//! Merging two contacts: both beside each other, and which value stays where they differ.

use crate::components::badge::Tone;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost, refused};
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::Right;
use domain::crm::{Field, Keep, Kind, MergeDraft, Record, Reference};
use domain::filter::parse_pairs;
use domain::id::RecordId;
use leptos::prelude::*;

#[component]
pub fn ContactMerge() -> impl IntoView {
    let id = id_in_path::<RecordId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let stays = engine::crm::get(engine, scope, Kind::Contact, id).await?;
        if !scope.may(Right::ChangeContacts) {
            return Err(engine::Error::Denied("Merging contacts takes the role agent or above.".to_owned()).into());
        }
        if stays.deleted_at.is_some() {
            return Err(Stop::Elsewhere(paths::record(Kind::Contact, id)));
        }
        let typed = refused(&request).await?;
        let pairs = parse_pairs(&request.query);
        let with = pairs.iter().find(|(key, _)| key == "with").map(|(_, text)| Reference::read(text));
        // A bare id stands in links; people write # before it, or choose from the list.
        let other = with.as_ref().and_then(|with| with.id.or_else(|| with.name.parse().ok())).map(RecordId);
        let other = match other.filter(|other| *other != id) {
            Some(other) => Some(engine::crm::get(engine, scope, Kind::Contact, other).await?),
            None => None,
        };
        let name = stays.name.clone();
        let content = match other.filter(|other| other.deleted_at.is_none()) {
            Some(other) => compare(&stays, &other, typed.elsewhere(&[])).into_any(),
            None => choose(&request, &stays).await?,
        };
        Ok(Sheet::new("Merge contacts", Place::Contacts, content)
            .wide()
            .beneath_page("Contacts", paths::records(Kind::Contact))
            .beneath_page(name, paths::record(Kind::Contact, id)))
    })
}

/// Those who have the same phone.
async fn choose(request: &Request, stays: &Record) -> Result<AnyView, Stop> {
    let same = engine::crm::namesakes(&request.engine, request.scope()?, stays.id).await?;
    let lines = same
        .into_iter()
        .map(|(other, number)| {
            let says = format!("{} · {}", other.name, number.readable());
            view! { <li><a class="text-link" href=paths::contact_merge(stays.id, Some(other.id))>{says}</a></li> }
        })
        .collect_view();
    Ok(view! {
        <div class="surface max-w-xl p-4">
            <p class="muted mb-3">"No other contact is chosen. Those with the same phone are here; any other is chosen by the number at the end of its address."</p>
            <ul class="flex flex-col gap-2">{lines}</ul>
        </div>
    }
    .into_any())
}

fn compare(stays: &Record, goes: &Record, elsewhere: Vec<String>) -> impl IntoView + use<> {
    let (own, other) = (stays.draft(), goes.draft());
    let plain = MergeDraft::default();
    let head = vec![Head::text("Field"), Head::text("Stays"), Head::text("Goes")];
    let rows = MergeDraft::CHOSEN
        .into_iter()
        .map(|field| {
            let shown = |record: &Record| match field {
                Field::Stage => capital(&record.stage),
                other => record.readable(other),
            };
            let (one, two) = (shown(stays), shown(goes));
            let taken = plain.keeps(field, &own, &other) == Keep::Other;
            let differs = one != two && !two.is_empty() && !one.is_empty();
            let box_of = |value: &'static str, text: String, checked: bool| {
                let text = if text.is_empty() { "–".to_owned() } else { text };
                if !differs {
                    return view! { <span class=if checked { "" } else { "muted" }>{text}</span> }.into_any();
                }
                view! {
                    <label class="flex items-start gap-2">
                        <input class="mt-1" type="radio" name=format!("take[{}]", field.name()) value=value checked=checked/>
                        <span class="wrap-anywhere">{text}</span>
                    </label>
                }
                .into_any()
            };
            view! {
                <tr>
                    <th scope="row" class="font-medium">{field.label()}</th>
                    <td>{box_of("own", one, !taken)}</td>
                    <td>{box_of("other", two, taken)}</td>
                </tr>
            }
        })
        .collect_view();
    let united = [Field::Phones, Field::Tags, Field::Notes].map(|field| {
        let text = |record: &Record| {
            let text = record.readable(field);
            if text.is_empty() { "–".to_owned() } else { text }
        };
        view! {
            <tr>
                <th scope="row" class="font-medium">{field.label()}<span class="block text-xs font-normal muted">"of both"</span></th>
                <td class="whitespace-pre-wrap wrap-anywhere">{text(stays)}</td>
                <td class="whitespace-pre-wrap wrap-anywhere">{text(goes)}</td>
            </tr>
        }
    });
    let says = format!(
        "“{}” (contact {}) goes, and everything that belongs to it comes to “{}”: deals, leads and its timeline. \
         An old link to it leads here. A merge can’t be undone.",
        goes.name, goes.id, stays.name
    );
    view! {
        <form class="surface max-w-4xl" method="post" action=paths::form("contact-merge")>
            <input type="hidden" name="id" value=stays.id.to_string()/>
            <input type="hidden" name="other" value=goes.id.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <p class="text-pretty wrap-anywhere">{says}</p>
            </div>
            <div class="border-t hairline"><Table label="Both contacts".to_owned() head=head>{rows}{united.collect_view()}</Table></div>
            <div class="flex flex-wrap items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-error" type="submit"><Icon name="merge"/>"Merge the two"</button>
                <a class="btn" href=paths::contact_merge(goes.id, Some(stays.id))>"The other way round"</a>
                <a class="btn btn-ghost" href=paths::record(Kind::Contact, stays.id)>"Keep both"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "contact-merge")]
pub async fn merge_contacts(
    #[server(default)] id: String,
    #[server(default)] other: String,
    #[server(default)] take: std::collections::BTreeMap<String, String>,
) -> Result<(), ServerFnError> {
    let of = id.parse::<RecordId>().ok().zip(other.parse::<RecordId>().ok());
    let page = of.map_or_else(|| paths::records(Kind::Contact), |(id, other)| paths::contact_merge(id, Some(other)));
    let post = FormPost::on(page);
    let outcome = merge(&post.request, of, &take).await;
    post.finish(outcome, |record| {
        Done::at(paths::record(Kind::Contact, record.id)).saying(format!("The two are merged into “{}”.", record.name))
    })
    .await
}

async fn merge(
    request: &Request,
    of: Option<(RecordId, RecordId)>,
    take: &std::collections::BTreeMap<String, String>,
) -> Result<Record, Stop> {
    let scope = request.scope()?;
    let (stays, goes) = of.ok_or(engine::Error::NotFound)?;
    let from_other = take.iter().filter(|(_, whose)| *whose == "other").map(|(field, _)| field.as_str());
    let draft = MergeDraft::read(from_other)?;
    Ok(engine::crm::merge(&request.engine, scope, stays, goes, &draft).await?)
}
