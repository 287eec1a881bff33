//! Generating numbers into a project: the form, what is available, and the post that starts the job.

use super::capacity::{Typing, is_on, look_up};
use crate::components::badge::Tone;
use crate::components::field::{CheckField, TextField, Typed};
use crate::components::flash::Notice;
use crate::components::icon::Icon;
use crate::forms::{Done, FormPost, refused};
use crate::islands::availability::FORM;
use crate::islands::capacity::{CapacityCard, CapacityView, Choosable};
use crate::islands::choices::{Choices, Filter};
use crate::islands::generate_button::GenerateButton;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::Right;
use domain::filter::parse_pairs;
use domain::id::ProjectId;
use domain::phone::{AreaCode, DEFAULT_BATCH_SIZE, GenerationDraft};
use engine::number::GenerationStarted;
use leptos::prelude::*;

/// The form's fields as the address may carry them: "Check availability" sends them all.
const FIELDS: [&str; 8] =
    ["area_code", "quantity", "carrier_filter", "type_filter", "batch_size", "seed", "fiction", "auto_validate"];

/// The id of the list of area codes that the field proposes.
const AREA_CODES: &str = "area-codes";

/// The form, with the capacity of what is typed already.
#[component]
pub fn Generate() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.may(Right::ChangeNumbers) {
            return Err(engine::Error::Denied("Generating numbers takes the role agent or above.".to_owned()).into());
        }
        if project.archived_at.is_some() {
            let text = "The project is archived and takes no more numbers; unarchive it first.";
            return Err(engine::Error::Conflict(text.to_owned()).into());
        }
        let mut typed = refused(&request).await?;
        for (key, value) in parse_pairs(&request.query) {
            if FIELDS.contains(&key.as_str()) {
                typed = typed.or(&key, &value);
            }
        }
        let typed = typed.or("quantity", "10000").or("batch_size", &DEFAULT_BATCH_SIZE.to_string());
        let first = match typed.text("area_code").trim() {
            "" => None,
            _ => Some(look_up(&request, id, &Typing::of(&typed)).await?),
        };
        let content = form(id, &typed, first);
        Ok(Sheet::new("Generate numbers", Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, paths::project(id))
            .line("Drawn at random from the exchanges you choose, none of them twice in a project."))
    })
}

