//! A campaign's report for whoever audits it: what it did within some days, to read, to print, and as a file.

use super::days;
use crate::components::empty::Empty;
use crate::components::icon::Icon;
use crate::components::moment::Exact;
use crate::pages::{Place, Sheet, id_in_path, page};
use crate::paths;
use crate::request::{Request, Stop};
use domain::campaign::ReportDraft;
use domain::id::CampaignId;
use domain::{FieldErrors, Right};
use engine::Error;
use engine::campaign::report::Report;
use leptos::prelude::*;

mod found;
mod terms;

/// The page.
#[component]
pub fn CampaignReport() -> impl IntoView {
    let id = id_in_path::<CampaignId>("id");
    page(|request: Request| async move {
        let (engine, scope, id) = (&request.engine, request.scope()?, id?);
        let campaign = engine::campaign::get(engine, scope, id).await?;
        let [from, to] = days::asked(&request.query);
        let draft = ReportDraft { from, to };
        let (report, errors) = match engine::campaign::report::report(engine, scope, id, &draft).await {
            Ok(report) => (Some(report), FieldErrors::new()),
            Err(Error::Invalid(errors)) => (None, errors),
            Err(other) => return Err(Stop::Error(other)),
        };
        let file = report.as_ref().filter(|_| scope.may(Right::ExportCalls)).map(|report| {
            let days = report.period.days;
            paths::campaign_report_file(id, &days.first.to_string(), &days.last.to_string())
        });
        let content = view! {
            <div class="flex flex-col gap-6">
                {days::choice(paths::campaign_report(id), [&draft.from, &draft.to], report.as_ref().map(|report| report.period.days), &errors)}
                {report.map(|report| content(&report))}
            </div>
        };
        Ok(Sheet::new("Report", Place::Campaigns, content)
            .beneath_page("Campaigns", paths::campaigns())
            .beneath_page(campaign.name, paths::campaign(id))
            .line("Counted from the rows when the page is opened.")
            .actions(file.is_some(), || {
                let href = file.unwrap_or_default();
                view! { <a class="btn" href=href download=""><Icon name="download"/>"Attempts as CSV"</a> }.into_any()
            }))
    })
}

fn content(report: &Report) -> AnyView {
    let nothing = report.attempts == 0 && report.verdicts.is_empty();
    let found = if nothing {
        let text = "No dial was made and nobody was called within these days. Choose others above.";
        view! { <section class="surface"><Empty icon="search" title="Nothing in this period" text=text/></section> }
            .into_any()
    } else {
        found::sections(report)
    };
    view! {
        {about(report)}
        {found}
        {terms::sections(report)}
    }
    .into_any()
}

/// Whose report it is, of which days, and when it was made: the head of the page when it is printed.
fn about(report: &Report) -> AnyView {
    let (campaign, period) = (&report.setting.campaign, &report.period);
    let days = format!("{} to {}", period.days.first, period.days.last);
    view! {
        <section class="surface p-4" aria-labelledby="about-title">
            <h2 id="about-title" class="mb-3">{campaign.name.clone()}</h2>
            <dl class="facts">
                <dt>"Company"</dt><dd>{report.company.clone()}</dd>
                <dt>"Campaign"</dt><dd>{format!("{} (id {})", campaign.name, campaign.id)}</dd>
                <dt>"State"</dt><dd>{campaign.state.to_string()}</dd>
                <dt>"Provider"</dt><dd>{report.provider.clone()}</dd>
                <dt>"Period"</dt><dd>{days}<span class="muted">{format!(", days by the clock of {}", period.zone)}</span></dd>
                <dt>"Made"</dt><dd><Exact at=report.made_at/></dd>
            </dl>
        </section>
    }
    .into_any()
}
