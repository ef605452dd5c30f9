//! Automatic numbering (ECMA-376 part 1, 17.9): Word often holds “一、” and “第三条” only here.

use std::collections::{HashMap, HashSet};

use domain::Refusal;

use super::{
    numerals,
    styles::definitions,
    xml::{self, Node, Vocabulary, value},
};
use crate::read::meter::Meter;

/// Levels 0 to 8.
const LEVELS: usize = 9;

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    /// `第%1条`
    text: String,
    /// The paragraph style that stands for this level.
    style: Option<String>,
    /// Whether every number in it is written in Arabic numerals.
    legal: bool,
    /// What follows the number: `tab`, `space` or `nothing`.
    suffix: String,
    /// The level whose advance sets this one back; `Some(0)` never.
    restart: Option<usize>,
}

#[derive(Debug, Clone, Default)]
struct Abstract {
    levels: HashMap<usize, Level>,
    /// A numbering style that holds the levels instead.
    link: Option<String>,
    /// The numbering style this one holds the levels of.
    style: Option<String>,
}

#[derive(Debug, Clone, Default)]
struct Number {
    of: String,
    starts: HashMap<usize, u32>,
    levels: HashMap<usize, Level>,
}

/// The definitions and, while a document is walked, the counts.
#[derive(Debug, Default)]
pub struct Numbering {
    abstracts: HashMap<String, Abstract>,
    numbers: HashMap<String, Number>,
    /// Which abstract definition holds the levels of a numbering style.
    holders: HashMap<String, String>,
    counts: HashMap<String, [Option<u32>; LEVELS]>,
    used: HashSet<String>,
}

#[derive(Clone, Copy, PartialEq)]
enum Within {
    Nothing,
    Abstract,
    Number,
}

/// The text of a level, which Word keeps within 255 characters.
fn short(text: String) -> Result<String, Refusal> {
    const LONGEST: usize = 255;
    if text.chars().count() > LONGEST {
        Err("Word 文件里的自动编号格式异常，请在 Word、WPS 里把自动编号转为文字后再导入".into())
    } else {
        Ok(text)
    }
}

pub fn parse(xml_text: &str, meter: &mut Meter) -> Result<Numbering, Refusal> {
    let mut numbering = Numbering::default();
    let mut within = Within::Nothing;
    let mut id = String::new();
    let mut level: Option<(usize, Level)> = None;
    let mut override_of: Option<usize> = None;
    xml::walk(xml_text, meter, |node, _| {
        match node {
            Node::Open { vocabulary: Vocabulary::Word, name, element } => {
                let val = || value(element).unwrap_or_default();
                match name {
                    "abstractNum" => {
                        within = Within::Abstract;
                        id = xml::attribute(element, "abstractNumId").unwrap_or_default();
                        definitions(numbering.abstracts.len())?;
                        numbering.abstracts.insert(id.clone(), Abstract::default());
                    }
                    "num" => {
                        within = Within::Number;
                        id = xml::attribute(element, "numId").unwrap_or_default();
                        definitions(numbering.numbers.len())?;
                        numbering.numbers.insert(id.clone(), Number::default());
                    }
                    "lvl" => {
                        let at = xml::attribute(element, "ilvl").and_then(|at| at.parse().ok()).unwrap_or(0);
                        let suffix = "tab".to_owned();
                        level =
                            Some((at, Level { start: 1, format: "decimal".to_owned(), suffix, ..Level::default() }));
                    }
                    "lvlOverride" => override_of = xml::attribute(element, "ilvl").and_then(|at| at.parse().ok()),
                    "startOverride" => {
                        if let (Some(at), Some(number)) =
                            (override_of.filter(|at| *at < LEVELS), numbering.numbers.get_mut(&id))
                        {
                            number.starts.insert(at, val().parse().unwrap_or(1));
                        }
                    }
                    "abstractNumId" if within == Within::Number => {
                        if let Some(number) = numbering.numbers.get_mut(&id) {
                            number.of = val();
                        }
                    }
                    "numStyleLink" => {
                        if let Some(definition) = numbering.abstracts.get_mut(&id) {
                            definition.link = Some(val());
                        }
                    }
                    "styleLink" => {
                        if let Some(definition) = numbering.abstracts.get_mut(&id) {
                            definition.style = Some(val());
                        }
                    }
                    _ => {
                        if let Some((_, level)) = level.as_mut() {
                            match name {
                                "start" => level.start = val().parse().unwrap_or(1),
                                "numFmt" => level.format = val(),
                                "lvlText" => level.text = short(val())?,
                                "pStyle" => level.style = Some(val()),
                                "isLgl" => level.legal = xml::is_on(element),
                                "suff" => level.suffix = val(),
                                "lvlRestart" => level.restart = val().parse().ok(),
                                _ => {}
                            }
                        }
                    }
                }
            }
            Node::Close { name: "lvl" } => {
                if let Some((at, level)) = level.take() {
                    let levels = match within {
                        Within::Abstract => numbering.abstracts.get_mut(&id).map(|definition| &mut definition.levels),
                        Within::Number => numbering.numbers.get_mut(&id).map(|number| &mut number.levels),
                        Within::Nothing => None,
                    };
                    if let Some(levels) = levels.filter(|_| at < LEVELS) {
                        levels.insert(at, level);
                    }
                }
            }
            Node::Close { name: "lvlOverride" } => override_of = None,
            Node::Close { name: "abstractNum" | "num" } => within = Within::Nothing,
            _ => {}
        }
        Ok(())
    })?;
    numbering.holders =
        numbering.abstracts.iter().filter_map(|(id, held)| Some((held.style.clone()?, id.clone()))).collect();
    Ok(numbering)
}

