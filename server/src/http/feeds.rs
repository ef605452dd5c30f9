//! Every list is also a feed: Atom, RSS, JSON Feed (`/feeds/policies.atom?…`).

use app::{
    address::ListAddress,
    html::escaped,
    words::{errors, refusals},
};
use atom_syndication as atom;
use axum::{
    body::Body,
    extract::{Path, State},
    http::{
        HeaderMap, HeaderValue, Request, StatusCode,
        header::{CONTENT_TYPE, LAST_MODIFIED},
    },
    response::Response,
};
use domain::{
    Date, Kind, clock,
    reading::ReadingSettings,
    search::{Facet, Hit},
};
use serde_json::json;

use crate::{
    context::{Portal, representation::Representation},
    http::{client, pages, refusal},
    services::library::newest_first,
};

/// Entries in a feed.
const ENTRIES: u32 = 50;

#[derive(Debug, Clone, Copy)]
enum Form {
    Atom,
    Rss,
    Json,
}

/// `/feeds/{list}.{atom|rss|json}` with the filters of the list.
pub async fn feed(State(portal): State<Portal>, Path(name): Path<String>, request: Request<Body>) -> Response {
    let (list, suffix) = name.split_once('.').unwrap_or_default();
    let kind = Kind::of_list(list).filter(|kind| kind.facts().is_listed);
    let form = match suffix {
        "atom" => Some(Form::Atom),
        "rss" => Some(Form::Rss),
        "json" => Some(Form::Json),
        _ => None,
    };
    let (Some(kind), Some(form)) = (kind, form) else {
        return refusal::document(StatusCode::NOT_FOUND, (refusals::NO_SUCH_FEED, &known_feeds()));
    };
    let address = match ListAddress::parse(kind.path(), request.uri().query().unwrap_or_default()) {
        Ok(address) => address.with_page(1),
        Err(bad) => return refusal::document(StatusCode::BAD_REQUEST, (errors::BAD_ADDRESS, &bad.to_string())),
    };
    let own = format!("/feeds/{name}{}", address.url().trim_start_matches(kind.path()));
    let key = portal.key(ReadingSettings::default(), own.clone());
    if let Some(kept) = portal.pages.get(&key) {
        return kept.send(&portal.turns, request.method(), request.headers()).await;
    }
    if client::address(&portal, &request).is_some_and(|client| !portal.limiter.allows(client)) {
        portal.metrics.limited();
        return refusal::too_many();
    }
    let mut asked = address.request(ENTRIES, portal.clock.today());
    // `/feeds/policies` also serves `/search`.
    if kind != Kind::Policy || asked.query.is_empty() {
        asked.filters.only(Facet::Kind, Some(kind.as_str()));
    }
    let hits = match newest_first(&portal, asked).await {
        Ok(hits) => hits,
        Err(error) => {
            return refusal::document(StatusCode::SERVICE_UNAVAILABLE, (refusals::NO_FEED_NOW, &error.to_string()));
        }
    };
    let feed = Feed {
        kind,
        base: portal.site.base_url.clone(),
        own,
        list: address.url(),
        name: portal.site.name(),
        hits,
        today: portal.clock.today(),
    };
    let (kind, body) = match form {
        Form::Atom => ("application/atom+xml; charset=utf-8", feed.atom()),
        Form::Rss => ("application/rss+xml; charset=utf-8", feed.rss()),
        Form::Json => ("application/feed+json; charset=utf-8", feed.json()),
    };
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(LAST_MODIFIED, pages::last_modified(&portal));
    portal.security.add_missing(&mut headers);
    let page = portal.pages.get_or_make(key, async { Representation::new(StatusCode::OK, headers, body) }).await;
    page.send(&portal.turns, request.method(), request.headers()).await
}

fn known_feeds() -> String {
    refusals::feeds_there_are(Kind::listed().map(|kind| (kind.path().trim_start_matches('/'), kind.label())))
}

/// What all three forms say.
struct Feed {
    kind: Kind,
    base: String,
    own: String,
    list: String,
    name: String,
    hits: Vec<Hit>,
    today: Date,
}

impl Feed {
    fn title(&self) -> String {
        format!("{}：{}", self.name, self.kind.label())
    }

    fn url(&self, address: &str) -> String {
        format!("{}{address}", self.base)
    }

