//! Holds steps at a known place: a batch of numbers is written, its transaction is open, and it does not go on.

use super::patiently;
use engine::Settings;
use engine::testing::World;

/// A gate in the world's database. It gives way by itself after ten seconds or so, so that a failed test leaves nothing behind.
pub(crate) struct Gate<'w> {
    world: &'w World,
}

/// The lock that a step holds while it waits at the gate.
const WAITING: i64 = 77;

impl<'w> Gate<'w> {
    /// A gate that lets batches pass until `held` numbers are there, and then none of a process with [`gated`] settings.
    #[allow(dead_code, reason = "the file is part of several tests")]
    pub(crate) async fn after(world: &'w World, held: i64) -> Gate<'w> {
        Self::at(world, "insert", &format!("(select count(*) from number) < {held}")).await
    }

    /// A gate that lets batches pass until `held` numbers have an answer.
    #[allow(dead_code, reason = "the file is part of several tests")]
    pub(crate) async fn on_update(world: &'w World, held: i64) -> Gate<'w> {
        Self::at(world, "update", &format!("(select count(*) from number where valid is not null) < {held}")).await
    }

    /// A gate that holds every change of numbers.
    #[allow(dead_code, reason = "the file is part of several tests")]
    pub(crate) async fn on_change(world: &'w World) -> Gate<'w> {
        Self::at(world, "update", "false").await
    }

    async fn at(world: &'w World, event: &str, passes: &str) -> Gate<'w> {
        world.sql("create table gate (shut boolean not null)").await;
        world.sql("insert into gate values (true)").await;
        let function = format!(
            "create function wait_at_gate() returns trigger language plpgsql as $$
             begin
                 if coalesce(current_setting('test.gated', true), '') <> 'on'
                     or {passes} then
                     return null;
                 end if;
                 perform pg_advisory_xact_lock_shared({WAITING});
                 for look in 1 .. 1500 loop
                     exit when not (select shut from gate);
                     perform pg_sleep(0.005);
                 end loop;
                 return null;
             end $$"
        );
        world.sql(&function).await;
        world
            .sql(&format!(
                "create trigger gate after {event} on number for each statement execute function wait_at_gate()"
            ))
            .await;
        Gate { world }
    }

    /// How many steps are held.
    pub(crate) async fn held(&self) -> i64 {
        let waiting = format!(
            "select count(*) as n from pg_locks where locktype = 'advisory' and objid = {WAITING}
                 and database = (select oid from pg_database where datname = current_database())"
        );
        self.world.figure(&waiting).await
    }

    /// Waits until so many steps are held; a job has up to two under way.
    pub(crate) async fn holds(&self, steps: i64) {
        patiently(async { while self.held().await < steps {} }).await;
    }

    /// Waits until both steps that a long job has under way are held: the one before them is committed then, and the job's
    /// row stands still.
    pub(crate) async fn reached(&self) {
        self.holds(2).await;
    }

    /// Lets everything pass.
    pub(crate) async fn open(&self) {
        self.world.sql("update gate set shut = false").await;
    }
}

/// Settings of a process whose steps the gate holds.
pub(crate) fn gated(settings: Settings) -> Settings {
    use secrecy::ExposeSecret;
    let url = format!("{}&options[test.gated]=on", settings.database_url.expose_secret());
    Settings { database_url: url.into(), ..settings }
}
