//! Generating numbers into a project: the form, what is available, and the post that starts the job.

use crate::components::field::Typed;
use crate::forms::{Done, FormPost, refusal, refused};
use crate::islands::capacity::{CapacityView, Choosable, Exchange};
use crate::islands::generate_form::{AREA_CODES, GenerateForm};
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::filter::parse_pairs;
use domain::id::ProjectId;
use domain::phone::{AreaCode, DEFAULT_BATCH_SIZE, GenerationDraft, Npa};
use domain::prefix::LineType;
use domain::scope::Role;
use engine::number::{CarrierChoice, GenerationStarted, Wish};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// The form's fields as the address may carry them: "Check availability" sends them all.
const FIELDS: [&str; 7] = ["area_code", "quantity", "carrier_filter", "type_filter", "batch_size", "seed", "fiction"];

/// The form, with the capacity of what is typed already.
#[component]
pub fn Generate() -> impl IntoView {
    let id = id_in_path::<ProjectId>("id");
    page(|request: Request| async move {
        let (scope, id) = (request.scope()?, id?);
        let project = engine::project::get(&request.engine, scope, id).await?;
        if !scope.has_role(Role::Agent) {
            return Err(engine::Error::Denied("Generating numbers takes the role agent or above.".to_owned()).into());
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
            _ => Some(look_up(&request, id, &wish_of(&typed)).await?),
        };
        let content = view! {
            <GenerateForm project=id typed=typed first=first/>
            {area_codes()}
        };
        Ok(Sheet::new("Generate numbers", Place::Projects, content)
            .beneath_page("Projects", paths::projects())
            .beneath_page(project.name, paths::project(id))
            .line("Drawn at random from the exchanges you choose, none of them twice in a project."))
    })
}

/// The area codes in service with their place, as proposals for the field.
fn area_codes() -> impl IntoView {
    let options = AreaCode::search("").into_iter().map(|area_code| {
        let mut label = area_code.place();
        if !area_code.overlay.is_empty() {
            label = format!("{label} · overlay {}", area_code.overlay);
        }
        view! { <option value=area_code.npa.to_string()>{label}</option> }
    });
    view! { <datalist id=AREA_CODES>{options.collect_view()}</datalist> }
}

/// What is typed into the four fields that decide what is available.
struct Typing {
    area_code: String,
    carrier: String,
    line_type: String,
    fiction: bool,
}

fn wish_of(typed: &Typed) -> Typing {
    Typing {
        area_code: typed.text("area_code").trim().to_owned(),
        carrier: typed.text("carrier_filter").trim().to_owned(),
        line_type: typed.text("type_filter").trim().to_owned(),
        fiction: is_on(typed.text("fiction")),
    }
}

fn is_on(text: &str) -> bool {
    matches!(text, "true" | "1" | "on" | "yes")
}

/// Says what is available for what is typed; what is wrong with it is said instead of figures.
async fn look_up(request: &Request, project: ProjectId, typing: &Typing) -> Result<CapacityView, Stop> {
    let problem = |text: String| CapacityView { problem: Some(text), ..CapacityView::default() };
    let Ok(npa) = typing.area_code.parse::<Npa>() else {
        return Ok(problem("An area code has three digits, the first 2 to 9.".to_owned()));
    };
    let area = match AreaCode::look_up(npa) {
        Ok(area) => area,
        Err(reason) => return Ok(problem(reason.to_string())),
    };
    let line_type = LineType::from_word(&typing.line_type);
    // Fiction goes with no filter; the form says so at the field when it is posted.
    let filtered = !typing.fiction;
    let wish = Wish {
        area_code: npa,
        carrier: Some(typing.carrier.clone()).filter(|carrier| filtered && !carrier.is_empty()),
        line_type: line_type.filter(|_| filtered),
        fiction: typing.fiction,
    };
    let (engine, scope) = (&request.engine, request.scope()?);
    let found = engine::number::capacity(engine, scope, project, &wish).await?;
    let carriers = engine::number::carriers(engine, scope, npa).await?;
    let zones: Vec<&str> = area.zone_names().collect();
    Ok(CapacityView {
        problem: None,
        place: area.place(),
        zones: zones.join(", "),
        overlay: area.overlay.to_owned(),
        sentence: found.capacity.sentence(),
        available: found.capacity.available(),
        held: found.capacity.held,
        numbers: found.capacity.numbers,
        codes: found.capacity.codes,
        carriers_known: found.carriers_known,
        brands: brands(&carriers, wish.line_type),
        line_types: line_types(&carriers, wish.carrier.as_deref()),
        exchanges: found
            .exchanges
            .into_iter()
            .map(|exchange| Exchange {
                prefix: exchange.prefix.dashed(),
                brand: exchange.brand.unwrap_or_else(|| "Unknown".to_owned()),
                line_type: exchange.line_type.as_str().to_owned(),
                place: exchange.place.unwrap_or_default(),
            })
            .collect(),
        per_second: None,
    })
}

