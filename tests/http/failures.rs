//! What is said while something fails: the truth, or that it cannot be had now, and what to do. Never a failure of ours (500), never
//! nothing where there is something, and no longer than the failure lasts.

use std::{
    collections::{BTreeMap, BTreeSet},
    os::unix::fs::FileExt as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::http::StatusCode;
use documents::ReadOptions;
use domain::{Kind, Nature};
use serde_json::{Value, json};
use store::ContentStore;
use tempfile::TempDir;
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::{Layer, Registry, layer::Context, prelude::*};

use crate::{
    before::without_counts,
    explanations::lines,
    failing::{Failing, INSIDE, Part},
    portal::{Answer, Fixture},
    samples, surfaces,
};

/// All that may fail while somebody reads.
const READ: [Part; 6] =
    [Part::Documents, Part::Relations, Part::Explanations, Part::Outbox, Part::Reports, Part::Upkeep];

/// The part of an answer that is the same each time.
fn truth(answer: &Answer) -> (StatusCode, String, String) {
    (answer.status, answer.header("location").to_owned(), without_counts(&surfaces::text(answer)))
}

/// What is asked of the index alone, in every form in which it answers.
fn of_the_index() -> BTreeSet<String> {
    let word = "title";
    let lists = Kind::listed().map(Kind::path).flat_map(|path| {
        let feeds = ["atom", "rss", "json"].map(|form| format!("/feeds{path}.{form}"));
        [path.to_owned(), format!("{path}?q={word}"), format!("/api/v1{path}")].into_iter().chain(feeds)
    });
    let searches = ["/search", "/api/v1/search", "/api/v1/suggest"].map(|path| format!("{path}?q={word}"));
    lists.chain(searches).chain(["/".to_owned()]).collect()
}

/// What is made of documents of the store: pages and data of every kind, and the files of those that have some.
fn of_the_store(portal: &Sampled) -> BTreeSet<String> {
    let pages: Vec<String> = portal.samples.iter().map(samples::page).collect();
    let data = pages.iter().map(|page| format!("/api/v1{page}"));
    let mut files: Vec<String> = portal.healthy.keys().filter(|address| is_file(address)).cloned().collect();
    files.extend(["/", "/agencies", "/api/v1/agencies", "/sitemap.xml"].map(str::to_owned));
    let policy = pages.iter().find(|page| page.starts_with("/policies/")).unwrap();
    files.extend(["versions/1", "compare/1..2", "unclear?clause=art1"].map(|part| format!("{policy}/{part}")));
    files.push(format!("/api/v1{policy}/clauses/art1"));
    pages.iter().cloned().chain(data).chain(files).collect()
}

/// A file of a document: `/figures/a-figure.csv`.
fn is_file(address: &str) -> bool {
    let list = address.trim_start_matches('/').split('/').next().unwrap_or_default();
    Kind::of_list(list).is_some() && address.matches('/').count() == 2 && extension(address).is_some()
}

/// Documents of every kind, a second recording, and a question with an answer that stands, which is offered to be tried.
fn content() -> Vec<Value> {
    let policy = json!({"kind": "policy", "id": "bees", "title": "养蜂管理办法", "issuer": "a-agency", "subjects": ["农业"],
        "effective_on": "2026-01-01", "body": "第一条　养蜂的，应当自养蜂之日起三十日内备案。\n"});
    let question = json!({"kind": "question", "id": "q-bees", "question": "养蜂要不要先登记备案", "short_answer": "要，三十天内去备案。",
        "cites": [{"policy": "bees", "clause": "art1"}], "subjects": ["农业"], "agency": "a-agency"});
    let mut all = samples::one_of_each();
    let mut second = all.iter().find(|one| one["kind"] == "media").unwrap().clone();
    (second["id"], second["captions"]) = (json!("b-media"), json!("b-media.vtt"));
    all.extend([policy, question, second]);
    all
}

/// A portal with documents of every kind, and all that it answers when nothing fails.
struct Sampled {
    portal: Fixture,
    failing: Arc<Failing>,
    samples: Vec<Value>,
    healthy: BTreeMap<String, Answer>,
}

impl Sampled {
    async fn new() -> Self {
        let held: Mutex<Option<Arc<Failing>>> = Mutex::default();
        let portal = Fixture::behind(&|store| {
            let failing = Failing::over(store);
            *held.lock().unwrap() = Some(Arc::clone(&failing));
            failing as Arc<dyn ContentStore>
        })
        .await;
        let failing = held.into_inner().unwrap().unwrap();
        let samples = content();
        samples::import(&portal, &samples, &|_| "念出来的话".to_owned()).await;
        // A second revision to compare with; what explains the first says now that it was changed, which is read from the store.
        let mut reworded = samples.iter().find(|one| one["kind"] == "policy").unwrap().clone();
        reworded["body"] = json!(reworded["body"].as_str().unwrap().replace("政策", "新政策"));
        let (summary, said) = portal.import(&[("again.jsonl", &lines(&[reworded]))], ReadOptions::default()).await;
        assert_eq!(summary.revised, 1, "{said:?}");
        let healthy = healthy(&portal).await;
        assert!(healthy["/search"].text().contains("可以这样问"), "there is a question to try");
        Self { portal, failing, samples, healthy }
    }

    /// Asks for everything while these parts of the store fail, and again when they no longer do. Answers what was not to be had.
    async fn asked_while(&self, parts: &[Part]) -> BTreeSet<String> {
        self.portal.portal.forget();
        self.failing.let_fail(parts);
        let refused = asked_again(&self.portal, &self.healthy, 1).await;
        let ready = self.portal.get("/readyz").await;
        self.failing.let_fail(&[]);
        if !refused.is_empty() {
            assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE, "{parts:?}");
            assert_eq!(ready.json()["status"], "store_unavailable", "{parts:?}");
        }
        // Nothing of it was kept.
        for (address, answer) in &self.healthy {
            assert_eq!(
                truth(&self.portal.get(address).await),
                truth(answer),
                "{parts:?}, {address}: it has not come back"
            );
        }
        assert_eq!(self.portal.get("/readyz").await.status, StatusCode::OK, "{parts:?}");
        refused
    }
}

