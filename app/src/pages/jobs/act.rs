//! Cancelling a job and trying it again; the buttons stand on the job's card.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::JobId;
use domain::job::JobState;
use leptos::prelude::*;

/// Cancels a job.
#[server(prefix = "/forms", endpoint = "job-cancel")]
pub async fn cancel_job(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (post, id) = post_of(&id);
    let outcome = cancel(&post.request, id).await;
    post.finish(outcome, |(id, state)| {
        Done::at(paths::job(id)).saying(match state {
            JobState::Cancelled => "The job is cancelled.",
            _ => "The job stops after the batch it is working on.",
        })
    })
    .await
}

/// Lets a job that failed or was cancelled go on from where it stopped.
#[server(prefix = "/forms", endpoint = "job-retry")]
pub async fn retry_job(#[server(default)] id: String) -> Result<(), ServerFnError> {
    let (post, id) = post_of(&id);
    let outcome = retry(&post.request, id).await;
    post.finish(outcome, |id| Done::at(paths::job(id)).saying("The job goes on from where it stopped.")).await
}

/// An id that does not read names no job; its post goes back to the list.
fn post_of(id: &str) -> (FormPost, Result<JobId, Stop>) {
    match id.parse::<JobId>() {
        Ok(id) => (FormPost::on(paths::job(id)), Ok(id)),
        Err(_) => (FormPost::on(paths::jobs()), Err(Stop::Error(engine::Error::NotFound))),
    }
}

async fn cancel(request: &Request, id: Result<JobId, Stop>) -> Result<(JobId, JobState), Stop> {
    let (scope, id) = (request.scope()?, id?);
    Ok((id, engine::job::cancel(&request.engine, scope, id).await?))
}

async fn retry(request: &Request, id: Result<JobId, Stop>) -> Result<JobId, Stop> {
    let (scope, id) = (request.scope()?, id?);
    engine::job::retry(&request.engine, scope, id).await?;
    Ok(id)
}
