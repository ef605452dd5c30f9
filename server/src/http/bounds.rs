//! What one request to a route may cost, and what keeps it there. A route cannot be added without saying so; `docs/SECURITY.md` has the
//! table, and a test compares them.

use std::sync::LazyLock;

use axum::{Router, handler::Handler, routing::MethodRouter};

use domain::Kind;

use crate::{
    context::{Portal, incidents::ELSEWHERE},
    http::routes,
};

/// How often one client may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// As often as it likes: it costs less than it takes to refuse, or is kept.
    Free,
    /// As often as it may search ([`crate::context::limits::ClientLimiter`]); `/feeds` and lists only for what is not kept.
    Searches,
    /// As often as it may send reports; reading the form is free.
    Reports,
}

/// Who has to wait for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Nobody: some rows of the store, or memory.
    None,
    /// As many at a time as pages may be made ([`crate::context::turns::Turns`]), large documents one at a time.
    Page,
    /// As many at a time as there are cores, large documents one at a time.
    Core,
}

/// What asking again costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// Nothing: it is kept in the page cache while the content stays as it is. What is made of a large document is not kept, but made
    /// for one at a time.
    Kept,
    /// Little: it is small, or read from a file.
    Little,
    /// The same: it is made anew, which its allowance bounds.
    Same,
}

/// What keeps a route within its bounds. One request costs at most 150 MB of memory above rest and two seconds of a core
/// (`make bench` measures it).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// How often one client may ask.
    pub allowance: Allowance,
    /// How many are answered at the same time.
    pub turn: Turn,
    /// What asking again costs.
    pub again: Again,
}

impl Bound {
    /// A few rows, or memory.
    pub const SMALL: Self = Self { allowance: Allowance::Free, turn: Turn::None, again: Again::Little };
    /// A page.
    pub const PAGE: Self = Self { allowance: Allowance::Free, turn: Turn::Page, again: Again::Kept };
    /// A page with a form that may be sent.
    pub const FORM: Self = Self { allowance: Allowance::Reports, turn: Turn::Page, again: Again::Kept };
    /// A small document as data, or a list of addresses.
    pub const KEPT: Self = Self { allowance: Allowance::Free, turn: Turn::None, again: Again::Kept };
    /// A document in another form.
    pub const FILE: Self = Self { allowance: Allowance::Free, turn: Turn::Core, again: Again::Kept };
    /// A list that is kept.
    pub const LIST: Self = Self { allowance: Allowance::Searches, turn: Turn::Core, again: Again::Kept };
    /// A search.
    pub const SEARCH: Self = Self { allowance: Allowance::Searches, turn: Turn::Core, again: Again::Same };
    /// Rows of the store that are read anew.
    pub const ROWS: Self = Self { allowance: Allowance::Searches, turn: Turn::None, again: Again::Same };

    /// The cells of the table in `docs/SECURITY.md`.
    pub fn words(self) -> [&'static str; 3] {
        [
            match self.allowance {
                Allowance::Free => "free",
                Allowance::Searches => "as a search",
                Allowance::Reports => "sending: as a report",
            },
            match self.turn {
                Turn::None => "–",
                Turn::Page => "pages",
                Turn::Core => "cores",
            },
            match self.again {
                Again::Kept => "kept",
                Again::Little => "little",
                Again::Same => "made anew",
            },
        ]
    }
}

/// Pages, which the router does not know by their addresses: the fallback renders them.
const PAGES: [(&str, Bound); 6] = [
    ("/", Bound::PAGE),
    ("/search", Bound::LIST),
    ("/policies/{id}/versions/{number}", Bound::PAGE),
    ("/policies/{id}/compare/{range}", Bound::LIST),
    ("/about", Bound::PAGE),
    ("/accessibility", Bound::PAGE),
];

/// The list of each kind, and its documents.
fn pages_of_kinds() -> impl Iterator<Item = (String, Bound)> {
    Kind::ALL.iter().flat_map(|kind| {
        let list = if kind.facts().is_listed { Bound::LIST } else { Bound::PAGE };
        [(kind.path().to_owned(), list), (format!("{}/{{id}}", kind.path()), Bound::PAGE)]
    })
}

/// Whatever no page is at: addresses like it are looked for.
const NOWHERE: (&str, Bound) = ("whatever is not there", Bound { again: Again::Same, turn: Turn::Core, ..Bound::PAGE });

/// Routes, each with its bound.
pub struct Routes {
    router: Router<Portal>,
    table: Vec<(String, Bound)>,
}

impl Routes {
    /// None yet.
    pub fn new() -> Self {
        Self { router: Router::new(), table: Vec::new() }
    }

