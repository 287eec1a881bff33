//! Deleting a record and taking it back; the buttons stand on its page.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::crm::{Kind, Record};
use domain::id::RecordId;
use leptos::prelude::*;

/// Deletes a record, or with `delete=false` takes it back.
#[server(prefix = "/forms", endpoint = "record-delete")]
pub async fn delete_record(
    #[server(default)] kind: String,
    #[server(default)] id: String,
    #[server(default)] delete: String,
) -> Result<(), ServerFnError> {
    let of = Kind::from_word(&kind).zip(id.parse::<RecordId>().ok());
    let page = of.map_or_else(|| paths::records(Kind::Contact), |(kind, id)| paths::record(kind, id));
    let post = FormPost::on(page);
    let outcome = set(&post.request, of, delete != "false").await;
    post.finish(outcome, |record| {
        let said =
            if record.deleted_at.is_some() { "is deleted. It can be restored for 30 days." } else { "is restored." };
        Done::at(paths::record(record.kind, record.id)).saying(format!("“{}” {said}", record.name))
    })
    .await
}

async fn set(request: &Request, of: Option<(Kind, RecordId)>, delete: bool) -> Result<Record, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let (kind, id) = of.ok_or(engine::Error::NotFound)?;
    Ok(if delete {
        engine::crm::delete(engine, scope, kind, id).await?
    } else {
        engine::crm::restore(engine, scope, kind, id).await?
    })
}