impl Sampled {
    /// Lets the store fail at each operation of each answer in turn.
    async fn fail_midway(&self, addresses: &BTreeSet<String>) {
        let mut refused = 0;
        for address in addresses {
            let was = &self.healthy[address];
            for spared in 0.. {
                assert!(spared < 100, "{address} asks without end");
                self.portal.portal.forget();
                self.failing.let_fail_after(spared, &READ);
                let is_refused = is_refused(&self.portal, address, was, 1).await;
                let is_over = self.failing.refused() == 0;
                self.failing.let_fail(&[]);
                assert_eq!(truth(&self.portal.get(address).await), truth(was), "{address} has not come back");
                if is_over {
                    assert!(!is_refused, "{address} is refused while nothing fails");
                    break;
                }
                refused += usize::from(is_refused);
            }
        }
        assert!(refused >= addresses.len() / 4, "{refused} of {}", addresses.len());
    }
}

/// All that a portal answers.
async fn healthy(portal: &Fixture) -> BTreeMap<String, Answer> {
    let mut healthy = surfaces::surfaces(portal).await;
    for address in of_the_index() {
        healthy.insert(address.clone(), portal.get(&address).await);
    }
    assert!(healthy.len() > 100, "{}", healthy.len());
    let failed: Vec<&String> =
        healthy.iter().filter(|(_, answer)| answer.status.is_server_error()).map(|(address, _)| address).collect();
    assert!(failed.is_empty(), "{failed:?}");
    healthy.remove("/readyz");
    healthy
}

