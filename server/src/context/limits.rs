//! How often one client may search, or send something.
//!
//! Two buckets for each request: one for the client (an address of IPv4, a /64 of IPv6), and a wider one for its network
//! (/24, /48), since whoever rents a machine gets a /48 with it, which is 65,536 clients. The tables are bounded: where
//! there are more clients at once than can be told apart, all share one bucket.

use std::{
    collections::HashMap,
    hash::{BuildHasher as _, RandomState},
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use domain::Date;
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Requests that may come at once, in seconds' worth of the average.
const BURST_SECONDS: NonZeroU32 = NonZeroU32::MIN.saturating_add(4);
/// So many times as much as a client has a network: an office or a school has some dozens of readers at a time.
const WIDER: NonZeroU32 = NonZeroU32::MIN.saturating_add(15);
/// Clients remembered before those that are quiet again are forgotten.
const REMEMBERED: usize = 20_000;
/// Clients that are told apart.
const MOST: usize = 100_000;
/// Between two looks through the tables for who is quiet again, in milliseconds.
const SWEEP_MILLIS: u64 = 1_000;

/// A limit by client address: on searches and suggestions. Reading pages is never limited.
pub struct ClientLimiter {
    clients: DefaultKeyedRateLimiter<IpAddr>,
    networks: DefaultKeyedRateLimiter<IpAddr>,
    /// Whoever comes when no more can be told apart.
    crowd: DefaultDirectRateLimiter,
    most: usize,
    started: Instant,
    swept: AtomicU64,
}

fn wider(quota: Quota) -> Quota {
    let burst = quota.burst_size().saturating_mul(WIDER);
    Quota::with_period(quota.replenish_interval() / WIDER.get()).map_or(quota, |quota| quota.allow_burst(burst))
}

impl ClientLimiter {
    /// So many a second on average.
    pub fn new(per_second: u32) -> Self {
        let per_second = NonZeroU32::new(per_second).unwrap_or(NonZeroU32::MIN);
        Self::of(Quota::per_second(per_second).allow_burst(per_second.saturating_mul(BURST_SECONDS)), MOST)
    }

    fn of(quota: Quota, most: usize) -> Self {
        Self {
            clients: RateLimiter::keyed(quota),
            networks: RateLimiter::keyed(wider(quota)),
            crowd: RateLimiter::direct(wider(wider(quota))),
            most,
            started: Instant::now(),
            swept: AtomicU64::new(0),
        }
    }

    /// Whether a client may do it now. This machine itself always may: it is the operator, or a proxy
    /// that nobody told us to trust, whose limit would be everybody's.
    pub fn allows(&self, client: IpAddr) -> bool {
        client.to_canonical().is_loopback() || self.allows_any(client)
    }

    /// … this machine too.
    fn allows_any(&self, client: IpAddr) -> bool {
        let tracked = self.clients.len().max(self.networks.len());
        if tracked > REMEMBERED.min(self.most / 2)
            && self.is_time_to_sweep(u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX))
        {
            self.clients.retain_recent();
            self.networks.retain_recent();
        }
        if self.clients.len() >= self.most || self.networks.len() >= self.most {
            return self.crowd.check().is_ok();
        }
        self.clients.check_key(&subnet(client)).is_ok() && self.networks.check_key(&network(client)).is_ok()
    }

    /// To look through the tables costs some milliseconds: one does it, once a second, and nobody waits for it.
    fn is_time_to_sweep(&self, now: u64) -> bool {
        let swept = self.swept.load(Ordering::Relaxed);
        now.saturating_sub(swept) >= SWEEP_MILLIS
            && self.swept.compare_exchange(swept, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
    }
}

/// Whether a report may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// It may.
    Given,
    /// Not so fast: in a minute.
    Soon,
    /// So many send something that all have to wait: in a minute.
    Crowded,
    /// Enough from there for today.
    Tomorrow,
}

/// Reports that may come from one client in one day.
const REPORTS_A_DAY: u32 = 20;

