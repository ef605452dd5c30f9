//! The words that people and texts use for one thing (`data/lexicon/`), the words that say nothing (`plain.toml`), and how
//! people ask for one point or another (`data/aspects.toml`): read once, found in a text all at once.

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
    sync::{Arc, OnceLock},
};

use aho_corasick::{AhoCorasick, MatchKind};
use hanzi::{fold, segment::Segmenter};
use serde::Deserialize;

use super::{contrasts::Contrasts, lookalikes::Lookalikes, sounds::heard, squeezed::squeezed, vocabulary::Vocabulary};
use crate::Error;

/// The tables that ship with the project.
const WORDS: [(&str, &str); 4] = [
    ("life", include_str!("../../data/lexicon/life.toml")),
    ("home", include_str!("../../data/lexicon/home.toml")),
    ("business", include_str!("../../data/lexicon/business.toml")),
    ("more", include_str!("../../data/lexicon/more.toml")),
];
const PLAIN: &str = include_str!("../../data/lexicon/plain.toml");
const ASPECTS: &str = include_str!("../../data/aspects.toml");
const CONTRASTS: &str = include_str!("../../data/contrasts.toml");

/// What sort of thing a concept is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Class {
    /// 待遇、补贴、保险、贷款
    Scheme,
    /// 事项、证件、东西
    Thing,
    /// 行当
    Trade,
    /// 什么人
    Group,
    /// 学段
    Stage,
    /// 什么地方
    Place,
}

/// One thing under all its names.
#[derive(Debug)]
pub(crate) struct Concept {
    pub(crate) class: Class,
    /// As official texts say it; the first is its name.
    pub(crate) official: Vec<String>,
    pub(crate) lay: Vec<String>,
    /// Of which this is one sort; the nearest first, all the way up.
    pub(crate) broader: Vec<u32>,
    /// The nearest of them.
    pub(crate) parents: Vec<u32>,
    /// Names of wider entries that no entry has; whether it is above itself.
    pub(crate) unknown_broader: Vec<String>,
    pub(crate) is_circular: bool,
    /// A sentence that it rescues.
    pub(crate) rescues: String,
    pub(crate) owner: String,
    pub(crate) review_on: String,
    /// The table it stands in.
    pub(crate) table: &'static str,
}

impl Concept {
    pub(crate) fn name(&self) -> &str {
        self.official.first().map_or("", String::as_str)
    }
}

/// What plain words tell of persons, if anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    Nothing,
    Elder,
    Child,
    Spouse,
}

/// What a pattern means; some mean more than one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    Concept(u32),
    Plain(Plain),
    /// The number of an aspect.
    Aspect(usize),
    /// The same, where no longer phrase asks for something: 多少, but not in 多少天.
    General(usize),
}

/// A point that somebody may ask for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Aspect {
    pub(crate) id: String,
    pub(crate) label: String,
    asked: Vec<String>,
    #[serde(default)]
    general: Vec<String>,
}

/// Points, as bits by their place in the table.
pub(crate) type Aspects = u32;

/// All of it.
#[derive(Debug)]
pub(crate) struct Lexicon {
    pub(crate) concepts: Vec<Concept>,
    pub(crate) aspects: Vec<Aspect>,
    matcher: AhoCorasick,
    /// By pattern.
    means: Vec<Vec<Means>>,
    spoken: Spoken,
    lookalikes: Lookalikes,
    pub(crate) contrasts: Contrasts,
}

/// Its words by what is heard or typed of them.
#[derive(Debug, Default)]
struct Spoken {
    /// Blurred pinyin → words that sound so.
    sounds: HashMap<String, Vec<String>>,
    /// Its telling words of two characters or more.
    telling: HashSet<String>,
    /// All of them by their pinyin, telling words and points asked for by its first letter too.
    typed: Vocabulary,
}