/// Holds every answer of a portal in which something fails against what it was: it is the same, or it says that it cannot be had.
/// Answers the addresses of the latter. `told`: how often the log hears of each.
async fn asked_again(portal: &Fixture, healthy: &BTreeMap<String, Answer>, told: usize) -> BTreeSet<String> {
    let mut refused = BTreeSet::new();
    for (address, was) in healthy {
        if is_refused(portal, address, was, told).await {
            refused.insert(address.clone());
        }
    }
    refused
}

/// Whether an answer cannot be had; else it is what it was. `told`: how often the log hears of the former.
async fn is_refused(portal: &Fixture, address: &str, was: &Answer, told: usize) -> bool {
    let (answer, errors) = heard(portal.get(address)).await;
    if answer.status == StatusCode::SERVICE_UNAVAILABLE {
        says_what_to_do(address, &answer);
        assert_eq!(errors, told, "{address}: so often the log was told of it");
        return true;
    }
    if answer.header("cache-control") == "no-store" && was.header("cache-control") != "no-store" {
        // The page has all but the questions to try, which it can do without.
        assert!(["/", "/search"].contains(&address), "{address} is said to be whole without something");
        assert_eq!((answer.status, errors), (StatusCode::OK, told), "{address}");
        assert!(answer.text().contains("name=\"q\"") && !answer.text().contains("可以这样问"));
    } else {
        assert_eq!(truth(&answer), truth(was), "{address} says something else");
    }
    false
}

/// A refusal says in Chinese what to do, in the form of whoever asks, and nobody keeps it.
fn says_what_to_do(address: &str, answer: &Answer) {
    assert_eq!(answer.header("cache-control"), "no-store", "{address}");
    assert!(answer.header("etag").is_empty() && answer.header("last-modified").is_empty(), "{address}");
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{address}");
    let text = answer.text();
    assert!(!text.contains(INSIDE) && !text.contains("备份"), "{address} tells what is the operator's business");
    let said = if answer.header("content-type") == "application/problem+json" {
        assert_eq!(answer.json()["status"], 503, "{address}");
        answer.json()["detail"].as_str().unwrap().to_owned()
    } else {
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8", "{address}");
        assert!(text.contains("</html>") && text.contains("tel:12345"), "{address}: {text}");
        text.to_owned()
    };
    assert!(said.contains("稍后再试") || said.contains("一般几分钟就好"), "{address}: {said}");
    let is_data = address.starts_with("/api/") || extension(address) == Some("json") && !address.starts_with("/feeds/");
    assert_eq!(is_data, answer.header("content-type") == "application/problem+json", "{address}");
}

/// What the name of a file ends in.
fn extension(address: &str) -> Option<&str> {
    address.rsplit('/').next()?.split('?').next()?.split_once('.').map(|(_, extension)| extension)
}

/// The errors that are told in the log.
#[derive(Clone, Default)]
struct Errors(Arc<Mutex<usize>>);

impl<S: Subscriber> Layer<S> for Errors {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if *event.metadata().level() == Level::ERROR {
            *self.0.lock().unwrap() += 1;
        }
    }
}

/// An answer, with how many errors the log was told of meanwhile. Whatever is done for it is done on this thread, or waits for it.
async fn heard<T>(asked: impl Future<Output = T>) -> (T, usize) {
    let errors = Errors::default();
    let listening = tracing::subscriber::set_default(Registry::default().with(errors.clone()));
    let answer = asked.await;
    drop(listening);
    let count = *errors.0.lock().unwrap();
    (answer, count)
}

#[tokio::test]
async fn a_store_that_fails_is_said_to_fail_wherever_it_is_asked() {
    let portal = Sampled::new().await;
    let refused = portal.asked_while(&READ).await;
    let missing: Vec<_> = of_the_store(&portal).difference(&refused).cloned().collect();
    assert!(missing.is_empty(), "answered out of a store that fails: {missing:?}");
    assert!(refused.contains("/api/v1/changes?since=0"));
    // What the index knows is found as before, and leads to pages that say that they cannot be had.
    let found = of_the_index().difference(&refused).count();
    assert!(found > 20, "{found}");
}

