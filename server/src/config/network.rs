//! Where the server listens and under which address people know it.

use super::{Reader, Setting};
use http::Uri;
use ipnet::IpNet;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;

const ADDRESS: Setting = Setting {
    name: "TRUNKLINE_ADDR",
    default: Some("127.0.0.1:3000"),
    doc: "The address and port the server listens on.",
};
const PUBLIC_URL: Setting = Setting {
    name: "TRUNKLINE_PUBLIC_URL",
    default: None,
    doc: "The address people type, such as https://numbers.example.com. It decides whether cookies are marked Secure, \
          which origin forms may come from, and what links outside the browser look like. Unset: http:// and \
          TRUNKLINE_ADDR.",
};
const TRUSTED_PROXIES: Setting = Setting {
    name: "TRUNKLINE_TRUSTED_PROXIES",
    default: Some(""),
    doc: "Addresses of proxies in front of the server, or networks such as 172.16.0.0/12, separated by commas. Only from these is X-Forwarded-For \
          believed; sign-in attempts are counted by the address it names.",
};
pub(super) const SETTINGS: &[Setting] = &[ADDRESS, PUBLIC_URL, TRUSTED_PROXIES];

/// Where the server listens.
#[derive(Debug, Clone)]
pub struct Network {
    pub address: SocketAddr,
    pub public_url: PublicUrl,
    pub trusted_proxies: Vec<IpNet>,
}

impl Network {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let address: SocketAddr = reader.parse(&ADDRESS, "an address and a port, such as 127.0.0.1:3000");
        let public_url = match reader.optional(&PUBLIC_URL).map(|text| text.parse::<PublicUrl>()) {
            Some(Ok(url)) => url,
            Some(Err(error)) => {
                reader.refuse(&PUBLIC_URL, &error.to_string());
                PublicUrl::of(address)
            }
            None => PublicUrl::of(address),
        };
        let mut trusted_proxies = Vec::new();
        for text in reader.text(&TRUSTED_PROXIES).split(',').map(str::trim).filter(|text| !text.is_empty()) {
            match text.parse::<IpNet>().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)) {
                Ok(proxy) => trusted_proxies.push(proxy),
                Err(_) => reader.refuse(&TRUSTED_PROXIES, &format!("names {text:?}, which is no address or network")),
            }
        }
        Self { address, public_url, trusted_proxies }
    }
}

/// The origin people reach the server under: scheme, host and port, nothing behind them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    origin: String,
    https: bool,
}

/// The text is no origin.
#[derive(Debug, thiserror::Error)]
#[error("must be http:// or https:// with a host and nothing behind it")]
pub struct NoOrigin;

impl PublicUrl {
    fn of(address: SocketAddr) -> Self {
        Self { origin: format!("http://{address}"), https: false }
    }

    /// Scheme, host and port as a browser sends them in `Origin`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Whether people come by https, so that cookies can be kept to it.
    pub fn is_https(&self) -> bool {
        self.https
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)
    }
}

impl FromStr for PublicUrl {
    type Err = NoOrigin;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uri: Uri = text.trim().trim_end_matches('/').parse().map_err(|_| NoOrigin)?;
        let https = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(NoOrigin),
        };
        let authority = uri.authority().ok_or(NoOrigin)?.as_str().to_ascii_lowercase();
        if authority.contains('@') || uri.path().len() > 1 || uri.query().is_some() {
            return Err(NoOrigin);
        }
        // A browser leaves the default port out of Origin; with it here, no form would ever be taken.
        let default_port = if https { ":443" } else { ":80" };
        let authority = authority.strip_suffix(default_port).unwrap_or(&authority);
        Ok(Self { origin: format!("{}://{authority}", if https { "https" } else { "http" }), https })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_kept_as_browsers_send_it_in_origin() {
        let url: PublicUrl = "https://Numbers.Example.com:443/".parse().expect("an origin");
        assert_eq!(url.origin(), "https://numbers.example.com");
        assert!(url.is_https());
        for wrong in ["numbers.example.com", "ftp://x", "https://x/path", "https://me@x", ""] {
            assert!(wrong.parse::<PublicUrl>().is_err(), "{wrong}");
        }
    }
}
