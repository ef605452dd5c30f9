//! A portal to ask.

use std::{net::IpAddr, sync::Arc};

use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode, header::COOKIE},
};
use documents::{Input, ReadOptions};
use domain::Timestamp;
use http_body_util::BodyExt;
use serde_json::Value;
use server::{
    clock::Clock,
    config::Config,
    context::{Portal, media_store::MediaStore},
    http::{client::Peer, front::Front, render},
    services::{demo, import, indexing},
};
use store::{ContentStore, SqliteOptions, SqliteStore};
use tempfile::TempDir;
use tower::ServiceExt;

/// The moment at which tests live, unless they say otherwise.
pub const NOW: &str = "2026-11-25T09:00:00+08:00";

/// A portal with its files, which go with it.
pub struct Fixture {
    pub portal: Portal,
    pub store: Arc<dyn ContentStore>,
    front: Front,
    directory: TempDir,
}

/// An answer, read whole.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Fixture {
    /// A portal without content.
    pub async fn empty() -> Self {
        Self::open(NOW, false).await
    }

    /// A portal with the demonstration content.
    pub async fn demo() -> Self {
        Self::demo_at(NOW).await
    }

    /// … at another moment.
    pub async fn demo_at(now: &str) -> Self {
        Self::open(now, true).await
    }

    /// A portal over the files of another one.
    pub async fn over(directory: TempDir) -> Self {
        let fixture = Self::as_it_lies(directory).await;
        fixture.catch_up().await;
        fixture
    }

    /// … whose index has not followed yet.
    pub async fn as_it_lies(directory: TempDir) -> Self {
        Self::open_in(directory, NOW, false, &|store| store).await
    }

    /// A portal without content over a store that stands before the real one.
    pub async fn behind(before: &dyn Fn(Arc<dyn ContentStore>) -> Arc<dyn ContentStore>) -> Self {
        Self::open_in(tempfile::tempdir().unwrap(), NOW, false, before).await
    }

    async fn open(now: &str, with_demo: bool) -> Self {
        let fixture = Self::open_in(tempfile::tempdir().unwrap(), now, with_demo, &|store| store).await;
        fixture.catch_up().await;
        fixture
    }

    async fn open_in(
        directory: TempDir,
        now: &str,
        with_demo: bool,
        before: &dyn Fn(Arc<dyn ContentStore>) -> Arc<dyn ContentStore>,
    ) -> Self {
        render::prepare();
        let options = SqliteOptions { tells_statements: true, ..SqliteOptions::default() };
        let store: Arc<dyn ContentStore> =
            before(Arc::new(SqliteStore::open_with(directory.path().join("mingbai.db"), &options).await.unwrap()));
        let media = MediaStore::open(&directory.path().join("media")).unwrap();
        let now: Timestamp = now.parse().unwrap();
        if with_demo {
            demo::load(&store, &media, now).await.unwrap();
        }
        let index = indexing::open(&directory.path().join("index"), &store).await.unwrap();
        let config = Config::default();
        let site = config.site(with_demo, "https://mingle.example".to_owned(), app::site::Assets::default());
        let portal = Portal::new(Arc::clone(&store), media, index, Clock::fixed_at(now), site, config);
        Self { front: Front::new(portal.clone()), portal, store, directory }
    }

    /// Its files, which go on without it.
    pub fn into_folder(self) -> TempDir {
        self.directory
    }

    /// Where its data is.
    pub fn folder(&self) -> &std::path::Path {
        self.directory.path()
    }

    /// Does what the indexer job does.
    pub async fn catch_up(&self) {
        indexing::catch_up(&self.store, &self.portal.index, |_| {}).await.unwrap();
        self.portal.shown.raise(self.portal.index.sequence(), self.portal.clock.now().as_second());
    }

    /// Imports named bytes, and answers the summary and what was said.
    pub async fn import(&self, files: &[(&str, &[u8])], options: ReadOptions) -> (import::Summary, Vec<String>) {
        self.take_in(
            files
                .iter()
                .map(|(name, bytes)| Input::Bytes { name: (*name).to_owned(), bytes: bytes.to_vec() })
                .collect(),
            options,
        )
        .await
    }

    /// Imports a folder.
    pub async fn import_folder(&self, folder: &std::path::Path) -> (import::Summary, Vec<String>) {
        self.take_in(vec![Input::Path(folder.to_owned())], ReadOptions::default()).await
    }

    /// What an import would do.
    pub async fn import_dry(&self, name: &str, bytes: &[u8]) -> import::Summary {
        let inputs = vec![Input::Bytes { name: name.to_owned(), bytes: bytes.to_vec() }];
        let (store, media, now) = (&self.store, &self.portal.media, self.portal.clock.now());
        import::import(store, media, inputs, ReadOptions::default(), true, now, |_| {}).await.unwrap()
    }

    async fn take_in(&self, inputs: Vec<Input>, options: ReadOptions) -> (import::Summary, Vec<String>) {
        let mut said = Vec::new();
        let summary =
            import::import(&self.store, &self.portal.media, inputs, options, false, self.portal.clock.now(), |event| {
                match event {
                    import::Event::Read | import::Event::Saved(_) => {}
                    import::Event::Rejected(rejection) => said.push(rejection.to_string()),
                    import::Event::Note(note) => said.push(note),
                }
            })
            .await
            .unwrap();
        self.catch_up().await;
        (summary, said)
    }

    pub async fn get(&self, address: &str) -> Answer {
        self.ask(Request::get(address).body(Body::empty()).unwrap()).await
    }

    pub async fn get_with(&self, address: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::get(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    /// With reading settings, or any other cookies.
    pub async fn get_with_cookie(&self, address: &str, cookie: &str) -> Answer {
        self.get_with(address, &[(COOKIE.as_str(), cookie)]).await
    }

    /// From a certain client.
    pub async fn get_from(&self, address: &str, client: IpAddr) -> Answer {
        let mut request = Request::get(address).body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(client));
        self.ask(request).await
    }

    /// A form of the portal's own, sent by a certain client.
    pub async fn post_form(&self, address: &str, body: &str, client: &str) -> Answer {
        let mut request = Request::post(address)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("host", "mingle.example")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.to_owned()))
            .unwrap();
        request.extensions_mut().insert(Peer(client.parse::<IpAddr>().unwrap()));
        self.ask(request).await
    }

    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.front.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        Answer { status: parts.status, headers: parts.headers, body: body.collect().await.unwrap().to_bytes().to_vec() }
    }
}