    /// The day of publication, as the instant at which it began in China.
    fn instant(date: Option<Date>) -> domain::Timestamp {
        date.map_or(domain::Timestamp::UNIX_EPOCH, clock::start_of_day)
    }

    /// The day on which it was published, or on which its standing changed: a subscriber should look again.
    fn updated(&self, hit: &Hit) -> Option<Date> {
        hit.date.max(hit.validity_since).filter(|day| *day <= self.today).or(hit.date)
    }

    fn newest(&self) -> domain::Timestamp {
        self.hits.iter().map(|hit| Self::instant(self.updated(hit))).max().unwrap_or(domain::Timestamp::UNIX_EPOCH)
    }

    fn atom(&self) -> String {
        let link = |rel: &str, href: String| atom::LinkBuilder::default().rel(rel).href(href).build();
        let at = |date| clock::rfc3339(Self::instant(date)).parse::<atom::FixedDateTime>().unwrap_or_default();
        let entries = self.hits.iter().map(|hit| {
            let mut entry = atom::EntryBuilder::default();
            entry
                .title(title(hit))
                .id(self.url(&hit.url))
                .updated(at(self.updated(hit)))
                .published(hit.date.map(|date| at(Some(date))))
                .link(link("alternate", self.url(&hit.url)))
                .summary(atom::Text::plain(summary(hit)));
            if let Some(agency) = &hit.agency {
                entry.author(atom::PersonBuilder::default().name(agency.clone()).build());
            }
            entry.build()
        });
        let feed = atom::FeedBuilder::default()
            .title(self.title())
            .id(self.url(&self.own))
            .updated(clock::rfc3339(self.newest()).parse::<atom::FixedDateTime>().unwrap_or_default())
            .author(atom::PersonBuilder::default().name(self.name.clone()).build())
            .links(vec![link("self", self.url(&self.own)), link("alternate", self.url(&self.list))])
            .entries(entries.collect::<Vec<_>>())
            .build();
        feed.to_string()
    }

    fn rss(&self) -> String {
        let items: Vec<rss::Item> = self
            .hits
            .iter()
            .map(|hit| {
                let guid = rss::GuidBuilder::default().value(self.url(&hit.url)).permalink(true).build();
                rss::ItemBuilder::default()
                    .title(Some(title(hit)))
                    .link(Some(self.url(&hit.url)))
                    .guid(Some(guid))
                    // Readers' programs take it for HTML.
                    .description(Some(escaped(&summary(hit))))
                    .pub_date(hit.date.map(|date| clock::rfc2822(Self::instant(Some(date)))))
                    .build()
            })
            .collect();
        rss::ChannelBuilder::default()
            .title(self.title())
            .link(self.url(&self.list))
            .description(self.title())
            .language(Some("zh-CN".to_owned()))
            .items(items)
            .build()
            .to_string()
    }

    fn json(&self) -> String {
        let items: Vec<_> = self
            .hits
            .iter()
            .map(|hit| {
                let mut item = json!({
                    "id": self.url(&hit.url), "url": self.url(&hit.url), "title": title(hit), "content_text": summary(hit),
                });
                if let (Some(date), Some(object)) = (hit.date, item.as_object_mut()) {
                    object.insert("date_published".to_owned(), json!(clock::rfc3339(Self::instant(Some(date)))));
                    object.insert("date_modified".to_owned(), json!(clock::rfc3339(Self::instant(self.updated(hit)))));
                }
                item
            })
            .collect();
        json!({
            "version": "https://jsonfeed.org/version/1.1", "title": self.title(), "language": "zh-CN",
            "home_page_url": self.url(&self.list), "feed_url": self.url(&self.own), "items": items,
        })
        .to_string()
    }
}

/// Invented content says so in the title: a reader of feeds sees nothing else of the site.
fn title(hit: &Hit) -> String {
    if hit.demo { format!("【演示】{}", hit.title) } else { hit.title.clone() }
}

fn summary(hit: &Hit) -> String {
    let words: String = hit.snippet.iter().map(|run| run.text.as_str()).collect();
    let facts = [hit.document_number.clone(), hit.agency.clone(), hit.validity.map(|state| state.label().to_owned())];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    format!("{words}（{}）", facts.join("，"))
}
