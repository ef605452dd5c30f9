//! `/policies/{id}`, and the same policy as a file: `/policies/{id}.{html|docx|txt|json}`.

use std::io::{self, Write};

use app::ports::{CauseLine, CitedClause, FigureView, Library, Lookup, PolicyPage, PortError};
use axum::{
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue, Request, StatusCode,
        header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LAST_MODIFIED, LOCATION},
    },
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use documents::{ExportPolicy, export};
use domain::{DocumentId, Kind, reading::ReadingSettings};
use sha2::{Digest, Sha256};

use crate::{
    context::Portal,
    http::{
        api,
        cache::PageKey,
        large::{self, Begun},
        pages, refusal,
        representation::Representation,
    },
    services::library::PortalLibrary,
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

/// What is said when there is no document to take a file of.
pub(super) struct Missing {
    pub of: Kind,
    pub unknown: &'static str,
    pub kind: &'static str,
    pub gone: &'static str,
    pub unavailable: &'static str,
}

/// The document that a file is asked of, or the answer that leads on or says why there is none.
pub(super) fn found<T>(
    lookup: Result<Lookup<T>, PortError>,
    id: &DocumentId,
    suffix: &str,
    words: &Missing,
) -> Result<T, Box<Response>> {
    Err(Box::new(match lookup {
        Ok(Lookup::Found(found)) => return Ok(found),
        // A document of another kind has other files: its page then.
        Ok(Lookup::Moved(to)) if is_of(words.of, &to) => moved(format!("{to}.{suffix}")),
        Ok(Lookup::Moved(to)) => moved(to),
        Ok(Lookup::Unknown) => {
            refusal::document(StatusCode::NOT_FOUND, words.unknown, &format!("没有编号为“{id}”的{}。", words.kind))
        }
        Ok(Lookup::Gone { reason, .. }) => refusal::document(StatusCode::GONE, words.gone, &reason),
        Err(error) => refusal::document(StatusCode::SERVICE_UNAVAILABLE, words.unavailable, &error.to_string()),
    }))
}

/// Whether an address is that of a document of this kind.
fn is_of(kind: Kind, address: &str) -> bool {
    address.rsplit_once('/').and_then(|(_, id)| DocumentId::parse(id).ok()).is_some_and(|id| kind.url(&id) == address)
}

/// Where a file is now; asked again each time, since documents come back.
pub(super) fn moved(to: String) -> Response {
    (StatusCode::MOVED_PERMANENTLY, [(LOCATION, to), (CACHE_CONTROL, "no-cache".to_owned())]).into_response()
}

/// The page, or a file of it: ids hold no dots.
pub async fn policy(State(portal): State<Portal>, request: Request<Body>) -> Response {
    let last = request.uri().path().rsplit('/').next().unwrap_or_default().to_owned();
    let Some((id, suffix)) = last.split_once('.') else { return pages::page(State(portal), request).await };
    let form = Form::parse(suffix);
    if form == Some(Form::Json) {
        return api::policy_file(&portal, id, &request.into_parts().0).await;
    }
    let (Ok(id), Some(form)) = (DocumentId::parse(id), form) else { return pages::page(State(portal), request).await };
    let (request, _) = request.into_parts();
    let key = PageKey::now(&portal, ReadingSettings::default(), request.uri.path().to_owned());
    if let Some(kept) = portal.pages.get(&key) {
        return kept.send(&portal.turns, &request.method, &request.headers).await;
    }
    let turn = match large::begin(&portal, &id, form.suffix(), &request).await {
        Begun::Answered(answer) => return answer,
        Begun::Turn(turn) => Some(turn),
        Begun::Ordinary => None,
    };
    let words = Missing {
        of: Kind::Policy,
        unknown: "没有这份政策",
        kind: "政策",
        gone: "这份文件已经撤下",
        unavailable: "暂时不能下载",
    };
    let page = match found(PortalLibrary(portal.clone()).policy(&id, None).await, &id, form.suffix(), &words) {
        Ok(page) => page,
        Err(answer) => return *answer,
    };
    match turn {
        Some(turn) => {
            let headers = headers_of(&portal, &page, form);
            let exporting = portal.clone();
            let sent =
                large::send(&portal, &request, turn, headers, move |out| write(&exporting, &page, form, out)).await;
            sent.unwrap_or_else(|error| failed(&error.to_string()).respond(&request.method, &request.headers))
        }
        None => {
            portal
                .pages
                .get_or_make(key, make(portal.clone(), page, form))
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
    let key = PageKey::now(&portal, ReadingSettings::default(), request.uri.path().to_owned());
    if let Some(kept) = portal.pages.get(&key) {
        return kept.send(&portal.turns, &request.method, &request.headers).await;
    }
    let words = Missing {
        of: Kind::Figure,
        unknown: "没有这张图表",
        kind: "图表",
        gone: "这张图表已经撤下",
        unavailable: "暂时不能下载",
    };
    let figure = match found(PortalLibrary(portal.clone()).figure(&id).await, &id, "csv", &words) {
        Ok(figure) => figure,
        Err(answer) => return *answer,
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
        let instead = by.as_ref().map(|by| format!("现在看：{}", by.text)).unwrap_or_default();
        format!("已经过时，不要照着办：{sentence}{instead}")
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

async fn make(portal: Portal, page: PolicyPage, form: Form) -> Representation {
    let headers = headers_of(&portal, &page, form);
    let exporting = portal.clone();
    let written = portal.turns.work(move || {
        let mut bytes = Vec::new();
        write(&exporting, &page, form, &mut bytes).map(|()| bytes)
    });
    match written.await {
        Ok(Ok(bytes)) => Representation::new(StatusCode::OK, headers, bytes),
        Ok(Err(error)) => failed(&error.to_string()),
        Err(error) => failed(&error.to_string()),
    }
}

fn headers_of(portal: &Portal, page: &PolicyPage, form: Form) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut put = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(CONTENT_TYPE, form.content_type());
    put(
        CONTENT_DISPOSITION,
        &disposition(&page.id, &page.title, form.suffix(), if form == Form::Html { "inline" } else { "attachment" }),
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
    let html = app::error_document(500, "文件不能生成", "问题已经记录。请先下载纯文本，或打印网页。");
    Representation::new(StatusCode::INTERNAL_SERVER_ERROR, headers, html)
}

fn write(portal: &Portal, page: &PolicyPage, form: Form, mut out: &mut dyn Write) -> io::Result<()> {
    let url = format!("{}{}", portal.site.base_url, Kind::Policy.url(&page.id));
    let export = ExportPolicy {
        title: &page.title,
        demo: page.demo,
        policy: &page.policy,
        revision: page.revision,
        validity_label: page.validity.as_ref().map(|notice| notice.statement.state.label().to_owned()),
        agency_name: page.agency.as_ref().map(|agency| agency.text.as_str()),
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
