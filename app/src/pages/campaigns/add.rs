//! Putting people on a campaign's list: by hand, from a project, from contacts, from a file.

use super::may_change;
use crate::components::badge::Tone;
use crate::components::field::{Choice, Field, SelectField, TextField, Typed};
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::components::tabs::{Tab, Tabs};
use crate::components::text_area::TextArea;
use crate::forms::refused;
use crate::pages::list_state::ListState;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::{Contacts, ListQuery, Numbers, Projects, parse_pairs};
use domain::id::CampaignId;
use domain::page::PageSize;
use domain::project::Project;
use engine::campaign::contact::ADDED_MAX;
use leptos::prelude::*;

/// Where they come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Hand,
    Project,
    Contacts,
    File,
}

/// The most projects that are offered: who has more goes by the newest.
const PROJECTS: u64 = 200;

impl Source {
    const ALL: [Source; 4] = [Source::Hand, Source::Project, Source::Contacts, Source::File];

    fn word(self) -> &'static str {
        match self {
            Source::Hand => "hand",
            Source::Project => "project",
            Source::Contacts => "contacts",
            Source::File => "file",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Source::Hand => "By hand",
            Source::Project => "From a project",
            Source::Contacts => "From contacts",
            Source::File => "From a file",
        }
    }

    /// The source that an address names.
    fn asked(query: &str) -> Source {
        let asked = parse_pairs(query).into_iter().find(|(name, _)| name == "from").map(|(_, word)| word);
        Source::ALL.into_iter().find(|source| Some(source.word()) == asked.as_deref()).unwrap_or(Source::Hand)
    }

    /// The page with its form.
    pub(super) fn page(self, id: CampaignId) -> String {
        match self {
            Source::Hand => paths::campaign_contacts_add(id),
            other => format!("{}?from={}", paths::campaign_contacts_add(id), other.word()),
        }
    }
}

/// The forms.
#[component]
pub fn CampaignContactsAdd() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let campaign = engine::campaign::get(&request.engine, scope, id).await?;
        may_change(&request)?;
        let source = Source::asked(&request.query);
        let typed = refused(&request).await?;
        let content = if campaign.state.is_over() {
            view! { <Notice tone=Tone::Warning>"This campaign is over: nobody is put on its list any more."</Notice> }
                .into_any()
        } else {
            content(&request, id, source, &typed).await?
        };
        Ok(Sheet::new("Add contacts", Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .beneath_page("Contacts", paths::campaign_contacts(id))
            .line(
                "Who is on the list already stays there once. Whether somebody may be called is judged at each call.",
            ))
    })
}

async fn content(request: &Request, id: CampaignId, source: Source, typed: &Typed) -> Result<AnyView, Stop> {
    let tabs = Source::ALL
        .map(|tab| Tab { label: tab.label(), href: tab.page(id), count: None, current: tab == source })
        .to_vec();
    let (endpoint, shown, fields): (_, &[&str], _) = match source {
        Source::Hand => ("campaign-add-numbers", &["phone_numbers"], by_hand(typed)),
        Source::Project => {
            let shown = &["project", "area_code", "state", "type", "valid"];
            ("campaign-add-project", shown, from_project(request, typed).await?)
        }
        Source::Contacts => ("campaign-add-contacts", &["find", "stage", "tag"], from_contacts(typed)),
        Source::File => ("campaign-add-file", &["file"], from_file(typed)),
    };
    let elsewhere = typed.elsewhere(shown);
    let multipart = (source == Source::File).then_some("multipart/form-data");
    Ok(view! {
        <Tabs label="Where from" tabs=tabs/>
        <form class="surface mt-4 max-w-xl" method="post" action=paths::form(endpoint) enctype=multipart>
            <input type="hidden" name="id" value=id.to_string()/>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                {fields}
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit"><Icon name="plus"/>"Put on the list"</button>
                <a class="btn btn-ghost" href=paths::campaign_contacts(id)>"Cancel"</a>
            </div>
        </form>
    }
    .into_any())
}

