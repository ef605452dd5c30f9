//! A document as it is held: a policy's body is what its clauses give back, and is not written twice.

use domain::{Body, Document, Policy, clause};

use super::words;
use crate::Result;

/// The content of a revision as it is written. The document is left as it was.
pub fn packed(document: &mut Document) -> Result<String> {
    let body = match &mut document.body {
        Body::Policy(policy) if is_given_back(policy) => std::mem::take(&mut policy.body),
        _ => String::new(),
    };
    let content = words::json(document);
    if let Body::Policy(policy) = &mut document.body
        && !body.is_empty()
    {
        policy.body = body;
    }
    content
}

/// The document of a revision, whether its body was written or not.
pub fn unpacked(content: &[u8]) -> serde_json::Result<Document> {
    let mut document: Document = serde_json::from_slice(content)?;
    if let Body::Policy(policy) = &mut document.body
        && policy.body.is_empty()
    {
        policy.body = clause::concatenate(&policy.clauses);
    }
    Ok(document)
}

/// Whether the texts of the clauses are the body, byte for byte.
fn is_given_back(policy: &Policy) -> bool {
    let rest =
        policy.clauses.iter().try_fold(policy.body.as_str(), |rest, clause| rest.strip_prefix(clause.text.as_str()));
    rest == Some("") && !policy.clauses.is_empty()
}

#[cfg(test)]
mod tests {
    use domain::{Clause, ClauseId};

    use super::*;

    fn policy(body: &str, clauses: &[&str]) -> Document {
        let mut document: Document = serde_json::from_value(
            serde_json::json!({ "id": "a", "title": "甲", "disclosure": "proactive", "kind": "policy", "body": body }),
        )
        .expect("a document");
        if let Body::Policy(policy) = &mut document.body {
            policy.clauses = clauses
                .iter()
                .enumerate()
                .map(|(at, text)| Clause::new(ClauseId::new(at.to_string()), "", "", *text, 0))
                .collect();
        }
        document
    }

    #[test]
    fn every_document_comes_back_and_no_body_is_written_twice() {
        for (body, clauses, times) in [
            ("第一条　甲\n第二条　乙\n", vec!["第一条　甲\n", "第二条　乙\n"], 1),
            ("第一条　甲\n", vec![], 1),
            ("第一条　甲\n别的", vec!["第一条　甲\n"], 2),
            ("", vec![""], 0),
        ] {
            let document = policy(body, &clauses);
            let mut held = document.clone();
            let content = packed(&mut held).expect("packed");
            assert_eq!(held, document);
            assert_eq!(unpacked(content.as_bytes()).expect("read"), document);
            assert_eq!(content.matches("第一条").count(), times, "{content}");
        }
    }
}
