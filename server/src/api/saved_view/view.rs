use domain::Scope;
use domain::filter::{Calls, ListQuery};
use domain::ukey::ukey;
use engine::view::View;
use serde::Serialize;
use std::collections::BTreeMap;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A saved view.
#[derive(Debug, Serialize, ToSchema)]
pub struct CustomView {
    id: i64,
    ukey: String,
    tenant_id: i64,
    user_id: i64,
    name: String,
    /// 1: calls.
    module: u64,
    module_id: u64,
    /// As the portal's addresses have them.
    filters: BTreeMap<String, Vec<String>>,
    columns: Vec<String>,
    /// created or start, with a - before it for descending.
    sort: String,
    /// private or shared.
    visibility: &'static str,
    pinned: u8,
    is_default: u8,
    deleted: u8,
    /// 1 all, 2 owned, 3 created today.
    query_type: i16,
    #[serde(with = "time::serde::rfc3339")]
    createdon: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    updatedon: OffsetDateTime,
    version: i64,
}

impl CustomView {
    /// A view as the scope's person sees it.
    pub fn of(view: View, scope: &Scope) -> Self {
        // What a view of an earlier release said may not read any more; it then shows everything.
        let list = ListQuery::<Calls>::parse_query(&view.query).unwrap_or_default();
        let mut filters: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, value) in list.filter.print() {
            filters.entry(key).or_default().push(value);
        }
        CustomView {
            ukey: ukey(scope.tenant(), view.id.0),
            id: view.id.0,
            tenant_id: scope.tenant().0,
            user_id: view.owner_id.0,
            name: view.name,
            module: super::CALLS,
            module_id: super::CALLS,
            filters,
            columns: view.columns,
            sort: list.sort.to_string(),
            visibility: if view.shared { "shared" } else { "private" },
            pinned: u8::from(view.pinned),
            is_default: u8::from(view.is_default),
            deleted: u8::from(view.deleted),
            query_type: view.query_type,
            createdon: view.created_at,
            updatedon: view.updated_at,
            version: view.version,
        }
    }
}
