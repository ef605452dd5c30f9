//! Whether what the store holds is what was stored.

use std::sync::Arc;

use store::{Altered, ContentStore, StoreError};

/// Documents read at a time.
pub const CHUNK: u32 = 16;

/// What is wrong with a store.
#[derive(Debug, Default)]
pub struct Findings {
    /// With the database, in words.
    pub faults: Vec<String>,
    /// With what it holds.
    pub altered: Vec<Altered>,
    /// How many documents were read.
    pub documents: u64,
}

impl Findings {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.faults.is_empty() && self.altered.is_empty()
    }

    /// One line for each thing that is wrong, for whoever runs a command.
    pub fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.faults.iter().map(|fault| format!("内容库 {fault}")).chain(self.altered.iter().map(line))
    }
}

/// `birth-support-2026 第 2 版 内容 《明乐市生育支持办法》`
fn line(altered: &Altered) -> String {
    let title = if altered.title.is_empty() {
        String::new()
    } else {
        format!(" 《{}》", altered.title.trim_start_matches('《').trim_end_matches('》'))
    };
    format!("{} 第 {} 版 {}被改动{title}", altered.id, altered.revision, altered.part)
}

/// Reads everything. `tell` hears of the documents as they are read.
pub async fn check(store: &Arc<dyn ContentStore>, tell: impl Fn(u64)) -> Result<Findings, StoreError> {
    // A file that cannot be read as a database at all is a finding, too.
    let faults = match store.check_structure().await {
        Err(StoreError::Corrupt(fault)) => vec![fault],
        faults => faults?,
    };
    let mut findings = Findings { faults, ..Findings::default() };
    let mut last = None;
    loop {
        let verified = match store.verify_after(last.as_ref(), CHUNK).await {
            Err(StoreError::Corrupt(fault)) => {
                findings.faults.push(fault);
                return Ok(findings);
            }
            verified => verified?,
        };
        tell(verified.documents);
        findings.documents += verified.documents;
        findings.altered.extend(verified.altered);
        if verified.last.is_none() {
            return Ok(findings);
        }
        last = verified.last;
    }
}

/// The line of a log that names what was altered.
pub fn tell(altered: &Altered) {
    tracing::error!(
        id = altered.id.as_str(),
        revision = altered.revision,
        part = altered.part.label(),
        "文件与存入时不一致，暂停显示：请运行 mingbai store verify，从备份恢复"
    );
}
