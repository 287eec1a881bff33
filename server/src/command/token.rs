//! `trunkline token create`: the token stands alone on stdout, so that a script can take it.

use super::installation::Installation;
use super::tenant;
use crate::config::Config;
use crate::identity::operator;
use clap::Subcommand;
use domain::scope::TokenScope;
use engine::Error;
use secrecy::ExposeSecret;

/// What to do with tokens.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Makes a token and prints it; it is never shown again.
    Create {
        /// The tenant it works in.
        #[arg(long)]
        tenant: String,
        /// The e-mail address of the member it stands for.
        #[arg(long)]
        user: String,
        /// What it is for.
        #[arg(long, default_value = "command line")]
        name: String,
        /// What it may do, such as numbers:write; may be repeated. Without one: everything the person may but `callback`.
        #[arg(long = "scope")]
        scopes: Vec<TokenScope>,
    },
}

/// Runs the verb.
pub async fn run(config: Config, verb: Verb) -> anyhow::Result<()> {
    Installation::run(&config, async |installation| {
        let Verb::Create { tenant: slug, user, name, scopes } = &verb;
        let (engine, scope) = (&installation.engine, operator("token create"));
        let tenant = tenant::named(engine, &scope, slug).await?;
        let member = engine::user::by_email(engine, &scope, user).await.map_err(|error| match error {
            Error::NotFound => anyhow::anyhow!("there is no account with the address {user:?}"),
            other => other.into(),
        })?;
        let scopes = if scopes.is_empty() { &[TokenScope::Admin][..] } else { scopes };
        let token =
            engine::api_token::create(engine, &scope, tenant.id, member, name, scopes).await.map_err(|error| {
                match error {
                    Error::NotFound => {
                        anyhow::anyhow!("{user:?} is no member of {slug:?}; a token stands for a member")
                    }
                    other => other.into(),
                }
            })?;
        println!("{}", token.expose_secret());
        Ok(())
    })
    .await
}
