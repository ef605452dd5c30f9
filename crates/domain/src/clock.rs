//! Instants and civil days. Instants are stored in UTC; days, deadlines and office hours begin and
//! end in Asia/Shanghai, which has had one fixed offset since 1991-09-15.

use jiff::{civil::Date, tz::Offset};

pub use jiff::Timestamp;

/// China Standard Time, UTC+8.
pub const CHINA: Offset = jiff::tz::offset(8);

/// The civil day in China at an instant.
pub fn civil_day(at: Timestamp) -> Date {
    CHINA.to_datetime(at).date()
}

/// The first instant of a civil day in China.
pub fn start_of_day(day: Date) -> Timestamp {
    CHINA.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap_or(Timestamp::MAX)
}

/// RFC 3339 with the offset of China, whole seconds: `2026-11-24T16:30:00+08:00`.
pub fn rfc3339(at: Timestamp) -> String {
    CHINA.to_datetime(at).strftime("%Y-%m-%dT%H:%M:%S+08:00").to_string()
}

/// RFC 2822 with the offset of China, for RSS: `Tue, 24 Nov 2026 16:30:00 +0800`.
pub fn rfc2822(at: Timestamp) -> String {
    CHINA.to_datetime(at).strftime("%a, %d %b %Y %H:%M:%S +0800").to_string()
}

/// `2026-11-24 16:30`, 24 hours, the form that the government page norm asks for (`domain.md` §2.4).
pub fn minutes(at: Timestamp) -> String {
    CHINA.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_turns_at_midnight_in_china() {
        let before: Timestamp = "2026-02-28T15:59:59Z".parse().expect("an instant");
        let after: Timestamp = "2026-02-28T16:00:00Z".parse().expect("an instant");
        assert_eq!(civil_day(before).to_string(), "2026-02-28");
        assert_eq!(civil_day(after).to_string(), "2026-03-01");
        assert_eq!(start_of_day(civil_day(after)), after);
        assert_eq!(rfc3339(after), "2026-03-01T00:00:00+08:00");
        assert_eq!(rfc2822(after), "Sun, 01 Mar 2026 00:00:00 +0800");
        assert_eq!(minutes(after), "2026-03-01 00:00");
    }
}
