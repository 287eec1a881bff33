//! The form that generates numbers: while it is filled in, it says what is available, and the button says what it does.

use super::capacity::{CapacityCard, CapacityView, Choosable, ENDPOINT};
use super::fetch;
use crate::components::badge::Tone;
use crate::components::field::{CheckField, Field, FieldState, TextField, Typed};
use crate::components::figure::{grouped, plural};
use crate::components::flash::Notice;
use crate::paths;
use domain::id::ProjectId;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;

/// How long the form must rest before it asks: a fast typist's three digits are one question.
const REST: Duration = Duration::from_millis(180);

/// The id of the page's list of area codes, which the page renders: the table is too large for the browser half.
pub const AREA_CODES: &str = "area-codes";

/// The form's fields; a message at any other is shown at its head.
const FIELDS: [&str; 7] = ["area_code", "quantity", "carrier_filter", "type_filter", "batch_size", "seed", "fiction"];

/// The generate form with its capacity card. Without JavaScript "Check availability" loads the page with the same card.
#[island]
pub fn GenerateForm(
    project: ProjectId,
    typed: Typed,
    /// What the typed filters leave; `None` while no area code is typed.
    first: Option<CapacityView>,
) -> impl IntoView {
    let form = NodeRef::<Form>::new();
    let view = RwSignal::new(first);
    let asking = RwSignal::new(false);
    let quantity = RwSignal::new(figure(typed.text("quantity")));
    let wish = RwSignal::new(String::new());
    let turn = StoredValue::new(0_u32);

    // The answer to an earlier question must not overwrite that to a later one.
    let ask = move |question: String| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        asking.set(true);
        set_timeout(
            move || {
                if turn.get_value() != mine {
                    return;
                }
                spawn_local(async move {
                    let address = [&paths::form(ENDPOINT), "?project_id=", &project.to_string(), "&", &question].concat();
                    let answer = fetch::json::<CapacityView>(&address).await;
                    if turn.get_value() == mine {
                        asking.set(false);
                        if answer.is_some() {
                            view.set(answer);
                        }
                    }
                });
            },
            REST,
        );
    };
    let read = move || {
        let Some(form) = form.get_untracked() else { return };
        let Ok(data) = web_sys::FormData::new_with_form(&form) else { return };
        let text = |field: &str| data.get(field).as_string().unwrap_or_default();
        quantity.set(figure(&text("quantity")));
        let question = ["area_code", "carrier_filter", "type_filter", "fiction"]
            .map(|field| [field, "=", &paths::query_value(text(field).trim())].concat())
            .join("&");
        if wish.get_untracked() != question {
            let first_reading = wish.get_untracked().is_empty();
            wish.set(question.clone());
            // What the page came with answers the first reading, unless the browser filled the form in by itself.
            if !first_reading || view.get_untracked().is_none() {
                if text("area_code").trim().len() == 3 { ask(question) } else { view.set(None) }
            }
        }
    };
    // The card follows the fields from now on, so nobody needs to ask for it.
    let scripted = RwSignal::new(false);
    Effect::new(move |_| {
        read();
        scripted.set(true);
    });

    let label = move || match quantity.get() {
        Some(quantity) => ["Generate ", &plural(quantity, "number", "numbers")].concat(),
        None => "Generate numbers".to_owned(),
    };
    let elsewhere = typed.elsewhere(&FIELDS);
    let (brand, line_type) = (typed.field("carrier_filter"), typed.field("type_filter"));
    let brands = move || view.with(|view| view.as_ref().map(|view| view.brands.clone()).unwrap_or_default());
    let line_types = move || view.with(|view| view.as_ref().map(|view| view.line_types.clone()).unwrap_or_default());

    view! {
        <form node_ref=form on:input=move |_| read() method="post" action=paths::form("generate") id="generate-form"
            class="grid items-start gap-6 lg:grid-cols-[minmax(0,34rem)_minmax(20rem,30rem)]">
            <input type="hidden" name="project_id" value=project.to_string()/>
            <div class="surface">
                {(!elsewhere.is_empty()).then(|| view! { <div class="p-4 pb-0"><Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice></div> })}
                <fieldset class="grid gap-4 p-4 sm:grid-cols-2">
                    <legend class="sr-only">"What to generate"</legend>
                    <TextField at=typed.field("area_code") label="Area code" autocomplete="off" list=AREA_CODES
                        placeholder="415" help="Three digits, or type a state to find one."/>
                    <TextField at=typed.field("quantity") label="Quantity" inputmode="numeric" autocomplete="off" placeholder="10000"
                        help="1 to 1,000,000 numbers."/>
                </fieldset>
                <fieldset class="grid gap-4 border-t hairline p-4 sm:grid-cols-2">
                    <legend class="sr-only">"Which exchanges to draw from"</legend>
                    <Choices at=brand label="Carrier" any="Any carrier" options=Signal::derive(brands)/>
                    <Choices at=line_type label="Line type" any="Any line type" options=Signal::derive(line_types)/>
                </fieldset>
                <details class="border-t hairline" open=advanced(&typed)>
                    <summary class="px-4 py-3 font-medium quiet-link">"More options"</summary>
                    <div class="grid gap-4 px-4 pb-4 sm:grid-cols-2">
                        <TextField at=typed.field("batch_size") label="Batch size" inputmode="numeric" autocomplete="off"
                            help="100 to 10,000 numbers a step; each step is committed."/>
                        <TextField at=typed.field("seed") label="Seed" optional=true inputmode="numeric" autocomplete="off"
                            help="The same seed on the same starting content gives the same numbers."/>
                        <div class="sm:col-span-2">
                            <CheckField at=typed.field("fiction") label="Fiction mode"
                                help="Stays inside 555-0100 … 0199, which ring nowhere: at most 100 numbers an area code."/>
                        </div>
                    </div>
                </details>
                <div class="flex flex-wrap items-center gap-3 border-t hairline px-4 py-3">
                    <button class="btn btn-primary btn-big figures" type="submit">{label}</button>
                    <button class=move || if scripted.get() { "hidden" } else { "btn btn-big" } type="submit" formmethod="get"
                        formaction=paths::generate(project)>"Check availability"</button>
                    <p class="muted text-xs">"Runs as a job; you can leave the page."</p>
                </div>
            </div>
            <section class="surface lg:sticky lg:top-16" aria-label="Availability" aria-live="polite">
                <div class=move || if asking.get() { "opacity-55 transition-opacity" } else { "transition-opacity" }>
                    {move || match view.get() {
                        Some(found) => view! { <CapacityCard view=found quantity=quantity.get()/> }.into_any(),
                        None => view! {
                            <div class="px-4 py-10 text-center">
                                <h2>"How much is there?"</h2>
                                <p class="muted mt-1 text-pretty">"Type an area code, and this card says how many numbers can be generated, from which exchanges, and how long it takes."</p>
                            </div>
                        }.into_any(),
                    }}
                </div>
            </section>
        </form>
    }
}