/// The limit on what anybody may send: a few a minute, with room for a reader who goes through a document; so many a day;
/// and, whoever asks, no more than the store takes beside an import. Who sent how many is in memory until the day is over.
pub struct ReportLimiter {
    clients: ClientLimiter,
    everybody: DefaultDirectRateLimiter,
    today: Mutex<Sent>,
    most: usize,
}

/// What was sent today: by client and by network, whose addresses are not kept, only what a key of the day makes of them.
#[derive(Default)]
struct Sent {
    day: Date,
    key: RandomState,
    times: HashMap<u64, u32>,
}

impl ReportLimiter {
    /// The limit.
    pub fn new() -> Self {
        const A_MINUTE: NonZeroU32 = NonZeroU32::MIN.saturating_add(5);
        const AT_ONCE: NonZeroU32 = NonZeroU32::MIN.saturating_add(9);
        const A_SECOND_FROM_ALL: NonZeroU32 = NonZeroU32::MIN.saturating_add(1);
        const AT_ONCE_FROM_ALL: NonZeroU32 = NonZeroU32::MIN.saturating_add(119);
        Self {
            clients: ClientLimiter::of(Quota::per_minute(A_MINUTE).allow_burst(AT_ONCE), MOST),
            everybody: RateLimiter::direct(Quota::per_second(A_SECOND_FROM_ALL).allow_burst(AT_ONCE_FROM_ALL)),
            today: Mutex::default(),
            most: MOST,
        }
    }

    /// Whether one more may come. This machine itself is exempt from what limits a client only where nobody is behind it
    /// (`is_forwarded`): else one proxy that was not named would let everybody send without end.
    pub fn asks(&self, client: Option<IpAddr>, is_forwarded: bool, today: Date) -> Leave {
        let client = client.map(|client| client.to_canonical()).filter(|client| is_forwarded || !client.is_loopback());
        if client.is_some_and(|client| !self.clients.allows_any(client)) {
            return Leave::Soon;
        }
        if client.is_some_and(|client| self.has_sent_enough(client, today)) {
            return Leave::Tomorrow;
        }
        if self.everybody.check().is_err() { Leave::Crowded } else { Leave::Given }
    }

    /// Counts one more, unless there were enough.
    fn has_sent_enough(&self, client: IpAddr, today: Date) -> bool {
        let mut sent = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if sent.day != today {
            *sent = Sent { day: today, ..Sent::default() };
        }
        let (own, wide) = (sent.key.hash_one((false, subnet(client))), sent.key.hash_one((true, network(client))));
        let times = |key: u64| sent.times.get(&key).copied().unwrap_or_default();
        if times(own) >= REPORTS_A_DAY || times(wide) >= REPORTS_A_DAY * WIDER.get() {
            return true;
        }
        for key in [own, wide] {
            // More than can be told apart have only what all share.
            if sent.times.len() < self.most || sent.times.contains_key(&key) {
                *sent.times.entry(key).or_default() += 1;
            }
        }
        false
    }
}

