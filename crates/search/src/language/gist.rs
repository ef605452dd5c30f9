//! The gist of a text, as typed pieces: concepts, other telling words, the points asked for, ages, years, persons.

use std::{collections::HashSet, ops::Range};

use hanzi::segment::Segmenter;

use super::{
    lexicon::{Aspects, Class, Lexicon, Means, Plain},
    squeezed::squeezed_with_joints,
    times::{Age, Year, ages, years},
};

/// Characters that deny what follows, at once or after one character.
const NOT: [char; 4] = ['不', '没', '非', '未'];

/// Who is spoken of: bits of [`Gist::persons`].
pub(crate) const ELDER: u8 = 1;
pub(crate) const CHILD: u8 = 2;
pub(crate) const SPOUSE: u8 = 4;

/// One telling piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// By number in the lexicon; several where a word has several meanings.
    Concept(Vec<u32>),
    /// A word of the dictionary that the lexicon does not know.
    Word(String),
}

/// A piece with how much its kind tells.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Unit {
    pub(crate) piece: Piece,
    /// As it stands, squeezed.
    pub(crate) text: String,
    /// 0..=1: nouns and schemes 1, verbs less, places and groups in between.
    pub(crate) tells: f32,
    /// 不吃低保
    pub(crate) is_denied: bool,
}

/// What a text says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Gist {
    /// The folded text without little characters.
    pub(crate) text: String,
    pub(crate) units: Vec<Unit>,
    pub(crate) aspects: Aspects,
    pub(crate) persons: u8,
    /// Ages in years, as they are said.
    pub(crate) ages: Vec<Age>,
    /// 去年, 明年, 2027年: years that are named.
    pub(crate) years: Vec<Year>,
    /// Other concepts whose words stand in the text too, inside longer ones.
    pub(crate) also: Vec<u32>,
    /// How hard it was to read: less where more of it is known.
    pub(crate) cost: f32,
}

/// How a stretch of text is read.
enum Edge {
    Known(usize),
    Dictionary { tells: f32 },
}

/// Stretches of a text in order, each with the place of its edge.
type Chain = Vec<(Range<usize>, Option<usize>)>;

/// Reads a folded text.
pub(crate) fn read(folded: &str, lexicon: &Lexicon, segmenter: &Segmenter) -> Gist {
    let (text, joints) = squeezed_with_joints(folded);
    let mut gist = Gist { ages: ages(&text), years: years(&text), ..Gist::default() };
    // All ways to read each stretch; the cheapest chain from the first to the last character is taken.
    let is_joined = |place: &Range<usize>| {
        text.get(place.clone()).is_some_and(|word| word.chars().nth(2).is_none())
            && joints.iter().any(|joint| place.start < *joint && *joint < place.end)
    };
    let known: Vec<(Range<usize>, &[Means])> = lexicon
        .matches(&text)
        .filter(|(place, means)| !(is_joined(place) && means.iter().any(|means| matches!(means, Means::Concept(_)))))
        .collect();
    let is_aspect = |means: &&[Means]| means.iter().any(|means| matches!(means, Means::Aspect(_)));
    let asks_more = |general: &Range<usize>| {
        known.iter().any(|(longer, means)| {
            is_aspect(means)
                && longer.start <= general.start
                && general.end <= longer.end
                && longer.len() > general.len()
        })
    };
    let mut edges: Vec<(Range<usize>, Edge, f32)> = Vec::new();
    for (at, (range, means)) in known.iter().enumerate() {
        for means in *means {
            match means {
                Means::Aspect(aspect) => gist.aspects |= 1 << aspect,
                Means::General(aspect) if !asks_more(range) => gist.aspects |= 1 << aspect,
                _ => {}
            }
        }
        let is_concept = means.iter().any(|means| matches!(means, Means::Concept(_)));
        let is_single = text.get(range.clone()).is_some_and(|word| word.chars().nth(1).is_none());
        edges.push((
            range.clone(),
            Edge::Known(at),
            if is_concept {
                1.0
            } else if is_single {
                0.85
            } else {
                1.05
            },
        ));
    }
    let stretches = stretches(&text, &known);
    let asks_here =
        |at: usize| stretches.len() < 2 || stretches.iter().any(|(stretch, asks)| *asks && stretch.contains(&at));
    for (range, class) in segmenter.dictionary_words(&text) {
        let beside = if asks_here(range.start) { 1.0 } else { BESIDE_THE_POINT };
        let is_telling = text.get(range.clone()).is_some_and(is_cut_well);
        edges.push((range, Edge::Dictionary { tells: if is_telling { tells(&class) * beside } else { 0.0 } }, 1.35));
    }
    if asks_whether(&text) {
        gist.aspects |= lexicon.aspect("yes_no");
    }
    add_latin(&text, asks_here, &mut edges);
    let (cost, chain) = cheapest(&text, &mut edges);
    gist.cost = cost;
    let mut taken: Vec<u32> = Vec::new();
    for (range, edge) in chain {
        let Some(word) = text.get(range.clone()) else { continue };
        let Some((_, edge, _)) = edge.and_then(|edge| edges.get(edge)) else { continue };
        let is_denied = is_denied(&text, range.start);
        match edge {
            Edge::Dictionary { tells } if *tells > 0.0 => {
                push(
                    &mut gist.units,
                    Unit { piece: Piece::Word(word.to_owned()), text: word.to_owned(), tells: *tells, is_denied },
                );
            }
            Edge::Dictionary { .. } => {}
            Edge::Known(at) => {
                let mut concepts = Vec::new();
                for means in known.get(*at).map(|(_, means)| *means).unwrap_or_default() {
                    match means {
                        Means::Concept(number) => concepts.push(*number),
                        Means::Plain(Plain::Elder) => gist.persons |= ELDER,
                        Means::Plain(Plain::Child) => gist.persons |= CHILD,
                        Means::Plain(Plain::Spouse) => gist.persons |= SPOUSE,
                        Means::Plain(Plain::Nothing) | Means::Aspect(_) | Means::General(_) => {}
                    }
                }
                if let Some(tells) = concepts
                    .iter()
                    .filter_map(|number| lexicon.concept(*number))
                    .map(|concept| weight_of(concept.class))
                    .reduce(f32::min)
                {
                    taken.extend(&concepts);
                    push(
                        &mut gist.units,
                        Unit { piece: Piece::Concept(concepts), text: word.to_owned(), tells, is_denied },
                    );
                }
            }
        }
    }
    gist.also = within_longer(&text, &known, &taken);
    gist.text = text;
    gist
}

