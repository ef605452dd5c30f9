//! The one injected clock.

use anyhow::Context as _;
use domain::{Date, Timestamp, civil_day};

/// The variable that fixes the clock, for tests.
const VARIABLE: &str = "MINGBAI_NOW";

/// The moment, as the machine tells it or as `MINGBAI_NOW` fixes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    fixed: Option<Timestamp>,
}

impl Clock {
    /// The machine's clock, unless `MINGBAI_NOW` (RFC 3339) fixes another moment.
    pub fn from_environment() -> anyhow::Result<Self> {
        match std::env::var(VARIABLE) {
            Ok(text) if !text.is_empty() => {
                let at = text.parse().with_context(|| {
                    format!("环境变量 {VARIABLE}={text} 不是时刻，应当像 2026-11-25T09:00:00+08:00")
                })?;
                Ok(Self::fixed_at(at))
            }
            _ => Ok(Self::default()),
        }
    }

    /// A clock that stands still, for tests.
    pub const fn fixed_at(at: Timestamp) -> Self {
        Self { fixed: Some(at) }
    }

    /// The moment.
    pub fn now(&self) -> Timestamp {
        self.fixed.unwrap_or_else(Timestamp::now)
    }

    /// The day in Asia/Shanghai.
    pub fn today(&self) -> Date {
        civil_day(self.now())
    }
}
