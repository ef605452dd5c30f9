//! What readers see of each kind: one file a kind with what its page shows, the page itself, and its list.

use domain::{Kind, each_kind};
use leptos::prelude::*;

use crate::components::list::ListOf;

/// What the list of a kind says of itself.
#[derive(Debug)]
pub struct ListWords {
    /// One sentence for whoever has not seen it.
    pub description: &'static str,
    /// 栏目类型, of the norm for government websites.
    pub column_type: &'static str,
    /// The words after a number of them.
    pub counter: &'static str,
    /// Its place in the main menu, from 1.
    pub place_in_menu: Option<u8>,
    /// The kind that it is a form of: its list is a tab beside the other forms, and not in the menu.
    pub form_of: Option<Kind>,
}

macro_rules! declare {
    ($($(#[$if:meta])* $kind:ident($content:ident) in $module:ident, $description:literal;)+) => {
        $($(#[$if])* #[doc = $description] pub mod $module;)+

        /// What the page of a document shows, whatever its kind.
        #[derive(Debug, Clone)]
        pub enum KindPage {
            $($(#[$if])* #[doc = $description] $kind(Box<$module::Page>),)+
        }

        $($(#[$if])* impl From<$module::Page> for KindPage {
            fn from(page: $module::Page) -> Self {
                Self::$kind(Box::new(page))
            }
        })+

        impl KindPage {
            /// The page.
            pub fn view(self) -> AnyView {
                match self {
                    $($(#[$if])* Self::$kind(page) => $module::view(*page),)+
                }
            }
        }

        /// What the list of a kind says of itself.
        pub const fn list_words(kind: Kind) -> &'static ListWords {
            match kind {
                $($(#[$if])* Kind::$kind => &$module::LIST,)+
            }
        }

        /// The list of a kind.
        pub fn list(kind: Kind) -> AnyView {
            match kind {
                $($(#[$if])* Kind::$kind => $module::list(),)+
            }
        }
    };
}

each_kind!(declare);

/// The list that most kinds have: searched, filtered, subscribed to.
fn list_of(kind: Kind, words: &'static ListWords) -> AnyView {
    let ListWords { description, column_type, counter, .. } = *words;
    view! { <ListOf kind description column_type counter forms=forms_of(kind)/> }.into_any()
}

/// The kinds in the main menu, in its order.
pub fn menu() -> Vec<Kind> {
    let in_menu = |kind: &Kind| list_words(*kind).place_in_menu.is_some();
    let mut kinds: Vec<Kind> = Kind::ALL.iter().copied().filter(in_menu).collect();
    kinds.sort_by_key(|kind| list_words(*kind).place_in_menu);
    kinds
}

/// A kind with those that are forms of it, in the order of the list; empty where it stands alone.
pub fn forms_of(kind: Kind) -> Vec<Kind> {
    let first = list_words(kind).form_of.unwrap_or(kind);
    let is_form = |other: &Kind| *other == first || list_words(*other).form_of == Some(first);
    let forms: Vec<Kind> = Kind::ALL.iter().copied().filter(is_form).collect();
    if forms.len() > 1 { forms } else { Vec::new() }
}
