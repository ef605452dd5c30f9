//! What matter a text is about: the matters that people bring to a government (`data/matters/`), each with what people say when
//! they bring it, in all sorts of words. A query is read beside all of them, also those that this portal says nothing of: 开药店 is
//! nearer to 药品零售许可 than to 食品经营许可, and so the answer for restaurants is no answer.
//!
//! A text is the characters and the pairs of neighbouring characters in it, weighed by rarity (tf–idf, Salton and Buckley 1988); a
//! matter is the sum of its sentences (Rocchio 1971), and how likely a text is about it follows from the cosine between the two.
//! Each sentence of the library also says which point it asks for (how much, where, with what …), and so which point a text asks for
//! is counted from the same pieces (naive Bayes, Maron 1961).

use std::{
    collections::HashMap,
    hash::{BuildHasherDefault, Hasher},
    sync::OnceLock,
};

use hanzi::fold;

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

/// How sharply likelihood follows nearness: e to this times the cosine.
const SHARPNESS: f32 = 30.0;
/// Matters kept of a text.
const KEPT: usize = 24;
/// Weights of the table are kept as sixteen bits.
const FULL: f32 = 65535.0;

/// Points that a sentence of the library asks for; others are not counted.
const POINTS: [&str; 12] =
    ["amount", "fee", "who", "where", "how", "bring", "when", "payday", "how_long", "duration", "whether", "what"];
/// How likely a text asks for each of [`POINTS`].
pub(crate) type Asks = [f32; POINTS.len()];
/// A piece is counted as if it stood in this many more sentences that ask for all points alike.
const DOUBT: f32 = 40.0;
/// Pieces of one text overlap, and so each tells half of what it would alone.
const OVERLAP: f32 = 0.5;
/// Log-odds are kept as eight bits.
const STEP: f32 = 1.0 / 32.0;

/// One matter.
#[derive(Debug)]
pub(crate) struct Matter {
    /// 城乡居民医保住院报销
    pub(crate) name: String,
    /// The third column: [`Self::department`] or [`Self::advice`].
    note: &'static str,
    domain: u8,
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
fn is_private(domain: u8) -> bool {
    DOMAINS.get(usize::from(domain)).is_some_and(|(name, _)| *name == PRIVATE)
}

/// All matters.
#[derive(Debug)]
pub(crate) struct Matters {
    all: Vec<Matter>,
    /// A character or a pair of neighbours, or a word of letters and digits → its number.
    numbers: HashMap<u64, u32, BuildHasherDefault<Spread>>,
    /// By number: its rarity, and where its weights begin; one more at the end.
    rarities: Vec<f32>,
    starts: Vec<u32>,
    /// Matter and weight.
    weights: Vec<(u16, u16)>,
    /// By number: the log-odds that it adds to each point, in [`STEP`]s.
    asked: Vec<[i8; POINTS.len()]>,
    /// How common each point is, of all 1.
    points: Asks,
}

/// Spreads the bits of characters: two million of them are looked up when the library is read, and nobody chooses them to collide.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn write_u64(&mut self, gram: u64) {
        let mixed = (gram ^ gram >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ mixed >> 32;
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(self.0 << 8 | u64::from(*byte));
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// A sentence of the library.
struct Sentence {
    matter: u16,
    /// Its place in [`POINTS`].
    point: Option<usize>,
    /// Their numbers, each once.
    pieces: Vec<u32>,
}

/// A text as numbered pieces with their weights, of length 1; sorted by number.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pieces(Vec<(u32, f32)>);

impl Pieces {
    /// The cosine of two texts, 0..=1.
    pub(crate) fn cosine(&self, other: &Self) -> f32 {
        meet(&self.0, &other.0).map(|(a, b)| a * b).sum()
    }
}

/// What stands in both of two lists that are sorted by key.
fn meet<'a, K: Ord + Copy>(one: &'a [(K, f32)], other: &'a [(K, f32)]) -> impl Iterator<Item = (f32, f32)> + 'a {
    let mut rest = other.iter().peekable();
    one.iter().filter_map(move |(key, weight)| {
        while rest.next_if(|(held, _)| held < key).is_some() {}
        rest.next_if(|(held, _)| held == key).map(|(_, held)| (*weight, *held))
    })
}

/// What a text may be about.
#[derive(Debug, Clone, Default)]
pub(crate) struct Leaning {
    /// Matters with how likely each is, of all 1; sorted by matter.
    shares: Vec<(u16, f32)>,
    /// The same of domains.
    domains: Vec<(u8, f32)>,
    /// The likeliest, and how likely it is.
    top: u16,
    pub(crate) most: f32,
    /// The cosine with the nearest matter, 0..=1.
    pub(crate) nearest: f32,
    /// How undecided it is: entropy in nats.
    pub(crate) entropy: f32,
    /// The points asked for; of a question, by itself and by any wording.
    asks: Asks,
    asks_any: Asks,
}

/// How far two texts are about one matter: natural logarithms of likelihoods, each at least that of about nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Agreement {
    /// That both are about the same.
    pub(crate) same: f32,
    /// Of how much the two have in common (Bhattacharyya).
    pub(crate) common: f32,
    /// How likely the other is about what the one is most likely about, and the other way round.
    pub(crate) theirs: f32,
    pub(crate) ours: f32,
    /// That both are of the same domain.
    pub(crate) domain: f32,
    /// That the query asks for the point that the question itself asks for, and that any wording of it does.
    pub(crate) point: f32,
    pub(crate) point_any: f32,
    /// Of how much in common the query has with the question itself in the points asked for.
    pub(crate) points: f32,
}

impl Leaning {
    /// Compares a query with a question.
    pub(crate) fn agreement(&self, other: &Self) -> Agreement {
        let same: f32 = meet(&self.shares, &other.shares).map(|(a, b)| a * b).sum();
        let common: f32 = meet(&self.shares, &other.shares).map(|(a, b)| (a * b).sqrt()).sum();
        let domain: f32 = meet(&self.domains, &other.domains).map(|(a, b)| a * b).sum();
        let asks = |of: &dyn Fn(f32, f32) -> f32, theirs: &Asks| {
            (self.asks.iter().zip(theirs).map(|(a, b)| of(*a, *b)).sum::<f32>() + 1e-3).ln()
        };
        Agreement {
            same: (same + 1e-5).ln(),
            common: (common + 1e-3).ln(),
            theirs: (other.share(self.top) + 1e-4).ln(),
            ours: (self.share(other.top) + 1e-4).ln(),
            domain: (domain + 1e-3).ln(),
            point: asks(&|a, b| a * b, &other.asks),
            point_any: asks(&|a, b| a * b, &other.asks_any),
            points: asks(&|a, b| (a * b).sqrt(), &other.asks),
        }
    }

