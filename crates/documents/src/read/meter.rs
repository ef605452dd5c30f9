//! What reading one file may cost, asked while it is read: a hostile file costs a sentence, not the machine.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::{MAX_LINES, MAX_TEXT_BYTES};

/// Of the reading thread, so that a busy machine refuses nothing. Twenty megabytes of honest text take a tenth of it.
const MOST_TIME: Duration = Duration::from_secs(if cfg!(test) {
    5
} else if cfg!(debug_assertions) {
    60
} else {
    4
});
/// Looking at the clock costs as much as a few elements.
const LOOKS: u32 = 64;

/// Counts what one file has cost so far.
#[derive(Debug)]
pub(super) struct Meter {
    until: Duration,
    steps: u32,
    bytes: usize,
    lines: usize,
}

impl Meter {
    pub fn start() -> Self {
        Self { until: used() + MOST_TIME, steps: 0, bytes: 0, lines: 0 }
    }

    /// One more small step; the sentence when there has been time enough.
    pub fn step(&mut self) -> Result<(), String> {
        self.steps += 1;
        if self.steps < LOOKS {
            return Ok(());
        }
        self.steps = 0;
        self.look()
    }

    /// As [`Self::step`], for steps that are large.
    pub fn look(&self) -> Result<(), String> {
        if used() > self.until {
            Err("文件的结构异常复杂，读取已中止：请另存为 .txt，或在 Word、WPS 里重新保存后再导入".to_owned())
        } else {
            Ok(())
        }
    }

    /// So much more text was taken out of the file.
    pub fn text(&mut self, text: &str) -> Result<(), String> {
        self.bytes += text.len();
        self.lines += text.matches('\n').count();
        bounded(self.bytes, self.lines)
    }

    /// One more line was taken out of the file.
    pub fn line(&mut self) -> Result<(), String> {
        self.lines += 1;
        bounded(self.bytes, self.lines)
    }
}

/// The sentence for a document with more text than one may hold.
pub(super) fn bounded(bytes: usize, lines: usize) -> Result<(), String> {
    if bytes > MAX_TEXT_BYTES {
        return Err("文字超过 20 MB，请拆分后再导入".to_owned());
    }
    if lines > MAX_LINES {
        return Err(format!("文字超过 {} 万行（空行也算），请去掉多余的空行，或拆分后再导入", MAX_LINES / 10_000));
    }
    Ok(())
}

/// Processor time of this thread.
fn used() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