#[tokio::test]
async fn a_part_of_the_store_that_fails_takes_what_rests_on_it_and_nothing_else() {
    let portal = Sampled::new().await;
    let page_of = |kind: &str| samples::page(portal.samples.iter().find(|one| one["kind"] == kind).unwrap());
    for (part, takes, leaves) in [
        (Part::Documents, page_of("agency"), "/api/v1/changes?since=0"),
        (Part::Relations, page_of("policy"), "/agencies"),
        (Part::Explanations, page_of("question"), "/agencies"),
        (Part::Outbox, "/api/v1/changes?since=0".to_owned(), "/agencies"),
    ] {
        let refused = portal.asked_while(&[part]).await;
        assert!(refused.contains(&takes) && !refused.contains(leaves), "{part:?}: {refused:?}");
    }
    // Pages read nothing of these.
    for part in [Part::Writes, Part::Reports, Part::Upkeep] {
        assert_eq!(portal.asked_while(&[part]).await, BTreeSet::new(), "{part:?}");
    }
}

/// What a reader has written is not lost with the store: the sentence says where it is.
#[tokio::test]
async fn a_report_that_cannot_be_kept_is_said_not_to_be_kept() {
    let portal = Sampled::new().await;
    let policy = samples::page(portal.samples.iter().find(|one| one["kind"] == "policy").unwrap());
    for (part, address, body) in [
        (Part::Reports, "/search/gap".to_owned(), "q=x"),
        (Part::Reports, format!("{policy}/unclear"), "clause=art1&words=x"),
        (Part::Documents, format!("{policy}/unclear"), "clause=art1&words=x"),
    ] {
        portal.failing.let_fail(&[part]);
        let (answer, errors) = heard(portal.portal.post_form(&address, body, "192.0.2.9")).await;
        assert_eq!((answer.status, errors), (StatusCode::SERVICE_UNAVAILABLE, 1), "{address}");
        assert!(answer.text().contains("请按“后退”") && answer.text().contains("tel:12345"), "{}", answer.text());
        assert!(!answer.header("retry-after").is_empty() && !answer.text().contains(INSIDE), "{address}");
        portal.failing.let_fail(&[]);
        let kept = portal.portal.post_form(&address, body, "192.0.2.9").await;
        assert_eq!(kept.status, StatusCode::SEE_OTHER, "{address}");
    }
    assert_eq!(portal.portal.store.gap_reports().await.unwrap()[0].times, 1);
    assert_eq!(portal.portal.store.unclear_reports(None).await.unwrap()[0].times, 2);
}

/// Each operation of the store fails once, with all that come after it, in whatever an answer is made of: what is swallowed on the way
/// would make a page that lacks something, or that leads elsewhere, and would be kept.
#[tokio::test]
async fn however_far_an_answer_has_come_when_the_store_fails_it_is_whole_or_refused() {
    let mut portal = Sampled::new().await;
    let mut addresses = of_the_store(&portal);
    addresses.extend(of_the_index());
    addresses.insert("/search".to_owned());
    portal.fail_midway(&addresses).await;

    // What leads on, to a document that has such a file, and what was withdrawn.
    let (now, id) = (portal.portal.portal.clock.now(), |one: &str| one.parse::<domain::DocumentId>().unwrap());
    portal.portal.store.redirect(&id("a-media"), &id("b-media"), now).await.unwrap();
    portal.portal.store.retire(&id("a-figure"), "发布有误", Some(&id("a-question")), now).await.unwrap();
    portal.portal.catch_up().await;
    let moved = ["/media/a-media", "/media/a-media.mp3", "/media/a-media.vtt", "/api/v1/media/a-media"];
    let gone = ["/figures/a-figure", "/figures/a-figure.csv", "/api/v1/figures/a-figure"];
    for (addresses, status) in [(&moved[..], StatusCode::MOVED_PERMANENTLY), (&gone[..], StatusCode::GONE)] {
        for address in addresses {
            let answer = portal.portal.get(address).await;
            assert_eq!(answer.status, status, "{address}");
            portal.healthy.insert((*address).to_owned(), answer);
        }
        portal.fail_midway(&addresses.iter().map(|address| (*address).to_owned()).collect()).await;
    }
}

