use super::seal::hex;
use super::{CONTENT, link, seal};
use crate::Engine;
use crate::allow::allow_platform;
use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use domain::Scope;
use domain::id::AuditId;
use sea_orm::FromQueryResult;
use std::fmt;
use std::str::FromStr;

/// Entries that are read at once.
const ROWS: i64 = 5_000;
/// Faults that are told; a broken chain of a million entries is not told a million times.
const TOLD: usize = 100;

/// A link that somebody kept: `slug:place:hash`, as `audit verify` prints it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    slug: String,
    seq: i64,
    link: String,
}

impl FromStr for Expected {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, Self::Err> {
        const FORM: &str = "a kept link is written company:place:hash, as `trunkline audit verify` prints it";
        let mut parts = text.trim().split(':');
        let (Some(slug), Some(seq), Some(link), None) = (parts.next(), parts.next(), parts.next(), parts.next()) else {
            return Err(FORM);
        };
        let seq = seq.parse().map_err(|_| FORM)?;
        let is_hash = link.len() == 64 && link.bytes().all(|byte| byte.is_ascii_hexdigit());
        if slug.is_empty() || !is_hash {
            Err(FORM)
        } else {
            Ok(Self { slug: slug.into(), seq, link: link.to_lowercase() })
        }
    }
}

/// Something that does not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The tenant's slug.
    pub tenant: String,
    /// The entry, where one is there to be named.
    pub entry: Option<AuditId>,
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.entry {
            Some(entry) => write!(f, "{}: entry {entry} {}", self.tenant, self.text),
            None => write!(f, "{}: {}", self.tenant, self.text),
        }
    }
}

/// A tenant's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantChain {
    /// The tenant's slug.
    pub tenant: String,
    /// How many entries were looked at.
    pub entries: u64,
    /// The place and the hash of the last link, in hexadecimal digits; `None` without entries.
    pub head: Option<(i64, String)>,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    pub chains: Vec<TenantChain>,
    /// The first hundred faults.
    pub faults: Vec<Fault>,
    /// How many there are.
    pub fault_count: u64,
}

#[derive(FromQueryResult)]
struct Tenant {
    id: i64,
    slug: String,
    seq: Option<i64>,
    link: Option<Vec<u8>>,
}

#[derive(FromQueryResult)]
struct Row {
    id: i64,
    seq: i64,
    link: Vec<u8>,
    digest: Vec<u8>,
    computed: Vec<u8>,
    what: String,
}

/// Computes every digest and every link anew, for all tenants; seals what is not sealed first.
///
/// # Errors
/// [`crate::Error::Denied`] for anybody but a platform admin.
pub async fn verify(engine: &Engine, scope: &Scope, expected: &[Expected]) -> Result<Verdict> {
    allow_platform(scope)?;
    while seal(engine).await? > 0 {}
    let tx = PlatformTx::begin(engine).await?;
    let tenants: Vec<Tenant> = tx
        .all("select t.id, t.slug, c.seq, c.link from tenant t left join audit_chain c on c.tenant_id = t.id order by t.id", [])
        .await?;
    tx.commit().await?;
    let mut verdict = Verdict::default();
    for expected in expected.iter().filter(|kept| !tenants.iter().any(|tenant| tenant.slug == kept.slug)) {
        verdict.fault(&expected.slug, None, "there is no such company any more".into());
    }
    for tenant in tenants {
        let kept: Vec<&Expected> = expected.iter().filter(|kept| kept.slug == tenant.slug).collect();
        chain(engine, &tenant, &kept, &mut verdict).await?;
    }
    Ok(verdict)
}

/// Walks one tenant's chain.
async fn chain(engine: &Engine, tenant: &Tenant, kept: &[&Expected], verdict: &mut Verdict) -> Result<()> {
    let sql = format!(
        "select e.id, e.seq, e.link, e.digest, sha256(convert_to({CONTENT}, 'UTF8')) as computed,
             e.verb || ' ' || e.subject || ' of ' || to_char(e.at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') || ' UTC' as what
         from audit_entry e where e.tenant_id = $1 and e.seq > $2 order by e.seq limit $3"
    );
    let slug = tenant.slug.as_str();
    let (mut seq, mut last, mut entries) = (0_i64, Vec::new(), 0_u64);
    let mut found = vec![false; kept.len()];
    loop {
        // A transaction a piece: a chain of millions is not held in one view of the table.
        let tx = PlatformTx::begin(engine).await?;
        let rows: Vec<Row> = tx.all(&sql, [tenant.id.into(), seq.into(), ROWS.into()]).await?;
        tx.commit().await?;
        let ended = (rows.len() as i64) < ROWS;
        for row in rows {
            let id = Some(AuditId(row.id));
            if row.seq != seq + 1 {
                let missing = row.seq - seq - 1;
                verdict.fault(slug, id, format!("({}) follows on {missing} that are missing", row.what));
            } else if link(&last, row.seq, row.id, &row.digest) != row.link {
                verdict.fault(
                    slug,
                    id,
                    format!("({}) does not fit the chain: it or the one before it was put there later", row.what),
                );
            }
            if row.computed != row.digest {
                verdict.fault(slug, id, format!("({}) was changed after it was written", row.what));
            }
            for (kept, found) in kept.iter().zip(&mut found) {
                *found |= kept.seq == row.seq && kept.link == hex(&row.link);
            }
            // One fault is told once: the walk goes on from what stands there.
            (seq, last) = (row.seq, row.link);
            entries += 1;
        }
        if ended {
            break;
        }
    }
    let head = (tenant.seq.unwrap_or(0), tenant.link.clone().unwrap_or_default());
    // Entries that were sealed meanwhile come after the head that was read.
    if head.0 > seq || (head.0 == seq && head.1 != last) {
        verdict.fault(
            slug,
            None,
            format!("the chain has {} links, its last entry is {seq}: entries at its end are missing", head.0),
        );
    }
    for (kept, _) in kept.iter().zip(found).filter(|(_, found)| !found) {
        verdict.fault(slug, None, format!("the link {} that was kept is not in the chain any more", kept.seq));
    }
    let head = (seq > 0).then(|| (seq, hex(&last)));
    verdict.chains.push(TenantChain { tenant: tenant.slug.clone(), entries, head });
    Ok(())
}

impl Verdict {
    fn fault(&mut self, tenant: &str, entry: Option<AuditId>, text: String) {
        self.fault_count += 1;
        if self.faults.len() < TOLD {
            self.faults.push(Fault { tenant: tenant.to_owned(), entry, text });
        }
    }
}
