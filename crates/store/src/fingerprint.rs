//! A hash that is equal exactly when the content is.
//!
//! It covers what was read out of the text too (clauses, units …): after the clause grammar has improved, importing the same files
//! again makes new revisions.

use domain::Document;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// The SHA-256 of the document's canonical JSON: keys sorted, no white space, members that are null or
/// empty left out — so neither the order of keys nor a field that a later program adds (and an old
/// source does not have) makes a new revision.
pub fn fingerprint(document: &Document) -> serde_json::Result<[u8; 32]> {
    let value = serde_json::to_value(document)?;
    let mut canonical = Vec::with_capacity(4096);
    write(&value, &mut canonical)?;
    Ok(Sha256::digest(&canonical).into())
}

fn write(value: &Value, out: &mut Vec<u8>) -> serde_json::Result<()> {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().filter(|(_, value)| !says_nothing(value)).collect();
            members.sort_unstable_by_key(|(key, _)| key.as_str());
            out.push(b'{');
            for (key, value) in members {
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(value, out)?;
                out.push(b',');
            }
            out.push(b'}');
        }
        Value::Array(items) => {
            out.push(b'[');
            for item in items {
                write(item, out)?;
                out.push(b',');
            }
            out.push(b']');
        }
        plain => serde_json::to_writer(out, plain)?,
    }
    Ok(())
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> [u8; 32] {
        fingerprint(&serde_json::from_str(json).expect("a document")).expect("a hash")
    }

    #[test]
    fn order_and_silence_do_not_count_and_words_do() {
        let one = of(r#"{"kind":"policy","id":"a","title":"办法","disclosure":"proactive","body":"一"}"#);
        let two = of(
            r#"{"body":"一","disclosure":"proactive","title":"办法","id":"a","kind":"policy","subjects":[],"summary":null}"#,
        );
        let three = of(r#"{"kind":"policy","id":"a","title":"办法","disclosure":"proactive","body":"二"}"#);
        assert_eq!(one, two);
        assert_ne!(one, three);
    }
}
