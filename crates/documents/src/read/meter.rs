//! What reading one file may cost, asked while it is read: a hostile file costs a sentence, not the machine.

use std::time::Duration;

use domain::Refusal;
use rustix::time::{ClockId, clock_gettime};

use crate::{MAX_LINES, MAX_TEXT_BYTES};

/// The processor time of the reading thread that one file may take, and not the time of day, so that a busy machine
/// refuses nothing. Twenty megabytes of honest text take a tenth of it.
const MOST_TIME: Duration = Duration::from_secs(if cfg!(test) {
    5
} else if cfg!(debug_assertions) {
    60
} else {
    4
});
/// Steps between two looks at the clock, each of which costs as much as a few elements.
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

    /// Counts one more small step; refuses when there has been time enough.
    pub fn step(&mut self) -> Result<(), Refusal> {
        self.steps += 1;
        if self.steps < LOOKS {
            return Ok(());
        }
        self.steps = 0;
        self.look()
    }

    /// As [`Self::step`], for steps that are large.
    pub fn look(&self) -> Result<(), Refusal> {
        if used() > self.until {
            Err("文件的结构异常复杂，读取已中止：请另存为 .txt，或在 Word、WPS 里重新保存后再导入".into())
        } else {
            Ok(())
        }
    }

    /// Counts text that was taken out of the file; refuses more than one document may hold.
    pub fn text(&mut self, text: &str) -> Result<(), Refusal> {
        self.bytes += text.len();
        self.lines += text.matches('\n').count();
        bounded(self.bytes, self.lines)
    }

    /// Counts one more line that was taken out of the file.
    pub fn line(&mut self) -> Result<(), Refusal> {
        self.lines += 1;
        bounded(self.bytes, self.lines)
    }
}

/// Refuses a document with more text, in bytes or in lines, than one may hold.
pub(super) fn bounded(bytes: usize, lines: usize) -> Result<(), Refusal> {
    if bytes > MAX_TEXT_BYTES {
        return Err("文字超过 20 MB，请拆分后再导入".into());
    }
    if lines > MAX_LINES {
        return Err(
            format!("文字超过 {} 万行（空行也算），请去掉多余的空行，或拆分后再导入", MAX_LINES / 10_000).into()
        );
    }
    Ok(())
}

/// Processor time of this thread.
fn used() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or_default(), u32::try_from(time.tv_nsec).unwrap_or_default())
}