/// The concepts of a squeezed text, sentence by sentence.
pub(crate) fn concepts(text: &str, lexicon: &Lexicon, segmenter: &Segmenter) -> HashSet<u32> {
    let mut concepts = HashSet::new();
    for sentence in text.split(['\n', '。', '；']) {
        let gist = read(sentence, lexicon, segmenter);
        concepts.extend(gist.also);
        concepts.extend(
            gist.units
                .into_iter()
                .filter_map(|unit| if let Piece::Concept(numbers) = unit.piece { Some(numbers) } else { None })
                .flatten(),
        );
    }
    concepts
}

/// Adds the words of letters and digits of a text; `asks_here` says whether a point is asked for where one begins.
fn add_latin(text: &str, asks_here: impl Fn(usize) -> bool, edges: &mut Vec<(Range<usize>, Edge, f32)>) {
    let mut digits: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if c.is_ascii_alphanumeric() {
            digits.get_or_insert(at);
        } else if let Some(start) = digits.take() {
            let word = text.get(start..at).unwrap_or_default();
            let beside = if asks_here(start) { 1.0 } else { BESIDE_THE_POINT };
            let tells = if word.bytes().all(|b| b.is_ascii_digit()) { 0.0 } else { 0.8 * beside };
            edges.push((start..at, Edge::Dictionary { tells }, 1.2));
        }
    }
}

/// Concepts that are not taken, and whose words stand in the text too, inside longer ones.
fn within_longer(text: &str, known: &[(Range<usize>, &[Means])], taken: &[u32]) -> Vec<u32> {
    let mut also = Vec::new();
    // Two characters within other words are chance: 政审 in 行政审批局.
    for (_, means) in
        known.iter().filter(|(place, _)| text.get(place.clone()).is_some_and(|word| word.chars().nth(2).is_some()))
    {
        for means in *means {
            if let Means::Concept(number) = means
                && !taken.contains(number)
                && !also.contains(number)
            {
                also.push(*number);
            }
        }
    }
    also
}

