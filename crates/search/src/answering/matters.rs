//! The matters that people bring to a government (`data/matters/`), each with what they say when
//! they bring it, in all sorts of words. A query is read beside all of them, also those that this portal says nothing of: 开药店 is
//! nearer to 药品零售许可 than to 食品经营许可, and so the answer for restaurants is no answer.
//!
//! A text is the characters and the pairs of neighbouring characters in it, weighed by rarity (tf–idf, Salton and Buckley 1988); a
//! matter is the sum of its sentences (Rocchio 1971), and how likely a text is about it follows from the cosine between the two.
//! Each sentence of the library also says which point it asks for (how much, where, with what …), and so which point a text asks for
//! is counted from the same pieces (naive Bayes, Maron 1961).

use std::{collections::HashMap, hash::BuildHasherDefault, sync::OnceLock};

use hanzi::fold;

use super::grams::{Pieces, Spread, grams, to_length_one};
use crate::language::squeezed::squeezed;

/// The library, by domain.
const DOMAINS: [(&str, &str); 24] = [
    ("health-insurance", include_str!("../../data/matters/health-insurance.txt")),
    ("family", include_str!("../../data/matters/family.txt")),
    ("old-age", include_str!("../../data/matters/old-age.txt")),
    ("relief", include_str!("../../data/matters/relief.txt")),
    ("disabled-veterans", include_str!("../../data/matters/disabled-veterans.txt")),
    ("social-insurance", include_str!("../../data/matters/social-insurance.txt")),
    ("work", include_str!("../../data/matters/work.txt")),
    ("schools", include_str!("../../data/matters/schools.txt")),
    ("higher-education", include_str!("../../data/matters/higher-education.txt")),
    ("police", include_str!("../../data/matters/police.txt")),
    ("transport", include_str!("../../data/matters/transport.txt")),
    ("housing", include_str!("../../data/matters/housing.txt")),
    ("city", include_str!("../../data/matters/city.txt")),
    ("business", include_str!("../../data/matters/business.txt")),
    ("tax", include_str!("../../data/matters/tax.txt")),
    ("farming", include_str!("../../data/matters/farming.txt")),
    ("village", include_str!("../../data/matters/village.txt")),
    ("environment", include_str!("../../data/matters/environment.txt")),
    ("health", include_str!("../../data/matters/health.txt")),
    ("culture", include_str!("../../data/matters/culture.txt")),
    ("law", include_str!("../../data/matters/law.txt")),
    ("science", include_str!("../../data/matters/science.txt")),
    ("finance", include_str!("../../data/matters/finance.txt")),
    (PRIVATE, include_str!("../../data/matters/private.txt")),
];
/// The domain of what no government sees to: 天气, 菜谱.
const PRIVATE: &str = "private";

/// Weights of the table are kept as sixteen bits.
pub(super) const FULL: f32 = 65535.0;

/// Points that a sentence of the library asks for; others are not counted.
pub(super) const POINTS: [&str; 12] =
    ["amount", "fee", "who", "where", "how", "bring", "when", "payday", "how_long", "duration", "whether", "what"];
/// How likely a text asks for each of [`POINTS`].
pub(crate) type Asks = [f32; POINTS.len()];
/// A piece is counted as if it stood in this many more sentences that ask for all points alike.
const DOUBT: f32 = 40.0;
/// Log-odds are kept as eight bits.
pub(super) const STEP: f32 = 1.0 / 32.0;

/// One matter.
#[derive(Debug)]
pub(crate) struct Matter {
    /// 城乡居民医保住院报销
    pub(crate) name: String,
    /// The third column: [`Self::department`] or [`Self::advice`].
    note: &'static str,
    pub(super) domain: u8,
}

impl Matter {
    /// What sort of department sees to it: 医疗保障.
    pub(crate) fn department(&self) -> Option<&'static str> {
        Some(self.note).filter(|note| !note.is_empty() && !is_private(self.domain))
    }

    /// What to do all the same where no government sees to it: 急病请打 120.
    pub(crate) fn advice(&self) -> Option<&'static str> {
        Some(self.note).filter(|note| !note.is_empty() && is_private(self.domain))
    }
}

/// Whether no government sees to what stands in a domain.
pub(super) fn is_private(domain: u8) -> bool {
    DOMAINS.get(usize::from(domain)).is_some_and(|(name, _)| *name == PRIVATE)
}