/// The files of a portal with a document of every kind, and all that it answered.
async fn left_behind() -> (TempDir, BTreeMap<String, Answer>) {
    let portal = Fixture::empty().await;
    samples::import(&portal, &content(), &|_| "念出来的话".to_owned()).await;
    let healthy = healthy(&portal).await;
    portal.portal.store.close().await;
    (portal.into_folder(), healthy)
}

#[tokio::test]
async fn an_index_that_is_lost_is_said_to_be_made_again_and_no_list_is_empty() {
    let (folder, healthy) = left_behind().await;
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    let portal = Fixture::as_it_lies(folder).await;
    // That it is made again is told by the job that does it.
    let refused = asked_again(&portal, &healthy, 0).await;
    let missing: Vec<_> = of_the_index().difference(&refused).cloned().collect();
    assert!(missing.is_empty(), "answered out of an index that is lost: {missing:?}");
    // Documents, and what is made of them, come from the store; of an agency its page has a list as well.
    for kind in Kind::ALL.iter().filter(|kind| kind.nature() != Nature::Actor) {
        let page = format!("{}/a-{}", kind.path(), kind.as_str());
        assert!(healthy.contains_key(&page) && !refused.contains(&page), "{page}");
    }
    let ready = portal.get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("indexing")));
    portal.catch_up().await;
    for (address, answer) in &healthy {
        assert_eq!(truth(&portal.get(address).await), truth(answer), "{address} has not come back");
    }
    assert_eq!(portal.get("/readyz").await.status, StatusCode::OK);
}

#[tokio::test]
async fn an_index_that_does_not_read_back_is_said_to_be_made_again_and_is() {
    let (folder, healthy) = left_behind().await;
    let portal = Fixture::over(folder).await;
    let live = portal.folder().join("index").join(portal.portal.index.generation());
    let mut damaged = 0;
    for path in std::fs::read_dir(live).unwrap().map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|extension| extension == "store") {
            // In its place: what is open has it in memory, as long as it was.
            let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
            let length = usize::try_from(file.metadata().unwrap().len()).unwrap();
            file.write_all_at(&vec![0xff; length], 0).unwrap();
            damaged += 1;
        }
    }
    assert!(damaged > 0);
    let refused = asked_again(&portal, &healthy, 1).await;
    let searches: BTreeSet<String> =
        of_the_index().into_iter().filter(|address| address.contains("search?q=")).collect();
    assert!(!searches.is_empty() && searches.is_subset(&refused), "{refused:?}");
    let ready = portal.get("/readyz").await;
    assert_eq!((ready.status, &ready.json()["status"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("rebuilding")));

    // The job that follows the outbox mends it.
    let (stop, stopping) = tokio::sync::watch::channel(false);
    let (caught_up, mut in_step) = tokio::sync::watch::channel(false);
    let job = tokio::spawn(server::jobs::indexer::run(portal.portal.clone(), stopping, caught_up));
    let mended = async { in_step.wait_for(|done| *done).await.is_ok() };
    let mended = tokio::time::timeout(Duration::from_mins(1), mended).await;
    assert_eq!(mended, Ok(true), "waited 60 s in vain until the index was made again");
    stop.send_replace(true);
    job.await.unwrap();
    for (address, answer) in &healthy {
        assert_eq!(truth(&portal.get(address).await), truth(answer), "{address} has not come back");
    }
    assert_eq!(portal.get("/readyz").await.status, StatusCode::OK);
}
