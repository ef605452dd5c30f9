//! Paragraph styles: the numbering and alignment a paragraph inherits.

use std::collections::HashMap;

use domain::Refusal;

use super::xml::{self, Node, Vocabulary, value};
use crate::read::meter::Meter;

/// Styles are based on each other no deeper than this.
const MAX_CHAIN: usize = 32;

#[derive(Debug, Default, Clone)]
struct Style {
    name: String,
    based_on: Option<String>,
    num_id: Option<String>,
    level: Option<usize>,
    alignment: Option<String>,
}

#[derive(Debug, Default)]
pub struct Styles {
    styles: HashMap<String, Style>,
    default: Option<String>,
}

/// Numbering that a style brings.
pub struct Inherited {
    pub num_id: String,
    pub level: Option<usize>,
    /// The style in the chain that names the number.
    pub style: String,
}

/// Refuses more definitions than any template has.
pub(super) fn definitions(count: usize) -> Result<(), Refusal> {
    const MOST: usize = 20_000;
    if count < MOST {
        Ok(())
    } else {
        Err("Word 文件里的样式或自动编号异常地多，请把文字复制到新文件里，保存后再导入".into())
    }
}

pub fn parse(xml_text: &str, meter: &mut Meter) -> Result<Styles, Refusal> {
    let mut styles = Styles::default();
    let mut open: Option<(String, Style)> = None;
    let mut in_paragraph_properties = false;
    let mut skipped = 0_usize;
    xml::walk(xml_text, meter, |node, _| {
        match node {
            // Former properties and conditional table formats are not the style's own.
            Node::Open { name: "pPrChange" | "tblStylePr", .. } => skipped += 1,
            Node::Close { name: "pPrChange" | "tblStylePr" } => skipped = skipped.saturating_sub(1),
            Node::Open { vocabulary: Vocabulary::Word, name, element } if skipped == 0 => match name {
                "style" if xml::attribute(element, "type").is_none_or(|kind| kind == "paragraph") => {
                    let id = xml::attribute(element, "styleId").unwrap_or_default();
                    if xml::attribute(element, "default").is_some_and(|on| on == "1" || on == "true") {
                        styles.default = Some(id.clone());
                    }
                    open = Some((id, Style::default()));
                }
                "pPr" => in_paragraph_properties = true,
                _ => {
                    let Some((_, style)) = open.as_mut() else { return Ok(()) };
                    match name {
                        "name" => style.name = value(element).unwrap_or_default().to_lowercase(),
                        "basedOn" => style.based_on = value(element),
                        "numId" if in_paragraph_properties => style.num_id = value(element),
                        "ilvl" if in_paragraph_properties => {
                            style.level = value(element).and_then(|at| at.parse().ok());
                        }
                        "jc" if in_paragraph_properties => style.alignment = value(element),
                        _ => {}
                    }
                }
            },
            Node::Close { name: "pPr" } => in_paragraph_properties = false,
            Node::Close { name: "style" } => {
                if let Some((id, style)) = open.take() {
                    definitions(styles.styles.len())?;
                    styles.styles.insert(id, style);
                }
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(styles)
}

impl Styles {
    fn chain<'a>(&'a self, style: Option<&'a str>) -> impl Iterator<Item = (&'a str, &'a Style)> {
        let first = style.filter(|id| self.styles.contains_key(*id)).or(self.default.as_deref());
        let named = move |id: &'a str| self.styles.get(id).map(|style| (id, style));
        std::iter::successors(first.and_then(named), move |(_, style)| style.based_on.as_deref().and_then(named))
            .take(MAX_CHAIN)
    }

    /// The numbering of a style or of those it is based on.
    pub fn numbering(&self, style: Option<&str>) -> Option<Inherited> {
        let level = self.chain(style).find_map(|(_, style)| style.level);
        let (id, num_id) = self.chain(style).find_map(|(id, style)| Some((id, style.num_id.clone()?)))?;
        Some(Inherited { num_id, level, style: id.to_owned() })
    }

    pub fn is_centred(&self, style: Option<&str>) -> bool {
        self.chain(style).find_map(|(_, style)| style.alignment.as_deref()) == Some("center")
    }

    pub fn is_title(&self, style: Option<&str>) -> bool {
        style.is_some_and(|id| {
            id.eq_ignore_ascii_case("title") || self.styles.get(id).is_some_and(|style| style.name == "title")
        })
    }
}
