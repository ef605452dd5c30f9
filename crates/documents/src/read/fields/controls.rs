//! Control characters: nobody sees them, and XML, terminals and feeds choke on them, or whatever stands beside them is shown the wrong
//! way round.

use serde_json::{Map, Value};

/// Whether it is a control character other than tab and line ends, one of the two code points that are no characters, or one that turns
/// the direction of writing, beyond its own text where it is not closed (UAX #9, explicit formatting).
fn is_unwanted(c: char) -> bool {
    (c.is_control() && !matches!(c, '\t' | '\n' | '\r'))
        || matches!(c, '\u{fffe}' | '\u{ffff}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Takes them out of every key and text; answers whether there were any.
pub fn remove(fields: &mut Map<String, Value>) -> bool {
    let mut found = false;
    if fields.keys().any(|key| key.contains(is_unwanted)) {
        for (mut key, value) in std::mem::take(fields) {
            found |= from_text(&mut key);
            fields.entry(key).or_insert(value);
        }
    }
    for value in fields.values_mut() {
        found |= from_value(value);
    }
    found
}

fn from_value(value: &mut Value) -> bool {
    match value {
        Value::String(text) => from_text(text),
        Value::Array(items) => items.iter_mut().fold(false, |found, item| from_value(item) | found),
        Value::Object(fields) => remove(fields),
        _ => false,
    }
}

/// Takes them out of one text; answers whether there were any.
pub fn from_text(text: &mut String) -> bool {
    let found = text.contains(is_unwanted);
    if found {
        text.retain(|c| !is_unwanted(c));
    }
    found
}