/// All matters.
#[derive(Debug)]
pub(crate) struct Matters {
    pub(super) all: Vec<Matter>,
    /// A character or a pair of neighbours, or a word of letters and digits → its number.
    pub(super) numbers: HashMap<u64, u32, BuildHasherDefault<Spread>>,
    /// By number: its rarity, and where its weights begin; one more at the end.
    pub(super) rarities: Vec<f32>,
    pub(super) starts: Vec<u32>,
    /// Matter and weight.
    pub(super) weights: Vec<(u16, u16)>,
    /// By number: the log-odds that it adds to each point, in [`STEP`]s.
    pub(super) asked: Vec<[i8; POINTS.len()]>,
    /// How common each point is, of all 1.
    pub(super) points: Asks,
}

/// A sentence of the library.
struct Sentence {
    matter: u16,
    /// Its place in [`POINTS`].
    point: Option<usize>,
    /// Their numbers, each once.
    pieces: Vec<u32>,
}

/// A text without what says nothing of the matter.
pub(super) fn plain(text: &str) -> String {
    squeezed(&fold::fold(text))
}

impl Matters {
    /// The library that ships with the program.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Matters> = OnceLock::new();
        SHARED.get_or_init(|| Self::read(&DOMAINS))
    }

    /// Reads domains: lines `# name | other names | department`, each followed by lines `point TAB what somebody says`.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "counts of a table that ships: far below 2¹⁶ matters and 2³² pieces"
    )]
    fn read(domains: &[(&str, &'static str)]) -> Self {
        let mut library = Self {
            all: Vec::new(),
            numbers: HashMap::default(),
            rarities: Vec::new(),
            starts: Vec::new(),
            weights: Vec::new(),
            asked: Vec::new(),
            points: [0.0; POINTS.len()],
        };
        let mut sentences: Vec<Sentence> = Vec::new();
        for (domain, (_, table)) in domains.iter().enumerate() {
            for line in table.lines() {
                if let Some(head) = line.strip_prefix("# ") {
                    let mut columns = head.split('|').map(str::trim);
                    let (name, others, note) = (
                        columns.next().unwrap_or_default(),
                        columns.next().unwrap_or_default(),
                        columns.next().unwrap_or_default(),
                    );
                    library.all.push(Matter { name: name.to_owned(), note, domain: domain as u8 });
                    let names = std::iter::once(name).chain(others.split('；').filter(|other| !other.is_empty()));
                    sentences.extend(names.map(|name| library.sentence(name, None)));
                } else if let Some((point, said)) = line.split_once('\t') {
                    sentences.push(library.sentence(said, POINTS.iter().position(|known| *known == point)));
                }
            }
        }
        let mut counts = vec![0u32; library.numbers.len()];
        for piece in sentences.iter().flat_map(|sentence| &sentence.pieces) {
            if let Some(count) = counts.get_mut(*piece as usize) {
                *count += 1;
            }
        }
        let all = sentences.len() as f32;
        library.rarities = counts.iter().map(|count| ((1.0 + all) / (1.0 + *count as f32)).ln() + 1.0).collect();
        library.weigh(&sentences);
        library.count_points(&sentences);
        library
    }

    /// A sentence of the last matter, its pieces numbered.
    #[allow(clippy::cast_possible_truncation, reason = "far below 2¹⁶ matters and 2³² pieces")]
    fn sentence(&mut self, said: &str, point: Option<usize>) -> Sentence {
        let number = |gram| {
            let next = self.numbers.len() as u32;
            *self.numbers.entry(gram).or_insert(next)
        };
        let pieces = grams(&plain(said)).into_iter().map(number).collect();
        Sentence { matter: self.all.len().saturating_sub(1) as u16, point, pieces }
    }

    /// By piece, how much it weighs in each matter.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "far below 2³² weights; each is 0..=1")]
    fn weigh(&mut self, sentences: &[Sentence]) {
        let mut held: Vec<Vec<(u16, u16)>> = vec![Vec::new(); self.numbers.len()];
        let mut sums = vec![0.0f32; self.numbers.len()];
        for of_matter in sentences.chunk_by(|a, b| a.matter == b.matter) {
            let mut pieces: Vec<u32> = Vec::new();
            for sentence in of_matter {
                let rarity = |piece: &u32| self.rarities.get(*piece as usize).copied().unwrap_or_default();
                let length = sentence.pieces.iter().map(|piece| rarity(piece).powi(2)).sum::<f32>().sqrt();
                for piece in &sentence.pieces {
                    if let Some(sum) = sums.get_mut(*piece as usize) {
                        *sum += rarity(piece) / length;
                    }
                }
                pieces.extend(&sentence.pieces);
            }
            pieces.sort_unstable();
            pieces.dedup();
            let length =
                pieces.iter().filter_map(|piece| sums.get(*piece as usize)).map(|sum| sum * sum).sum::<f32>().sqrt();
            let matter = of_matter.first().map_or(0, |sentence| sentence.matter);
            for piece in pieces {
                if let (Some(sum), Some(held)) = (sums.get_mut(piece as usize), held.get_mut(piece as usize)) {
                    held.push((matter, (*sum / length * FULL).round() as u16));
                    *sum = 0.0;
                }
            }
        }
        self.starts.push(0);
        for of_piece in held {
            self.weights.extend(of_piece);
            self.starts.push(self.weights.len() as u32);
        }
        self.weights.shrink_to_fit();
    }

    /// By piece, how much likelier than else a sentence with it asks for each point.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "counts of a table that ships; log-odds are cut to eight bits"
    )]
    fn count_points(&mut self, sentences: &[Sentence]) {
        let mut counts = vec![[0.0f32; POINTS.len()]; self.numbers.len()];
        for sentence in sentences {
            let Some(point) = sentence.point else { continue };
            for piece in &sentence.pieces {
                if let Some(count) = counts.get_mut(*piece as usize).and_then(|counts| counts.get_mut(point)) {
                    *count += 1.0;
                }
            }
            if let Some(point) = self.points.get_mut(point) {
                *point += 1.0;
            }
        }
        let all: f32 = self.points.iter().sum();
        self.points = self.points.map(|point| (point + 1.0) / (all + POINTS.len() as f32));
        let points = self.points;
        let log_odds = |counts: &Asks| {
            let all = counts.iter().sum::<f32>() + DOUBT;
            let mut steps = [0i8; POINTS.len()];
            for ((step, count), point) in steps.iter_mut().zip(counts).zip(points) {
                let odds = ((count + DOUBT * point) / all / point).ln();
                *step = (odds / STEP).round().clamp(f32::from(i8::MIN), f32::from(i8::MAX)) as i8;
            }
            steps
        };
        self.asked = counts.iter().map(log_odds).collect();
    }

    /// The pieces of a text, folded and squeezed.
    pub(crate) fn pieces(&self, text: &str) -> Pieces {
        let known =
            |gram| self.numbers.get(&gram).and_then(|number| Some((*number, *self.rarities.get(*number as usize)?)));
        let mut pieces: Vec<(u32, f32)> = grams(text).into_iter().filter_map(known).collect();
        pieces.sort_unstable_by_key(|(number, _)| *number);
        to_length_one(&mut pieces);
        Pieces(pieces)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn the_library_is_well_formed() {
        let mut names: HashMap<&str, &str> = HashMap::new();
        let mut said: HashMap<&str, &str> = HashMap::new();
        for (domain, table) in DOMAINS {
            let mut matter = "";
            let mut sentences = usize::MAX;
            for line in table.lines().filter(|line| !line.is_empty()) {
                if let Some(head) = line.strip_prefix("# ") {
                    assert!(sentences >= 8, "{domain}: {matter} has {sentences} sentences");
                    sentences = 0;
                    assert_eq!(head.split('|').count(), 3, "{domain}: {line}");
                    matter = head.split('|').next().unwrap().trim();
                    assert!(names.insert(matter, domain).is_none(), "{matter} stands twice");
                } else {
                    let (point, sentence) =
                        line.split_once('\t').unwrap_or_else(|| panic!("{domain}: no TAB in {line}"));
                    assert!(!matter.is_empty() && !point.is_empty() && !sentence.trim().is_empty(), "{domain}: {line}");
                    assert!(said.insert(sentence, matter).is_none(), "{domain}: {sentence} stands twice");
                    sentences += 1;
                }
            }
        }
    }

    #[test]
    #[ignore = "tells how long the library takes to be read"]
    fn reading_takes() {
        let started = std::time::Instant::now();
        let text: usize = DOMAINS.iter().flat_map(|(_, table)| table.lines()).map(|line| plain(line).len()).sum();
        println!("plain {text} {:?}", started.elapsed());
        let started = std::time::Instant::now();
        let pieces: usize = DOMAINS.iter().flat_map(|(_, table)| table.lines()).map(|line| grams(line).len()).sum();
        println!("grams {pieces} {:?}", started.elapsed());
        let started = std::time::Instant::now();
        let library = Matters::read(&DOMAINS);
        println!("all {:?}; {} pieces, {} weights", started.elapsed(), library.numbers.len(), library.weights.len());
    }
}