/// The cheapest chain of edges from the first character of a text to the last, with its cost; a character in no edge stands alone.
fn cheapest(text: &str, edges: &mut [(Range<usize>, Edge, f32)]) -> (f32, Chain) {
    edges.sort_by_key(|(range, ..)| range.end);
    let mut best: Vec<Option<(f32, usize, Option<usize>)>> = vec![None; text.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = Some((0.0, 0, None));
    }
    let mut next = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        let mut candidate = best.get(at).copied().flatten().map(|(cost, ..)| (cost + 1.3, at, None));
        while let Some((range, _, cost)) = edges.get(next).filter(|(range, ..)| range.end <= end) {
            if range.end == end
                && let Some((before, ..)) = best.get(range.start).copied().flatten()
                && candidate.is_none_or(|(held, ..)| before + cost < held)
            {
                candidate = Some((before + cost, range.start, Some(next)));
            }
            next += 1;
        }
        if let Some(slot) = best.get_mut(end) {
            *slot = candidate;
        }
    }
    let cost = best.last().copied().flatten().map_or(0.0, |(cost, ..)| cost);
    let mut chain = Chain::new();
    let mut end = text.len();
    while end > 0 {
        let Some((_, start, edge)) = best.get(end).copied().flatten() else { break };
        chain.push((start..end, edge));
        end = start;
    }
    chain.reverse();
    (cost, chain)
}

fn push(units: &mut Vec<Unit>, unit: Unit) {
    if !units.iter().any(|known| known.piece == unit.piece) {
        units.push(unit);
    }
}

pub(crate) fn weight_of(class: Class) -> f32 {
    match class {
        Class::Scheme | Class::Trade | Class::Stage => 1.2,
        Class::Thing => 1.0,
        Class::Group => 0.9,
        Class::Place => 0.7,
    }
}

/// How much a word of the dictionary tells by its class alone.
fn tells(class: &str) -> f32 {
    match class.chars().next() {
        Some('n' | 'j' | 's') => 0.9,
        Some('v') if class == "vn" => 0.6,
        Some('v') => 0.35,
        Some('t' | 'f' | 'd' | 'p' | 'c' | 'u' | 'r' | 'm' | 'q' | 'y' | 'e' | 'o' | 'k' | 'h') => 0.0,
        _ => 0.4,
    }
}

/// What a word left of the point that is asked for tells: a story before the question.
const BESIDE_THE_POINT: f32 = 0.4;
/// Dictionary words that begin or end so are cut wrongly, or grammar.
const NO_BEGINNING: &str = "想要没不下才刚还就都也又很太再能会该得让给把被跟向往从在是有去来上了着过吗呢";
const NO_END: &str = "了着过吗呢吧啊";

fn is_cut_well(word: &str) -> bool {
    let ends = |c: Option<char>, of: &str| c.is_some_and(|c| of.contains(c));
    !ends(word.chars().next(), NO_BEGINNING) && !ends(word.chars().next_back(), NO_END)
}

/// Stretches between marks, each with whether a point is asked for in it.
fn stretches(text: &str, known: &[(Range<usize>, &[Means])]) -> Vec<(Range<usize>, bool)> {
    let mut stretches = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '。')]) {
        if c.is_alphanumeric() {
            continue;
        }
        if at > start {
            let asks = known.iter().any(|(place, means)| {
                start <= place.start && place.start < at && means.iter().any(|means| matches!(means, Means::Aspect(_)))
            });
            stretches.push((start..at, asks));
        }
        start = at + c.len_utf8();
    }
    stretches
}

/// Whether a text asks whether: it ends so, or a stretch of it does.
fn asks_whether(text: &str) -> bool {
    let bare = text.trim_end_matches(['?', '？', '。', '.', '!', '！', '，', ',']);
    ["吗", "不", "没", "么", "没有", "否", "不咯", "吧", "嘛"].iter().any(|end| bare.ends_with(end))
        || ["吗", "么"]
            .iter()
            .any(|end| ["?", "？", "，", ",", "。"].iter().any(|mark| text.contains(&format!("{end}{mark}"))))
}

pub(crate) fn is_denied(text: &str, start: usize) -> bool {
    let before: Vec<char> = text.get(..start).unwrap_or_default().chars().rev().take(2).collect();
    match before.as_slice() {
        [last, ..] if NOT.contains(last) => true,
        [last, first] if NOT.contains(first) => {
            matches!(last, '吃' | '有' | '是' | '在' | '领' | '交' | '办' | '签' | '参' | '上' | '买' | '当')
        }
        _ => false,
    }
}
