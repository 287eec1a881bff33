//! What is done to many calls at once: the page that names the count before it happens, and the posts that start the job.

use crate::components::badge::{Badge, Face, Tone};
use crate::components::empty::Empty;
use crate::components::field::{Choice, SelectField, TextField, Typed};
use crate::components::figure::grouped;
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::moment::minute;
use crate::components::table::{Head, Table};
use crate::forms::{Done, FormPost, refused};
use crate::pages::chosen::{chosen, value};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::call::{Call, STATUSES, Status};
use domain::filter::{Calls, Filter, ListQuery, parse_pairs, print_pairs};
use domain::id::{JobId, UserId};
use domain::page::PageSize;
use domain::{FieldErrors, Right};
use engine::call::Change;
use engine::number::Confirmed;
use leptos::prelude::*;

/// Calls shown as a sample of what was chosen.
const SAMPLE: u64 = 5;

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed {
    Status,
    Owner,
    Purpose,
    Tag,
    Untag,
    Close,
    Delete,
    Restore,
}

impl Deed {
    /// Those of living calls, in the order of the buttons.
    pub(super) const ALL: [Deed; 7] =
        [Deed::Status, Deed::Owner, Deed::Purpose, Deed::Tag, Deed::Untag, Deed::Close, Deed::Delete];

    pub(super) fn word(self) -> &'static str {
        match self {
            Deed::Status => "status",
            Deed::Owner => "owner",
            Deed::Purpose => "purpose",
            Deed::Tag => "tag",
            Deed::Untag => "untag",
            Deed::Close => "close",
            Deed::Delete => "delete",
            Deed::Restore => "restore",
        }
    }

    pub(super) fn label(self) -> &'static str {
        match self {
            Deed::Status => "Set status",
            Deed::Owner => "Set owner",
            Deed::Purpose => "Set purpose",
            Deed::Tag => "Add tag",
            Deed::Untag => "Remove tag",
            Deed::Close => "Close",
            Deed::Delete => "Delete",
            Deed::Restore => "Restore",
        }
    }

    pub(super) fn icon(self) -> &'static str {
        match self {
            Deed::Status => "activity",
            Deed::Owner => "contact",
            Deed::Purpose => "target",
            Deed::Tag => "tag",
            Deed::Untag => "x",
            Deed::Close => "lock",
            Deed::Delete => "trash-2",
            Deed::Restore => "undo-2",
        }
    }

    fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().chain([Deed::Restore]).find(|deed| deed.word() == word)
    }

    /// What happens, for those who decide.
    fn says(self) -> &'static str {
        match self {
            Deed::Status => {
                "Each gets the status you choose; one that was held does not become overdue. It can be undone for 15 minutes."
            }
            Deed::Owner => "Each gets the owner you choose. It can be undone for 15 minutes.",
            Deed::Purpose => "Each gets the purpose you choose. It can be undone for 15 minutes.",
            Deed::Tag => {
                "Each gets the tag, unless it has it or has no room for one more. It can be undone for 15 minutes."
            }
            Deed::Untag => "The tag is taken off each that has it. It can be undone for 15 minutes.",
            Deed::Close => "Each that is open is closed. It can be undone for 15 minutes.",
            Deed::Delete => {
                "They leave every list, but for those marked as not deletable. For 15 minutes all of it can be undone, and for 30 days each can be restored by itself."
            }
            Deed::Restore => "They come back into the lists.",
        }
    }
}

/// The confirmation.
#[component]
pub fn CallsChange() -> impl IntoView {
    page(|request: Request| async move {
        let (engine, scope) = (&request.engine, request.scope()?);
        if !scope.may(Right::ChangeCalls) {
            return Err(engine::Error::Denied("Changing calls takes the role agent or above.".to_owned()).into());
        }
        let pairs = parse_pairs(&request.query);
        let deed = Deed::of_word(value(&pairs, "do")).ok_or(engine::Error::NotFound)?;
        let typed = refused(&request).await?;
        let (heading, content) = if let Some(filter) = chosen::<Calls>(&pairs)? {
            let seen = engine::call::confirm(engine, scope, &filter).await?;
            let query =
                ListQuery { filter: filter.clone(), page_size: PageSize::clamped(SAMPLE), ..ListQuery::default() };
            let sample = engine::call::list(engine, scope, &query).await?.rows;
            let choices = choices(&request, deed).await?;
            (heading(deed, &seen), confirmation(deed, &filter.to_query(), &seen, sample, choices, &typed))
        } else {
            ("Nothing is chosen".to_owned(), nothing("Choose at least one row, or all that match."))
        };
        Ok(Sheet::new(heading, Place::Calls, content).beneath_page("Calls", paths::calls()))
    })
}

