//! `GET /numbers/prefixes/export`: the prefix table as a file, streamed to a browser that is signed in.

use crate::download::{answer, attachment};
use crate::state::AppState;
use axum::extract::{Request, State};
use axum::response::Response;
use domain::filter::{Filter, Prefixes, parse_pairs};
use domain::prefix::PrefixFormat;
use domain::{FieldErrors, Scope};
use engine::Engine;

/// Answers with the file, CSV unless `format` says otherwise; the rest of the query is the list's filter.
pub async fn download(State(state): State<AppState>, request: Request) -> Response {
    answer(&state, &request, of_query)
}

/// The file that a query asks for.
///
/// # Errors
/// [`Error::Invalid`] at what does not read, [`Error::Denied`] for a token without the scope.
fn of_query(engine: &Engine, scope: &Scope, query: &str) -> engine::Result<Response> {
    let (format, filter) = wanted(query)?;
    let file = engine::prefix::export(engine, scope, filter, format)?;
    Ok(attachment(file, format.media_type(), &format!("prefixes.{}", format.as_str())))
}

fn wanted(query: &str) -> Result<(PrefixFormat, Filter<Prefixes>), FieldErrors> {
    let mut errors = FieldErrors::new();
    let mut format = PrefixFormat::Csv;
    let (formats, pairs): (Vec<_>, Vec<_>) = parse_pairs(query).into_iter().partition(|(key, _)| key == "format");
    if let Some((_, word)) = formats.last() {
        match PrefixFormat::from_word(word.trim()) {
            Some(known) => format = known,
            None => errors.add("format", "The format must be csv or json."),
        }
    }
    match Filter::parse(pairs) {
        Ok(filter) => errors.into_result((format, filter)),
        Err(others) => {
            errors.merge(others);
            Err(errors)
        }
    }
}
