//! Why there is no document where one was asked for: gone, moved, unknown or unreadable, answered once in the form of whoever asks.
//! (Pages say the same themselves: `pages::document` of `app`.)

use app::{
    address::without_controls,
    ports::{Linked, Lookup, PortError},
};
use axum::{
    http::{
        StatusCode,
        header::{CACHE_CONTROL, LOCATION},
    },
    response::{IntoResponse, Response},
};
use domain::Kind;

use super::refusal;

/// What stands in the place of a document.
pub enum Absent {
    /// Nobody knows it.
    Unknown,
    /// It has another address.
    Moved(String),
    /// It was taken back.
    Gone {
        /// Why.
        reason: String,
        /// What is to be read in its place.
        successor: Option<Linked>,
    },
    /// It is there, but not this part of it: the sentence says which.
    NoPart(String),
    /// It cannot be read now.
    Unreadable(String),
}

/// What was found, or why it was not.
pub fn found<T>(lookup: Result<Lookup<T>, PortError>) -> Result<T, Absent> {
    match lookup {
        Ok(Lookup::Found(found)) => Ok(found),
        Ok(Lookup::Unknown) => Err(Absent::Unknown),
        Ok(Lookup::Moved(to)) => Err(Absent::Moved(to)),
        Ok(Lookup::Gone { reason, successor, .. }) => Err(Absent::Gone { reason, successor }),
        Err(error) => Err(error.into()),
    }
}

impl From<PortError> for Absent {
    fn from(error: PortError) -> Self {
        Self::Unreadable(error.to_string())
    }
}

impl Absent {
    /// What could not be made, for a reason that is in the log.
    pub fn unreadable() -> Self {
        Self::Unreadable("暂时不能读取，请稍后再试。".to_owned())
    }

    /// For programs: a problem document, or the way to where `moved` puts the new address.
    pub fn problem(&self, kind: Kind, id: &str, moved: impl FnOnce(&str) -> String) -> Response {
        match self {
            Self::Unknown => refusal::problem(StatusCode::NOT_FOUND, &unknown(kind, id)),
            Self::Moved(to) => redirect(moved(to)),
            Self::Gone { reason, successor } => {
                let next = successor.as_ref();
                let next = next.and_then(|next| Some(format!("现在请看{}：{}", next.text, next.url.as_ref()?)));
                refusal::problem(StatusCode::GONE, &format!("{reason}{}", next.unwrap_or_default()))
            }
            Self::NoPart(sentence) => refusal::problem(StatusCode::NOT_FOUND, sentence),
            Self::Unreadable(sentence) => refusal::problem(StatusCode::SERVICE_UNAVAILABLE, sentence),
        }
    }

    /// For readers who asked for a file of it.
    pub fn page(&self, kind: Kind, id: &str, moved: impl FnOnce(&str) -> String) -> Response {
        let (status, title, sentence) = match self {
            Self::Moved(to) => return redirect(moved(to)),
            Self::Unknown => (StatusCode::NOT_FOUND, format!("没有这份{}", kind.label()), unknown(kind, id)),
            Self::Gone { reason, .. } => (StatusCode::GONE, "这份文件已经撤下".to_owned(), reason.clone()),
            Self::NoPart(sentence) => (StatusCode::NOT_FOUND, "没有这一部分".to_owned(), sentence.clone()),
            Self::Unreadable(sentence) => {
                (StatusCode::SERVICE_UNAVAILABLE, "暂时不能读取".to_owned(), sentence.clone())
            }
        };
        refusal::document(status, &title, &sentence)
    }
}

fn unknown(kind: Kind, id: &str) -> String {
    let asked: String = without_controls(id).chars().take(80).collect();
    format!("没有编号为“{asked}”的{}。", kind.label())
}

/// Where something is now; asked again each time, since documents come back.
pub fn redirect(to: String) -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(LOCATION, to), (CACHE_CONTROL, "no-cache".to_owned())]).into_response()
}