/// The form at the left, what is available at the right. It is plain markup; three islands make parts of it move.
fn form(project: ProjectId, typed: &Typed, first: Option<CapacityView>) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&FIELDS);
    let quantity = typed.text("quantity").to_owned();
    let [area_code, amount, batch_size, seed, fiction] =
        ["area_code", "quantity", "batch_size", "seed", "fiction"].map(|name| typed.field(name));
    let open = !batch_size.errors.is_empty()
        || !seed.errors.is_empty()
        || !fiction.errors.is_empty()
        || !seed.value.is_empty()
        || is_on(&fiction.value);
    let of = |choices: fn(&CapacityView) -> &Vec<Choosable>| {
        first.as_ref().map(|view| choices(view).clone()).unwrap_or_default()
    };
    let (brands, line_types) = (of(|view| &view.brands), of(|view| &view.line_types));
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,36rem)_minmax(19rem,30rem)]">
            <form class="surface" id=FORM method="post" action=paths::form("generate")>
                <input type="hidden" name="project_id" value=project.to_string()/>
                {(!elsewhere.is_empty()).then(|| view! { <div class="p-4 pb-0"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
                <div class="grid gap-4 p-4 sm:grid-cols-2">
                    <TextField at=area_code label="Area code" autocomplete="off" list=AREA_CODES placeholder="415"
                        help="Three digits, such as 415; type a state to list its codes."/>
                    <TextField at=amount label="Quantity" inputmode="numeric" autocomplete="off" help="1 to 1,000,000 numbers."/>
                </div>
                <div class="grid gap-4 border-t hairline p-4 sm:grid-cols-2">
                    {choice(typed, Filter::Carrier, "Carrier", brands)}
                    {choice(typed, Filter::LineType, "Line type", line_types)}
                </div>
                <div class="border-t hairline p-4">
                    <CheckField at=typed.field("auto_validate") label="Validate them as well"
                        help="As soon as they are there, a second job looks up every number of the project that is not validated yet."/>
                </div>
                <details class="border-t hairline" open=open>
                    <summary class="flex items-center gap-1.5 px-4 py-3 font-medium quiet-link"><Icon name="chevron-right" class="twist"/>"More options"</summary>
                    <div class="grid gap-4 px-4 pb-4 sm:grid-cols-2">
                        <TextField at=batch_size label="Batch size" inputmode="numeric" autocomplete="off"
                            help="100 to 10,000 numbers a step; each step is committed."/>
                        <TextField at=seed label="Seed" optional=true inputmode="numeric" autocomplete="off"
                            help="The same seed on the same starting content gives the same numbers."/>
                        <div class="sm:col-span-2">
                            <CheckField at=fiction label="Fiction mode"
                                help="Stays inside 555-0100 … 0199, which ring nowhere: at most 100 numbers an area code, and no carrier or line type."/>
                        </div>
                    </div>
                </details>
                <div class="flex flex-wrap items-center gap-3 border-t hairline px-4 py-3">
                    <GenerateButton quantity=quantity.clone()/>
                    <noscript>
                        <button class="btn btn-big" type="submit" formmethod="get" formaction=paths::generate(project)>"Check availability"</button>
                    </noscript>
                    <p class="muted text-xs">"Runs as a job; you can leave the page."</p>
                </div>
            </form>
            <div class="lg:sticky lg:top-16"><CapacityCard first=first quantity=quantity/></div>
        </div>
        {area_codes()}
    }
}

/// A filter with its label and its errors around the island's choices.
fn choice(typed: &Typed, filter: Filter, label: &'static str, first: Vec<Choosable>) -> impl IntoView + use<> {
    let at = typed.field(filter.field());
    let error = (!at.errors.is_empty())
        .then(|| view! { <p class="text-xs font-medium tone-error tone-text">{at.errors.join(" ")}</p> });
    view! {
        <div class="flex min-w-0 flex-col gap-1">
            <p class="font-medium" id=[filter.field(), "-label"].concat()>{label}</p>
            <Choices filter=filter chosen=at.value first=first/>
            {error}
        </div>
    }
}

/// The area codes in service with their place, as proposals for the field.
fn area_codes() -> impl IntoView {
    let options = AreaCode::search("").into_iter().map(|area_code| {
        let mut label = area_code.place();
        if !area_code.overlay.is_empty() {
            label = format!("{label} · overlay {}", area_code.overlay);
        }
        let zones: Vec<&str> = area_code.zone_names().collect();
        if zones.len() > 1 {
            label = format!("{label} · {} time", zones.join(" and "));
        }
        view! { <option value=area_code.npa.to_string()>{label}</option> }
    });
    view! { <datalist id=AREA_CODES>{options.collect_view()}</datalist> }
}

/// Starts the job.
#[server(prefix = "/forms", endpoint = "generate")]
#[allow(clippy::too_many_arguments, reason = "a form's fields are a server function's arguments")]
pub async fn generate(
    #[server(default)] project_id: String,
    #[server(default)] area_code: String,
    #[server(default)] quantity: String,
    #[server(default)] carrier_filter: String,
    #[server(default)] type_filter: String,
    #[server(default)] batch_size: String,
    #[server(default)] seed: String,
    #[server(default)] fiction: String,
    #[server(default)] auto_validate: String,
) -> Result<(), ServerFnError> {
    // A project that is none leads to its page, which says so.
    let project = ProjectId(project_id.parse().unwrap_or_default());
    let values = [&area_code, &quantity, &carrier_filter, &type_filter, &batch_size, &seed, &fiction, &auto_validate];
    let post = FIELDS
        .into_iter()
        .zip(values)
        .fold(FormPost::on(paths::generate(project)), |post, (field, value)| post.typed(field, value));
    let draft = GenerationDraft {
        project_id,
        area_code,
        // People group their figures: "100,000".
        quantity: quantity.replace(',', ""),
        carrier: carrier_filter,
        line_type: type_filter,
        batch_size,
        seed,
        fiction,
        auto_validate,
        ..GenerationDraft::default()
    };
    let outcome = start(&post.request, draft).await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
}

async fn start(request: &Request, mut draft: GenerationDraft) -> Result<GenerationStarted, Stop> {
    draft.area_code = named(&draft.area_code)?;
    Ok(engine::number::generate(&request.engine, request.scope()?, &draft).await?)
}

/// The area code of a state that was typed in its place, as the field proposes, when the state has one alone.
fn named(typed: &str) -> Result<String, FieldErrors> {
    let typed = typed.trim();
    if typed.is_empty() || typed.bytes().any(|byte| byte.is_ascii_digit()) {
        return Ok(typed.to_owned());
    }
    let found: Vec<String> = AreaCode::search(typed).iter().map(|area_code| area_code.npa.to_string()).collect();
    match found.as_slice() {
        [] => Ok(typed.to_owned()),
        [only] => Ok(only.clone()),
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            let more = rest.len();
            let text =
                format!("Several area codes fit: {first}, {second}, {third} and {more} more. Choose one of them.");
            Err(FieldErrors::one("area_code", text))
        }
        few => Err(FieldErrors::one("area_code", format!("Several area codes fit: {}. Choose one.", few.join(", ")))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_in_place_of_an_area_code_is_taken_when_it_has_one_and_its_codes_are_named_when_it_has_several() {
        assert_eq!(named(" Wyoming "), Ok("307".to_owned()));
        assert_eq!(named("415"), Ok("415".to_owned()));
        assert_eq!(named("nowhere"), Ok("nowhere".to_owned()));
        let refused = named("California").expect_err("it has many");
        assert!(refused.at("area_code")[0].starts_with("Several area codes fit: 209, 213, 279 and "), "{refused}");
    }
}
