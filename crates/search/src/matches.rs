//! What matched, before anything of it is read from disk.

use domain::search::Facets;

use crate::scoring::Scored;

/// A result before it is read from disk.
#[derive(Debug, Clone)]
pub(crate) struct Match {
    pub(crate) scored: Scored,
    pub(crate) clause: Option<String>,
}

/// All that matched, filtered and counted, not yet ordered.
pub(crate) struct Matches {
    pub(crate) found: Vec<Match>,
    pub(crate) facets: Facets,
}
