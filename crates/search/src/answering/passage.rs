//! The policy's own answer: the clause that says what was asked, where no authored question does.

use std::collections::HashSet;

use domain::{Kind, Validity, search::PassagePlace};
use hanzi::{fold, segment::Segmenter};

use super::asked::Asked;
use crate::{
    Error,
    language::{
        gist::{self, Piece, Unit},
        lexicon::{Class, Lexicon},
        squeezed::squeezed,
    },
    matches::Match,
    snapshot::Snapshot,
};

/// Policies that are read, best first.
const LOOKED_AT: usize = 6;
/// Of them, those whose clause may answer: further down a clause has the words by chance.
const MAY_ANSWER: usize = 2;
/// The part of what tells that a clause and its policy's title must say to answer.
const ANSWERS: f32 = 0.93;
/// What must tell in a query for a clause to answer it.
const LEAST_TELLING: f32 = 0.7;

/// The best clause of a policy, with how much of the query it says.
pub(crate) struct Passage {
    pub(crate) place: PassagePlace,
    /// The part of what tells that the clause or the title of its policy says, 0..=1; that the clause itself says; the title.
    pub(crate) share: f32,
    own_share: f32,
    pub(crate) title_share: f32,
    /// Whether the clause looks like what was asked for: a sum, a day, a place.
    fits: bool,
    /// The place of its policy among policies, from 0.
    policy_place: usize,
    /// The telling pieces, as they stand in the query, that title and summary say, and that the text says.
    pub(crate) title_says: HashSet<String>,
    pub(crate) text_says: HashSet<String>,
}

impl Passage {
    fn value(&self) -> f32 {
        self.share + 0.2 * self.own_share + if self.fits { 0.25 } else { 0.0 } + 0.3 * self.title_share
    }
}

/// What a text says, for comparing with a query.
pub(crate) struct Said {
    text: String,
    concepts: HashSet<u32>,
}

impl Said {
    pub(crate) fn read(text: &str, lexicon: &Lexicon) -> Self {
        let text = squeezed(&fold::fold(text));
        Self { concepts: gist::concepts(&text, lexicon, &Segmenter::shared()), text }
    }

    pub(crate) fn says(&self, piece: &Piece, lexicon: &Lexicon) -> bool {
        match piece {
            Piece::Word(word) => self.text.contains(word.as_str()),
            Piece::Concept(numbers) => {
                numbers.iter().any(|number| self.concepts.iter().any(|held| lexicon.is_a(*held, *number)))
            }
        }
    }
}

/// The best clause of each of the best policies that stand, best first.
pub(crate) fn passages(snapshot: &Snapshot, found: &[Match], asked: &Asked<'_>) -> Result<Vec<Passage>, Error> {
    let mut passages = Vec::new();
    let all = asked.telling();
    if all <= 0.0 {
        return Ok(passages);
    }
    let policies = found.iter().filter_map(|found| {
        let entry = snapshot.segments.get(found.scored.segment)?.table.entries.get(found.scored.entry)?;
        let stands = !matches!(
            entry.validity(asked.today),
            Some(Validity::Repealed | Validity::Expired | Validity::NotYetEffective)
        );
        (entry.stored.kind == Kind::Policy && stands).then_some((found.scored.segment, found.scored.entry, entry))
    });
    for (policy_place, (segment, index, entry)) in policies.take(LOOKED_AT).enumerate() {
        let title = Said::read(
            &format!("{}\n{}", entry.stored.title, entry.stored.summary.as_deref().unwrap_or_default()),
            asked.lexicon,
        );
        let says = |said: &Said, unit: &Unit| said.says(&unit.piece, asked.lexicon);
        let title_says: HashSet<String> =
            asked.meant().filter(|(unit, _)| says(&title, unit)).map(|(unit, _)| unit.text.clone()).collect();
        let title_share =
            asked.meant().filter(|(unit, _)| title_says.contains(&unit.text)).map(|(_, weight)| weight).sum::<f32>()
                / all;
        let mut text_says: HashSet<String> = HashSet::new();
        let mut best: Option<Passage> = None;
        for piece in snapshot.pieces_of(segment, index)? {
            let said = Said::read(&piece.text, asked.lexicon);
            let (mut share, mut own_share) = (0.0f32, 0.0f32);
            for (unit, weight) in asked.meant() {
                if says(&said, unit) {
                    share += weight / all;
                    own_share += weight / all;
                    text_says.insert(unit.text.clone());
                } else if title_says.contains(&unit.text) {
                    share += 0.9 * weight / all;
                }
            }
            if piece.clause.is_empty() || own_share <= 0.0 {
                continue;
            }
            let place = PassagePlace { policy: entry.stored.id.clone(), clause: piece.clause };
            let passage = Passage {
                place,
                share,
                own_share,
                title_share,
                fits: fits(asked, &said.text),
                policy_place,
                title_says: HashSet::new(),
                text_says: HashSet::new(),
            };
            if best.as_ref().is_none_or(|held| passage.value() > held.value()) {
                best = Some(passage);
            }
        }
        if let Some(best) = best {
            passages.push(Passage { title_says, text_says, ..best });
        }
    }
    passages.sort_by(|a, b| b.value().total_cmp(&a.value()).then_with(|| a.place.policy.cmp(&b.place.policy)));
    Ok(passages)
}

