//! Ids, labels and texts of the nodes.

use std::collections::HashMap;

use domain::{Clause, ClauseId};

use super::{
    marker::Kind,
    tree::{Node, Role},
};
use crate::numerals::to_chinese;

/// The longest id (`ClauseId::is_well_formed`).
const LONGEST_ID: usize = 80;

/// What has been settled of a node.
#[derive(Clone, Default)]
struct Name {
    id: String,
    label: String,
    depth: u8,
}

/// The nodes as clauses of the body.
pub fn clauses(body: &str, nodes: &[Node]) -> Vec<Clause> {
    let mut taken: HashMap<String, u32> = HashMap::new();
    let mut names: Vec<Name> = Vec::with_capacity(nodes.len());
    let mut clauses = Vec::with_capacity(nodes.len());
    for (index, node) in nodes.iter().enumerate() {
        let mut name = name(nodes, node, &names);
        name.id = unique(name.id, index, &mut taken);
        let end = nodes.get(index + 1).map_or(body.len(), |next| next.start);
        let text = body.get(node.start..end).unwrap_or_default();
        clauses.push(Clause::new(
            ClauseId::new(name.id.clone()),
            name.label.clone(),
            node.heading.clone(),
            text,
            name.depth,
        ));
        names.push(name);
    }
    clauses
}

/// `3`, then `3~2`, `3~3`; an id that would be too long is replaced by a short one.
fn unique(id: String, index: usize, taken: &mut HashMap<String, u32>) -> String {
    let count = taken.entry(id.clone()).or_insert(0);
    *count += 1;
    let unique = if *count == 1 { id } else { format!("{id}~{count}") };
    if unique.len() > LONGEST_ID { format!("x{index}") } else { unique }
}

fn name(nodes: &[Node], node: &Node, names: &[Name]) -> Name {
    let of = |index: Option<usize>| index.and_then(|index| names.get(index)).cloned().unwrap_or_default();
    let root = of(node.root);
    let within_root = |id: &str| if root.id.is_empty() { id.to_owned() } else { format!("{}.{id}", root.id) };
    let depth = node.parent.and_then(|index| names.get(index)).map_or(0, |parent| parent.depth.saturating_add(1));
    let number = node.number;
    match &node.role {
        Role::Intro => Name { id: within_root("intro"), label: String::new(), depth },
        Role::End => Name { id: within_root("end"), label: String::new(), depth },
        Role::Cover => Name { id: "cover".to_owned(), label: String::new(), depth },
        Role::Annex(label) => Name { id: format!("annex{number}"), label: label.clone(), depth },
        Role::Heading => Name { id: within_root(&format!("h{number}")), label: String::new(), depth },
        Role::Table => Name {
            id: within_root(&format!("tab{number}")),
            label: format!("{}表{number}", root_label(nodes, node)),
            depth,
        },
        Role::Figure => Name {
            id: within_root(&format!("fig{number}")),
            label: format!("{}图{number}", root_label(nodes, node)),
            depth,
        },
        Role::Paragraph => {
            let parent = of(node.parent);
            let is_article = node
                .parent
                .and_then(|index| nodes.get(index))
                .is_some_and(|owner| owner.role == Role::Numbered(Kind::Article));
            let label =
                if is_article { format!("{}第{}款", parent.label, to_chinese(number.into())) } else { parent.label };
            Name { id: format!("{}.p{number}", parent.id), label, depth }
        }
        Role::Numbered(kind) => numbered(nodes, node, *kind, names, depth),
    }
}