impl Spoken {
    fn of(listed: &[(String, Vec<Means>)], segmenter: &Segmenter) -> Self {
        let mut spoken = Self::default();
        // Telling words before plain ones of the same spelling, common ones before rare ones.
        let rank = |(word, means): &(String, Vec<Means>)| {
            (
                !means.iter().any(|means| matches!(means, Means::Concept(_))),
                std::cmp::Reverse(segmenter.frequency(word)),
            )
        };
        let mut by_rank: Vec<&(String, Vec<Means>)> = listed.iter().collect();
        by_rank.sort_by_key(|listed| rank(listed));
        for (word, means) in by_rank {
            if !word.chars().all(fold::is_hanzi) {
                continue;
            }
            spoken.typed.add(word);
            let is_telling =
                word.chars().nth(1).is_some() && means.iter().any(|means| matches!(means, Means::Concept(_)));
            let is_asked_for =
                word.chars().nth(2).is_some() && means.iter().any(|means| matches!(means, Means::Aspect(_)));
            if is_telling {
                spoken.telling.insert(word.clone());
                for sound in heard(word) {
                    spoken.sounds.entry(sound).or_default().push(word.clone());
                }
            }
            if is_telling || is_asked_for {
                spoken.typed.file(word);
            }
        }
        spoken
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    owner: String,
    review_on: String,
    #[serde(default)]
    word: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    class: Class,
    official: Vec<String>,
    #[serde(default)]
    lay: Vec<String>,
    #[serde(default)]
    broader: Vec<String>,
    rescues: String,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    review_on: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AspectTable {
    aspect: Vec<Aspect>,
}

impl Lexicon {
    /// The tables that ship with the project; read once for the process.
    pub(crate) fn shared() -> Result<Arc<Self>, Error> {
        static SHARED: OnceLock<Arc<Lexicon>> = OnceLock::new();
        if let Some(shared) = SHARED.get() {
            return Ok(Arc::clone(shared));
        }
        let lexicon = Arc::new(Self::read(&WORDS, PLAIN, ASPECTS, CONTRASTS)?);
        Ok(Arc::clone(SHARED.get_or_init(|| lexicon)))
    }

    pub(crate) fn read(
        tables: &[(&'static str, &str)],
        plain: &str,
        aspects: &str,
        contrasts: &str,
    ) -> Result<Self, Error> {
        let segmenter = Segmenter::shared();
        let mut concepts = Vec::new();
        let mut parents: Vec<Vec<String>> = Vec::new();
        for (name, text) in tables {
            let table: Table = toml::from_str(text)?;
            for row in table.word {
                let folded = |words: Vec<String>| words.iter().map(|word| fold::fold(word)).collect::<Vec<_>>();
                parents.push(folded(row.broader));
                concepts.push(Concept {
                    class: row.class,
                    official: folded(row.official),
                    lay: folded(row.lay),
                    broader: Vec::new(),
                    parents: Vec::new(),
                    unknown_broader: Vec::new(),
                    is_circular: false,
                    rescues: row.rescues,
                    owner: row.owner.unwrap_or_else(|| table.owner.clone()),
                    review_on: row.review_on.unwrap_or_else(|| table.review_on.clone()),
                    table: name,
                });
            }
        }
        let mut by_name: HashMap<String, u32> = HashMap::new();
        for (at, concept) in (0u32..).zip(&concepts) {
            for name in &concept.official {
                by_name.entry(name.clone()).or_insert(at);
            }
        }
        let direct: Vec<Vec<u32>> =
            parents.iter().map(|names| names.iter().filter_map(|name| by_name.get(name).copied()).collect()).collect();
        for (at, concept) in concepts.iter_mut().enumerate() {
            concept.broader = ancestors(at, &direct);
            concept.unknown_broader =
                parents.get(at).into_iter().flatten().filter(|name| !by_name.contains_key(*name)).cloned().collect();
            concept.is_circular = concept.broader.iter().any(|above| {
                direct.get(*above as usize).is_some_and(|above| above.iter().any(|number| *number as usize == at))
            });
            concept.parents = direct.get(at).cloned().unwrap_or_default();
        }
        let aspects = toml::from_str::<AspectTable>(aspects)?.aspect;
        let plain: HashMap<String, Vec<String>> = toml::from_str(plain)?;
        let mut patterns: HashMap<String, Vec<Means>> = HashMap::new();
        let mut add = |word: &str, means: Means| {
            let word = squeezed(&fold::fold(word));
            if !word.is_empty() {
                let held = patterns.entry(word).or_default();
                if !held.contains(&means) {
                    held.push(means);
                }
            }
        };
        for (at, concept) in (0u32..).zip(&concepts) {
            for word in concept.official.iter().chain(&concept.lay) {
                add(word, Means::Concept(at));
            }
        }
        for (section, words) in &plain {
            let tells = match section.as_str() {
                "kin_elder" => Plain::Elder,
                "kin_child" => Plain::Child,
                "kin_spouse" => Plain::Spouse,
                _ => Plain::Nothing,
            };
            for word in words {
                add(word, Means::Plain(tells));
            }
        }
        for (at, aspect) in aspects.iter().enumerate() {
            // 停了 without its little character would stand in every other sentence.
            for word in aspect
                .asked
                .iter()
                .filter(|word| word.chars().nth(1).is_none() || squeezed(&fold::fold(word)).chars().nth(1).is_some())
            {
                add(word, Means::Aspect(at));
            }
            for word in &aspect.general {
                add(word, Means::General(at));
            }
        }
        let mut listed: Vec<(String, Vec<Means>)> = patterns.into_iter().collect();
        listed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        let matcher = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(listed.iter().map(|(word, _)| word.as_str()))
            .map_err(|error| Error::Lexicon(error.to_string()))?;
        let spoken = Spoken::of(&listed, &segmenter);
        let contrasts = Contrasts::read(contrasts)?;
        Ok(Self {
            concepts,
            aspects,
            matcher,
            means: listed.into_iter().map(|(_, means)| means).collect(),
            spoken,
            lookalikes: Lookalikes::read(),
            contrasts,
        })
    }

    /// Every pattern in a squeezed text, also those that overlap, with its place in bytes.
    pub(crate) fn matches<'a>(&'a self, squeezed: &'a str) -> impl Iterator<Item = (Range<usize>, &'a [Means])> + 'a {
        self.matcher
            .find_overlapping_iter(squeezed)
            .filter_map(|found| Some((found.range(), self.means.get(found.pattern().as_usize())?.as_slice())))
    }

    /// Whether two things of one sort exclude one another: 职工医保 and 居民医保, a harvester and a tiller.
    pub(crate) fn are_twins(&self, one: u32, other: u32) -> bool {
        let (Some(a), Some(b)) = (self.concept(one), self.concept(other)) else { return false };
        let exclusive = match a.class {
            Class::Scheme | Class::Trade | Class::Stage => true,
            Class::Thing => {
                a.parents.iter().any(|parent| self.concept(*parent).is_some_and(|parent| parent.class == Class::Thing))
            }
            Class::Group | Class::Place => false,
        };
        exclusive
            && a.class == b.class
            && a.parents.iter().any(|parent| b.parents.contains(parent))
            && !self.is_a(one, other)
            && !self.is_a(other, one)
    }

    /// The bit of an aspect.
    pub(crate) fn aspect(&self, id: &str) -> Aspects {
        self.aspects.iter().position(|aspect| aspect.id == id).map_or(0, |at| 1 << at)
    }

    /// Points that are answered together with some points: how, with where and with what.
    pub(crate) fn akin(&self, aspects: Aspects) -> Aspects {
        let of = |(one, others): &(&str, &[&str])| {
            let others = others.iter().fold(0, |all, id| all | self.aspect(id));
            let one = self.aspect(one);
            (if aspects & one == 0 { 0 } else { others }) | (if aspects & others == 0 { 0 } else { one })
        };
        AKIN.iter().map(of).fold(0, |all, akin| all | akin)
    }

    /// The concept of a number.
    pub(crate) fn concept(&self, number: u32) -> Option<&Concept> {
        self.concepts.get(number as usize)
    }

    /// Whether one concept is the other, or a sort of it.
    pub(crate) fn is_a(&self, narrow: u32, wide: u32) -> bool {
        narrow == wide || self.concept(narrow).is_some_and(|concept| concept.broader.contains(&wide))
    }

    /// The least exclusive class of several meanings of a word.
    pub(crate) fn class_of(&self, numbers: &[u32]) -> Option<Class> {
        numbers
            .iter()
            .filter_map(|number| self.concept(*number))
            .map(|concept| concept.class)
            .max_by_key(|class| matches!(class, Class::Group | Class::Place))
    }

    /// Whether it has a word of two characters or more for something.
    pub(crate) fn is_telling(&self, word: &str) -> bool {
        self.spoken.telling.contains(word)
    }

    /// Characters that look like one; `often`: those alone that are mistaken in words of every day.
    pub(crate) fn alike(&self, c: char, often: bool) -> &[char] {
        self.lookalikes.of(c, often)
    }

    /// Its words by what people type for them, telling and common ones first.
    pub(crate) fn typed(&self) -> &Vocabulary {
        &self.spoken.typed
    }

    /// Words of a [blurred](super::sounds::blurred) sound.
    pub(crate) fn sounding(&self, sound: &str) -> &[String] {
        self.spoken.sounds.get(sound).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Points that are answered together.
const AKIN: [(&str, &[&str]); 4] = [
    ("how", &["where", "bring"]),
    ("allowed", &["who"]),
    ("when", &["payday", "how_long"]),
    ("duration", &["how_long"]),
];

/// All that stands above, nearest first; a circle ends where it closes.
fn ancestors(at: usize, direct: &[Vec<u32>]) -> Vec<u32> {
    let mut found: Vec<u32> = Vec::new();
    let mut seen: HashSet<u32> = HashSet::new();
    let mut open: Vec<u32> = direct.get(at).cloned().unwrap_or_default();
    while let Some(next) = open.first().copied() {
        open.remove(0);
        if next as usize != at && seen.insert(next) {
            found.push(next);
            open.extend(direct.get(next as usize).into_iter().flatten());
        }
    }
    found
}