    /// Matters with how likely each is, by matter.
    pub(crate) fn shares(&self) -> &[(u16, f32)] {
        &self.shares
    }

    fn share(&self, matter: u16) -> f32 {
        self.shares
            .binary_search_by_key(&matter, |(matter, _)| *matter)
            .ok()
            .and_then(|at| self.shares.get(at))
            .map_or(0.0, |(_, share)| *share)
    }

    /// How likely no government sees to it.
    pub(crate) fn private(&self) -> f32 {
        self.domains.iter().filter(|(domain, _)| is_private(*domain)).map(|(_, share)| share).sum()
    }
}

/// A text without what says nothing of the matter.
fn plain(text: &str) -> String {
    squeezed(&fold::fold(text))
}

/// The pieces of a squeezed text, each once.
fn grams(text: &str) -> Vec<u64> {
    let mut grams = Vec::new();
    let mut before: Option<char> = None;
    let mut word = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_alphanumeric() || (matches!(c, '.' | '+' | '-') && !word.is_empty()) {
            word.push(c.to_ascii_lowercase());
        } else if !word.is_empty() {
            // FNV-1a; the highest bit is no character's.
            let hash = word
                .bytes()
                .fold(0xcbf2_9ce4_8422_2325u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
            grams.push(hash | 1 << 63);
            word.clear();
        }
        if fold::is_hanzi(c) {
            let code = u64::from(u32::from(c));
            grams.push(code);
            grams.extend(before.map(|before| u64::from(u32::from(before)) << 32 | code));
            before = Some(c);
        } else {
            before = None;
        }
    }
    grams.sort_unstable();
    grams.dedup();
    grams
}

/// Of length 1.
fn to_length_one<K>(weights: &mut [(K, f32)]) {
    let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in weights {
            *weight /= length;
        }
    }
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

