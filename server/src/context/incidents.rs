//! What was refused, for whoever watches over the portal: counted, and told in the log once a minute.
//!
//! A reader's privacy is a promise (`docs/SECURITY.md`): a line names the kind of refusal, the pattern of the address and a
//! pseudonym of the network, never what was asked, the address that was asked for, or who asked. The pseudonym comes of a
//! key that is made anew each day and kept in memory alone: lines of one day that are of one network can be told, and
//! nobody can lead them back to an address, not even with the log and the program in hand. Whoever has to shut somebody out
//! finds the address at the proxy, where it is known anyway.
//!
//! However many are refused, a minute has at most [`MOST_A_MINUTE`] lines and one a kind for the rest.

use std::{
    borrow::Cow,
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use axum::http::{Method, StatusCode};
use domain::Date;
use sha2::{Digest as _, Sha256};

use super::limits;

/// Kinds, patterns and networks that are told apart in one period: about 25 kB of log.
const MOST_A_MINUTE: usize = 100;
/// In the place of a pattern: for an address of none, and for what is told together.
pub const ELSEWHERE: &str = "other";

/// What was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Incident {
    /// A form that another site posts (403).
    CrossSite,
    /// Searches above the limit (429).
    TooManySearches,
    /// Reports above the limit (429).
    TooManyReports,
    /// A body that is too large (413).
    TooLarge,
    /// Input that is not what it should be (400, 415, 422).
    BadInput,
    /// A method that is not taken (405).
    BadMethod,
    /// A request that cannot be read, or whose head or address is too long (400, 414, 431).
    BadHead,
    /// A request without one well-formed `Host` (400).
    BadHost,
    /// A document by its id that is held and not for the public (answered 404, as any that is unknown).
    Undisclosed,
}

impl Incident {
    /// All kinds: the labels of the counters.
    pub const ALL: [Self; 9] = [
        Self::CrossSite,
        Self::TooManySearches,
        Self::TooManyReports,
        Self::TooLarge,
        Self::BadInput,
        Self::BadMethod,
        Self::BadHead,
        Self::BadHost,
        Self::Undisclosed,
    ];

    /// The word in log and metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CrossSite => "cross_site",
            Self::TooManySearches => "too_many_searches",
            Self::TooManyReports => "too_many_reports",
            Self::TooLarge => "too_large",
            Self::BadInput => "bad_input",
            Self::BadMethod => "bad_method",
            Self::BadHead => "bad_head",
            Self::BadHost => "bad_host",
            Self::Undisclosed => "undisclosed",
        }
    }

    /// The one that an answer tells of. What is not there or gone (404, 410) is none.
    pub fn of(method: &Method, status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::FORBIDDEN => Some(Self::CrossSite),
            StatusCode::TOO_MANY_REQUESTS if *method == Method::POST => Some(Self::TooManyReports),
            StatusCode::TOO_MANY_REQUESTS => Some(Self::TooManySearches),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Self::TooLarge),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::BadMethod),
            StatusCode::URI_TOO_LONG | StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => Some(Self::BadHead),
            StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
                Some(Self::BadInput)
            }
            _ => None,
        }
    }

    /// Whether somebody tries what no reader does by mistake.
    const fn is_grave(self) -> bool {
        matches!(self, Self::CrossSite | Self::TooManySearches | Self::TooManyReports | Self::BadHost)
    }
}

/// Who was refused, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Who {
    /// Not known here.
    Unknown,
    /// This machine: the operator, or a proxy that was not named.
    ThisMachine,
    /// A network, by its pseudonym of the day.
    Network(u32),
    /// All that are told together.
    Others,
}

impl std::fmt::Display for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::ThisMachine => f.write_str("this-machine"),
            Self::Network(pseudonym) => write!(f, "{pseudonym:08x}"),
            Self::Others => f.write_str("others"),
        }
    }
}

/// What is told together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Group {
    incident: Incident,
    route: Cow<'static, str>,
    who: Who,
}

/// One line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What was refused.
    pub incident: Incident,
    /// The pattern of the address.
    pub route: Cow<'static, str>,
    /// Who: a pseudonym of the network for the day, `this-machine`, `unknown` or `others`.
    pub network: String,
    /// How often.
    pub count: u64,
}

/// Since the log was last told.
#[derive(Debug, Default)]
struct Minute {
    /// The day whose key it is.
    day: Option<Date>,
    key: [u8; 32],
    counts: HashMap<Group, u64>,
}

impl Minute {
    fn pseudonym(&mut self, network: IpAddr, day: Date) -> Who {
        if self.day != Some(day) {
            let mut key = [0; 32];
            // Without chance there is no pseudonym.
            match rustix::rand::getrandom(&mut key, rustix::rand::GetRandomFlags::empty()) {
                Ok(length) if length == key.len() => (self.day, self.key) = (Some(day), key),
                _ => return Who::Unknown,
            }
        }
        let mut hasher = Sha256::new();
        hasher.update(self.key);
        match network {
            IpAddr::V4(address) => hasher.update(address.octets()),
            IpAddr::V6(address) => hasher.update(address.octets()),
        }
        let digest = hasher.finalize();
        digest.first_chunk().map_or(Who::Unknown, |first| Who::Network(u32::from_be_bytes(*first)))
    }
}

