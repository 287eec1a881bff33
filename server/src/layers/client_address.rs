//! Which address a request comes from, as far as it can be believed.

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The client's address: the peer's own, or, when the peer is a trusted proxy, the last one in X-Forwarded-For that is
/// not a proxy itself. What stands before that one is the client's own claim.
pub fn of(extensions: &Extensions, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let is_trusted = |address: &IpAddr| trusted.iter().any(|network| network.contains(address));
    if !peer.as_ref().is_some_and(is_trusted) {
        return peer;
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).map(str::trim).collect();
    let client = hops.iter().rev().map_while(|hop| hop.parse().ok()).find(|hop| !is_trusted(hop));
    client.or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn client(peer: [u8; 4], forwarded: &'static str) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(SocketAddr::from((peer, 1234))));
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        let trusted = ["10.0.0.1/32", "10.0.0.2/31"].map(|network| network.parse().expect("a network"));
        of(&extensions, &headers, &trusted).map_or_else(String::new, |address| address.to_string())
    }

    #[test]
    fn a_forwarded_address_is_believed_from_a_trusted_proxy_alone() {
        assert_eq!(client([192, 0, 2, 9], "198.51.100.7"), "192.0.2.9");
        assert_eq!(client([10, 0, 0, 1], "198.51.100.7"), "198.51.100.7");
    }

    #[test]
    fn what_a_client_claims_before_the_last_hop_is_not_believed() {
        assert_eq!(client([10, 0, 0, 1], "203.0.113.1, 198.51.100.7, 10.0.0.2"), "198.51.100.7");
        assert_eq!(client([10, 0, 0, 1], "203.0.113.1, nonsense"), "10.0.0.1");
    }
}