/// The brands with the codes each has of the chosen line type.
fn brands(carriers: &[CarrierChoice], line_type: Option<LineType>) -> Vec<Choosable> {
    let codes = |carrier: &CarrierChoice| match line_type {
        None => carrier.exchanges,
        Some(wanted) => carrier.by_type.iter().filter(|(kind, _)| *kind == wanted).map(|(_, codes)| codes).sum(),
    };
    let all = carriers.iter().map(|carrier| Choosable { word: carrier.brand.clone(), codes: codes(carrier) });
    let mut brands: Vec<Choosable> = all.filter(|choice| choice.codes > 0).collect();
    brands.sort_by(|a, b| b.codes.cmp(&a.codes).then_with(|| a.word.cmp(&b.word)));
    brands
}

/// The line types with the codes each has of the chosen carrier.
fn line_types(carriers: &[CarrierChoice], carrier: Option<&str>) -> Vec<Choosable> {
    let chosen = |choice: &&CarrierChoice| carrier.is_none_or(|carrier| choice.brand.eq_ignore_ascii_case(carrier));
    LineType::ALL
        .into_iter()
        .map(|line_type| {
            let of = |choice: &CarrierChoice| -> u64 {
                choice.by_type.iter().filter(|(kind, _)| *kind == line_type).map(|(_, codes)| codes).sum()
            };
            Choosable { word: line_type.as_str().to_owned(), codes: carriers.iter().filter(chosen).map(of).sum() }
        })
        .filter(|choice| choice.codes > 0)
        .collect()
}

/// Answers the form's island while somebody fills it in.
#[server(prefix = "/forms", endpoint = "capacity", input = GetUrl)]
pub async fn capacity(
    #[server(default)] project_id: String,
    #[server(default)] area_code: String,
    #[server(default)] carrier_filter: String,
    #[server(default)] type_filter: String,
    #[server(default)] fiction: String,
) -> Result<CapacityView, ServerFnError> {
    let request = Request::current();
    let typing = Typing { area_code, carrier: carrier_filter, line_type: type_filter, fiction: is_on(&fiction) };
    let answer = match project_id.parse() {
        Ok(id) => look_up(&request, ProjectId(id), &typing).await,
        Err(_) => Err(Stop::Error(engine::Error::NotFound)),
    };
    answer.map_err(|stop| {
        let (status, text) = refusal(&request, &stop);
        request.refuse(status, text)
    })
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
) -> Result<(), ServerFnError> {
    // A project that is none leads to its page, which says so.
    let project = ProjectId(project_id.parse().unwrap_or_default());
    let values = [&area_code, &quantity, &carrier_filter, &type_filter, &batch_size, &seed, &fiction];
    let post = FIELDS.into_iter().zip(values).fold(FormPost::on(paths::generate(project)), |post, (field, value)| post.typed(field, value));
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
    };
    let outcome = start(&post.request, draft).await;
    post.finish(outcome, |started| Done::at(paths::job(started.job))).await
}

async fn start(request: &Request, draft: GenerationDraft) -> Result<GenerationStarted, Stop> {
    Ok(engine::number::generate(&request.engine, request.scope()?, &draft).await?)
}
