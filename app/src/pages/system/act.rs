//! Pausing a kind of job, and letting a node hand its jobs over.

use crate::forms::{Done, FormPost};
use crate::paths;
use crate::request::{Request, Stop};
use domain::id::NodeId;
use domain::job::JobKind;
use leptos::prelude::*;

/// Pauses a kind of job, or lets it go on.
#[server(prefix = "/forms", endpoint = "kind-pause")]
pub async fn pause_kind(
    #[server(default)] kind: String,
    #[server(default)] pause: String,
    #[server(default)] reason: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::system());
    let outcome = set_pause(&post.request, &kind, pause == "true", &reason).await;
    post.finish(outcome, |said| Done::at(paths::system()).saying(said)).await
}

/// Drains a node, or lets it work again.
#[server(prefix = "/forms", endpoint = "node-drain")]
pub async fn drain_node(
    #[server(default)] node: String,
    #[server(default)] drain: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::system());
    let outcome = set_drain(&post.request, &node, drain == "true").await;
    post.finish(outcome, |said| Done::at(paths::system()).saying(said)).await
}

async fn set_pause(request: &Request, kind: &str, pause: bool, reason: &str) -> Result<String, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let kind = JobKind::from_word(kind).ok_or(Stop::Error(engine::Error::NotFound))?;
    if pause {
        engine::job::pause(engine, scope, kind, reason).await?;
        Ok(format!("“{}” is paused: none starts, and those that run go back to wait after their step.", kind.title()))
    } else {
        engine::job::resume(engine, scope, kind).await?;
        Ok(format!("“{}” goes on.", kind.title()))
    }
}

async fn set_drain(request: &Request, node: &str, drain: bool) -> Result<&'static str, Stop> {
    let (engine, scope) = (&request.engine, request.scope()?);
    let node: NodeId = node.parse().map_err(|_| Stop::Error(engine::Error::NotFound))?;
    engine::node::drain(engine, scope, node, drain).await?;
    Ok(if drain {
        "The node hands its jobs over within a few seconds and takes no new ones; it goes on serving pages."
    } else {
        "The node works again."
    })
}
