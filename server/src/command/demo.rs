//! `trunkline demo`: a tenant to look around in.

use super::installation::{Database, Installation};
use crate::config::Config;
use crate::identity::operator;
use anyhow::ensure;
use engine::{Engine, Error};
use secrecy::ExposeSecret;

/// Makes the demo company and prints how to sign in.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let address = config.network.public_url.to_string();
    let installation = Installation::of(&config, Database::reach_or_make(&config).await?).await?;
    installation
        .then(async |installation| {
            println!("{}", make(&installation.engine, &address).await?);
            Ok(())
        })
        .await
}

/// Makes the demo company; the text says how to sign in, and is the only time the passwords are seen.
pub async fn make(engine: &Engine, address: &str) -> anyhow::Result<String> {
    let scope = operator("demo");
    // Told before it is tried: the refusal would be that of a slug nobody typed.
    ensure!(
        matches!(engine::tenant::by_slug(engine, &scope, engine::demo::SLUG).await, Err(Error::NotFound)),
        "the demo company is there already; `trunkline user password --email admin@demo.test --password-stdin` sets a new password"
    );
    let demo = engine::demo::create(engine, &scope).await?;
    let mut text = format!("\nSign in at {address}/sign-in as one of the people of {}:\n\n", demo.tenant.name);
    for (email, role, password) in &demo.people {
        let role = role.as_str();
        text.push_str(&format!("  {role:<8} {email:<18} {}\n", password.expose_secret()));
    }
    text.push_str("\nThe passwords are shown this once; `trunkline user password` sets others.\n");
    Ok(text)
}
