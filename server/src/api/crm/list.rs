use super::view::{CompanyView, ContactView, DealView, LeadView};
use crate::api::envelope::Refusal;
use crate::api::input::QueryFields;
use crate::api::list::{Listed, read_list};
use crate::api::problem::Problems;
use crate::identity::Caller;
use crate::state::AppState;
use axum::Json;
use axum::extract::State;
use domain::crm::Record;
use domain::filter::{Companies, Contacts, Deals, Leads, OfKind};

async fn list<S: OfKind, V: From<Record>>(
    state: &AppState,
    caller: &Caller,
    fields: &QueryFields,
) -> Result<Json<Listed<V>>, Refusal> {
    let asked = read_list::<S>(fields)?;
    let (engine, scope) = (&state.engine, &caller.scope);
    let page = asked.rows(|query| async move { engine::crm::list(engine, scope, &query).await }).await?;
    let capped = engine::crm::count(engine, scope, asked.filter());
    let exact = engine::crm::count_exact(engine, scope, asked.filter());
    Ok(Json(asked.answer(page, capped, exact).await?))
}

macro_rules! operation {
    ($name:ident, $path:tt, $tag:tt, $id:tt, $list:ident, $view:ident, $doc:tt, [$($own:tt)*]) => {
        #[doc = $doc]
        ///
        /// Filters are those of the portal's addresses: `field=value`, and `.not`, `.contains`, `.starts`, `.ends`, `.from`,
        /// `.to` behind a field; one that comes again means any of its values.
        #[utoipa::path(
            get, path = $path, tag = $tag, operation_id = $id,
            params(
                $($own)*
                ("name.contains" = Option<String>, Query, description = "Beginnings of words of the name, in any case"),
                ("owner" = Option<i64>, Query, description = "A member's id"),
                ("stage" = Option<String>, Query, description = "One of the stages"),
                ("tag" = Option<String>, Query, description = "A tag, in any case; `tag.starts` takes its beginning"),
                ("created.from" = Option<String>, Query, description = "YYYY-MM-DD; `created.to` for the other end"),
                ("deleted" = Option<bool>, Query, description = "true for the deleted ones instead of the others"),
                ("id" = Option<i64>, Query, description = "Some by their ids"),
                ("sort" = Option<String>, Query, description = "created or name, with a - before it for descending"),
                ("count" = Option<String>, Query, description = "exact counts on where counting would stop at 10,000"),
                ("page" = Option<u64>, Query, description = "Counted from 1, to row 10,000"),
                ("page_size" = Option<u64>, Query, description = "1 to 1,000, 50 when not given"),
                ("cursor" = Option<String>, Query, description = "Goes on where an answer's `pagination.cursor` says"),
            ),
            responses((status = 200, description = "A page", body = Listed<$view>), Problems)
        )]
        pub async fn $name(
            State(state): State<AppState>,
            caller: Caller,
            fields: QueryFields,
        ) -> Result<Json<Listed<$view>>, Refusal> {
            list::<$list, $view>(&state, &caller, &fields).await
        }
    };
}

operation!(
    list_contacts, "/api/v1/contacts/", "Contacts", "list_contacts", Contacts, ContactView,
    "The contacts that match, newest first.",
    [
        ("find.contains" = Option<String>, Query, description = "Words of the name, an e-mail address, or a part of a number"),
        ("email" = Option<String>, Query, description = "The whole address; `email.starts` takes its beginning"),
        ("phone" = Option<String>, Query, description = "A whole number; `phone.starts` and `phone.ends` take a part"),
        ("company" = Option<i64>, Query, description = "A company's id"),
    ]
);
operation!(
    list_companies, "/api/v1/companies/", "Companies", "list_companies", Companies, CompanyView,
    "The companies that match, newest first.",
    [
        ("find.contains" = Option<String>, Query, description = "Words of the name, an e-mail address, or a part of a number"),
        ("email" = Option<String>, Query, description = "The whole address; `email.starts` takes its beginning"),
        ("phone" = Option<String>, Query, description = "A whole number; `phone.starts` and `phone.ends` take a part"),
    ]
);
operation!(
    list_leads, "/api/v1/leads/", "Leads", "list_leads", Leads, LeadView,
    "The leads that match, newest first.",
    [
        ("find.contains" = Option<String>, Query, description = "Words of the name, an e-mail address, or a part of a number"),
        ("email" = Option<String>, Query, description = "The whole address; `email.starts` takes its beginning"),
        ("phone" = Option<String>, Query, description = "A whole number; `phone.starts` and `phone.ends` take a part"),
    ]
);
operation!(
    list_deals, "/api/v1/deals/", "Deals", "list_deals", Deals, DealView,
    "The deals that match, newest first.",
    [
        ("find.contains" = Option<String>, Query, description = "Words of the name"),
        ("company" = Option<i64>, Query, description = "A company's id"),
        ("contact" = Option<i64>, Query, description = "A contact's id"),
    ]
);
