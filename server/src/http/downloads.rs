//! `/policies/{id}`, and the same policy as a file: `/policies/{id}.{html|docx|txt|json}`.

use std::io::{self, Write};

use app::{
    kinds::figure::FigureView,
    ports::{CauseLine, CitedClause},
    words::{explanation, refusals},
};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue, Request, StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LAST_MODIFIED},
    },
    response::Response,
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use documents::{ExportPolicy, export};
use domain::{DocumentId, Kind, reading::ReadingSettings};
use sha2::{Digest, Sha256};

use crate::{
    context::{Portal, representation::Representation},
    http::{
        absent::found,
        api,
        large::{self, Begun},
        pages,
    },
    services::{
        kinds::{self, policy::PolicyText},
        library::PortalLibrary,
    },
};

/// The forms a policy can be taken away in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Html,
    Docx,
    Text,
    Json,
}

impl Form {
    fn parse(suffix: &str) -> Option<Self> {
        Some(match suffix {
            "html" => Self::Html,
            "docx" => Self::Docx,
            "txt" => Self::Text,
            "json" => Self::Json,
            _ => return None,
        })
    }

    const fn suffix(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Docx => "docx",
            Self::Text => "txt",
            Self::Json => "json",
        }
    }

    const fn content_type(self) -> &'static str {
        match self {
            Self::Html => "text/html; charset=utf-8",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Text => "text/plain; charset=utf-8",
            Self::Json => "application/json",
        }
    }
}

/// Where a file is of a document that has moved: one of another kind has other files, its page then.
pub(super) fn file_at(kind: Kind, suffix: &str) -> impl FnOnce(&str) -> String {
    move |to| if is_of(kind, to) { format!("{to}.{suffix}") } else { to.to_owned() }
}

/// Whether an address is that of a document of this kind.
fn is_of(kind: Kind, address: &str) -> bool {
    address.rsplit_once('/').and_then(|(_, id)| DocumentId::parse(id).ok()).is_some_and(|id| kind.url(&id) == address)
}

/// The page, or a file of it: ids hold no dots.
pub async fn policy(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let Some((id, suffix)) = last.split_once('.') else { return pages::page(State(portal), request).await };
    let form = Form::parse(suffix);
    if form == Some(Form::Json) {
        return api::documents::file(&portal, Kind::Policy, id, &request.into_parts().0).await;
    }
    let (Ok(id), Some(form)) = (DocumentId::parse(id), form) else { return pages::page(State(portal), request).await };
    let (request, _) = request.into_parts();
    let key = portal.key(ReadingSettings::default(), request.uri.path().to_owned());
    if let Some(kept) = portal.pages.get(&key) {
        return kept.send(&portal.turns, &request.method, &request.headers).await;
    }
    let turn = match large::begin(&portal, &id, form.suffix(), &request).await {
        Begun::Answered(answer) => return answer,
        Begun::Turn(turn) => Some(turn),
        Begun::Ordinary => None,
    };
    let text = match found(kinds::policy::current(&PortalLibrary(portal.clone()), &id).await) {
        Ok(text) => text,
        Err(absent) => return absent.page(Kind::Policy, id.as_str(), file_at(Kind::Policy, form.suffix())),
    };
    match turn {
        Some(turn) => {
            let headers = headers_of(&portal, &text, form);
            let exporting = portal.clone();
            let sent =
                large::send(&portal, &request, turn, headers, move |out| write(&exporting, &text, form, out)).await;
            sent.unwrap_or_else(|error| failed(&error.to_string()).respond(&request.method, &request.headers))
        }
        None => {
            portal
                .pages
                .get_or_make(key, make(portal.clone(), text, form))
                .await
                .send(&portal.turns, &request.method, &request.headers)
                .await
        }
    }
}

/// A figure's page, or its data: `/figures/{id}.csv`.
pub async fn figure(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let Some(Ok(id)) = last.strip_suffix(".csv").map(DocumentId::parse) else {
        return pages::page(State(portal), request).await;
    };
    let (request, _) = request.into_parts();
    let key = portal.key(ReadingSettings::default(), request.uri.path().to_owned());
    if let Some(kept) = portal.pages.get(&key) {
        return kept.send(&portal.turns, &request.method, &request.headers).await;
    }
    let figure = match found(kinds::figure::current(&PortalLibrary(portal.clone()), &id).await) {
        Ok(figure) => figure,
        Err(absent) => return absent.page(Kind::Figure, id.as_str(), file_at(Kind::Figure, "csv")),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    if let Ok(value) = HeaderValue::from_str(&disposition(&id, &figure.title, "csv", "attachment")) {
        headers.insert(CONTENT_DISPOSITION, value);
    }
    portal.security.add_missing(&mut headers);
    let make = async { Representation::new(StatusCode::OK, headers, csv_of(&figure)) };
    portal.pages.get_or_make(key, make).await.send(&portal.turns, &request.method, &request.headers).await
}

/// Spreadsheet programs take a file for UTF-8 when it begins with a mark, and a cell for a formula when it begins with
/// one of a few signs, in full width too, whatever blank stands before them.
fn csv_of(figure: &FigureView) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    let is_number = |cell: &str| cell.parse::<f64>().is_ok();
    let begins = |cell: &str| {
        cell.starts_with(['\t', '\r', '\n'])
            || cell
                .trim_start()
                .trim_start_matches(char::is_control)
                .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
    };
    let safe = |cell: &String| if begins(cell) && !is_number(cell) { format!("'{cell}") } else { cell.clone() };
    for row in std::iter::once(&figure.columns).chain(&figure.rows).chain(&warning(figure)) {
        // Writing into memory does not fail.
        let _ = writer.write_record(row.iter().map(safe));
    }
    writer.into_inner().unwrap_or_default()
}

