//! What can be generated with the filters that are typed: for the page, and for its islands while somebody types.

use crate::components::field::Typed;
use crate::forms::refusal;
use crate::islands::capacity::{CapacityView, Choosable, Exchange};
use crate::request::{Request, Stop};
use domain::id::ProjectId;
use domain::phone::{AreaCode, Npa};
use domain::prefix::LineType;
use engine::number::{CarrierChoice, Wish};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// What is typed into the four fields that decide what is available.
pub(super) struct Typing {
    area_code: String,
    carrier: String,
    line_type: String,
    fiction: bool,
}

impl Typing {
    /// What the form holds.
    pub(super) fn of(typed: &Typed) -> Self {
        Self {
            area_code: typed.text("area_code").trim().to_owned(),
            carrier: typed.text("carrier_filter").trim().to_owned(),
            line_type: typed.text("type_filter").trim().to_owned(),
            fiction: is_on(typed.text("fiction")),
        }
    }
}

/// Whether a checkbox was sent.
pub(super) fn is_on(text: &str) -> bool {
    matches!(text, "true" | "1" | "on" | "yes")
}

/// Says what is available for what is typed; what is wrong with it is said instead of figures.
pub(super) async fn look_up(request: &Request, project: ProjectId, typing: &Typing) -> Result<CapacityView, Stop> {
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
                place: exchange.place.unwrap_or_else(|| "place unknown".to_owned()),
            })
            .collect(),
        per_second: found.per_second,
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
