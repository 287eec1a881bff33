//! `GET /calling-rules/file`: the rules of a version as the file that an import takes.

use crate::download::{self, attachment};
use crate::identity::Visitor;
use crate::state::AppState;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use domain::filter::parse_pairs;
use engine::Error;

/// Answers with the file; who is not signed in is sent to do that first.
pub async fn download(State(state): State<AppState>, request: Request) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let named = parse_pairs(query).into_iter().find(|(key, _)| key == "version");
    let version = named.map_or(Ok(0), |(_, text)| text.trim().parse::<i32>().map_err(|_| Error::NotFound));
    let visitor = request.extensions().get::<Visitor>().and_then(|visitor| visitor.0.as_ref());
    let Some(visitor) = visitor else {
        let here = format!("{}?{query}", request.uri().path());
        return Redirect::to(&app::paths::sign_in_then(&here)).into_response();
    };
    let found = match version {
        Ok(version) => engine::calling_rule::version(&state.engine, &visitor.scope, version).await,
        Err(error) => Err(error),
    };
    match found {
        Ok((_, book)) => {
            let file = futures::stream::iter([Ok(Bytes::from(book.write()))]);
            attachment(file, "text/csv; charset=utf-8", "calling-rules.csv")
        }
        Err(error) => download::refused(&request, &error),
    }
}
