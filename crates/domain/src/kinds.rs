//! The kinds of document: the one list of them, and what each answers about itself.
//!
//! Whoever goes over all kinds asks [`Kind::ALL`] and [`Kind::facts`], or the [`Content`] of a document, and spells no
//! kind's name. A layer that has a file for each kind (its fields, its page, its JSON) declares those files with
//! [`each_kind!`](crate::each_kind), so that a kind that is new in the list does not compile before they are there
//! (`docs/ADDING.md`).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    Clause, ClauseCitation, ClauseId, Date, DocumentId, DocumentNumber, Level, search::Facet, staleness::Period,
};
use media::MediaFile;
use question::About;
use response::Verdict;

/// Hands the list of kinds to a macro: for each its name, the type of its content, its module and its description.
#[macro_export]
macro_rules! each_kind {
    ($then:ident) => {
        $then! {
            Policy(Policy) in policy, "政策文件";
            Question(Question) in question, "简明问答";
            Interpretation(Interpretation) in interpretation, "解读";
            Figure(FigureSheet) in figure, "图表图解";
            Media(Media) in media, "音频、视频、图片";
            Response(Response) in response, "回应关切";
            Agency(Agency) in agency, "机构";
            #[cfg(feature = "trial-kind")] Bulletin(Bulletin) in bulletin, "公告，试建的类型";
        }
    };
}

