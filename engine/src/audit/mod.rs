//! Who did what: an entry for every mutation, written in the mutation's own transaction ([`record`]) and kept for ever.
//!
//! # The chain
//!
//! An entry is written with a digest, SHA-256 of all it says. Soon after its commit it is sealed ([`seal`]): it gets the next
//! place in its tenant's chain and a link, SHA-256 of the link before, the place, its id and its digest. [`verify`] computes
//! all of it anew and names what does not fit.
//!
//! * *An entry that was changed* has another digest; *one with a new digest as well* has another link.
//! * *An entry that was taken out, put in or moved* breaks the links.
//! * *Entries at the end that were cut off, the chain's last link with them,* leave a chain that fits. The last link that
//!   `audit verify` prints is for that: kept elsewhere and given back with `--expect`, it must still be in the chain. The same
//!   finds a chain that somebody with every right has computed anew from one place on.
//!
//! Sealing apart from writing costs that an entry can be taken out without a trace in the second or two before it is sealed.
//! Sealing within the mutation would need one lock for each tenant that every mutation holds until its commit is on disk.

mod entry;
mod export;
mod list;
mod record;
mod seal;
mod verify;

pub use entry::AuditEntry;
pub use export::export;
pub use list::{count, count_exact, get, list, people};
pub(crate) use record::{Entry, record};
pub use seal::{seal, seal_until};
pub use verify::{Expected, Fault, TenantChain, Verdict, verify};

/// What an entry says, as one text of which two different entries never share one: the row is `e`. The digest is of this;
/// changing it makes every entry there is look changed.
const CONTENT: &str = "jsonb_build_array(
    e.tenant_id, (extract(epoch from e.at) * 1000000)::bigint, e.actor, e.user_id, e.token_id, e.acting, e.door,
    e.address, e.request, e.verb, e.subject, e.before, e.after)::text";

/// The link of an entry: SHA-256 of the link before it (nothing for the first), its place, its id and its digest.
fn link(before: &[u8], seq: i64, id: i64, digest: &[u8]) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for part in [before, &seq.to_be_bytes(), &id.to_be_bytes(), digest] {
        hash.update(part);
    }
    hash.finalize().to_vec()
}
