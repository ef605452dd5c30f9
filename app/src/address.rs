//! Addresses of lists: the query string read and written (`contracts.md`, Pages).

use domain::{
    Date,
    search::{Facet, Filters, SearchRequest, Sort},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::words::errors;

/// Unreserved characters of RFC 3986 stay.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The longest query that is looked at, in characters; the rest is cut off.
pub const MAX_QUERY_CHARS: usize = 500;
/// The most values of one filter that are looked at.
pub const MAX_FILTER_VALUES: usize = 50;

/// A list's address, parsed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ListAddress {
    /// `/search`, or the list of a kind.
    pub path: &'static str,
    /// What the reader typed.
    pub query: String,
    /// Restrictions.
    pub filters: Filters,
    /// The order.
    pub sort: Sort,
    /// From 1.
    pub page: u32,
    /// Without the synonym table.
    pub literal: bool,
}

/// A parameter that cannot be read: 400, with the sentence to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadParameter(pub String);

/// Splits a query string into decoded pairs. `+` is a space, as forms send it; broken UTF-8 is replaced.
pub fn pairs(query_string: &str) -> impl Iterator<Item = (String, String)> + '_ {
    query_string.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decode(key), without_controls(&decode(value)))
    })
}

/// What somebody typed, as it may be said back: no form of text holds control characters, and nobody types them.
pub fn without_controls(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The first value of a parameter, decoded.
pub fn value(query_string: &str, name: &str) -> Option<String> {
    pairs(query_string).find(|(key, _)| key == name).map(|(_, value)| value)
}

/// A percent-encoded text; `+` is a space.
pub fn decode(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

/// Encodes a value for a query string.
pub fn encode(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}

impl ListAddress {
    /// An empty list address.
    pub fn at(path: &'static str) -> Self {
        Self { path, page: 1, ..Self::default() }
    }

    /// Reads a query string. Unknown keys are ignored, empty values do not filter; a value outside its
    /// domain is a [`BadParameter`].
    pub fn parse(path: &'static str, query_string: &str) -> Result<Self, BadParameter> {
        let mut address = Self::at(path);
        for (key, value) in pairs(query_string) {
            if value.is_empty() {
                continue;
            }
            match key.as_str() {
                "q" => address.query = value.chars().take(MAX_QUERY_CHARS).collect(),
                "sort" => {
                    let known = Sort::ALL.map(Sort::as_str);
                    address.sort = Sort::parse(&value).ok_or_else(|| not_among("sort", &value, &known))?;
                }
                "page" => address.page = page(&value)?,
                "literal" => address.literal = value == "1",
                key => {
                    if let Some(facet) = Facet::parse(key) {
                        choose(&mut address.filters, facet, value)?;
                    }
                }
            }
        }
        Ok(address)
    }

    /// The address again, in one canonical spelling.
    pub fn url(&self) -> String {
        let mut query = self.feed_query();
        if self.page > 1 {
            query.push(("page", self.page.to_string()));
        }
        join(self.path, &query)
    }

    /// The query of the feed of this list: everything but the page.
    fn feed_query(&self) -> Vec<(&'static str, String)> {
        let mut query = Vec::new();
        if !self.query.is_empty() {
            query.push(("q", self.query.clone()));
        }
        for (facet, values) in self.filters.chosen() {
            query.extend(values.iter().map(|value| (facet.word(), value.clone())));
        }
        if self.sort != Sort::default() {
            query.push(("sort", self.sort.as_str().to_owned()));
        }
        if self.literal {
            query.push(("literal", "1".to_owned()));
        }
        query
    }

    /// The Atom feed with the same filters.
    pub fn feed_url(&self) -> String {
        let list = if self.path == "/search" { "/policies" } else { self.path };
        join(&format!("/feeds{list}.atom"), &self.feed_query())
    }

    /// Another page of the same list.
    #[must_use]
    pub fn with_page(&self, page: u32) -> Self {
        Self { page, ..self.clone() }
    }

    /// The same list after a change of filters: from the first page.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut address = self.with_page(1);
        change(&mut address);
        address
    }

    /// The request for the port.
    pub fn request(&self, per_page: u32, today: Date) -> SearchRequest {
        SearchRequest {
            query: self.query.clone(),
            filters: self.filters.clone(),
            sort: self.sort,
            page: self.page,
            per_page,
            today,
            literal: self.literal,
        }
    }
}

fn join(path: &str, query: &[(&str, String)]) -> String {
    if query.is_empty() {
        return path.to_owned();
    }
    let pairs: Vec<String> = query.iter().map(|(key, value)| format!("{key}={}", encode(value))).collect();
    format!("{path}?{}", pairs.join("&"))
}

fn choose(filters: &mut Filters, facet: Facet, value: String) -> Result<(), BadParameter> {
    if !facet.allows(&value) {
        return Err(match facet.values() {
            Some(known) => not_among(facet.word(), &value, &known),
            None => BadParameter(errors::BAD_YEAR.to_owned()),
        });
    }
    if filters.of(facet).len() < MAX_FILTER_VALUES {
        filters.choose(facet, value);
    }
    Ok(())
}

fn not_among(key: &str, value: &str, allowed: &[&str]) -> BadParameter {
    let shown: String = value.chars().take(30).collect();
    BadParameter(errors::not_among(key, &shown, allowed))
}

fn page(value: &str) -> Result<u32, BadParameter> {
    value
        .parse::<u64>()
        .ok()
        .filter(|page| *page >= 1)
        .map(|page| u32::try_from(page).unwrap_or(u32::MAX))
        .ok_or_else(|| BadParameter(errors::BAD_PAGE.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]
mod tests {
    use super::*;

    #[test]
    fn an_address_survives_being_read_and_written() {
        let query = "q=%E7%94%9F%E5%AD%A9%E5%AD%90&agency=a&agency=b&year=2026&validity=in_force&sort=newest&page=3";
        let address = ListAddress::parse("/search", query).unwrap();
        assert_eq!(address.query, "生孩子");
        assert_eq!(address.filters.of(Facet::Agency), ["a", "b"]);
        assert_eq!(address.url(), format!("/search?{query}"));
        assert_eq!(ListAddress::parse("/search", address.url().trim_start_matches("/search?")).unwrap(), address);
    }

    #[test]
    fn bad_values_are_refused_with_a_sentence_and_unknown_keys_ignored() {
        for bad in ["page=0", "page=x", "page=-1", "year=20", "validity=maybe", "sort=up", "kind=law"] {
            assert!(ListAddress::parse("/search", bad).is_err(), "{bad}");
        }
        assert_eq!(ListAddress::parse("/search", "page=99999999999&utm=1").unwrap().page, u32::MAX);
    }

    #[test]
    fn thousands_of_filters_and_long_queries_are_cut() {
        let many = (0..5000).map(|i| format!("agency=a{i}")).collect::<Vec<_>>().join("&");
        assert_eq!(ListAddress::parse("/policies", &many).unwrap().filters.of(Facet::Agency).len(), MAX_FILTER_VALUES);
        let long = format!("q={}", encode(&"长".repeat(10_000)));
        assert_eq!(ListAddress::parse("/search", &long).unwrap().query.chars().count(), MAX_QUERY_CHARS);
    }
}