fn numbered(nodes: &[Node], node: &Node, kind: Kind, names: &[Name], depth: u8) -> Name {
    let number = node.number;
    let counted = format!("第{}{}", to_chinese(number.into()), node.word);
    let prefix = root_label(nodes, node);
    let root_id = node.root.and_then(|index| names.get(index)).map(|name| name.id.clone()).unwrap_or_default();
    let join = |parent: &str, own: &str| if parent.is_empty() { own.to_owned() } else { format!("{parent}.{own}") };
    let nearest =
        |wanted: Kind| nearest(nodes, node, |role| *role == Role::Numbered(wanted)).and_then(|index| names.get(index));
    match kind {
        Kind::Part => Name { id: join(&root_id, &format!("part{number}")), label: prefix + &counted, depth },
        Kind::SubPart => {
            let part = nearest(Kind::Part);
            let label = part.map_or(prefix, |part| part.label.clone()) + &counted;
            Name { id: join(part.map_or(root_id.as_str(), |part| &part.id), &format!("sub{number}")), label, depth }
        }
        Kind::Chapter => {
            let above = nearest(Kind::SubPart).or_else(|| nearest(Kind::Part));
            Name {
                id: join(&root_id, &format!("ch{number}")),
                label: above.map_or(prefix, |above| above.label.clone()) + &counted,
                depth,
            }
        }
        Kind::Section => {
            let chapter = nearest(Kind::Chapter);
            let label = chapter.map_or(prefix, |chapter| chapter.label.clone()) + &counted;
            Name {
                id: join(chapter.map_or(root_id.as_str(), |chapter| &chapter.id), &format!("s{number}")),
                label,
                depth,
            }
        }
        Kind::Article => {
            let (id, said) = match node.inserted {
                0 => (format!("art{number}"), counted),
                inserted => (format!("art{number}-{inserted}"), format!("{counted}之{}", to_chinese(inserted.into()))),
            };
            Name { id: join(&root_id, &id), label: prefix + &said, depth }
        }
        Kind::Decimal(_) => {
            let path = node.path.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
            Name { id: join(&root_id, &path), label: prefix + &path, depth }
        }
        _ => in_outline(nodes, node, kind, names, depth),
    }
}

/// Numbers of an outline, and the paragraphs and items of an article.
fn in_outline(nodes: &[Node], node: &Node, kind: Kind, names: &[Name], depth: u8) -> Name {
    let number = node.number;
    let parent = nearest(nodes, node, |role| !matches!(role, Role::Heading));
    let owner = parent.and_then(|index| nodes.get(index));
    let above = parent.and_then(|index| names.get(index)).cloned().unwrap_or_default();
    let mut above_label =
        if matches!(owner.map(|owner| &owner.role), Some(Role::Cover)) { COVER_LABEL.to_owned() } else { above.label };
    let own = match kind {
        Kind::Han => format!("{}、", to_chinese(number.into())),
        Kind::HanInBrackets => format!("（{}）", to_chinese(number.into())),
        Kind::Arabic => format!("{number}."),
        Kind::ArabicInBrackets => format!("（{number}）"),
        Kind::ArabicHalfBracket => format!("{number}）"),
        Kind::Circled => char::from_u32(u32::from('①') + number - 1).map(String::from).unwrap_or_default(),
        _ => format!("第{}{}", to_chinese(number.into()), node.word),
    };
    // 附件2 and 1. are not 附件21.
    if above_label.ends_with(|c: char| c.is_ascii_digit()) && own.starts_with(|c: char| c.is_ascii_digit()) {
        above_label.push(' ');
    }
    if kind == Kind::Paragraph {
        return Name { id: format!("{}.p{number}", above.id), label: above_label + &own, depth };
    }
    match owner.map(|owner| (&owner.role, owner.paragraphs)) {
        Some((Role::Numbered(Kind::Article), 2..)) => Name {
            id: format!("{}.p1.i{number}", above.id),
            label: format!("{above_label}第一款{}", as_item(kind, number, &own)),
            depth: depth.saturating_add(1),
        },
        Some((Role::Numbered(Kind::Article | Kind::Paragraph) | Role::Paragraph, _)) => {
            Name { id: format!("{}.i{number}", above.id), label: above_label + &as_item(kind, number, &own), depth }
        }
        Some(_) if !above.id.is_empty() => {
            Name { id: format!("{}.{number}", above.id), label: above_label + &own, depth }
        }
        _ => Name { id: number.to_string(), label: own, depth },
    }
}

/// 第（一）项, 第1项
fn as_item(kind: Kind, number: u32, own: &str) -> String {
    match kind {
        Kind::HanInBrackets | Kind::ArabicInBrackets => format!("第{own}项"),
        Kind::Item => own.to_owned(),
        Kind::Han => format!("第{}项", to_chinese(number.into())),
        _ => format!("第{number}项"),
    }
}

/// How a place in the notice is told from the same place in the document.
const COVER_LABEL: &str = "印发通知";

fn root_label(nodes: &[Node], node: &Node) -> String {
    match node.root.and_then(|index| nodes.get(index)).map(|root| &root.role) {
        Some(Role::Annex(label)) => label.clone(),
        Some(Role::Cover) => COVER_LABEL.to_owned(),
        _ => String::new(),
    }
}

fn nearest(nodes: &[Node], node: &Node, wanted: impl Fn(&Role) -> bool) -> Option<usize> {
    let mut at = node.parent;
    while let Some(index) = at {
        let above = nodes.get(index)?;
        if wanted(&above.role) {
            return Some(index);
        }
        at = above.parent;
    }
    None
}