impl Default for ReportLimiter {
    fn default() -> Self {
        Self::new()
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

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn a_client_is_stopped_after_its_burst_and_others_are_not() {
        let limiter = ClientLimiter::new(2);
        let (one, other) = (address("192.0.2.1"), address("192.0.2.2"));
        let allowed = (0..100).filter(|_| limiter.allows(one)).count();
        assert!((10..=12).contains(&allowed), "{allowed}");
        assert!(limiter.allows(other));
    }

    #[test]
    fn a_household_shares_one_limit() {
        assert_eq!(subnet(address("2001:db8:1:2:3::4")), subnet(address("2001:db8:1:2:ffff::1")));
    }

    #[test]
    fn who_has_a_network_of_addresses_has_the_allowance_of_sixteen() {
        for addresses in [
            |n: u16| IpAddr::from([0x2001, 0xdb8, 1, n, 0, 0, 0, 1]),
            |n: u16| IpAddr::from([192, 0, 2, n.to_be_bytes()[1]]),
        ] {
            let limiter = ClientLimiter::new(2);
            let allowed = (0..250u16).map(|n| (0..10).filter(|_| limiter.allows(addresses(n))).count()).sum::<usize>();
            // 160 at once, and 32 a second while it is counted.
            assert!((160..=320).contains(&allowed), "{allowed} of 2500");
            assert!(
                limiter.allows(address("2001:db8:2::1")) && limiter.allows(address("192.0.3.1")),
                "neighbours are not stopped"
            );
        }
    }

    #[test]
    fn fifteen_readers_behind_one_network_are_not_stopped() {
        let limiter = ClientLimiter::new(20);
        let refused = (0..15u8)
            .map(|n| (0..100).filter(|_| !limiter.allows(IpAddr::from([192, 0, 2, n]))).count())
            .sum::<usize>();
        assert_eq!(refused, 0);
    }

    #[test]
    fn the_tables_are_bounded_and_looked_through_once_a_second() {
        let limiter = ClientLimiter::of(Quota::per_minute(NonZeroU32::MIN).allow_burst(NonZeroU32::MIN), 1_000);
        let allowed =
            (0..60_000u32).filter(|n| limiter.allows(IpAddr::from((0x0a00_0000 | n << 8).to_be_bytes()))).count();
        assert!(
            limiter.clients.len() <= 1_001 && limiter.networks.len() <= 1_001,
            "{} {}",
            limiter.clients.len(),
            limiter.networks.len()
        );
        assert!((1_000..2_000).contains(&allowed), "{allowed}: the rest share one bucket");
        let limiter = ClientLimiter::new(1);
        assert!(
            limiter.is_time_to_sweep(5_000) && !limiter.is_time_to_sweep(5_000) && !limiter.is_time_to_sweep(5_999)
        );
        assert!(limiter.is_time_to_sweep(6_000));
    }

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    #[test]
    fn a_client_sends_so_many_reports_a_day_and_a_network_sixteen_times_as_many() {
        let limiter = ReportLimiter::new();
        let (today, one) = (day("2026-11-25"), address("192.0.2.1"));
        let enough = (0..REPORTS_A_DAY + 5).filter(|_| limiter.has_sent_enough(one, today)).count();
        assert_eq!(enough, 5);
        assert!(!limiter.has_sent_enough(address("192.0.2.2"), today), "a neighbour may");
        let from_network: usize = (2..=255u8)
            .map(|n| {
                (0..REPORTS_A_DAY).filter(|_| !limiter.has_sent_enough(IpAddr::from([192, 0, 2, n]), today)).count()
            })
            .sum();
        assert_eq!(from_network + 1 + REPORTS_A_DAY as usize, (REPORTS_A_DAY * WIDER.get()) as usize);
        assert!(!limiter.has_sent_enough(one, day("2026-11-26")), "tomorrow again");
        assert_eq!(limiter.today.lock().expect("the table").times.len(), 2, "nobody of yesterday is remembered");
    }

    #[test]
    fn whoever_asks_all_share_one_bucket_of_reports() {
        let limiter = ReportLimiter::new();
        let today = day("2026-11-25");
        let leaves: Vec<Leave> = (0..60u8)
            .flat_map(|n| (0..10).map(move |_| n))
            .map(|n| limiter.asks(Some(IpAddr::from([10, n, 0, 1])), false, today))
            .collect();
        let given = leaves.iter().filter(|leave| **leave == Leave::Given).count();
        assert!((120..=130).contains(&given), "{given}");
        assert!(leaves.contains(&Leave::Crowded));
        assert_eq!(limiter.asks(Some(address("::1")), false, today), Leave::Crowded, "this machine too");
    }

    #[test]
    fn this_machine_is_exempt_only_where_nobody_is_behind_it() {
        let limiter = ReportLimiter::new();
        let today = day("2026-11-25");
        assert!((0..50).all(|_| limiter.asks(Some(address("127.0.0.1")), false, today) == Leave::Given));
        let forwarded: Vec<Leave> = (0..50).map(|_| limiter.asks(Some(address("127.0.0.1")), true, today)).collect();
        assert_eq!(forwarded.iter().filter(|leave| **leave == Leave::Given).count(), 10);
        assert!(forwarded.ends_with(&[Leave::Soon]));
    }
}
