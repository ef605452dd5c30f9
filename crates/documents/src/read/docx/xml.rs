//! A flat walk over XML: elements by local name, text, and nothing that could grow.

use std::borrow::Cow;

use domain::Refusal;
use quick_xml::{
    events::{BytesStart, Event},
    name::ResolveResult,
    reader::NsReader,
};

use crate::read::meter::Meter;

/// Whose element it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vocabulary {
    /// `WordprocessingML`, transitional or strict.
    Word,
    /// Markup compatibility (`mc:Fallback` …).
    Compatibility,
    /// Any other.
    Other,
}

pub enum Node<'a> {
    Open { vocabulary: Vocabulary, name: &'a str, element: &'a BytesStart<'a> },
    Close { name: &'a str },
    Text(&'a str),
}

/// How deep elements may stand within elements; Word nests some dozens.
const DEEPEST: usize = 1_000;

const MALFORMED: &str = "Word 文件的内容不是有效的 XML，请用 Word 或 WPS 重新保存";
const TOO_DEEP: &str = "Word 文件的内容层层嵌套过深，请把表格里的表格展开，或另存为 .txt 再导入";
const ENTITIES: &str = "Word 文件里有实体声明，拒绝读取；请用 Word 或 WPS 重新保存";

/// Visits every node, until the meter or the visitor refuses. A document type declaration is refused, and with it every
/// entity beyond XML's own.
pub fn walk(
    xml: &str,
    meter: &mut Meter,
    mut visit: impl FnMut(Node<'_>, &mut Meter) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut reader = NsReader::from_str(xml);
    reader.config_mut().expand_empty_elements = true;
    let mut depth = 0_usize;
    loop {
        meter.step()?;
        let (namespace, event) = reader.read_resolved_event().map_err(|_| MALFORMED)?;
        match event {
            Event::Start(element) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(TOO_DEEP.into());
                }
                let vocabulary = vocabulary(&namespace);
                let local = element.local_name();
                let name = std::str::from_utf8(local.as_ref()).map_err(|_| MALFORMED)?;
                visit(Node::Open { vocabulary, name, element: &element }, meter)?;
            }
            Event::End(element) => {
                depth = depth.checked_sub(1).ok_or(MALFORMED)?;
                let local = element.local_name();
                visit(Node::Close { name: std::str::from_utf8(local.as_ref()).map_err(|_| MALFORMED)? }, meter)?;
            }
            Event::Text(text) => visit(Node::Text(&text.xml10_content().map_err(|_| MALFORMED)?), meter)?,
            Event::CData(text) => visit(Node::Text(&text.xml10_content().map_err(|_| MALFORMED)?), meter)?,
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|_| MALFORMED)?;
                let text = match reference.resolve_char_ref().map_err(|_| MALFORMED)? {
                    Some(c) => Cow::Owned(c.to_string()),
                    None => Cow::Borrowed(quick_xml::escape::resolve_xml_entity(&name).ok_or(ENTITIES)?),
                };
                visit(Node::Text(&text), meter)?;
            }
            Event::DocType(_) => return Err(ENTITIES.into()),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(MALFORMED.into()),
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn vocabulary(namespace: &ResolveResult<'_>) -> Vocabulary {
    match namespace {
        ResolveResult::Bound(namespace) if namespace.as_ref().ends_with(b"/wordprocessingml/2006/main") => {
            Vocabulary::Word
        }
        ResolveResult::Bound(namespace) if namespace.as_ref().ends_with(b"/ooxml/wordprocessingml/main") => {
            Vocabulary::Word
        }
        ResolveResult::Bound(namespace) if namespace.as_ref().ends_with(b"/markup-compatibility/2006") => {
            Vocabulary::Compatibility
        }
        _ => Vocabulary::Other,
    }
}

/// An attribute by local name, its character references resolved.
pub fn attribute(element: &BytesStart<'_>, local: &str) -> Option<String> {
    let mut attributes = element.attributes();
    attributes.with_checks(false);
    attributes.flatten().find(|attribute| attribute.key.local_name().as_ref() == local.as_bytes()).and_then(
        |attribute| {
            let raw = std::str::from_utf8(&attribute.value).ok()?;
            Some(quick_xml::escape::unescape(raw).ok()?.into_owned())
        },
    )
}

/// `w:val`.
pub fn value(element: &BytesStart<'_>) -> Option<String> {
    attribute(element, "val")
}

/// Whether a toggle such as `<w:vanish/>` is on.
pub fn is_on(element: &BytesStart<'_>) -> bool {
    !matches!(value(element).as_deref(), Some("0" | "false" | "off" | "none"))
}
