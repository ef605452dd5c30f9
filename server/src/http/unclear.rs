//! “没看懂这一条”: a plain form. What is kept tells nothing of who asked (`docs/SECURITY.md`).

use std::sync::{LazyLock, Once};

use app::{address::encode, words::refusals};
use axum::{
    Form,
    body::Body,
    extract::{FromRequest, Path, Request, State},
    http::{
        HeaderValue, Response, StatusCode,
        header::{CACHE_CONTROL, LOCATION},
    },
    response::IntoResponse,
};
use domain::{ClauseId, DocumentId};
use regex::Regex;
use serde::Deserialize;
use store::{Kept, StoreError, UnclearReport};

use crate::{
    context::{Portal, limits::Leave},
    http::{client, refusal},
};

/// Characters of the reader's words that are kept.
const MOST_CHARS: usize = 300;
/// Digits in a row that may be somebody's number: telephones have 7 and more, identity cards 15 or 18.
const SOMEBODYS_NUMBER: usize = 7;
/// Digits in groups joined by hyphens that may be: a day has 8, and so has a range of amounts; a telephone with its area has 10 and more.
const SOMEBODYS_GROUPS: usize = 10;

/// The form.
#[derive(Debug, Deserialize)]
pub struct UnclearForm {
    #[serde(default)]
    clause: String,
    #[serde(default)]
    words: String,
    /// Not shown to people; what fills in every field is not one.
    #[serde(default)]
    website: String,
}

/// Takes a report and leads back to a page that says thank you.
pub async fn save(State(portal): State<Portal>, Path(id): Path<String>, request: Request<Body>) -> Response<Body> {
    if let Some(refused) = refused(&portal, &request) {
        return refused;
    }
    let Ok(Form(form)) = Form::<UnclearForm>::from_request(request, &()).await else {
        return refusal::document(StatusCode::BAD_REQUEST, refusals::FORM_INCOMPLETE);
    };
    let Ok(id) = DocumentId::parse(&id) else { return not_found() };
    let held = match portal.store.document(&id).await {
        Ok(held) => held.filter(store::Stored::is_public),
        Err(StoreError::Altered(altered)) if !altered.is_public => None,
        Err(error) => return failed(&error),
    };
    let Some(held) = held else { return not_found() };
    let clause = ClauseId::new(form.clause.trim());
    let is_there =
        held.document.as_policy().is_some_and(|policy| policy.clauses.iter().any(|known| known.id == clause));
    if !is_there {
        return refusal::document(StatusCode::BAD_REQUEST, refusals::NO_SUCH_CLAUSE);
    }
    let mut kept = Kept::Words;
    if form.website.is_empty() {
        let report = UnclearReport {
            policy: id.clone(),
            revision: held.revision,
            clause: clause.clone(),
            words: cleaned(&form.words),
            day: portal.clock.today(),
            times: 1,
        };
        kept = match portal.store.report_unclear(&report).await {
            Ok(kept) => kept,
            Err(error) => return failed(&error),
        };
    }
    let mut response = (StatusCode::SEE_OTHER, [(CACHE_CONTROL, "no-store")]).into_response();
    let thanks = format!("/policies/{id}/unclear?clause={}&sent={}", encode(clause.as_str()), thanks_for(kept));
    if let Ok(thanks) = HeaderValue::from_str(&thanks) {
        response.headers_mut().insert(LOCATION, thanks);
    }
    response
}

/// Why a report is not taken now, in words.
pub(super) fn refused(portal: &Portal, request: &Request<Body>) -> Option<Response<Body>> {
    static TOLD: Once = Once::new();
    let (client, is_forwarded) = (client::address(portal, request), client::is_forwarded(request.headers()));
    if is_forwarded
        && client.is_some_and(|client| client.to_canonical().is_loopback())
        && portal.config.network.trusted_proxies.is_empty()
    {
        TOLD.call_once(|| {
            tracing::warn!("本机有代理转来请求，配置文件的 trusted_proxies 没有写它：所有来访者共用一个人的提交限额");
        });
    }
    let words = match portal.reports.asks(client, is_forwarded, portal.clock.today()) {
        Leave::Given => return None,
        Leave::Soon => refusals::REPORTS_TOO_FAST,
        Leave::Crowded => refusals::REPORTS_CROWDED,
        Leave::Tomorrow => refusals::REPORTS_TOMORROW,
    };
    Some(refusal::document(StatusCode::TOO_MANY_REQUESTS, words))
}

