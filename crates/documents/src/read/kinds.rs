//! What each kind of document has for fields: one file a kind, and what goes over all of them.

use domain::{Body, Kind, Refusal, each_kind};

use super::{ReadOptions, beside::Beside, fields::takers::Fields};
use crate::source::SourceFile;

/// What is known while the fields of one document are taken.
pub(super) struct Reading<'a> {
    /// Its title.
    pub title: &'a str,
    /// How everything is read.
    pub options: &'a ReadOptions,
    /// The files that stand beside it.
    pub beside: &'a mut Beside,
    /// What was changed or left out, as Chinese sentences.
    pub notes: &'a mut Vec<String>,
    /// The issuer, where it is named in words.
    pub issuer_name: Option<String>,
    /// The files that belong to it.
    pub files: Vec<SourceFile>,
}

macro_rules! declare {
    ($($(#[$if:meta])* $kind:ident($content:ident) in $module:ident, $description:literal;)+) => {
        $($(#[$if])* mod $module;)+

        /// Takes the fields of a kind.
        pub(super) fn read(kind: Kind, fields: &mut Fields, reading: &mut Reading<'_>) -> Result<Body, Refusal> {
            match kind {
                $($(#[$if])* Kind::$kind => $module::read(fields, reading).map(Body::from),)+
            }
        }

        /// The keys of a kind, besides those of every document.
        pub const fn keys(kind: Kind) -> &'static [&'static str] {
            match kind {
                $($(#[$if])* Kind::$kind => $module::KEYS,)+
            }
        }

        /// Those of them that are dates.
        pub const fn dates(kind: Kind) -> &'static [&'static str] {
            match kind {
                $($(#[$if])* Kind::$kind => $module::DATES,)+
            }
        }
    };
}

each_kind!(declare);
