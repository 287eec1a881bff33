use super::bus::{Bus, Notice};
use super::{CHANNEL, STANDING};
use crate::session::{self, Generation};
use domain::id::TenantId;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// Hears PostgreSQL's notices for as long as the pool is open, and hands them to the bus and the workers. A line that
/// broke is made anew for ever, and everybody is told to look again.
pub(crate) fn listen(pool: PgPool, bus: Bus, work: Arc<Notify>, generation: Arc<Generation>) {
    tokio::spawn(async move {
        while !pool.is_closed() {
            if let Err(error) = hear(&pool, &bus, &work, &generation).await {
                generation.doubt();
                if pool.is_closed() {
                    return;
                }
                tracing::warn!(%error, "the line for notices is down; trying again");
                tokio::time::sleep(Duration::from_millis(500)).await;
            }
        }
    });
}

async fn hear(pool: &PgPool, bus: &Bus, work: &Notify, generation: &Generation) -> Result<(), sqlx::Error> {
    let mut listener = PgListener::connect_with(pool).await?;
    listener.listen_all([CHANNEL, "trunkline_work", session::CHANNEL]).await?;
    // Listening first, then reading: a change between the two would be lost.
    generation.read_anew().await;
    bus.send(Notice::Resync);
    work.notify_one();
    loop {
        // `None`: the line broke and was made anew; what was said meanwhile is lost.
        let Some(notice) = listener.try_recv().await? else {
            generation.read_anew().await;
            bus.send(Notice::Resync);
            work.notify_one();
            continue;
        };
        match notice.channel() {
            CHANNEL => match read_notice(notice.payload()) {
                Some(notice) => bus.send(notice),
                None => tracing::warn!(payload = notice.payload(), "a live notice can't be read"),
            },
            session::CHANNEL => generation.heard(notice.payload()),
            _ => work.notify_one(),
        }
    }
}

/// A notice as it travels: the tenant, a space, the topic.
pub(crate) fn read_notice(payload: &str) -> Option<Notice> {
    let (tenant, what) = payload.split_once(' ')?;
    let tenant = TenantId(tenant.parse().ok()?);
    if what == STANDING {
        return Some(Notice::Standing(tenant));
    }
    Some(Notice::Changed(tenant, what.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::live::Topic;

    #[test]
    fn a_notice_names_its_tenant_and_what_changed_there() {
        assert_eq!(read_notice("7 active-jobs"), Some(Notice::Changed(TenantId(7), Topic::ActiveJobs)));
        assert_eq!(read_notice("7 standing"), Some(Notice::Standing(TenantId(7))));
        assert_eq!(read_notice("active-jobs"), None);
        assert_eq!(read_notice("7 nothing"), None);
    }
}