macro_rules! declare {
    ($($(#[$if:meta])* $kind:ident($content:ident) in $module:ident, $description:literal;)+) => {
        $(
            $(#[$if])*
            #[doc = $description]
            pub mod $module;
        )+

        $($(#[$if])* pub use $module::$content;)+

        /// The kinds of document.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind {
            $($(#[$if])* #[doc = $description] $kind,)+
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$($(#[$if])* Self::$kind),+];

            /// What is the same of every document of the kind.
            pub const fn facts(self) -> &'static Facts {
                match self {
                    $($(#[$if])* Self::$kind => &$module::FACTS,)+
                }
            }
        }

        /// The content that is particular to a kind; boxed, as some are by far larger than others.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(tag = "kind", rename_all = "snake_case")]
        pub enum Body {
            $($(#[$if])* #[doc = $description] $kind(Box<$content>),)+
        }

        $(
            $(#[$if])*
            impl From<$content> for Body {
                fn from(content: $content) -> Self {
                    Self::$kind(Box::new(content))
                }
            }
        )+

        impl Body {
            /// Its kind.
            pub const fn kind(&self) -> Kind {
                match self {
                    $($(#[$if])* Self::$kind(_) => Kind::$kind,)+
                }
            }

            /// What it answers about itself.
            pub fn content(&self) -> &dyn Content {
                match self {
                    $($(#[$if])* Self::$kind(content) => &**content,)+
                }
            }

            /// The same, to fill in what only the store knows.
            pub fn content_mut(&mut self) -> &mut dyn Content {
                match self {
                    $($(#[$if])* Self::$kind(content) => &mut **content,)+
                }
            }

            /// Whether its author says what was said before: what it was bound to holds on
            /// ([`Content::says_the_same_as`]).
            pub fn says_the_same_as(&self, held: &Self) -> bool {
                match (self, held) {
                    $($(#[$if])* (Self::$kind(new), Self::$kind(held)) => new.says_the_same_as(held),)+
                    _ => false,
                }
            }
        }
    };
}

each_kind!(declare);

/// What a kind of document is. It decides what is said of a document whose ground has moved, and what a ranking lends to whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Nature {
    /// 规定: it is in force or not, by itself.
    Rule,
    /// 解释: it stands as long as the clauses that it explains.
    Explanation,
    /// 服务: it says how something is done.
    Service,
    /// 记录: it says what was or is done; later rules do not change that.
    Record,
    /// 主体: it does and answers.
    Actor,
}

impl Nature {
    /// Whether documents of this nature are in force, or not yet, or no longer.
    pub const fn has_validity(self) -> bool {
        matches!(self, Self::Rule)
    }

    /// Whether documents of this nature fall with the clauses that they rest on.
    pub const fn falls_with_its_ground(self) -> bool {
        matches!(self, Self::Explanation)
    }
}

/// What is the same of every document of a kind.
#[derive(Debug)]
pub struct Facts {
    /// The word of the contract: `policy`.
    pub word: &'static str,
    /// The word that a reader sees.
    pub label: &'static str,
    /// The list, and the first segment of every page of the kind: `/policies`.
    pub path: &'static str,
    /// What documents of the kind are.
    pub nature: Nature,
    /// Whether its list is searched, filtered and subscribed to.
    pub is_listed: bool,
    /// How its title is called.
    pub title: Title,
    /// Whether its summary is an answer: what somebody who searches wants to read of it, whichever of its words were found.
    pub summary_answers: bool,
    /// Whether files in the media store belong to it ([`Content::files`]).
    pub has_files: bool,
    /// Keys that are for staff: the API does not give them.
    pub kept_back: &'static [&'static str],
}

/// How the title of a document of a kind is called.
#[derive(Debug)]
pub struct Title {
    /// The key that an import may write besides `title`: `question`.
    pub key: &'static str,
    /// What is said where it is missing.
    pub missing: &'static str,
    /// Whether the title is what others say, and is not to be said in our own voice.
    pub is_quoted: bool,
}

impl Title {
    /// A title that is called a title.
    pub const TITLE: Self = Self { key: "title", missing: "缺少 title（标题）", is_quoted: false };
}

impl Kind {
    /// Those whose list is searched, filtered and subscribed to.
    pub fn listed() -> impl Iterator<Item = Self> + Clone {
        Self::ALL.iter().copied().filter(|kind| kind.facts().is_listed)
    }

    /// The words of the contract, in the order of the list.
    pub fn words() -> Vec<&'static str> {
        Self::ALL.iter().map(|kind| kind.as_str()).collect()
    }

    /// The word of the contract.
    pub const fn as_str(self) -> &'static str {
        self.facts().word
    }

    /// Reads the word of the contract.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text)
    }

    /// The word that a reader sees.
    pub const fn label(self) -> &'static str {
        self.facts().label
    }

    /// The list page, and the first segment of every page of this kind.
    pub const fn path(self) -> &'static str {
        self.facts().path
    }

    /// The kind whose list has this name, the path without its slash: `policies`.
    pub fn of_list(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.path().strip_prefix('/') == Some(name))
    }

    /// What documents of the kind are.
    pub const fn nature(self) -> Nature {
        self.facts().nature
    }

    /// The address of one document's page.
    pub fn url(self, id: &DocumentId) -> String {
        format!("{}/{id}", self.path())
    }
}

/// What the content of every kind answers about itself. What a kind does not have is left at its default.
pub trait Content {
    /// What documents of all kinds may have.
    fn common(&self) -> Common<'_>;

    /// The clauses that it rests on.
    fn cites(&self) -> Vec<ClauseCitation> {
        Vec::new()
    }

    /// Every citation in it, to have its revision filled in.
    fn cites_mut(&mut self) -> Vec<&mut ClauseCitation> {
        Vec::new()
    }

    /// The policy that it explains first of all.
    fn explains(&self) -> Option<DocumentId> {
        self.cites().into_iter().find(|citation| !citation.background).map(|citation| citation.policy)
    }

    /// The policy that it is about as a whole, and the revision of it that is to be filled in.
    fn whole_policy(&mut self) -> Option<(&DocumentId, &mut Option<u32>)> {
        None
    }

    /// Clauses of that policy which it shows beside those that it cites.
    fn clauses_shown(&self) -> Vec<&ClauseId> {
        Vec::new()
    }

    /// Documents that are shown as parts of it.
    fn made_of(&self) -> Vec<&DocumentId> {
        Vec::new()
    }

    /// Whether its author says what was said before. Then it is still about the text that it was written for, whatever else
    /// was corrected around it.
    fn says_the_same_as(&self, _held: &Self) -> bool
    where
        Self: Sized,
    {
        false
    }

    /// Its author's own words about an official text, to be looked at for copied, empty and overlong ones; empty where there
    /// are none.
    fn own_words(&self) -> String {
        String::new()
    }

    /// What its author should add, in the words of readers.
    fn missing(&self) -> Vec<&'static str> {
        Vec::new()
    }

    /// Another name by which it is known: 简称.
    fn short_name(&self) -> Option<&str> {
        None
    }

    /// The files in the media store that belong to it.
    fn files(&self) -> Vec<&MediaFile> {
        Vec::new()
    }

    /// The word that says beside a policy's title that something of this kind explains it.
    fn mark(&self) -> Option<&'static str> {
        None
    }

    /// 判断, of what others say.
    fn verdict(&self) -> Option<Verdict> {
        None
    }

    /// What it offers to searches, lists and filters.
    fn entry(&self) -> Entry<'_>;
}

/// What documents of all kinds may have.
#[derive(Debug, Clone, Copy, Default)]
pub struct Common<'a> {
    /// Whoever issued or answers for it.
    pub agency: Option<&'a DocumentId>,
    /// 主题, by name.
    pub subjects: &'a [String],
    /// The day by which lists are ordered.
    pub date: Option<Date>,
    /// 复核日期: the day by which it is to be looked at again.
    pub review_on: Option<Date>,
    /// The period in which it applies, whatever it rests on.
    pub applies: Period,
}

/// A value of a facet that a document has.
#[derive(Debug, Clone)]
pub struct FacetOf<'a> {
    /// The facet.
    pub facet: Facet,
    /// The value in addresses.
    pub value: &'a str,
    /// The word that readers see.
    pub label: &'a str,
}

impl<'a> FacetOf<'a> {
    /// A value that is its own label.
    pub const fn named(facet: Facet, name: &'a str) -> Self {
        Self { facet, value: name, label: name }
    }
}

/// What a document offers to searches, lists and filters.
#[derive(Debug, Clone, Default)]
pub struct Entry<'a> {
    /// 发文字号
    pub number: Option<&'a DocumentNumber>,
    /// 层级
    pub level: Option<Level>,
    /// One line that says what is in it; shown where no part of the text matches.
    pub summary: Option<Cow<'a, str>>,
    /// 同样的问法
    pub aliases: &'a [String],
    /// What its author says that it is about, and what not.
    pub about: Option<&'a About>,
    /// The clauses that prove its answer.
    pub rests_on: Vec<&'a ClauseCitation>,
    /// What it is filtered by besides kind, day, validity, agency and subjects.
    pub facets: Vec<FacetOf<'a>>,
    /// Its text, with the places at which it may open.
    pub clauses: &'a [Clause],
    /// Text without places, in the order of reading.
    pub texts: Vec<Cow<'a, str>>,
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn the_words_of_the_list_are_those_that_are_serialised() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::json!(kind), kind.as_str());
            assert_eq!(Kind::parse(kind.as_str()), Some(*kind));
            assert_eq!(Kind::of_list(kind.path().trim_start_matches('/')), Some(*kind));
        }
    }

    #[test]
    fn no_two_kinds_share_a_word_or_an_address() {
        for (at, kind) in Kind::ALL.iter().enumerate() {
            for other in Kind::ALL.iter().skip(at + 1) {
                assert!(
                    kind.as_str() != other.as_str() && kind.path() != other.path() && kind.label() != other.label()
                );
            }
        }
    }
}