    /// How likely a text asks for each point.
    fn asks(&self, pieces: &Pieces) -> Asks {
        let mut sums = self.points.map(f32::ln);
        for steps in pieces.0.iter().filter_map(|(number, _)| self.asked.get(*number as usize)) {
            sums.iter_mut().zip(steps).for_each(|(sum, step)| *sum += STEP * f32::from(*step));
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let shares = sums.map(|sum| (OVERLAP * (sum - most)).exp());
        let all: f32 = shares.iter().sum();
        shares.map(|share| share / all)
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

    /// Adds a share of the cosine with each matter.
    fn add_cosines(&self, pieces: &Pieces, share: f32, cosines: &mut [f32]) {
        for (number, weight) in &pieces.0 {
            let at = *number as usize;
            let (Some(from), Some(until)) = (self.starts.get(at), self.starts.get(at + 1)) else { continue };
            for (matter, held) in self.weights.get(*from as usize..*until as usize).into_iter().flatten() {
                if let Some(cosine) = cosines.get_mut(usize::from(*matter)) {
                    *cosine += share * weight * f32::from(*held) / FULL;
                }
            }
        }
    }

    /// What a text is about.
    pub(crate) fn leaning(&self, pieces: &Pieces) -> Leaning {
        let mut cosines = vec![0.0; self.all.len()];
        self.add_cosines(pieces, 1.0, &mut cosines);
        let asks = self.asks(pieces);
        Leaning { asks, asks_any: asks, ..self.leaning_of(&cosines) }
    }

    /// What a question is about: half by its own words, half by all its wordings, itself among them.
    #[allow(clippy::cast_precision_loss, reason = "a handful of wordings")]
    pub(crate) fn leaning_of_question(&self, wordings: &[Pieces]) -> Leaning {
        let mut cosines = vec![0.0; self.all.len()];
        let each = 0.5 / wordings.len().max(1) as f32;
        for (at, pieces) in wordings.iter().enumerate() {
            self.add_cosines(pieces, if at == 0 { 0.5 + each } else { each }, &mut cosines);
        }
        let mut asks = wordings.iter().map(|pieces| self.asks(pieces));
        let first = asks.next().unwrap_or_default();
        let mut any = first;
        for asks in asks {
            any.iter_mut().zip(asks).for_each(|(any, asks)| *any = any.max(asks));
        }
        let all: f32 = any.iter().sum();
        Leaning { asks: first, asks_any: any.map(|share| share / all.max(1.0)), ..self.leaning_of(&cosines) }
    }

    #[allow(clippy::cast_possible_truncation, reason = "far below 2¹⁶ matters")]
    fn leaning_of(&self, cosines: &[f32]) -> Leaning {
        let nearest = cosines.iter().copied().fold(0.0, f32::max);
        if nearest <= 0.0 {
            return Leaning::default();
        }
        let mut shares: Vec<(u16, f32)> =
            cosines.iter().enumerate().map(|(matter, cosine)| (matter as u16, *cosine)).collect();
        if shares.len() > KEPT {
            shares.select_nth_unstable_by(KEPT, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            shares.truncate(KEPT);
        }
        for (_, share) in &mut shares {
            *share = (SHARPNESS * (*share - nearest)).exp();
        }
        let all: f32 = shares.iter().map(|(_, share)| share).sum();
        for (_, share) in &mut shares {
            *share /= all;
        }
        shares.sort_unstable_by_key(|(matter, _)| *matter);
        let (top, most) = shares.iter().copied().fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best });
        let mut domains: Vec<(u8, f32)> = Vec::new();
        // Matters stand by domain, so that those of one follow one another.
        for (matter, share) in &shares {
            let domain = self.all.get(usize::from(*matter)).map_or(0, |matter| matter.domain);
            match domains.last_mut() {
                Some((last, sum)) if *last == domain => *sum += share,
                _ => domains.push((domain, *share)),
            }
        }
        let entropy = -shares.iter().map(|(_, share)| share * (share + 1e-9).ln()).sum::<f32>();
        Leaning { shares, domains, top, most, nearest, entropy, ..Leaning::default() }
    }

    /// What a text is most likely about; `None` where nothing of it is known.
    pub(crate) fn top(&self, leaning: &Leaning) -> Option<&Matter> {
        self.all.get(usize::from(leaning.top)).filter(|_| leaning.most > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn about(text: &str) -> (String, f32) {
        let matters = Matters::shared();
        let leaning = matters.leaning(&matters.pieces(&plain(text)));
        (matters.top(&leaning).map(|matter| matter.name.clone()).unwrap_or_default(), leaning.private())
    }

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

    #[test]
    fn near_twins_are_told_apart() {
        // Sentences that are not in the library.
        assert!(about("我想开一家药房要办哪些手续").0.contains('药'));
        assert!(about("给我家金毛办个狗证去哪儿").0.contains('犬'));
        assert!(about("红烧肉怎么做才好吃").1 > 0.5);
        assert!(about("工地上从架子摔下来算不算工伤").1 < 0.2);
    }

    #[test]
    fn what_is_in_common_is_symmetric_and_nothing_is_about_nothing() {
        let matters = Matters::shared();
        let lean = |text: &str| matters.leaning(&matters.pieces(&plain(text)));
        let (a, b) = (lean("低保怎么申请"), lean("吃低保要找谁"));
        assert!((a.agreement(&b).common - b.agreement(&a).common).abs() < 1e-6);
        assert!((a.agreement(&b).theirs - b.agreement(&a).ours).abs() < 1e-6);
        assert!(a.agreement(&b).common > a.agreement(&lean("怎么办护照")).common);
        assert!(lean("").shares.is_empty());
        assert!((a.shares.iter().map(|(_, share)| share).sum::<f32>() - 1.0).abs() < 1e-3);
    }
}
