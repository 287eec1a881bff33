use super::link;
use crate::Engine;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use sea_orm::FromQueryResult;
use std::collections::HashMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Entries that are sealed by one statement.
const BATCH: i64 = 5_000;
/// How long an entry waits for its seal at most, when its node lives: two looks.
const EVERY: Duration = Duration::from_secs(1);

#[derive(FromQueryResult)]
struct Unsealed {
    tenant_id: i64,
    id: i64,
    digest: Vec<u8>,
}

#[derive(FromQueryResult)]
struct Head {
    tenant_id: i64,
    seq: i64,
    link: Vec<u8>,
}

/// Seals up to 5,000 entries; answers how many. One process seals at a time, the others find nothing to do.
///
/// # Errors
/// When the database is away.
pub async fn seal(engine: &Engine) -> Result<usize> {
    let tx = PlatformTx::begin(engine).await?;
    // Given back by the commit. As its own statement: what is read afterwards is what the one before has left.
    let ours = tx.figure("select pg_try_advisory_xact_lock(4712)::int::bigint as n", []).await?;
    if ours == 0 {
        tx.commit().await?;
        return Ok(0);
    }
    let sql = "select tenant_id, id, digest from audit_entry where link is null order by tenant_id, id limit $1";
    let unsealed: Vec<Unsealed> = tx.all(sql, [BATCH.into()]).await?;
    if unsealed.is_empty() {
        tx.commit().await?;
        return Ok(0);
    }
    let mut tenants: Vec<i64> = unsealed.iter().map(|entry| entry.tenant_id).collect();
    tenants.dedup();
    let heads: Vec<Head> =
        tx.all("select tenant_id, seq, link from audit_chain where tenant_id = any($1)", [tenants.into()]).await?;
    let mut heads: HashMap<i64, (i64, Vec<u8>)> =
        heads.into_iter().map(|head| (head.tenant_id, (head.seq, head.link))).collect();
    let (mut places, mut links) = (Vec::new(), Vec::new());
    for entry in &unsealed {
        let (seq, last) = heads.entry(entry.tenant_id).or_default();
        *seq += 1;
        *last = link(last, *seq, entry.id, &entry.digest);
        places.push(*seq);
        links.push(hex(last));
    }
    let sealed = unsealed.len();
    let (owners, ids): (Vec<i64>, Vec<i64>) = unsealed.into_iter().map(|entry| (entry.tenant_id, entry.id)).unzip();
    tx.execute(
        "update audit_entry e set seq = s.seq, link = decode(s.link, 'hex')
         from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) s (tenant_id, id, seq, link)
         where e.tenant_id = s.tenant_id and e.id = s.id",
        [owners.into(), ids.into(), places.into(), links.into()],
    )
    .await?;
    let (mut owners, mut places, mut links) = (Vec::new(), Vec::new(), Vec::new());
    for (tenant, (seq, last)) in heads {
        owners.push(tenant);
        places.push(seq);
        links.push(hex(&last));
    }
    tx.execute(
        "insert into audit_chain (tenant_id, seq, link)
         select s.tenant_id, s.seq, decode(s.link, 'hex') from unnest($1::bigint[], $2::bigint[], $3::text[]) s (tenant_id, seq, link)
         on conflict (tenant_id) do update set seq = excluded.seq, link = excluded.link",
        [owners.into(), places.into(), links.into()],
    )
    .await?;
    tx.commit().await?;
    Ok(sealed)
}

/// Seals what there is once a second until it is told to stop, and once more then.
pub async fn seal_until(engine: Engine, stop: CancellationToken) {
    loop {
        let stopped = tokio::select! { () = stop.cancelled() => true, () = tokio::time::sleep(EVERY) => false };
        match seal(&engine).await {
            Ok(_) => {}
            // Whoever uses the database says what is wrong with it; entries wait.
            Err(error) => tracing::debug!(%error, "entries of the audit could not be sealed"),
        }
        if stopped {
            return;
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