/// What the page that says thank you is asked for: whether the words were kept, or only that somebody sent some.
pub(super) const fn thanks_for(kept: Kept) -> u8 {
    match kept {
        Kept::Words => 1,
        Kept::Count => 2,
    }
}

fn not_found() -> Response<Body> {
    refusal::document(StatusCode::NOT_FOUND, refusals::NO_SUCH_POLICY)
}

fn failed(error: &StoreError) -> Response<Body> {
    tracing::error!(error = error.to_string(), "没看懂的反馈没有存下");
    refusal::document(StatusCode::SERVICE_UNAVAILABLE, refusals::REPORT_NOT_KEPT)
}

/// One line, without control characters, and without numbers that could be somebody's.
pub(super) fn cleaned(words: &str) -> String {
    let words: String = words
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .filter(|c| !c.is_control())
        .take(MOST_CHARS)
        .collect();
    let words = without_mail(&words);
    let mut kept = String::with_capacity(words.len());
    let mut digits = String::new();
    for c in words.chars().chain(std::iter::once('\0')) {
        if is_digit(c) || (!digits.is_empty() && (matches!(c, 'x' | 'X' | ' ') || JOINING.contains(&c))) {
            digits.push(c);
            continue;
        }
        kept.push_str(if is_somebodys(&digits) { "＊＊＊" } else { &digits });
        digits.clear();
        if c != '\0' {
            kept.push(c);
        }
    }
    kept.trim().to_owned()
}

/// What people write between the digits of one number, blanks apart.
const JOINING: [char; 13] = ['-', '－', '—', '–', '‐', '_', '＿', '/', '／', '.', '．', '·', '•'];

/// Also as they are said: 一三八〇〇一三八〇〇〇. Tens and hundreds make amounts, and stay.
fn is_digit(c: char) -> bool {
    c.is_numeric() || "零一二三四五六七八九".contains(c)
}

/// Addresses of mail.
fn without_mail(words: &str) -> String {
    static MAIL: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[A-Za-z0-9._%+-]+[@＠][A-Za-z0-9.-]+").expect("a fixed pattern"));
    MAIL.replace_all(words, "＊＊＊").into_owned()
}

/// Whether digits, with what joins them, may be a telephone number or that of a card.
fn is_somebodys(digits: &str) -> bool {
    let count = |text: &str| text.chars().filter(|c| is_digit(*c)).count();
    let is_hyphened = digits.trim().contains(JOINING) && !digits.trim().contains(' ');
    let longest = digits.split(JOINING).map(count).max().unwrap_or_default();
    if is_hyphened {
        longest >= SOMEBODYS_NUMBER || count(digits) >= SOMEBODYS_GROUPS
    } else {
        count(digits) >= SOMEBODYS_NUMBER
    }
}

#[cfg(test)]
mod tests {
    use super::cleaned;

    #[test]
    fn numbers_that_could_be_somebodys_are_not_kept() {
        assert_eq!(cleaned("我 13800138000，身份证11010119900307123X 想问2000元"), "我 ＊＊＊，身份证＊＊＊想问2000元");
        assert_eq!(cleaned("138-0013-8000"), "＊＊＊");
        assert_eq!(cleaned("0571-8765432"), "＊＊＊");
        assert_eq!(cleaned("8765 4321"), "＊＊＊");
        for number in [
            "138.0013.8000",
            "138－0013－8000",
            "138_0013_8000",
            "138/0013/8000",
            "一三八〇〇一三八〇〇〇",
            "１３８００１３８０００",
            "zhang.san+1@example.com",
            "a＠b.cn",
        ] {
            assert_eq!(cleaned(number), "＊＊＊", "{number}");
        }
        assert_eq!(
            cleaned("第一、二、三条和3.5%、2026/03/01、一百二十三万四千五百元"),
            "第一、二、三条和3.5%、2026/03/01、一百二十三万四千五百元"
        );
        assert_eq!(cleaned("2026-03-01起补2000-5000元"), "2026-03-01起补2000-5000元");
        assert_eq!(cleaned(" 第3条\n\t说的30天\u{7}是什么 "), "第3条 说的30天是什么");
        assert_eq!(cleaned(&"长".repeat(1000)).chars().count(), super::MOST_CHARS);
    }
}
