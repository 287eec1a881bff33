//! A clock of the database that a test turns: every statement of the engine takes its time from there, and no test waits for it.
//!
//! The functions `now`, `statement_timestamp` and `clock_timestamp` of a schema `clock` are found before PostgreSQL's own by
//! whoever names them without a schema.

use super::World;
use crate::Settings;
use secrecy::ExposeSecret;

const CLOCK_FIRST: &str = "&options=-c%20search_path%3Dclock%2Cpublic%2Cpg_catalog";

/// Has the engine's connections look for the clock; time goes on as ever until [`stop`].
pub fn may_be_turned(settings: &mut Settings) {
    settings.database_url = [settings.database_url.expose_secret(), CLOCK_FIRST].concat().into();
}

/// Has the time stand still from now on, at `at`. Defaults of columns, bound when they were made, are set anew.
///
/// # Panics
/// Where the engine's connections were not told to look for the clock.
pub async fn stop(world: &World, at: &str) {
    for sql in [
        "create schema clock",
        "create unlogged table clock.hand (at timestamptz not null)",
        &format!("insert into clock.hand values (timestamptz '{at}')"),
        "create function clock.now() returns timestamptz stable language sql as 'select at from clock.hand'",
        "create function clock.statement_timestamp() returns timestamptz stable language sql as 'select at from clock.hand'",
        "create function clock.clock_timestamp() returns timestamptz volatile language sql as 'select at from clock.hand'",
        "do $$ declare c record; begin
             for c in select table_name, column_name from information_schema.columns
                 where table_schema = 'public' and column_default ~ '^(pg_catalog.)?(now|clock_timestamp)[(][)]$'
                     and table_name in ('campaign_contact', 'dial', 'attempt', 'provider_event') loop
                 execute format('alter table %I alter %I set default clock.now()', c.table_name, c.column_name);
             end loop; end $$",
    ] {
        world.sql(sql).await;
    }
    let stands = format!("select count(*) as n from (select) o where now() = timestamptz '{at}'");
    assert_eq!(world.figure(&stands).await, 1, "the engine does not look at the clock");
}

/// Turns it, to what an expression says.
pub async fn turn(world: &World, to: &str) {
    world.sql(&format!("update clock.hand set at = {to}")).await;
}
