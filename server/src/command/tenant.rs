//! `trunkline tenant create NAME --slug SLUG`.

use super::installation::Installation;
use crate::config::Config;
use crate::identity::operator;
use clap::Subcommand;
use domain::Scope;
use engine::tenant::Tenant;
use engine::{Engine, Error};

/// What to do with companies.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Makes a company and prints its id.
    Create {
        /// The company's name.
        name: String,
        /// The short name in commands and addresses: lower-case letters, digits and hyphens.
        #[arg(long)]
        slug: String,
    },
}

/// Runs the verb.
pub async fn run(config: Config, verb: Verb) -> anyhow::Result<()> {
    Installation::run(&config, async |installation| {
        let Verb::Create { name, slug } = &verb;
        let scope = operator("tenant create");
        let tenant = engine::tenant::create(&installation.engine, &scope, name, slug).await?;
        println!("{}", tenant.id);
        Ok(())
    })
    .await
}

/// The company that a command names.
pub async fn named(engine: &Engine, scope: &Scope, slug: &str) -> anyhow::Result<Tenant> {
    engine::tenant::by_slug(engine, scope, slug).await.map_err(|error| match error {
        Error::NotFound => anyhow::anyhow!("there is no company with the slug {slug:?}"),
        other => other.into(),
    })
}
