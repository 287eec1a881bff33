//! What is done to many records at once: the page that names the count before it happens, and the posts that start the job.

use super::tabs::title;
use crate::components::badge::{Badge, Face, Tone};
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost, refused};
use crate::pages::chosen::{chosen, value};
use crate::pages::numbers::list::capital;
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::crm::{Kind, Record};
use domain::filter::{Companies, Contacts, Deals, Filter, Leads, ListQuery, OfKind, parse_pairs, print_pairs};
use domain::id::{JobId, UserId};
use domain::page::PageSize;
use domain::{FieldErrors, Right};
use engine::crm::Change;
use engine::number::Confirmed;
use leptos::prelude::*;

/// Records shown as a sample of what was chosen.
const SAMPLE: u64 = 5;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Stage,
    Owner,
    Tag,
    Untag,
    Delete,
}

impl Deed {
    pub(super) const ALL: [Deed; 5] = [Deed::Stage, Deed::Owner, Deed::Tag, Deed::Untag, Deed::Delete];

    pub(super) fn word(self) -> &'static str {
        match self {
            Deed::Stage => "stage",
            Deed::Owner => "owner",
            Deed::Tag => "tag",
            Deed::Untag => "untag",
            Deed::Delete => "delete",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Deed::Stage => "Set stage",
            Deed::Owner => "Set owner",
            Deed::Tag => "Add tag",
            Deed::Untag => "Remove tag",
            Deed::Delete => "Delete",
        }
    }

    pub(super) fn icon(self) -> &'static str {
        match self {
            Deed::Stage => "activity",
            Deed::Owner => "contact",
            Deed::Tag => "tag",
            Deed::Untag => "x",
            Deed::Delete => "trash-2",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }

    /// What happens, for those who decide.
    fn says(self) -> &'static str {
        match self {
            Deed::Stage => {
                "Each gets the stage you choose. For 15 minutes after it has ended the change can be undone."
            }
            Deed::Owner => {
                "Each gets the owner you choose. For 15 minutes after it has ended the change can be undone."
            }
            Deed::Tag => {
                "Each gets the tag, unless it has it or has no room for one more. It can be undone for 15 minutes."
            }
            Deed::Untag => "The tag is taken off each that has it. It can be undone for 15 minutes.",
            Deed::Delete => {
                "They leave every list. For 15 minutes all of it can be undone, and for 30 days each can be restored by itself."
            }
        }
    }
}

/// The confirmation.
#[component]
pub fn RecordsChange() -> impl IntoView {
    page(|request: Request| async move {
        let scope = request.scope()?;
        if !scope.may(Right::ChangeContacts) {
            return Err(engine::Error::Denied("Changing contacts takes the role agent or above.".to_owned()).into());
        }
        let pairs = parse_pairs(&request.query);
        let kind = value(&pairs, "kind");
        match Kind::from_word(kind).ok_or(engine::Error::NotFound)? {
            Kind::Contact => sheet::<Contacts>(&request, &pairs).await,
            Kind::Company => sheet::<Companies>(&request, &pairs).await,
            Kind::Lead => sheet::<Leads>(&request, &pairs).await,
            Kind::Deal => sheet::<Deals>(&request, &pairs).await,
        }
    })
}

async fn sheet<S: OfKind>(request: &Request, pairs: &[(String, String)]) -> Result<Sheet, Stop> {
    let (engine, scope, kind) = (&request.engine, request.scope()?, S::KIND);
    let deed = Deed::of_word(value(pairs, "do")).ok_or(engine::Error::NotFound)?;
    let typed = refused(request).await?;
    let back = paths::records(kind);
    let (heading, content) = if let Some(filter) = chosen::<S>(pairs)? {
        let seen = engine::crm::confirm(engine, scope, &filter).await?;
        let query = ListQuery { filter: filter.clone(), page_size: PageSize::clamped(SAMPLE), ..ListQuery::default() };
        let sample = engine::crm::list(engine, scope, &query).await?.rows;
        let mut owners = vec![Choice::new("", "Nobody")];
        if deed == Deed::Owner {
            let members = engine::crm::owners(engine, scope).await?;
            owners.extend(members.into_iter().map(|owner| Choice::new(owner.id.to_string(), owner.name)));
        }
        let nouns = if seen.count == 1 { kind.as_str() } else { kind.plural() };
        let heading = format!("{} · {} {nouns}", deed.label(), grouped(seen.count));
        (heading, confirmation(kind, deed, &filter.to_query(), &seen, sample, owners, &typed))
    } else {
        ("Nothing is chosen".to_owned(), nothing(kind, "Choose at least one row, or all that match."))
    };
    Ok(Sheet::new(heading, Place::Contacts, content).beneath_page(title(kind), back))
}

fn nothing(kind: Kind, text: &'static str) -> AnyView {
    view! {
        <div class="surface"><Empty icon="list-checks" title="Nothing is chosen" text=text>
            <a class="btn btn-primary" href=paths::records(kind)>"Back to the list"</a>
        </Empty></div>
    }
    .into_any()
}