fn heading(deed: Deed, seen: &Confirmed) -> String {
    let nouns = if seen.count == 1 { "call" } else { "calls" };
    format!("{} · {} {nouns}", deed.label(), grouped(seen.count))
}

/// What is chosen from, where something is.
async fn choices(request: &Request, deed: Deed) -> Result<Vec<Choice>, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    Ok(match deed {
        Deed::Status => std::iter::once(Choice::new("", "Choose one"))
            .chain(Status::ALL.map(|status| Choice::new(status.as_str(), status.label())))
            .collect(),
        Deed::Owner => {
            let people = engine::crm::owners(engine, scope).await?.into_iter();
            std::iter::once(Choice::new("", "Nobody"))
                .chain(people.map(|person| Choice::new(person.id.to_string(), person.name)))
                .collect()
        }
        Deed::Purpose => {
            let purposes = engine::call::purposes(engine, scope).await?.into_iter();
            std::iter::once(Choice::new("", "None"))
                .chain(purposes.map(|purpose| Choice::new(purpose.id.to_string(), purpose.name)))
                .collect()
        }
        _ => Vec::new(),
    })
}

fn nothing(text: &'static str) -> AnyView {
    view! {
        <div class="surface"><Empty icon="list-checks" title="Nothing is chosen" text=text>
            <a class="btn btn-primary" href=paths::calls()>"Back to the list"</a>
        </Empty></div>
    }
    .into_any()
}

fn confirmation(
    deed: Deed,
    filter: &str,
    seen: &Confirmed,
    sample: Vec<Call>,
    choices: Vec<Choice>,
    typed: &Typed,
) -> AnyView {
    if seen.count == 0 {
        return nothing("Nothing matches any more.");
    }
    let hidden = [
        ("filter", filter.to_owned()),
        ("deed", deed.word().to_owned()),
        ("count", seen.count.to_string()),
        ("digest", seen.digest.clone()),
    ];
    let more = seen.count.saturating_sub(sample.len() as u64);
    let errors = typed.elsewhere(&["status", "owner_id", "purpose", "tag"]);
    let choose = match deed {
        Deed::Status => view! { <SelectField at=typed.field("status") label="New status" choices=choices/> }.into_any(),
        Deed::Owner => view! { <SelectField at=typed.field("owner_id") label="New owner" choices=choices/> }.into_any(),
        Deed::Purpose => {
            view! { <SelectField at=typed.field("purpose") label="New purpose" choices=choices/> }.into_any()
        }
        Deed::Tag | Deed::Untag => {
            view! { <TextField at=typed.field("tag") label="Tag" maxlength=40 autocomplete="off" autofocus=true/> }
                .into_any()
        }
        Deed::Close | Deed::Delete | Deed::Restore => ().into_any(),
    };
    let button = if deed == Deed::Delete { "btn btn-error" } else { "btn btn-primary" };
    let head = vec![Head::text("Subject"), Head::text("Start"), Head::text("Owner"), Head::text("Status")];
    let rows = sample.into_iter().map(|call| {
        view! {
            <tr>
                <td class="wrap-anywhere">{call.subject}</td>
                <td class="figures whitespace-nowrap">{minute(call.start)}</td>
                <td>{call.owner.map_or_else(|| "–".to_owned(), |owner| owner.name)}</td>
                <td><Badge face=Face::of_call(call.status)/></td>
            </tr>
        }
    });
    view! {
        <form class="surface max-w-3xl" method="post" action=paths::form("calls-change")>
            {hidden.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view()}
            <div class="flex flex-col gap-4 p-4">
                {(!errors.is_empty()).then(|| view! { <Notice tone=Tone::Error>{errors.join(" ")}</Notice> })}
                <p class="text-pretty">{deed.says()}</p>
                <div class="empty:hidden sm:w-72">{choose}</div>
            </div>
            <div class="border-t hairline"><Table label="The first of them".to_owned() head=head>{rows.collect_view()}</Table></div>
            {(more > 0).then(|| view! { <p class="muted border-t hairline px-3 py-2.5">{format!("And {} more.", grouped(more))}</p> })}
            <div class="flex flex-wrap items-center gap-2 border-t hairline p-4">
                <button class=button type="submit"><Icon name=deed.icon()/>{heading(deed, seen)}</button>
                <a class="btn" href=paths::calls()>"Leave them as they are"</a>
            </div>
        </form>
    }
    .into_any()
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "calls-change")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn change_calls(
    #[server(default)] filter: String,
    #[server(default)] deed: String,
    #[server(default)] count: String,
    #[server(default)] digest: String,
    #[server(default)] status: String,
    #[server(default)] owner_id: String,
    #[server(default)] purpose: String,
    #[server(default)] tag: String,
) -> Result<(), ServerFnError> {
    // Where the confirmation stands: it is shown again, with what matches by then.
    let again = print_pairs(&[
        ("do".to_owned(), deed.clone()),
        ("all".to_owned(), "1".to_owned()),
        ("filter".to_owned(), filter.clone()),
    ]);
    let post = FormPost::on(format!("{}?{again}", paths::calls_change()))
        .typed("status", &status)
        .typed("owner_id", &owner_id)
        .typed("purpose", &purpose)
        .typed("tag", &tag);
    let seen = Confirmed { count: count.parse().unwrap_or_default(), digest };
    let change = wanted(Deed::of_word(&deed), &status, &owner_id, &purpose, tag);
    let outcome = start(&post.request, &filter, change, &seen).await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}

