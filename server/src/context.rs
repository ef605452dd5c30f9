//! The portal as one value: what every request and job works with.
//!
//! Each of its parts has a file below. Parts know neither the portal as a whole nor who asks it: services, requests, jobs
//! and commands come above (`tests/architecture.rs` holds the order).

use std::{
    borrow::Cow,
    net::IpAddr,
    os::unix::fs::PermissionsExt as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64},
    },
};

use anyhow::Context as _;
use app::site::Site;
use domain::{DocumentId, reading::ReadingSettings};
use store::ContentStore;
use tokio::sync::OwnedSemaphorePermit;

use self::{
    cache::{PageCache, PageKey},
    headers::SecurityHeaders,
    incidents::{Incident, Incidents},
    kept::{Kept, Reader},
    limits::{ClientLimiter, ReportLimiter},
    media_store::MediaStore,
    metrics::Metrics,
    shown::Shown,
    turns::Turns,
};
use crate::{
    clock::Clock,
    config::{Config, DataDir},
};

pub mod cache;
pub mod headers;
pub mod incidents;
pub mod kept;
pub mod limits;
pub mod media_store;
pub mod metrics;
pub mod representation;
pub mod shown;
pub mod turns;

/// From this size on, as it is held, a document is large: twice the longest law.
const LARGE_BYTES: u64 = 1024 * 1024;

/// Everything that requests share. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Parts>);

/// The components of a [`Portal`].
pub struct Parts {
    /// Content.
    pub store: Arc<dyn ContentStore>,
    /// Recordings and pictures.
    pub media: MediaStore,
    /// Search.
    pub index: search::Index,
    /// Time.
    pub clock: Clock,
    /// The portal's own facts.
    pub site: Arc<Site>,
    /// Configuration.
    pub config: Config,
    /// Rendered pages.
    pub pages: PageCache,
    /// What pages read.
    kept: Kept,
    /// The counters of what readers get.
    pub metrics: Metrics,
    /// Who works at the same time.
    pub turns: Turns,
    /// What every response carries.
    pub security: SecurityHeaders,
    /// Who may search how often.
    pub limiter: ClientLimiter,
    /// Who may send how many reports.
    pub reports: ReportLimiter,
    /// What was refused since the log was last told.
    pub incidents: Incidents,
    /// What readers see.
    pub shown: Shown,
    /// A search found that the index does not read back: it is being made again.
    pub index_is_damaged: AtomicBool,
    /// How many things in the store were found altered when it was last looked through.
    pub altered: AtomicU64,
}

impl Portal {
    /// Puts the parts together.
    pub fn new(
        store: Arc<dyn ContentStore>,
        media: MediaStore,
        index: search::Index,
        clock: Clock,
        site: Site,
        config: Config,
    ) -> Self {
        let shown = Shown::default();
        shown.raise(index.sequence(), clock.now().as_second());
        let metrics = Metrics::register();
        metrics.generation(shown.generation());
        Self(Arc::new(Parts {
            pages: PageCache::new(config.network.page_cache_bytes),
            kept: Kept::default(),
            metrics,
            turns: Turns::new(),
            security: SecurityHeaders::for_site(&site),
            reports: ReportLimiter::new(),
            incidents: Incidents::default(),
            limiter: ClientLimiter::new(config.network.searches_per_second),
            store,
            media,
            index,
            clock,
            site: Arc::new(site),
            config,
            shown,
            index_is_damaged: AtomicBool::new(false),
            altered: AtomicU64::new(0),
        }))
    }

    /// Reads for one page.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&*self.store, &self.kept, &self.shown)
    }

    /// Frees what belongs to what readers saw before.
    pub fn forget(&self) {
        self.pages.forget_all();
        self.kept.forget_all();
    }

    /// What a kept answer at an address is known by now.
    pub fn key(&self, settings: ReadingSettings, address: String) -> PageKey {
        PageKey::new(&self.shown, self.clock.today(), settings, address)
    }

    /// Counts what was refused, in log and metrics; `route` is the pattern of the address, never what was asked.
    pub fn refused(&self, incident: Incident, route: impl Into<Cow<'static, str>>, client: Option<IpAddr>) {
        self.metrics.refused(incident);
        self.incidents.note(incident, route, client, self.clock.today());
    }

    /// Whether a document is large.
    pub async fn is_large(&self, id: &DocumentId) -> bool {
        self.not_large(std::slice::from_ref(id)).await.is_empty()
    }

    /// Those that are not.
    pub async fn not_large(&self, ids: &[DocumentId]) -> Vec<DocumentId> {
        // What cannot be read is not large: whoever reads it next says why.
        let sizes = self.store.sizes_of(ids).await.unwrap_or_default();
        let sizes = sizes.into_iter().chain(std::iter::repeat(0));
        ids.iter().zip(sizes).filter(|(_, bytes)| *bytes < LARGE_BYTES).map(|(id, _)| id.clone()).collect()
    }

    /// Waits until a document may be taken up: large ones one at a time. `None` for any other, which need not wait.
    pub async fn turn_for(&self, id: &DocumentId) -> Option<OwnedSemaphorePermit> {
        if self.is_large(id).await { self.turns.large().await } else { None }
    }
}

impl std::ops::Deref for Portal {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Opens the content store in a data directory, making what is missing.
pub async fn open_store(data: &DataDir) -> anyhow::Result<Arc<dyn ContentStore>> {
    std::fs::create_dir_all(&data.0).with_context(|| format!("建不了数据目录 {}", data.0.display()))?;
    let begun = data.restoring();
    anyhow::ensure!(
        !begun.exists(),
        "数据目录 {} 里有一次没有做完的恢复（{}）：请换一个空目录，或清空后重新运行 mingbai restore",
        data.0.display(),
        begun.display()
    );
    tempfile::tempfile_in(&data.0).with_context(|| format!("数据目录 {} 不能写", data.0.display()))?;
    let store = store::SqliteStore::open(&data.database())
        .await
        .with_context(|| format!("打不开内容库 {}", data.database().display()))?;
    keep_from_others(&data.database());
    Ok(Arc::new(store))
}

/// A database that an older version left readable by everybody is so no more.
fn keep_from_others(database: &Path) {
    for suffix in ["", "-wal", "-shm"] {
        let mut name = database.to_owned().into_os_string();
        name.push(suffix);
        let Ok(known) = std::fs::metadata(&name) else { continue };
        let mode = known.permissions().mode();
        if mode & 0o007 != 0 {
            // Whoever owns it may have to do it.
            let _ = std::fs::set_permissions(&name, std::fs::Permissions::from_mode(mode & !0o007));
        }
    }
}