fn confirmation(
    kind: Kind,
    deed: Deed,
    filter: &str,
    seen: &Confirmed,
    sample: Vec<Record>,
    owners: Vec<Choice>,
    typed: &Typed,
) -> AnyView {
    if seen.count == 0 {
        return nothing(kind, "Nothing matches any more.");
    }
    let hidden = [
        ("kind", kind.as_str().to_owned()),
        ("filter", filter.to_owned()),
        ("deed", deed.word().to_owned()),
        ("count", seen.count.to_string()),
        ("digest", seen.digest.clone()),
    ];
    let more = seen.count.saturating_sub(sample.len() as u64);
    let errors = typed.elsewhere(&["stage", "owner", "tag"]);
    let choose = match deed {
        Deed::Stage => {
            let stages = kind.choosable_stages().map(|stage| Choice::new(stage, capital(stage))).collect::<Vec<_>>();
            let at = typed.clone().or("stage", kind.stages()[0]).field("stage");
            view! { <div class="sm:w-72"><SelectField at=at label="New stage" choices=stages/></div> }.into_any()
        }
        Deed::Owner => {
            view! { <div class="sm:w-72"><SelectField at=typed.field("owner") label="New owner" choices=owners/></div> }.into_any()
        }
        Deed::Tag | Deed::Untag => {
            view! { <div class="sm:w-72"><TextField at=typed.field("tag") label="Tag" maxlength=40 autocomplete="off" autofocus=true/></div> }
                .into_any()
        }
        Deed::Delete => ().into_any(),
    };
    let button = if deed == Deed::Delete { "btn btn-error" } else { "btn btn-primary" };
    let nouns = if seen.count == 1 { kind.as_str() } else { kind.plural() };
    let says = format!("{} · {} {nouns}", deed.label(), grouped(seen.count));
    let head = vec![Head::text("Name"), Head::text("Stage"), Head::text("Owner"), Head::text("Tags")];
    let rows = sample
        .into_iter()
        .map(|record| {
            view! {
                <tr>
                    <td class="wrap-anywhere">{record.name}</td>
                    <td><Badge face=Face::of_stage(kind, &record.stage)/></td>
                    <td>{record.owner.map_or_else(|| "–".to_owned(), |owner| owner.name)}</td>
                    <td class="muted wrap-anywhere">{record.tags.join(", ")}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("records-change")>
            {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <div class="flex flex-col gap-4 p-4">
                {(!errors.is_empty()).then(|| view! { <Notice tone=Tone::Error>{errors.join(" ")}</Notice> })}
                <p class="text-pretty">{deed.says()}</p>
                {choose}
            </div>
            <div class="border-t hairline"><Table label="The first of them".to_owned() head=head>{rows}</Table></div>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-3 py-2.5">{format!("And {} more.", grouped(more))}</p> })}
            <div class="flex flex-wrap items-center gap-2 border-t hairline p-4">
                <button class=button type="submit"><Icon name=deed.icon()/>{says}</button>
                <a class="btn" href=paths::records(kind)>"Leave them as they are"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "records-change")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn change_records(
    #[server(default)] kind: String,
    #[server(default)] filter: String,
    #[server(default)] deed: String,
    #[server(default)] count: String,
    #[server(default)] digest: String,
    #[server(default)] stage: String,
    #[server(default)] owner: String,
    #[server(default)] tag: String,
) -> Result<(), ServerFnError> {
    // Where the confirmation stands: it is shown again, with what matches by then.
    let again = print_pairs(&[
        ("kind".to_owned(), kind.clone()),
        ("do".to_owned(), deed.clone()),
        ("all".to_owned(), "1".to_owned()),
        ("filter".to_owned(), filter.clone()),
    ]);
    let post = FormPost::on(format!("{}?{again}", paths::records_change()))
        .typed("stage", &stage)
        .typed("owner", &owner)
        .typed("tag", &tag);
    let seen = Confirmed { count: count.parse().unwrap_or_default(), digest };
    let change = match Deed::of_word(&deed) {
        Some(Deed::Stage) => Ok(Change::Stage(stage)),
        Some(Deed::Owner) if owner.is_empty() => Ok(Change::Owner(None)),
        Some(Deed::Owner) => owner
            .parse()
            .map(|owner| Change::Owner(Some(UserId(owner))))
            .map_err(|_| Stop::from(FieldErrors::one("owner", "Choose a member of the company."))),
        Some(Deed::Tag) => Ok(Change::Tag(tag)),
        Some(Deed::Untag) => Ok(Change::Untag(tag)),
        Some(Deed::Delete) => Ok(Change::Delete),
        None => Err(Stop::Error(engine::Error::NotFound)),
    };
    let outcome = match Kind::from_word(&kind) {
        Some(Kind::Contact) => start::<Contacts>(&post.request, &filter, change, &seen).await,
        Some(Kind::Company) => start::<Companies>(&post.request, &filter, change, &seen).await,
        Some(Kind::Lead) => start::<Leads>(&post.request, &filter, change, &seen).await,
        Some(Kind::Deal) => start::<Deals>(&post.request, &filter, change, &seen).await,
        None => post.request.scope().and(Err(Stop::Error(engine::Error::NotFound))),
    };
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

async fn start<S: OfKind>(
    request: &Request,
    filter: &str,
    change: Result<Change, Stop>,
    seen: &Confirmed,
) -> Result<JobId, Stop> {
    let (scope, change) = (request.scope()?, change?);
    let filter = Filter::<S>::parse_query(filter)?;
    Ok(engine::crm::change_many(&request.engine, scope, &filter, change, seen).await?)
}

/// Takes back what a job did to many records.
#[server(prefix = "/forms", endpoint = "records-undo")]
pub async fn undo_records(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let job = id.parse::<JobId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = job.as_ref().map_or_else(|_| paths::jobs(), |job| paths::job(*job));
    let post = FormPost::on(page);
    let outcome = async {
        let scope = post.request.scope()?;
        Ok(engine::crm::undo_many(&post.request.engine, scope, job?).await?)
    }
    .await;
    post.finish(outcome, |job| Done::at(paths::job(job)).saying("The change is being undone.")).await
}