/// What the form asks for.
fn wanted(deed: Option<Deed>, status: &str, owner: &str, purpose: &str, tag: String) -> Result<Change, Stop> {
    let wrong = |field: &'static str, text: &str| Stop::from(FieldErrors::one(field, text));
    Ok(match deed.ok_or(engine::Error::NotFound)? {
        Deed::Status => Change::Status(Status::read(status).ok_or_else(|| wrong("status", STATUSES))?),
        Deed::Owner if owner.is_empty() => Change::Owner(None),
        Deed::Owner => {
            let owner = owner.parse().map_err(|_| wrong("owner_id", "Choose a member of the company."))?;
            Change::Owner(Some(UserId(owner)))
        }
        Deed::Purpose if purpose.is_empty() => Change::Purpose(None),
        Deed::Purpose => Change::Purpose(Some(purpose.parse().map_err(|_| wrong("purpose", "Choose a purpose."))?)),
        Deed::Tag => Change::Tag(tag),
        Deed::Untag => Change::Untag(tag),
        Deed::Close => Change::Close,
        Deed::Delete => Change::Delete,
        Deed::Restore => Change::Restore,
    })
}

async fn start(request: &Request, filter: &str, change: Result<Change, Stop>, seen: &Confirmed) -> Result<JobId, Stop> {
    let (scope, change) = (request.scope()?, change?);
    let filter = Filter::<Calls>::parse_query(filter)?;
    Ok(engine::call::change_many(&request.engine, scope, &filter, change, seen).await?)
}

/// Takes back what a job did to many calls.
#[server(prefix = "/forms", endpoint = "calls-undo")]
pub async fn undo_calls(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let job = id.parse::<JobId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let page = job.as_ref().map_or_else(|_| paths::jobs(), |job| paths::job(*job));
    let post = FormPost::on(page);
    let outcome = async {
        let scope = post.request.scope()?;
        Ok(engine::call::undo_many(&post.request.engine, scope, job?).await?)
    }
    .await;
    post.finish(outcome, |job| Done::at(paths::job(job)).saying("The change is being undone.")).await
}
