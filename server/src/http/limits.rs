//! How often one client may search, or send something.

use std::{net::IpAddr, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests that may come at once, in seconds' worth of the average.
const BURST_SECONDS: u32 = 5;
/// Clients remembered before those that are quiet again are forgotten.
const REMEMBERED: usize = 20_000;

/// A limit by client address: on searches and suggestions, and on what readers send. Reading pages is never limited.
pub struct ClientLimiter {
    clients: DefaultKeyedRateLimiter<IpAddr>,
}

impl ClientLimiter {
    /// For forms that anybody may post: a few a minute, with room for a reader who goes through a document.
    pub fn for_reports() -> Self {
        const A_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(5);
        const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
        Self { clients: RateLimiter::keyed(Quota::per_minute(A_MINUTE).allow_burst(AT_ONCE)) }
    }

    /// So many a second on average.
    pub fn new(per_second: u32) -> Self {
        let per_second = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        let burst = per_second.saturating_mul(NonZeroU32::new(BURST_SECONDS).unwrap_or(NonZeroU32::MIN));
        Self { clients: RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)) }
    }

    /// Whether a client may do it now. This machine itself always may: it is the operator, or a proxy
    /// that nobody told us to trust, whose limit would be everybody's.
    pub fn allows(&self, client: IpAddr) -> bool {
        if client.to_canonical().is_loopback() {
            return true;
        }
        if self.clients.len() > REMEMBERED {
            self.clients.retain_recent();
        }
        self.clients.check_key(&subnet(client)).is_ok()
    }
}

/// One household has a whole /64 of IPv6.
fn subnet(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

/// What one office or provider has: a /48 of IPv6, a /24 of IPv4.
pub fn network(client: IpAddr) -> IpAddr {
    match client.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            IpAddr::from([a, b, c, 0, 0, 0, 0, 0])
        }
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            IpAddr::from([a, b, c, 0])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_is_stopped_after_its_burst_and_others_are_not() {
        let limiter = ClientLimiter::new(2);
        let (one, other): (IpAddr, IpAddr) = ("192.0.2.1".parse().expect("an address"), "192.0.2.2".parse().expect("an address"));
        let allowed = (0..100).filter(|_| limiter.allows(one)).count();
        assert!((10..=12).contains(&allowed), "{allowed}");
        assert!(limiter.allows(other));
    }

    #[test]
    fn a_household_shares_one_limit() {
        assert_eq!(subnet("2001:db8:1:2:3::4".parse().expect("an address")), subnet("2001:db8:1:2:ffff::1".parse().expect("an address")));
    }
}