/// Counts what was refused until the log is told.
#[derive(Debug, Default)]
pub struct Incidents(Mutex<Minute>);

impl Incidents {
    /// Counts one, at an address of the pattern `route`.
    pub fn note(&self, incident: Incident, route: impl Into<Cow<'static, str>>, client: Option<IpAddr>, day: Date) {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let who = match client.map(|client| client.to_canonical()) {
            None => Who::Unknown,
            Some(client) if client.is_loopback() => Who::ThisMachine,
            Some(client) => minute.pseudonym(limits::network(client), day),
        };
        let mut group = Group { incident, route: route.into(), who };
        if minute.counts.len() >= MOST_A_MINUTE && !minute.counts.contains_key(&group) {
            group = Group { incident, route: ELSEWHERE.into(), who: Who::Others };
        }
        let count = minute.counts.entry(group).or_default();
        *count = count.saturating_add(1);
    }

    /// What was counted, most first; begins anew.
    pub fn take(&self) -> Vec<Line> {
        let counts = std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner).counts);
        let line = |(group, count): (Group, u64)| Line {
            incident: group.incident,
            route: group.route,
            network: group.who.to_string(),
            count,
        };
        let mut lines: Vec<Line> = counts.into_iter().map(line).collect();
        lines.sort_by(|a, b| {
            b.count.cmp(&a.count).then_with(|| {
                (a.incident.as_str(), &a.route, &a.network).cmp(&(b.incident.as_str(), &b.route, &b.network))
            })
        });
        lines
    }

    /// Tells the log.
    pub fn tell(&self) {
        for Line { incident, route, network, count } in self.take() {
            let (event, route) = (incident.as_str(), &*route);
            if incident.is_grave() {
                tracing::warn!(target: "mingbai::security", event, route, network, count, "拒绝了请求");
            } else {
                tracing::info!(target: "mingbai::security", event, route, network, count, "拒绝了请求");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn address(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn one_line_a_minute_of_each_kind_pattern_and_network() {
        let incidents = Incidents::default();
        let today = day("2026-11-25");
        for _ in 0..1000 {
            incidents.note(Incident::TooManySearches, "/search", Some(address("192.0.2.7")), today);
            incidents.note(Incident::TooManySearches, "/search", Some(address("192.0.2.99")), today);
            incidents.note(Incident::BadInput, "/search", Some(address("192.0.2.7")), today);
            incidents.note(Incident::TooManySearches, "/search", Some(address("2001:db8:1:2::3")), today);
        }
        let lines = incidents.take();
        assert_eq!(
            lines.iter().map(|line| (line.incident, line.count)).collect::<Vec<_>>(),
            [(Incident::TooManySearches, 2000), (Incident::BadInput, 1000), (Incident::TooManySearches, 1000),]
        );
        assert!(incidents.take().is_empty(), "told once");
        assert!(lines.iter().all(|line| line.network.len() == 8 && !line.network.contains("192")), "{lines:?}");
    }

    #[test]
    fn a_network_has_another_name_the_next_day_and_in_another_process() {
        let incidents = Incidents::default();
        let named = |incidents: &Incidents, day: Date| {
            incidents.note(Incident::BadHost, "/", Some(address("192.0.2.7")), day);
            incidents.take().pop().expect("a line").network
        };
        let first = named(&incidents, day("2026-11-25"));
        assert_eq!(first, named(&incidents, day("2026-11-25")));
        assert_ne!(first, named(&incidents, day("2026-11-26")));
        assert_ne!(first, named(&Incidents::default(), day("2026-11-25")));
    }

    #[test]
    fn a_flood_from_everywhere_does_not_fill_the_disk() {
        let incidents = Incidents::default();
        for number in 0..50_000u32 {
            incidents.note(
                Incident::TooManySearches,
                "/search",
                Some(IpAddr::from((number << 8).to_be_bytes())),
                day("2026-11-25"),
            );
            incidents.note(Incident::BadInput, "/policies", None, day("2026-11-25"));
        }
        let lines = incidents.take();
        assert!(lines.len() <= MOST_A_MINUTE + Incident::ALL.len(), "{}", lines.len());
        assert_eq!(lines.iter().map(|line| line.count).sum::<u64>(), 100_000, "each is counted");
        assert!(lines.iter().any(|line| line.network == "others" && line.count > 49_000));
    }

    #[test]
    fn every_kind_has_a_word_of_its_own_and_a_404_is_none() {
        let words: std::collections::HashSet<&str> = Incident::ALL.map(Incident::as_str).into_iter().collect();
        assert_eq!(words.len(), Incident::ALL.len());
        for status in [
            StatusCode::OK,
            StatusCode::NOT_FOUND,
            StatusCode::GONE,
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::NOT_MODIFIED,
        ] {
            assert_eq!(Incident::of(&Method::GET, status), None, "{status}");
        }
    }
}
