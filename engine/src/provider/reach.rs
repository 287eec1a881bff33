//! Where a company's address may lead: to public hosts, and to no other (FEATURES E26).
//!
//! A name is looked up by [`PublicOnly`], which passes on public addresses alone, for each connection anew: a name that
//! changes its mind between a check and its use gains nothing. Redirects are not followed.

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Whether the operator lets companies name loopback addresses: a provider on the same machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loopback {
    Allowed,
    Refused,
}

/// Why an address is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    #[error("Use an address that begins with https:// or http://.")]
    NoAddress,
    #[error("An address has no name and no password in it; the credential has its own field.")]
    Credential,
    #[error("An address that leads into a private network is not called.")]
    Private,
}

/// Reads a company's address; a host that is named by digits is checked at once, others at each connection.
///
/// # Errors
/// [`Unreachable`], which reads as a sentence.
pub fn read(text: &str, loopback: Loopback) -> Result<reqwest::Url, Unreachable> {
    let url = reqwest::Url::parse(text.trim()).map_err(|_| Unreachable::NoAddress)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Unreachable::NoAddress);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Unreachable::Credential);
    }
    let host = url.host_str().ok_or(Unreachable::NoAddress)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(ip) if !allows(ip, loopback) => Err(Unreachable::Private),
        _ => Ok(url),
    }
}

/// Reads a company's address as the one that paths are joined behind, whether or not it was written with a slash at its end.
pub(super) fn base(text: &str, loopback: Loopback) -> Result<reqwest::Url, Unreachable> {
    let mut base = read(text, loopback)?;
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    base.set_query(None);
    base.set_fragment(None);
    Ok(base)
}

/// Whether what is sent to an address stays on this machine: what listens there may be a provider that calls nobody.
pub fn stays_here(text: &str) -> bool {
    let url = reqwest::Url::parse(text.trim()).ok();
    let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or_default();
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}

/// Whether an address may be called.
pub fn allows(ip: IpAddr, loopback: Loopback) -> bool {
    let ip = ip.to_canonical();
    if ip.is_loopback() { loopback == Loopback::Allowed } else { is_public(ip) }
}

/// Whether an address is one of the public internet. Source: the special-purpose registries of IANA (RFC 6890 and what
/// followed it).
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = (a, b, c) == (192, 0, 0);
    let relay = (a, b, c) == (192, 88, 99);
    let benchmark = a == 198 && (b == 18 || b == 19);
    !(a == 0
        || a >= 224
        || ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || shared
        || protocol
        || relay
        || benchmark)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    // Only 2000::/3 is handed out; of it 2001::/23 is for protocols, 2001:db8::/32 and 3fff::/20 for documents, and 2002::/16
    // and 64:ff9b::/96 carry addresses of version 4, private ones among them.
    let global = a & 0xe000 == 0x2000;
    let protocol = a == 0x2001 && b < 0x0200;
    let documents = (a == 0x2001 && b == 0x0db8) || (a == 0x3fff && b < 0x1000);
    global && !protocol && !documents && a != 0x2002
}

/// Looks names up and passes on only what may be called.
#[derive(Debug, Clone, Copy)]
pub struct PublicOnly(pub Loopback);

#[derive(Debug)]
struct Refused;

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Unreachable::Private.fmt(f)
    }
}

impl std::error::Error for Refused {}

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        let loopback = self.0;
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            let allowed: Vec<SocketAddr> = found.into_iter().filter(|found| allows(found.ip(), loopback)).collect();
            if allowed.is_empty() {
                return Err(Box::new(Refused) as Box<dyn std::error::Error + Send + Sync>);
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_addresses_are_refused_in_every_spelling() {
        for host in [
            "10.0.0.1",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f.1",
            "0",
            "169.254.169.254",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "192.0.2.1",
            "[::1]",
            "[::]",
            "[::ffff:10.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[fc00::1]",
            "[fe80::1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::1]",
            "[2001:db8::1]",
            "[ff02::1]",
        ] {
            let read = read(&format!("http://{host}/x"), Loopback::Refused);
            assert_eq!(read.err(), Some(Unreachable::Private), "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_are_taken_and_loopback_where_it_is_allowed() {
        for host in ["calls.example.com", "8.8.8.8", "[2606:4700::1111]", "8.8.8.8:8443"] {
            assert!(read(&format!("https://{host}"), Loopback::Refused).is_ok(), "{host}");
        }
        assert!(read("http://127.0.0.1:9000", Loopback::Allowed).is_ok());
        assert!(read("http://[::ffff:127.0.0.1]:9000", Loopback::Allowed).is_ok());
        assert_eq!(read("http://10.0.0.1", Loopback::Allowed).err(), Some(Unreachable::Private));
    }

    #[test]
    fn what_is_no_address_and_what_holds_a_password_is_told() {
        for text in ["", "calls.example.com", "ftp://example.com", "file:///etc/passwd", "http://"] {
            assert_eq!(read(text, Loopback::Refused).err(), Some(Unreachable::NoAddress), "{text}");
        }
        assert_eq!(read("https://a:b@example.com", Loopback::Refused).err(), Some(Unreachable::Credential));
    }

    #[tokio::test]
    async fn a_name_that_leads_home_is_not_called() {
        let looked = |loopback| async move { PublicOnly(loopback).resolve("localhost".parse().expect("a name")).await };
        assert!(looked(Loopback::Refused).await.is_err());
        assert!(looked(Loopback::Allowed).await.is_ok());
    }
}
