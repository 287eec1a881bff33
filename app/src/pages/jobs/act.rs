//! What can be done with jobs: cancel, retry, retry all that match, change the order; the buttons stand on the job's card
//! and above the list.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::FieldErrors;
use domain::filter::{Filter, Jobs};
use domain::id::JobId;
use domain::job::{JobPriority, JobState};
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

/// Retries every failed or cancelled job that matches a filter, as a job of its own.
#[server(prefix = "/forms", endpoint = "jobs-retry")]
pub async fn retry_matching_jobs(#[server(default)] filter: String) -> Result<(), ServerFnError> {
    let back = if filter.is_empty() { paths::jobs() } else { format!("{}?{filter}", paths::jobs()) };
    let post = FormPost::on(crate::paths::local(&back).map_or_else(paths::jobs, str::to_owned));
    let outcome = retry_matching(&post.request, &filter).await;
    post.finish(outcome, |id| Done::at(paths::job(id)).saying("The jobs are being retried.")).await
}

/// Moves a job that waits before or behind the company's others.
#[server(prefix = "/forms", endpoint = "job-priority")]
pub async fn prioritise_job(
    #[server(default)] id: String,
    #[server(default)] priority: String,
) -> Result<(), ServerFnError> {
    let (post, id) = post_of(&id);
    let outcome = prioritise(&post.request, id, &priority).await;
    post.finish(outcome, |(id, priority)| {
        Done::at(paths::job(id)).saying(format!("The job’s priority is {}.", priority.as_str()))
    })
    .await
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

async fn retry_matching(request: &Request, filter: &str) -> Result<JobId, Stop> {
    let scope = request.scope()?;
    let filter = Filter::<Jobs>::parse_query(filter)?;
    Ok(engine::job::retry_matching(&request.engine, scope, &filter).await?)
}

async fn prioritise(request: &Request, id: Result<JobId, Stop>, priority: &str) -> Result<(JobId, JobPriority), Stop> {
    let (scope, id) = (request.scope()?, id?);
    let priority: JobPriority =
        priority.parse().map_err(|_| FieldErrors::one("priority", "A priority is high, normal or low."))?;
    engine::job::prioritise(&request.engine, scope, id, priority).await?;
    Ok((id, priority))
}