/// The passage that answers, if one does: it, or the title of its policy, says all that tells, and it holds the sort of
/// thing that was asked for.
pub(crate) fn answering<'a>(passages: &'a [Passage], asked: &Asked<'_>) -> Option<&'a Passage> {
    let mut may_answer = passages.iter().filter(|passage| passage.policy_place < MAY_ANSWER);
    let best = may_answer.next()?;
    let names_a_matter = asked
        .meant()
        .any(|(unit, _)| matches!(asked.class(unit), Some(Class::Scheme | Class::Thing | Class::Trade | Class::Stage)));
    let asks_a_point = asked.gist.aspects != 0;
    let leads = may_answer.next().is_none_or(|next| best.value() - next.value() >= 0.1);
    (names_a_matter
        && asks_a_point
        && leads
        && best.fits
        && best.share >= ANSWERS
        && best.own_share >= 0.3
        && best.title_share >= 0.3
        && asked.gist.years.is_empty()
        && asked.telling() >= LEAST_TELLING)
        .then_some(best)
}

/// Whether a squeezed text holds the sort of thing that was asked for.
fn fits(asked: &Asked<'_>, text: &str) -> bool {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let sum = digit && has(&["元", "%", "倍", "百分之", "折"]) || has(&["免费", "免收", "不收", "全额"]);
    let asks = |id: &str| asked.gist.aspects & asked.lexicon.aspect(id) != 0;
    let kinds = [
        ("amount", sum),
        ("fee", sum),
        ("where", has(&["窗口", "中心", "街道", "乡镇", "办事处", "局", "社区"])),
        ("how", has(&["申请", "办理", "登记", "提交", "受理"])),
        ("bring", has(&["材料", "证", "提供", "提交", "携带"])),
        ("when", has(&["日", "月", "前"])),
        ("payday", has(&["日前", "发放", "拨付"])),
        ("how_long", digit && has(&["日", "天", "月"])),
        ("duration", digit && has(&["年", "月", "天", "日"])),
        ("age", has(&["岁", "出生"])),
        ("size", digit && has(&["平方米", "亩", "米", "层"])),
        ("phone", digit && has(&["电话", "热线"])),
        ("penalty", has(&["罚", "责任"])),
        ("who", has(&["条件", "可以", "应当", "符合", "不得", "下列", "人员", "家庭"])),
        ("allowed", has(&["可以", "不得", "禁止", "应当", "严禁"])),
        ("change", has(&["停发", "恢复", "变更", "取消", "终止", "调整", "补发"])),
        ("effect", has(&["计入", "同时", "重复"])),
    ];
    let mut asked_for = kinds.into_iter().filter(|(id, _)| asks(id)).map(|(_, holds)| holds).peekable();
    asked_for.peek().is_none() || asked_for.any(|holds| holds)
}
