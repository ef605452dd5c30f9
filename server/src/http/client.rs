//! Who asks. A proxy's word is believed only when it was configured (`docs/SECURITY.md`).

use std::net::{IpAddr, SocketAddr};

use axum::http::{Extensions, HeaderMap, Request};

use crate::context::Portal;

/// The address at the other end of the connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// The client's address: the peer, or, when the peer is a configured proxy, the last address of
/// `X-Forwarded-For` that is not one. `None` without a connection, as in tests.
pub fn address<B>(portal: &Portal, request: &Request<B>) -> Option<IpAddr> {
    of(portal, request.extensions(), request.headers())
}

/// [`address`] of a request whose body was set apart.
pub fn of(portal: &Portal, extensions: &Extensions, headers: &HeaderMap) -> Option<IpAddr> {
    let peer = extensions.get::<Peer>()?.0.to_canonical();
    Some(behind_proxies(peer, headers, &portal.config.network.trusted_proxies))
}

/// What proxies write about whom they ask for.
const FORWARDING: [&str; 7] =
    ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip"];

/// Whether a request says that it comes through a proxy, named or not. Whoever makes it up gains nothing.
pub fn is_forwarded(headers: &HeaderMap) -> bool {
    FORWARDING.iter().any(|name| headers.contains_key(*name))
}

fn behind_proxies(peer: IpAddr, headers: &HeaderMap, trusted: &[IpAddr]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|proxy| proxy.to_canonical() == *address);
    if !is_trusted(&peer) {
        return peer;
    }
    let values: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    // Each proxy appends whom it heard: read from the near end, as far as the proxies are ours. What stands
    // before that, a client may have made up.
    let mut nearest = peer;
    for part in values.iter().rev().flat_map(|value| value.rsplit(',')) {
        let Some(address) = heard(part.trim()) else { break };
        nearest = address.to_canonical();
        if !is_trusted(&nearest) {
            break;
        }
    }
    nearest
}

/// An address as proxies write it: `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn heard(text: &str) -> Option<IpAddr> {
    let bracketed = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip())).or_else(bracketed)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn of(peer: &str, forwarded: &str, trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_str(forwarded).expect("a header"));
        let trusted: Vec<IpAddr> = trusted.iter().map(|text| text.parse().expect("an address")).collect();
        behind_proxies(peer.parse().expect("an address"), &headers, &trusted).to_string()
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        assert_eq!(of("198.51.100.7", "203.0.113.9", &[]), "198.51.100.7");
        assert_eq!(of("10.0.0.1", "203.0.113.9", &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2", &["10.0.0.1", "10.0.0.2"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", "not an address", &["10.0.0.1"]), "10.0.0.1");
        assert_eq!(of("10.0.0.1", "made up, 203.0.113.9", &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", "6.6.6.6, 203.0.113.9:4711", &["10.0.0.1"]), "203.0.113.9");
        assert_eq!(of("10.0.0.1", "[2001:db8::1]:4711", &["10.0.0.1"]), "2001:db8::1");
        assert_eq!(of("10.0.0.1", "[2001:db8::1]", &["10.0.0.1"]), "2001:db8::1");
    }
}