    /// One more.
    #[must_use]
    pub fn add(mut self, path: impl Into<String>, bound: Bound, methods: MethodRouter<Portal>) -> Self {
        let path = path.into();
        let router = self.router.route(&path, methods);
        self.table.push((path, bound));
        Self { router, table: self.table }
    }

    /// All of another below a path.
    #[must_use]
    pub fn nest(mut self, path: &'static str, inner: Self) -> Self {
        self.table.extend(inner.table.into_iter().map(|(below, bound)| (format!("{path}{below}"), bound)));
        Self { router: self.router.nest(path, inner.router), table: self.table }
    }

    /// What answers where no route does.
    #[must_use]
    pub fn otherwise<H, T>(self, handler: H) -> Self
    where
        H: Handler<T, Portal>,
        T: 'static,
    {
        Self { router: self.router.fallback(handler), ..self }
    }

    /// The router.
    pub fn into_router(self) -> Router<Portal> {
        self.router
    }

    /// Every route with its bound, and the pages.
    pub fn table(self) -> Vec<(String, Bound)> {
        let mut table = self.table;
        let fixed = PAGES.into_iter().map(|(path, bound)| (path.to_owned(), bound));
        for page in fixed.chain(pages_of_kinds()) {
            // Where a document has files as well, its route is known to the router.
            if !table.iter().any(|(path, _)| *path == page.0) {
                table.push(page);
            }
        }
        table.push((NOWHERE.0.to_owned(), NOWHERE.1));
        table
    }
}

/// The patterns of all addresses that something answers at.
pub fn patterns() -> &'static [String] {
    static PATTERNS: LazyLock<Vec<String>> = LazyLock::new(|| {
        routes().table().into_iter().map(|(path, _)| path).filter(|path| path.starts_with('/')).collect()
    });
    &PATTERNS
}

/// Patterns for what nothing answers at, below the API.
const BELOW_THE_API: [&str; 3] = ["/api/{anything}", "/api/v1/{anything}", "/api/v1/{anything}/{id}"];

/// The pattern of an address: one of few, so that nothing of what was asked gets into the log.
pub fn pattern_of(path: &str) -> &'static str {
    patterns().iter().map(String::as_str).chain(BELOW_THE_API).find(|pattern| fits(pattern, path)).unwrap_or(ELSEWHERE)
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(known), Some(segment)) if known == segment || known.starts_with('{') && !segment.is_empty() => {}
            _ => return false,
        }
    }
}

impl Default for Routes {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_app_is_in_the_table() {
        let pages = include_str!("../../../app/src/routes.rs");
        let paths: Vec<&str> =
            pages.split("path!(\"").skip(1).filter_map(|rest| rest.split_once('"')).map(|(path, _)| path).collect();
        assert!(paths.len() > 10);
        let lists: Vec<String> = Kind::ALL.iter().map(|kind| kind.path().to_owned()).collect();
        let spelt = |path: &str| match path.strip_prefix("/:list") {
            Some(rest) => lists.iter().map(|list| format!("{list}{rest}")).collect(),
            None => vec![path.to_owned()],
        };
        for path in paths.into_iter().flat_map(spelt) {
            let segments = path.split('/').map(|segment| {
                segment.strip_prefix(':').map_or_else(|| segment.to_owned(), |name| format!("{{{name}}}"))
            });
            let pattern = segments.collect::<Vec<_>>().join("/");
            assert!(patterns().contains(&pattern), "{pattern} has no bound");
        }
    }

    #[test]
    fn an_address_is_told_by_its_pattern_alone() {
        for (path, pattern) in [
            ("/", "/"),
            ("/search", "/search"),
            ("/search/gap", "/search/gap"),
            ("/policies/birth-support-2026", "/policies/{id}"),
            ("/policies/birth-support-2026/compare/1..2", "/policies/{id}/compare/{range}"),
            ("/api/v1/policies/a/clauses/art1", "/api/v1/policies/{id}/clauses/{clause}"),
            ("/api/v1/what-somebody-typed", "/api/v1/{anything}"),
            ("/what/somebody/typed", ELSEWHERE),
            ("/policies/", ELSEWHERE),
            ("//evil.example", ELSEWHERE),
            ("", ELSEWHERE),
        ] {
            assert_eq!(pattern_of(path), pattern, "{path}");
        }
    }

    #[test]
    fn the_table_in_the_security_document_is_that_of_the_routes() {
        let document = include_str!("../../../docs/SECURITY.md");
        for (path, bound) in routes().table() {
            let row = format!("| `{path}` | {} |", bound.words().join(" | "));
            assert!(document.contains(&row), "not in docs/SECURITY.md: {row}");
        }
    }
}
