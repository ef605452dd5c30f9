//! Every public surface of a portal, found as a reader and a program find them.

use std::collections::{BTreeMap, VecDeque};

use domain::DocumentId;

use crate::portal::{Answer, Fixture};

/// Everything that readers and programs can get to: by links from the home page and the sitemap, and by the forms of each address.
pub async fn surfaces(portal: &Fixture) -> BTreeMap<String, Answer> {
    let mut queue: VecDeque<String> = [
        "/",
        "/sitemap.xml",
        "/robots.txt",
        "/search",
        "/agencies",
        "/settings",
        "/api/openapi.json",
        "/api/v1/changes?since=0",
        "/api/v1/agencies",
        "/healthz",
        "/readyz",
    ]
    .map(str::to_owned)
    .into();
    for kind in domain::Kind::listed() {
        let path = kind.path();
        queue.push_back(path.to_owned());
        queue.push_back(format!("/api/v1{path}?per_page=100"));
        for form in ["atom", "rss", "json"] {
            queue.push_back(format!("/feeds{path}.{form}"));
            queue.push_back(format!("/feeds{path}.{form}?full=1"));
        }
    }
    let mut seen: BTreeMap<String, Answer> = BTreeMap::new();
    while let Some(address) = queue.pop_front() {
        let address = address.split('#').next().unwrap_or_default().to_owned();
        if seen.contains_key(&address) {
            continue;
        }
        assert!(seen.len() < 3000, "the portal has no end: {address}");
        let answer = portal.get(&address).await;
        let text = String::from_utf8_lossy(&answer.body).into_owned();
        for start in ["href=\"", "src=\"", "<loc>", "\"url\":\"", "action=\""] {
            for (_, rest) in text.match_indices(start).map(|(at, found)| text.split_at(at + found.len())) {
                let link = rest.split(['"', '<']).next().unwrap_or_default().replace("&amp;", "&");
                let link = link.strip_prefix("https://mingle.example").unwrap_or(&link).to_owned();
                // A filtered list has nothing that the list has not.
                if link.starts_with('/') && !link.starts_with("//") && link.matches('=').count() < 2 {
                    queue.push_back(link);
                }
            }
        }
        let path = address.split('?').next().unwrap_or_default();
        if let Some((kind, id)) =
            path.trim_start_matches('/').split_once('/').filter(|(_, id)| DocumentId::parse(id).is_ok())
        {
            if domain::Kind::of_list(kind).is_some() {
                queue.push_back(format!("/api/v1/{kind}/{id}"));
            }
            if kind == "policies" {
                queue.extend(["html", "txt", "docx", "json"].map(|form| format!("/policies/{id}.{form}")));
                queue.extend([
                    format!("/policies/{id}/versions/1"),
                    format!("/policies/{id}/compare/1..2"),
                    format!("/api/v1/policies/{id}/clauses/art1"),
                ]);
            }
            if kind == "figures" {
                queue.push_back(format!("/figures/{id}.csv"));
            }
        }
        seen.insert(address, answer);
    }
    seen
}

/// What an answer says; of a Word file what stands in it.
pub fn text(answer: &Answer) -> String {
    if answer.header("content-type").contains("wordprocessingml") && answer.status.is_success() {
        unpacked(&answer.body)
    } else {
        String::from_utf8_lossy(&answer.body).into_owned()
    }
}

fn unpacked(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    for at in 0..archive.len() {
        std::io::Read::read_to_string(&mut archive.by_index(at).unwrap(), &mut text).ok();
    }
    text
}
