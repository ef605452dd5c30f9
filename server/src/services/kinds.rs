//! What is made of a document of each kind for readers and programs: one file a kind with its page and its JSON.

use std::io::{self, Write};

use app::{kinds::KindPage, ports::PortError};
use domain::{Body, Kind, each_kind};
use serde::Serialize;

use super::library::held::PortalLibrary;
/// The page of a document, as the store has it.
pub type Held = std::sync::Arc<store::Page>;

mod value;

/// A document as the API gives it, to be written piece by piece.
pub type Written = Box<dyn WriteJson + Send>;

/// What can be written as JSON, whatever it is.
pub trait WriteJson {
    /// Writes it.
    ///
    /// # Errors
    /// When the writer fails.
    fn write_json(&self, out: &mut dyn Write) -> io::Result<()>;
}

impl<T: Serialize> WriteJson for T {
    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        Ok(serde_json::to_writer(out, self)?)
    }
}

macro_rules! declare {
    ($($(#[$if:meta])* $kind:ident($content:ident) in $module:ident, $description:literal;)+) => {
        $($(#[$if])* #[doc = $description] pub mod $module;)+

        /// The schema of what the API gives of a kind (JSON Schema, as `OpenAPI` 3.1 takes it).
        pub const fn schema(kind: Kind) -> &'static str {
            match kind {
                $($(#[$if])* Kind::$kind => include_str!(concat!("kinds/schemas/", stringify!($module), ".json")),)+
            }
        }

        /// The page of a document, whatever its kind.
        pub async fn page(library: &PortalLibrary, held: Held) -> Result<Option<KindPage>, PortError> {
            match &held.stored.document.body {
                $($(#[$if])* Body::$kind(_) => Ok(Box::pin($module::page(library, held)).await?.map(KindPage::from)),)+
            }
        }

        /// What the API gives of a document, whatever its kind.
        pub async fn written(library: &PortalLibrary, held: Held) -> Result<Option<Written>, PortError> {
            match &held.stored.document.body {
                $($(#[$if])* Body::$kind(_) => Box::pin($module::written(library, held)).await,)+
            }
        }
    };
}

each_kind!(declare);