/// A quantity as typed, if it is one.
fn figure(text: &str) -> Option<u64> {
    text.trim().replace(',', "").parse().ok().filter(|figure| *figure > 0)
}

/// Whether the options that are folded away need to be seen.
fn advanced(typed: &Typed) -> bool {
    ["batch_size", "seed", "fiction"].into_iter().any(|field| !typed.field(field).errors.is_empty())
        || !typed.text("seed").is_empty()
        || !typed.text("fiction").is_empty()
}

/// Radio buttons with the number of codes that each leaves; one that was chosen and is gone stays, with none.
#[component]
fn Choices(
    at: FieldState,
    label: &'static str,
    any: &'static str,
    #[prop(into)] options: Signal<Vec<Choosable>>,
) -> impl IntoView {
    let FieldState { name, value, errors } = at;
    let chosen = RwSignal::new(value);
    let rows = move || {
        let mut rows = options.get();
        let chosen = chosen.get_untracked();
        if !chosen.is_empty() && !rows.iter().any(|row| row.word.eq_ignore_ascii_case(&chosen)) {
            rows.insert(0, Choosable { word: chosen, codes: 0 });
        }
        rows
    };
    view! {
        <Field name=name label=label errors=errors>
            <div class="max-h-56 overflow-y-auto rounded-md border hairline p-1" role="radiogroup" aria-label=label
                on:input=move |event| chosen.set(event_target_value(&event))>
                <label class="flex cursor-pointer items-center gap-2.5 rounded px-2 py-1 hover:bg-base-200">
                    <input type="radio" id=name name=name value="" checked=chosen.get_untracked().is_empty()/>
                    <span class="grow">{any}</span>
                </label>
                <For each=rows key=|row| (row.word.clone(), row.codes) let:row>
                    <label class="flex cursor-pointer items-center gap-2.5 rounded px-2 py-1 hover:bg-base-200">
                        <input type="radio" name=name value=row.word.clone() checked=row.word.eq_ignore_ascii_case(&chosen.get_untracked())/>
                        <span class="grow truncate" title=row.word.clone()>{row.word.clone()}</span>
                        <span class="figures muted text-xs" title="codes">{grouped(row.codes)}</span>
                    </label>
                </For>
            </div>
        </Field>
    }
}
