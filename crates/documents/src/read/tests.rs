//! Reading as a caller sees it: what is refused and with which sentence, what is kept, what is reported.

use super::*;

mod corpus;
mod damaged;
mod folders;
mod hostile;
mod json_lines;
mod single_files;

/// Policies, unless the document says otherwise.
fn policies() -> ReadOptions {
    ReadOptions { kind: Some(Kind::Policy), ..ReadOptions::default() }
}

fn bytes(name: &str, bytes: impl Into<Vec<u8>>) -> Input {
    Input::Bytes { name: name.to_owned(), bytes: bytes.into() }
}

/// All that a source yields, and the report.
fn read_all(input: Input, options: &ReadOptions) -> (Vec<Result<SourceDocument, Rejection>>, ReadReport) {
    let mut reader = read(input, options);
    let items = reader.by_ref().collect();
    (items, reader.report().clone())
}

/// The only document of a single file.
fn document(name: &str, content: impl Into<Vec<u8>>) -> SourceDocument {
    only(name, content).unwrap_or_else(|rejection| panic!("{rejection}"))
}

/// The sentence with which a single file is refused.
fn refusal(name: &str, content: impl Into<Vec<u8>>) -> String {
    match only(name, content) {
        Ok(read) => panic!("{name} was read: {:?}", read.document.title),
        Err(rejection) => rejection.reason.to_string(),
    }
}

fn only(name: &str, content: impl Into<Vec<u8>>) -> Result<SourceDocument, Rejection> {
    let (mut items, _) = read_all(bytes(name, content), &policies());
    assert_eq!(items.len(), 1, "{name}");
    items.remove(0)
}

fn body(read: &SourceDocument) -> &str {
    read.document.as_policy().map_or("", |policy| policy.body.as_str())
}
