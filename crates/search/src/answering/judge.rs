//! How well an authored question answers a query: what agrees, what contradicts, and one calibrated number.

use super::{
    asked::Asked,
    beside::{Beside, Pairs},
    features::{Features, WEIGHTS},
    matters::Matters,
    statement::{Known, Layer, Statement},
};
use crate::{
    language::{
        gist::{CHILD, ELDER, Gist, Piece, Unit},
        lexicon::{Aspects, Class, Lexicon},
        squeezed::squeezed,
        times::Year,
    },
    vectors::cosine,
};

/// One question beside one query.
#[derive(Debug, Clone)]
pub(crate) struct Evidence {
    pub(crate) features: Features,
    /// In Chinese, for whoever asks why.
    pub(crate) agrees: Vec<String>,
    pub(crate) contradicts: Vec<String>,
    /// The author says that it is not about this.
    pub(crate) is_disowned: bool,
    /// Higher than that of another question: likelier than it, by the difference as log-odds.
    pub(crate) score: f32,
}

impl Asked<'_> {
    /// Compares with the question at a place of the book.
    pub(crate) fn evidence(&self, statement: &Statement, beside: &Beside) -> Evidence {
        let mut evidence = Evidence {
            features: Features::default(),
            agrees: Vec::new(),
            contradicts: Vec::new(),
            is_disowned: false,
            score: 0.0,
        };
        let (words, nearest) = self.words.of(&beside.places);
        evidence.features.words = words;
        self.pieces(statement, beside, &nearest, &mut evidence);
        let echoes: Vec<f32> = statement
            .wordings
            .iter()
            .zip(&beside.weights)
            .map(|(wording, weights)| self.echo(wording, weights))
            .collect();
        self.compare_points(statement, &echoes, &mut evidence);
        self.wordings(statement, beside, &echoes, &mut evidence);
        self.numbers(statement, &mut evidence);
        self.compare_kinds(statement, &mut evidence);
        self.compare_matters(statement, &mut evidence);
        let features = &mut evidence.features;
        if features.age > 0.0 || features.likeness > 0.85 {
            // An age within what it speaks of names it as well, and so does its own wording.
            features.topical = features.topical.max(0.8);
        }
        evidence.score =
            WEIGHTS.iter().zip(evidence.features.list()).map(|(weight, value)| weight * value).sum::<f32>();
        evidence
    }

    /// `nearest`: by word of the query, how near all that the question tells comes.
    fn pieces(&self, statement: &Statement, beside: &Beside, nearest: &[f32], evidence: &mut Evidence) {
        let features = &mut evidence.features;
        let (mut covered, mut far, mut all) = (0.0f32, 0.0f32, 0.0f32);
        for (((unit, weight), rarity), words) in
            self.gist.units.iter().zip(&self.weights).zip(&self.rarities).zip(&self.unit_words)
        {
            let class = self.class(unit);
            evidence.is_disowned |= self.is_disowned(statement, unit);
            if unit.is_denied {
                let denies = |numbers: &[u32]| numbers.iter().any(|number| statement.asks_about(*number, self.lexicon));
                let denied_too = || {
                    statement
                        .wordings
                        .iter()
                        .flat_map(|wording| &wording.units)
                        .any(|held| held.is_denied && held.piece == unit.piece)
                };
                if !denied_too() {
                    features.denied = features.denied.max(weight * speaks_of_denied(statement, unit, self.lexicon));
                }
                if class == Some(Class::Scheme)
                    && matches!(&unit.piece, Piece::Concept(numbers) if denies(numbers))
                    && !denied_too()
                {
                    features.against += 1.0;
                    evidence.contradicts.push(format!("问的不是“{}”", self.name(unit)));
                }
                continue;
            }
            all += weight;
            let is_matter = matches!(class, Some(Class::Scheme | Class::Thing | Class::Trade | Class::Stage));
            let Some(known) = statement.nearest(unit, self.lexicon) else {
                features.unknown = features.unknown.max(*weight);
                features.unknown_sum += weight;
                features.unknown_far = features.unknown_far.max(weight * (1.0 - self.words.share(words, nearest)));
                match class {
                    Some(Class::Place) => {
                        features.strange_place += weight;
                        features.strange_group += weight;
                    }
                    Some(Class::Group) => features.strange_group += weight,
                    Some(_) => features.strange += weight,
                    None => {}
                }
                evidence.contradicts.push(format!("没有写到“{}”", self.name(unit)));
                continue;
            };
            far += weight;
            if known.layer() <= Layer::Policy {
                covered += weight * known.worth();
                features.agreed = features.agreed.max(weight * known.worth());
                if is_matter || class.is_none() {
                    features.matter = features.matter.max(weight * known.worth());
                }
                evidence.agrees.push(self.name(unit));
            } else {
                covered += weight * known.worth() * 0.5;
                if is_matter {
                    features.mentioned += weight;
                    evidence.contradicts.push(format!("只是提到“{}”", self.name(unit)));
                }
            }
            if matches!(known, Known::Wider(_)) && matches!(class, Some(Class::Scheme | Class::Trade | Class::Stage)) {
                features.wider += weight;
            }
            if beside.is_topic(statement, unit, *rarity, self.lexicon) {
                features.topical = features.topical.max(*weight);
            }
        }
        let unknown = self.also.iter().filter(|(number, _)| !statement.knows(*number, self.lexicon));
        features.also_unknown = unknown.map(|(_, weight)| *weight).fold(0.0, f32::max);
        if all > 0.0 {
            (features.covered, features.far) = (covered / all, far / all);
        }
        features.telling = all.min(1.5);
    }

    fn is_disowned(&self, statement: &Statement, unit: &Unit) -> bool {
        let Some(about) = &statement.about else { return false };
        let names = |not: &String| match &unit.piece {
            Piece::Word(word) => squeezed(not) == *word,
            Piece::Concept(numbers) => {
                squeezed(not) == unit.text
                    || numbers
                        .iter()
                        .filter_map(|number| self.lexicon.concept(*number))
                        .any(|concept| concept.official.contains(not) || concept.lay.contains(not))
            }
        };
        about.not.iter().any(names)
    }

    fn compare_kinds(&self, statement: &Statement, evidence: &mut Evidence) {
        let features = &mut evidence.features;
        for (set, asked) in self.kinds.sets() {
            let (theirs, told) = (statement.kinds.of(set), statement.kinds_told.of(set));
            if asked & theirs != 0 {
                features.same_kind = (features.same_kind + 1.0).min(3.0);
            } else if theirs != 0 {
                if asked & told != 0 {
                    features.other_kind_told = 1.0;
                } else {
                    features.other_kind = (features.other_kind + 1.0).min(2.0);
                }
                if let Some(of) = self.lexicon.contrasts.sets.get(usize::from(set)) {
                    evidence.contradicts.push(format!("问的是{}，这里是{}", of.names(asked), of.names(theirs)));
                }
            }
        }
    }

    fn compare_matters(&self, statement: &Statement, evidence: &mut Evidence) {
        let features = &mut evidence.features;
        features.matters = self.leaning.agreement(&statement.leaning);
        features.alike =
            statement.matter_pieces.iter().map(|wording| self.matter_pieces.cosine(wording)).fold(0.0, f32::max);
        let matters = Matters::shared();
        if let (Some(ours), Some(theirs)) = (matters.top(&self.leaning), matters.top(&statement.leaning)) {
            if ours.name == theirs.name {
                evidence.agrees.push(format!("〔{}〕", ours.name));
            } else if self.leaning.most >= SAYS_MATTER && features.matters.common < OTHER_MATTER {
                evidence.contradicts.push(format!("像是在问“{}”，这里像是“{}”", ours.name, theirs.name));
            }
        }
    }

    #[allow(clippy::cast_precision_loss, reason = "at most 32 points")]
    fn compare_points(&self, statement: &Statement, echoes: &[f32], evidence: &mut Evidence) {
        let features = &mut evidence.features;
        let [fee, benefit, whether, penalty] =
            ["fee", "benefit", "yes_no", "penalty"].map(|id| self.lexicon.aspect(id));
        let main = !(fee | benefit | whether);
        let (asked, theirs) = (self.gist.aspects & main, statement.asked & main);
        let common = asked & theirs;
        let akin = self.lexicon.akin(asked) & main;
        let both_whether = self.gist.aspects & statement.asked & whether != 0;
        features.pointless = if asked == 0 && !both_whether { 1.0 } else { 0.0 };
        features.aspect = match () {
            () if common & statement.asked_first != 0 => 1.0,
            () if common != 0 => 0.7,
            () if akin & theirs != 0 => 0.5,
            () if both_whether && asked == 0 => 0.4,
            () => 0.0,
        };
        if asked != 0 {
            features.aspect_share = common.count_ones() as f32 / asked.count_ones() as f32;
        }
        if asked != 0 && (common | akin & theirs) == 0 {
            features.aspect_against = 1.0;
            evidence.contradicts.push(format!(
                "问的是{}，答的是{}",
                self.points_named(asked),
                self.points_named(theirs)
            ));
        } else if common != 0 {
            evidence.agrees.push(format!("[{}]", self.points_named(common)));
        }
        let pays = |aspects: Aspects| (aspects & fee != 0, aspects & benefit != 0);
        let against = |theirs: Aspects| {
            let opposite = matches!(
                (pays(self.gist.aspects), pays(theirs)),
                ((true, false), (false, true)) | ((false, true), (true, false))
            );
            if opposite { 1.0 } else { 0.0 }
        };
        features.money_against = against(statement.asked);
        features.money_against_first = against(statement.asked_first);
        if features.money_against + features.money_against_first > 0.0 {
            evidence.contradicts.push("一个问交钱，一个问领钱".to_owned());
        }
        if self.gist.aspects & penalty != 0 && statement.asked & penalty == 0 {
            features.penalty = 1.0;
            evidence.contradicts.push("问的是罚不罚".to_owned());
        }
        let likeness = |wording: Aspects| {
            let (common, either) = (asked & wording & main, (asked | wording) & main);
            let shared = common.count_ones() as f32 + if common == 0 && akin & wording != 0 { 0.5 } else { 0.0 };
            if either == 0 { 0.3 } else { shared / either.count_ones() as f32 }
        };
        let by_wording = statement.wordings.iter().map(|wording| likeness(wording.aspects));
        features.points = by_wording.clone().fold(0.0, f32::max);
        features.points_first = by_wording.clone().next().unwrap_or_default();
        let joint = statement
            .wordings
            .iter()
            .zip(by_wording)
            .zip(echoes)
            .map(|((wording, points), echo)| echo * self.covered_by(wording) * (0.4 + 0.6 * points));
        features.joint = joint.fold(0.0, f32::max);
    }

    fn wordings(&self, statement: &Statement, beside: &Beside, echoes: &[f32], evidence: &mut Evidence) {
        let features = &mut evidence.features;
        features.echo = echoes.iter().copied().fold(0.0, f32::max);
        features.echo_first = echoes.first().copied().unwrap_or_default();
        let likenesses = beside.pairs.iter().map(|pairs| self.likeness(pairs));
        features.likeness = likenesses.clone().fold(0.0, f32::max);
        features.likeness_first = likenesses.clone().next().unwrap_or_default();
        let cosines = statement.vectors.iter().map(|vector| cosine(&self.vector, vector));
        features.near = cosines.clone().fold(-1.0, f32::max);
        features.near_first = cosines.clone().next().unwrap_or_default();
        let Some(first) = statement.wordings.first() else { return };
        for (unit, apart) in first.units.iter().zip(&beside.apart) {
            let begins_alike = |word: &str| {
                word.chars().nth(1).is_some()
                    && self.gist.units.iter().any(|held| held.text.chars().take(2).eq(word.chars().take(2)))
            };
            let is_said = match &unit.piece {
                Piece::Word(word) => self.gist.text.contains(word.as_str()) || begins_alike(word),
                Piece::Concept(numbers) => self.speaks_of(numbers),
            };
            if !is_said {
                let weight = unit.tells * apart;
                features.missing += weight;
                features.missing_most = features.missing_most.max(weight);
            }
        }
    }

    fn numbers(&self, statement: &Statement, evidence: &mut Evidence) {
        evidence.features.age = self.age(statement);
        if evidence.features.age < 0.0 {
            evidence.contradicts.push("年龄对不上".to_owned());
        }
        for year in &self.gist.years {
            if !self.knows_year(statement, *year) {
                evidence.features.against += 1.0;
                evidence.contradicts.push("问的是另一年".to_owned());
            }
        }
        let persons = statement.wordings.iter().fold(statement.answer.persons, |all, wording| all | wording.persons);
        let mine = self.gist.persons & (ELDER | CHILD);
        if mine != 0 && persons != 0 && mine & persons == 0 {
            evidence.features.against += 0.3;
        }
    }

    /// Whether the query speaks of one of some concepts, or of a sort of it, or of what it is a sort of.
    fn speaks_of(&self, numbers: &[u32]) -> bool {
        let same = |other: &u32| {
            numbers.iter().any(|number| self.lexicon.is_a(*other, *number) || self.lexicon.is_a(*number, *other))
        };
        self.gist.units.iter().any(|unit| matches!(&unit.piece, Piece::Concept(others) if others.iter().any(same)))
            || self.gist.also.iter().any(same)
    }

    /// How much of what a wording says the query says too, 0..=1.
    fn echo(&self, wording: &Gist, weights: &[f32]) -> f32 {
        let (mut held, mut all) = (0.0f32, 0.0f32);
        for (unit, weight) in wording.units.iter().zip(weights) {
            all += weight;
            let is_held = match &unit.piece {
                Piece::Word(word) => self.gist.text.contains(word.as_str()),
                Piece::Concept(numbers) => self.speaks_of(numbers),
            };
            if is_held {
                held += weight;
            }
        }
        for (bit, weight) in [(ELDER, 0.5), (CHILD, 0.3)] {
            if wording.persons & bit != 0 {
                all += weight;
                if self.gist.persons & bit != 0 {
                    held += weight;
                }
            }
        }
        if all < 0.3 { 0.0 } else { held / all }
    }

    /// How much of what the query says a wording says too, 0..=1.
    fn covered_by(&self, wording: &Gist) -> f32 {
        let (mut held, mut all) = (0.0f32, 0.0f32);
        for (unit, weight) in self.meant() {
            all += weight;
            let is_held = match &unit.piece {
                Piece::Word(word) => wording.text.contains(word.as_str()),
                Piece::Concept(numbers) => {
                    let same = |other: &u32| {
                        numbers
                            .iter()
                            .any(|number| self.lexicon.is_a(*other, *number) || self.lexicon.is_a(*number, *other))
                    };
                    wording
                        .units
                        .iter()
                        .any(|unit| matches!(&unit.piece, Piece::Concept(others) if others.iter().any(same)))
                        || wording
                            .also
                            .iter()
                            .any(|other| numbers.iter().any(|number| self.lexicon.is_a(*other, *number)))
                }
            };
            if is_held {
                held += weight;
            }
        }
        if all > 0.0 { held / all } else { 0.0 }
    }

    /// Weighted Dice coefficient of pairs of characters, 0..=1.
    fn likeness(&self, theirs: &Pairs) -> f32 {
        let all: f32 = self.pairs.values().sum::<f32>() + theirs.values().sum::<f32>();
        let common: f32 =
            self.pairs.iter().filter(|(pair, _)| theirs.contains_key(pair)).map(|(_, weight)| weight).sum();
        if all > 0.0 { 2.0 * common / all } else { 0.0 }
    }

    /// 1 where an age of the query lies within what the question speaks of, −1 where all lie outside.
    fn age(&self, statement: &Statement) -> f32 {
        let ages = &self.gist.ages;
        let (Some(least), Some(most)) =
            (statement.ages.iter().map(|age| age.from).min(), statement.ages.iter().map(|age| age.until).max())
        else {
            let is_for_elders = statement.wordings.first().is_some_and(|first| first.persons & ELDER != 0);
            return if is_for_elders && !ages.is_empty() && ages.iter().all(|age| age.until < OLD) {
                -1.0
            } else {
                0.0
            };
        };
        if ages.is_empty() {
            0.0
        } else if ages
            .iter()
            .any(|age| statement.ages.iter().any(|held| held.from <= age.from + 1 && age.from <= held.until))
        {
            1.0
        } else if ages.iter().all(|age| age.from + 1 < least || age.from > most + 1) {
            -1.0
        } else {
            0.0
        }
    }

    fn knows_year(&self, statement: &Statement, year: Year) -> bool {
        let number = match year {
            Year::Number(number) => number,
            Year::Relative(step) => u64::try_from(i64::from(self.today.year()) + i64::from(step)).unwrap_or_default(),
        };
        let said = |gist: &Gist| gist.years.iter().any(|held| *held == year || *held == Year::Number(number));
        i64::try_from(number).is_ok_and(|number| number == i64::from(self.today.year()))
            || statement.wordings.iter().any(said)
    }
}

/// How much a question speaks of a piece that a query denies, 0..=1.
fn speaks_of_denied(statement: &Statement, unit: &Unit, lexicon: &Lexicon) -> f32 {
    if [Layer::Asked, Layer::Answered].iter().any(|layer| statement.text(*layer).contains(&unit.text)) {
        return 1.0;
    }
    statement.nearest(unit, lexicon).map_or(0.0, |known| if known.layer() <= Layer::Policy { 1.0 } else { 0.6 })
}

/// How likely a matter must be to be named to whoever asks why; and how little in common makes it another one.
const SAYS_MATTER: f32 = 0.3;
const OTHER_MATTER: f32 = -3.0;

/// Whoever is younger is no 老人, in years.
const OLD: u64 = 58;
