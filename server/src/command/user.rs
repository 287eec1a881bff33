//! `trunkline user create` and `trunkline user password`.

use super::installation::Installation;
use super::secret::password_from_stdin;
use super::tenant;
use crate::config::Config;
use crate::identity::operator;
use clap::{Args, Subcommand};
use domain::scope::Role;
use engine::user::NewUser;
use engine::{Engine, Error};
use secrecy::SecretString;

/// What to do with people.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Makes an account, or makes the one with this address a member of the company too, and prints its id.
    Create(Create),
    /// Gives an account a new password and ends its sessions.
    Password {
        /// The account's e-mail address.
        #[arg(long)]
        email: String,
        /// Reads the password from stdin; there is no other way.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
}

/// A new account.
#[derive(Debug, Args)]
pub struct Create {
    /// The company the person belongs to.
    #[arg(long, requires = "role", required_unless_present = "platform_admin")]
    tenant: Option<String>,
    /// The e-mail address to sign in with.
    #[arg(long)]
    email: String,
    /// The person's name; the part before the @ when not given.
    #[arg(long, default_value = "")]
    name: String,
    /// owner, admin, agent or viewer.
    #[arg(long, requires = "tenant")]
    role: Option<Role>,
    /// Reads the password from stdin; there is no other way.
    #[arg(long, required = true)]
    password_stdin: bool,
    /// Stands above companies: imports prefixes, sees the installation.
    #[arg(long)]
    platform_admin: bool,
    /// The id that clients of the old systems send for this person.
    #[arg(long)]
    legacy_id: Option<String>,
}

/// Runs the verb.
pub async fn run(config: Config, verb: Verb) -> anyhow::Result<()> {
    let password = password_from_stdin()?;
    Installation::run(&config, async |installation| match &verb {
        Verb::Create(new) => create(&installation.engine, new, password.clone()).await,
        Verb::Password { email, .. } => change(&installation.engine, email, &password).await,
    })
    .await
}

async fn create(engine: &Engine, new: &Create, password: SecretString) -> anyhow::Result<()> {
    let scope = operator("user create");
    let membership = match (&new.tenant, new.role) {
        (Some(slug), Some(role)) => Some((tenant::named(engine, &scope, slug).await?.id, role)),
        _ => None,
    };
    if let Some((tenant, role)) = membership
        && !new.platform_admin
        && new.legacy_id.is_none()
        && let Ok(user) = engine::user::by_email(engine, &scope, &new.email).await
    {
        engine::member::add(engine, &scope, tenant, user, role).await?;
        eprintln!(
            "There was an account with this address: it belongs to the company now, and keeps its name and password."
        );
        println!("{user}");
        return Ok(());
    }
    let user = NewUser {
        email: new.email.clone(),
        name: new.name.clone(),
        password,
        platform_admin: new.platform_admin,
        membership,
        legacy_id: new.legacy_id.clone(),
    };
    println!("{}", engine::user::create(engine, &scope, user).await?);
    Ok(())
}

async fn change(engine: &Engine, email: &str, password: &SecretString) -> anyhow::Result<()> {
    let scope = operator("user password");
    engine::user::set_password(engine, &scope, email, password).await.map_err(|error| match error {
        Error::NotFound => anyhow::anyhow!("there is no account with the address {email:?}"),
        other => other.into(),
    })
}