fn by_hand(typed: &Typed) -> AnyView {
    let help = format!("One a line or with commas between them, up to {}.", grouped(ADDED_MAX as u64));
    view! { <TextArea at=typed.field("phone_numbers") label="Phone numbers" rows=10 help=help/> }.into_any()
}

async fn from_project(request: &Request, typed: &Typed) -> Result<AnyView, Stop> {
    let query = ListQuery::<Projects> { page_size: PageSize::clamped(PROJECTS), ..ListQuery::default() };
    let projects = engine::project::list(&request.engine, request.scope()?, &query).await?.rows;
    if projects.is_empty() {
        return Ok(view! {
            <p class="muted">"There is no project yet. "<a class="text-link" href=paths::project_new()>"Make one"</a>" and generate or import numbers into it."</p>
        }
        .into_any());
    }
    let label = |project: &Project, numbers: String| format!("{} · {numbers}", project.name);
    let mut choices = vec![Choice::new("", "Choose one")];
    choices.extend(projects.into_iter().map(|line| {
        let numbers = crate::components::count::honest_of(line.numbers, "numbers");
        Choice::new(line.project.id.to_string(), label(&line.project, numbers))
    }));
    let any = ListState::<Numbers>::choices;
    Ok(view! {
        <SelectField at=typed.field("project") label="Project" choices=choices
            help="A number that was generated is called only with a consent of its own."/>
        <div class="grid gap-4 sm:grid-cols-2">
            <TextField at=typed.field("area_code") label="Area code" optional=true inputmode="numeric" autocomplete="off" placeholder="415"/>
            <TextField at=typed.field("state") label="State" optional=true autocomplete="off" placeholder="CA"/>
            <SelectField at=typed.field("type") label="Line type" choices=any("type")/>
            <SelectField at=typed.field("valid") label="Validity" choices=any("valid")/>
        </div>
    }
    .into_any())
}

fn from_contacts(typed: &Typed) -> AnyView {
    let any = ListState::<Contacts>::choices;
    view! {
        <p class="muted text-pretty">"Every number of the contacts that match; with nothing filled in, of all of them."</p>
        <TextField at=typed.field("find") label="Search" optional=true autocomplete="off" help="In names, e-mail addresses and numbers."/>
        <div class="grid gap-4 sm:grid-cols-2">
            <SelectField at=typed.field("stage") label="Stage" choices=any("stage")/>
            <TextField at=typed.field("tag") label="Tag" optional=true autocomplete="off"/>
        </div>
    }
    .into_any()
}

fn from_file(typed: &Typed) -> AnyView {
    let errors = typed.errors("file").to_vec();
    let (invalid, described) = match errors.is_empty() {
        true => (None, "file-help"),
        false => (Some("true"), "file-error"),
    };
    view! {
        <Field name="file" label="File" errors=errors help="CSV or text: of each row the first cell that is a number is taken.">
            <input class="file-input" id="file" name="file" type="file" required=true accept=".csv,.txt,.tsv"
                aria-invalid=invalid aria-describedby=described/>
        </Field>
    }
    .into_any()
}

/// What was put on the list, in a sentence.
pub(super) fn said(added: &engine::campaign::contact::Added) -> String {
    let mut text = match added.added {
        0 => "Nobody new is on the list.".to_owned(),
        many => format!("{} put on the list.", plural(many, "number", "numbers")),
    };
    if added.there_already > 0 {
        text.push_str(&format!(" {} there already.", plural(added.there_already, "was", "were")));
    }
    if added.not_numbers_count > 0 {
        let named: Vec<String> =
            added.not_numbers.iter().take(5).map(|text| text.chars().take(40).collect::<String>()).collect();
        let more = if added.not_numbers_count > named.len() as u64 { " …" } else { "" };
        let some = plural(added.not_numbers_count, "is no number", "are no numbers");
        text.push_str(&format!(" {some}: {}{more}.", named.join(", ")));
    }
    text
}