/// The last rows of a figure that no longer stands, as wide as the others: what has changed, and what it rested on. A
/// file goes on without its page.
fn warning(figure: &FigureView) -> Vec<Vec<String>> {
    if figure.standing.causes.is_empty() {
        return Vec::new();
    }
    let causes = figure.standing.causes.iter().map(|CauseLine { sentence, by }| {
        explanation::data_out_of_date(sentence, by.as_ref().map(|by| by.text.as_str()))
    });
    let sources = figure.clauses.iter().filter(|clause| clause.is_shown()).map(|clause| {
        let CitedClause { policy, document_number, name, .. } = clause;
        let number = document_number.as_ref().map(|number| format!("（{number}）")).unwrap_or_default();
        format!("{}{}{number}{name}", clause.source_label(), policy.text)
    });
    let filled = |line: String| {
        let mut row = vec![line];
        row.resize(figure.columns.len().max(1), String::new());
        row
    };
    causes.chain(sources).map(filled).collect()
}

async fn make(portal: Portal, text: PolicyText, form: Form) -> Representation {
    let headers = headers_of(&portal, &text, form);
    let exporting = portal.clone();
    let written = portal.turns.work(move || {
        let mut bytes = Vec::new();
        write(&exporting, &text, form, &mut bytes).map(|()| bytes)
    });
    match written.await {
        Ok(Ok(bytes)) => Representation::new(StatusCode::OK, headers, bytes),
        Ok(Err(error)) => failed(&error.to_string()),
        Err(error) => failed(&error.to_string()),
    }
}

fn headers_of(portal: &Portal, text: &PolicyText, form: Form) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(CONTENT_TYPE, form.content_type());
    put(
        CONTENT_DISPOSITION,
        &disposition(&text.id, &text.title, form.suffix(), if form == Form::Html { "inline" } else { "attachment" }),
    );
    if form == Form::Html {
        put(CONTENT_SECURITY_POLICY, &style_policy());
    }
    headers.insert(LAST_MODIFIED, pages::last_modified(portal));
    portal.security.add_missing(&mut headers);
    headers
}

fn failed(error: &str) -> Representation {
    tracing::error!(error, "文件不能生成");
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    let html = app::error_document(500, refusals::NO_FILE_MADE.0, refusals::NO_FILE_MADE.1);
    Representation::new(StatusCode::INTERNAL_SERVER_ERROR, headers, html)
}

fn write(portal: &Portal, text: &PolicyText, form: Form, mut out: &mut dyn Write) -> io::Result<()> {
    let url = format!("{}{}", portal.site.base_url, Kind::Policy.url(&text.id));
    let export = ExportPolicy {
        title: &text.title,
        demo: text.demo,
        policy: &text.policy,
        revision: text.revision,
        validity_label: text.validity.as_ref().map(|notice| notice.statement.state.label().to_owned()),
        agency_name: text.issuer.as_ref().map(|issuer| issuer.agency.name.as_str()),
        site_name: &portal.site.name(),
        page_url: &url,
        exported_on: portal.clock.today(),
    };
    match form {
        Form::Docx => export::docx(&export, out).map_err(io::Error::other),
        Form::Text => export::text(&export, &mut out),
        Form::Html | Form::Json => export::html(&export, &mut out),
    }
}

/// RFC 6266: the title for those who can read it, the id for those who cannot. A web page opens in place.
pub fn disposition(id: &DocumentId, title: &str, suffix: &str, how: &str) -> String {
    let name: String =
        title.chars().map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c }).take(80).collect();
    format!("{how}; filename=\"{id}.{suffix}\"; filename*=UTF-8''{}.{suffix}", app::address::encode(&name))
}

/// The file has its style inside: allowed by its hash, and nothing else is.
fn style_policy() -> String {
    let hash = STANDARD.encode(Sha256::digest(export::STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
}
