//! The policy's own answer: the clause that says what was asked, where no authored question does.

use domain::{DocumentId, Kind, search::PassagePlace};
use hanzi::fold;

use super::{
    judge::Asked,
    lexicon::{Aspects, Class, Lexicon, Means, squeezed},
    reading::Piece,
    statement::pieces_of,
};
use crate::{Error, results::Found, snapshot::Snapshot};

/// Policies that are read, best first.
const LOOKED_AT: usize = 8;

/// A clause with how much of the query it says.
pub(crate) struct Passage {
    pub(crate) place: PassagePlace,
    /// The part of what tells that the clause or the title of its policy says, 0..=1.
    pub(crate) share: f32,
    /// The same of the whole policy.
    pub(crate) policy_share: f32,
    /// The heaviest telling piece that the policy does not know.
    pub(crate) unknown: f32,
    /// Whether the clause looks like what was asked for: a sum, a day, a place.
    pub(crate) fits: bool,
    pub(crate) policy_title: String,
}

/// What a text says, for comparing with a query.
struct Said {
    text: String,
    concepts: Vec<u32>,
}

impl Said {
    fn read(text: &str, lexicon: &Lexicon) -> Self {
        let text = squeezed(&fold::fold(text));
        let mut concepts: Vec<u32> = lexicon.matches(&text).flat_map(|(_, means)| means.iter().filter_map(|means| if let Means::Concept(number) = means { Some(*number) } else { None })).collect();
        concepts.sort_unstable();
        concepts.dedup();
        Self { text, concepts }
    }

    fn says(&self, piece: &Piece, lexicon: &Lexicon) -> bool {
        match piece {
            Piece::Word(word) => self.text.contains(word.as_str()),
            Piece::Concept(numbers) => numbers.iter().any(|number| self.concepts.iter().any(|held| lexicon.is_a(*held, *number))),
        }
    }
}

/// The best clause of each of the best policies, best first.
pub(crate) fn passages(snapshot: &Snapshot, found: &[Found], asked: &Asked<'_>) -> Result<Vec<Passage>, Error> {
    let mut passages = Vec::new();
    let policies = found.iter().filter_map(|found| {
        let entry = snapshot.segments.get(found.scored.segment)?.table.entries.get(found.scored.entry)?;
        let stands = !matches!(entry.validity(asked.today), Some(domain::Validity::Repealed | domain::Validity::Expired | domain::Validity::NotYetEffective));
        (entry.stored.kind == Kind::Policy && stands).then_some((found.scored.segment, found.scored.entry, entry))
    });
    for (segment, index, entry) in policies.take(LOOKED_AT) {
        let title = Said::read(&format!("{}\n{}", entry.stored.title, entry.stored.summary.as_deref().unwrap_or_default()), asked.lexicon);
        let mut best: Option<(f32, f32, String, bool)> = None;
        let mut known = vec![0.0f32; asked.reading.units.len()];
        for piece in pieces_of(snapshot, segment, index)? {
            let said = Said::read(&piece.text, asked.lexicon);
            let (mut share, mut all, mut own) = (0.0f32, 0.0f32, 0.0f32);
            for ((unit, weight), known) in asked.reading.units.iter().zip(&asked.weights).zip(&mut known) {
                if unit.is_denied {
                    continue;
                }
                all += weight;
                if said.says(&unit.piece, asked.lexicon) {
                    share += weight;
                    own += weight;
                    *known = 1.0;
                } else if title.says(&unit.piece, asked.lexicon) {
                    share += weight * 0.9;
                    *known = 1.0;
                }
            }
            if all <= 0.0 || piece.clause.is_empty() || own <= 0.0 {
                continue;
            }
            let fits = fits(asked, &said.text);
            let value = share / all + own / all * 0.2 + if fits { 0.25 } else { 0.0 };
            if best.as_ref().is_none_or(|(held, ..)| value > *held) {
                best = Some((value, share / all, piece.clause, fits));
            }
        }
        let Some((_, share, clause, fits)) = best else { continue };
        let told = |test: &dyn Fn(f32) -> bool| asked.reading.units.iter().zip(&asked.weights).zip(&known).filter(|((unit, _), known)| !unit.is_denied && test(**known)).map(|((_, weight), _)| *weight).collect::<Vec<f32>>();
        let all: f32 = told(&|_| true).iter().sum();
        let policy_share = told(&|known| known > 0.0).iter().sum::<f32>() / all.max(f32::EPSILON);
        let unknown = told(&|known| known == 0.0).into_iter().fold(0.0, f32::max);
        passages.push(Passage { place: PassagePlace { policy: entry.stored.id.clone(), clause }, share, policy_share, unknown, fits, policy_title: entry.stored.title.clone() });
    }
    passages.sort_by(|a, b| (b.share + if b.fits { 0.2 } else { 0.0 }).total_cmp(&(a.share + if a.fits { 0.2 } else { 0.0 })));
    Ok(passages)
}

/// Whether a clause holds the sort of thing that was asked for.
fn fits(asked: &Asked<'_>, text: &str) -> bool {
    let asks = |id: &str| asked.reading.aspects & asked.lexicon.aspect(id) != 0;
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let digit = text.contains(|c: char| c.is_ascii_digit());
    let sum = digit && has(&["元", "%", "倍", "百分之", "折"]) || has(&["免费", "免收", "不收", "全额", "免缴"]);
    let mut any = false;
    let mut all_of: Aspects = 0;
    for (id, holds) in [
        ("amount", sum),
        ("fee", sum),
        ("where", has(&["窗口", "中心", "街道", "乡镇", "办事处", "局", "村", "社区", "电话"])),
        ("how", has(&["申请", "办理", "登记", "提交", "受理"])),
        ("bring", has(&["材料", "证", "提供", "提交", "携带", "带"])),
        ("when", has(&["日", "月", "前", "内", "期间"])),
        ("payday", has(&["日前", "发放", "拨付", "到账"])),
        ("how_long", digit && has(&["日", "天", "月"])),
        ("duration", digit && has(&["年", "月", "天", "日"])),
        ("age", digit && text.contains('岁') || has(&["出生", "周岁"])),
        ("size", digit && has(&["平方米", "亩", "米", "层"])),
        ("phone", digit && has(&["电话", "热线"])),
        ("penalty", has(&["罚", "处分", "责任"])),
        ("who", has(&["条件", "可以", "应当", "符合", "不得", "下列", "人员", "家庭", "享受"])),
        ("allowed", has(&["可以", "不得", "禁止", "应当", "允许", "严禁"])),
        ("change", has(&["停发", "恢复", "变更", "取消", "终止", "调整", "补发"])),
        ("effect", has(&["不计入", "计入", "同时", "重复"])),
    ] {
        if asks(id) {
            all_of |= asked.lexicon.aspect(id);
            any |= holds;
        }
    }
    any || all_of == 0
}

/// Whether a query names anything that a clause could answer: a scheme, a thing, a trade.
pub(crate) fn names_a_matter(asked: &Asked<'_>) -> bool {
    asked.reading.units.iter().any(|unit| match &unit.piece {
        Piece::Concept(numbers) => !matches!(asked.lexicon.class_of(numbers), Some(Class::Group | Class::Place)),
        Piece::Word(_) => unit.tells >= 0.8,
    })
}

/// Ids of policies, for lifting them in the list.
pub(crate) fn policies(passages: &[Passage]) -> impl Iterator<Item = &DocumentId> {
    passages.iter().map(|passage| &passage.place.policy)
}
