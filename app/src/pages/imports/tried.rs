//! Importing what a dry run tried; the button stands on the dry run's page.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::Stop;
use domain::id::JobId;
use leptos::prelude::*;

/// Imports it, whatever its rows become.
#[server(prefix = "/forms", endpoint = "list-import-tried")]
pub async fn import_tried(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let tried = id.parse::<JobId>().map_err(|_| Stop::Error(engine::Error::NotFound));
    let post = FormPost::on(tried.as_ref().map_or_else(|_| paths::jobs(), |job| paths::job(*job)));
    let outcome = async {
        let scope = post.request.scope()?;
        let started = engine::import::import_tried(&post.request.engine, scope, tried?).await;
        Ok(started.map_err(|error| match error {
            // The job's page has no field to say it at.
            engine::Error::Invalid(errors) => engine::Error::Conflict(errors.at("file").join(" ")),
            other => other,
        })?)
    }
    .await;
    post.finish(outcome, |job| Done::at(paths::job(job))).await
}
