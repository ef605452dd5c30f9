//! A result as it is shown: only now is text read from disk, and the snippet cut at its clause.

use domain::{
    Date,
    search::{Hit, HitClause, SnippetRun},
};
use hanzi::highlight;
use tantivy::DocId;

use crate::{Error, excerpt, matches::Match, passages::ClausePiece, snapshot::Snapshot};

/// Letters, characters and figures alone: titles are broken into lines in many ways.
fn without_punctuation(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Reads a result, and marks in its snippet what was asked for.
pub(super) fn hit(
    snapshot: &Snapshot,
    found: &Match,
    marks: &[highlight::QueryTerm],
    today: Date,
) -> Result<Hit, Error> {
    let missing = || Error::Read(std::io::Error::other("an entry that was found is gone"));
    let segment = snapshot.segments.get(found.scored.segment).ok_or_else(missing)?;
    let entry = segment.table.entries.get(found.scored.entry).ok_or_else(missing)?;
    let until = segment.table.entries.get(found.scored.entry + 1).map_or(segment.reader.max_doc(), |next| next.address);
    let pieces = |address: DocId| snapshot.pieces_at(found.scored.segment, address);
    let passages = entry.address + 1..until;
    // Whichever of its wordings matched: what somebody wants to read of a question is its answer.
    let answer = entry
        .stored
        .summary
        .as_deref()
        .filter(|summary| entry.stored.kind.facts().summary_answers && !summary.trim().is_empty());
    let mut place: Option<(ClausePiece, bool)> = None;
    if answer.is_some() {
        // Nothing needs to be read.
    } else if let Some(clause) = &found.clause {
        for address in passages.clone() {
            if let Some(piece) = pieces(address)?.into_iter().find(|piece| piece.clause == *clause) {
                place = Some((piece, true));
                break;
            }
        }
    } else if let Some(address) = found.scored.passage {
        // A text that opens with its own title says nothing more than the title above the snippet does.
        let repeats_title =
            |piece: &ClausePiece| without_punctuation(&entry.stored.title).contains(&without_punctuation(&piece.text));
        let weight =
            |piece: &ClausePiece| if repeats_title(piece) { 0.0 } else { highlight::coverage(&piece.text, marks) };
        place = pieces(address)?
            .into_iter()
            .rev()
            .max_by(|a, b| weight(a).total_cmp(&weight(b)))
            .filter(|piece| weight(piece) > 0.0)
            .map(|piece| (piece, true));
    }
    if place.is_none() && entry.stored.summary.is_none() && !passages.is_empty() {
        place = pieces(passages.start)?
            .into_iter()
            .find(|piece| piece.text.chars().nth(12).is_some())
            .map(|piece| (piece, false));
    }
    let snippet: Vec<SnippetRun> = match (answer, &place, &entry.stored.summary) {
        (Some(answer), ..) => excerpt::beginning(answer, marks),
        (None, Some((piece, _)), _) => excerpt::around(&piece.text, marks),
        (None, None, Some(summary)) => excerpt::around(summary, marks),
        (None, None, None) => Vec::new(),
    };
    let clause = place
        .filter(|(piece, is_match)| *is_match && !piece.clause.is_empty() && !piece.label.is_empty())
        .map(|(piece, _)| HitClause { url: entry.stored.url_of(&piece.clause), label: piece.label });
    let stored = &entry.stored;
    let statement = entry.statement(today);
    Ok(Hit {
        kind: stored.kind,
        id: stored.id.clone(),
        title: stored.title.clone(),
        url: stored.url.clone(),
        date: stored.date,
        agency: stored.agency.as_ref().map(|agency| agency.name.clone()),
        validity: statement.as_ref().map(|statement| statement.state),
        validity_since: statement.and_then(|statement| statement.since),
        document_number: stored.document_number.clone(),
        snippet,
        clause,
        demo: stored.demo,
        verdict: None,
        causes: Vec::new(),
    })
}