impl Numbering {
    /// The level that a paragraph style stands for.
    pub fn level_of_style(&self, num_id: &str, style: &str) -> Option<usize> {
        let (_, definition) = definition_of(&self.numbers, &self.abstracts, &self.holders, num_id)?;
        let levels = &self.abstracts.get(definition)?.levels;
        levels.iter().find(|(_, level)| level.style.as_deref() == Some(style)).map(|(at, _)| *at)
    }

    /// Counts one paragraph and gives the text of its number with what separates it from the paragraph,
    /// `None` where nothing is to be seen.
    pub fn next(&mut self, num_id: &str, at: usize, follows: Option<char>) -> Option<String> {
        if at >= LEVELS {
            return None;
        }
        let (number, definition) = definition_of(&self.numbers, &self.abstracts, &self.holders, num_id)?;
        let levels = &self.abstracts.get(definition)?.levels;
        let level_at = |at: usize| number.levels.get(&at).or_else(|| levels.get(&at));
        let start_at =
            |at: usize| number.starts.get(&at).copied().unwrap_or_else(|| level_at(at).map_or(1, |level| level.start));

        let first_use = self.used.insert(num_id.to_owned());
        let counts = self.counts.entry(definition.to_owned()).or_default();
        if first_use {
            for overridden in
                number.starts.keys().chain(number.levels.keys()).filter(|overridden| **overridden < LEVELS)
            {
                for (deeper, count) in counts.iter_mut().enumerate() {
                    if deeper >= *overridden {
                        *count = None;
                    }
                }
            }
        }
        for (index, count) in counts.iter_mut().enumerate() {
            if index < at {
                // A level that was passed over counts as begun.
                count.get_or_insert_with(|| start_at(index));
            } else if index == at {
                *count = Some(count.map_or_else(|| start_at(at), |count| count.saturating_add(1)));
            } else if level_at(index).and_then(|level| level.restart).is_none_or(|restart| restart > at) {
                *count = None;
            }
        }

        let level = level_at(at)?;
        if level.format == "bullet" {
            return None;
        }
        let mut text = String::new();
        let mut signs = level.text.chars().peekable();
        while let Some(sign) = signs.next() {
            let wanted = if sign == '%' { signs.peek().and_then(|digit| digit.to_digit(10)) } else { None };
            match wanted.and_then(|digit| (digit as usize).checked_sub(1)) {
                Some(index) => {
                    signs.next();
                    let count = counts.get(index).copied().flatten().unwrap_or_else(|| start_at(index));
                    let format =
                        if level.legal { "decimal" } else { level_at(index).map_or("decimal", |level| &level.format) };
                    text.push_str(&numerals::format(count, format));
                }
                None => text.push(sign),
            }
        }
        if text.is_empty() {
            return None;
        }
        text.push_str(separator(&text, &level.suffix, follows));
        Some(text)
    }
}

/// A number and the id of the abstract definition behind it, through numbering styles.
fn definition_of<'a>(
    numbers: &'a HashMap<String, Number>,
    abstracts: &'a HashMap<String, Abstract>,
    holders: &'a HashMap<String, String>,
    num_id: &str,
) -> Option<(&'a Number, &'a str)> {
    let number = numbers.get(num_id)?;
    let definition = abstracts.get(&number.of)?;
    let linked = definition.link.as_ref().and_then(|link| holders.get(link));
    Some((number, linked.unwrap_or(&number.of)))
}

/// What a person would type between number and text: nothing after punctuation (`一、`, `（一）`, `1.`), a
/// blank where a following digit would be read into the number, an ideographic blank after `第三条`.
fn separator(number: &str, suffix: &str, follows: Option<char>) -> &'static str {
    let last = number.chars().next_back().unwrap_or(' ');
    let digit_follows = follows.is_some_and(|c| c.is_ascii_digit());
    match last {
        '.' | ')' if digit_follows => " ",
        '、' | '．' | '.' | '）' | ')' | '：' | ':' | '，' | '。' | ' ' | '　' => "",
        _ if suffix == "nothing" => "",
        c if c.is_ascii() => " ",
        _ => "　",
    }
}
