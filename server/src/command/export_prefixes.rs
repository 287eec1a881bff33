//! `trunkline prefixes export`: the prefix table to a file or to stdout.

use super::installation::Installation;
use crate::identity::operator;
use anyhow::Context;
use clap::Args;
use domain::filter::{Filter, Prefixes};
use domain::prefix::PrefixFormat;
use futures::TryStreamExt;
use std::path::PathBuf;
use tokio::io::{AsyncWrite, AsyncWriteExt};

/// What is written, and where to.
#[derive(Debug, Args)]
pub struct Export {
    /// csv or json.
    #[arg(long, default_value = "csv", value_parser = format)]
    format: PrefixFormat,
    /// Which codes, as in the portal's addresses: area_code=415&type=Mobile. Only assigned codes are written.
    #[arg(long, default_value = "", value_parser = filter)]
    filter: Filter<Prefixes>,
    /// The file to write; stdout without it.
    #[arg(long)]
    out: Option<PathBuf>,
}

fn format(word: &str) -> Result<PrefixFormat, String> {
    PrefixFormat::from_word(word).ok_or_else(|| "the format must be csv or json".to_owned())
}

fn filter(text: &str) -> Result<Filter<Prefixes>, String> {
    Filter::parse_query(text).map_err(|errors| errors.to_string())
}

/// Writes the codes that match. A file is put in its place once it is whole.
pub async fn run(installation: &Installation, wanted: &Export) -> anyhow::Result<()> {
    let scope = operator("prefixes export");
    let file = engine::prefix::export(&installation.engine, &scope, wanted.filter.clone(), wanted.format)?;
    let Some(out) = &wanted.out else { return write(file, tokio::io::stdout()).await };
    let part = out.with_added_extension("part");
    let opened =
        tokio::fs::File::create(&part).await.with_context(|| format!("{} can't be written", part.display()))?;
    write(file, opened).await?;
    tokio::fs::rename(&part, out).await.with_context(|| format!("{} can't be written", out.display()))
}

async fn write(
    file: impl futures::Stream<Item = engine::Result<bytes::Bytes>>,
    mut to: impl AsyncWrite + Unpin,
) -> anyhow::Result<()> {
    let mut file = std::pin::pin!(file);
    while let Some(piece) = file.try_next().await? {
        to.write_all(&piece).await.context("can't be written")?;
    }
    to.flush().await.context("can't be written")
}
