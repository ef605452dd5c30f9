//! Logs: structured, on standard error, without personal data. No address, no query, no cookie is logged.

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Begins logging: JSON lines for a machine, words for a terminal. `RUST_LOG` filters; the default is `info`.
pub fn start() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info,tantivy=warn,symphonia_core=error,symphonia_bundle_mp3=error,symphonia_format_isomp4=error,symphonia_format_mkv=error"));
    let terminal = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let json = (!terminal).then(|| fmt::layer().json().flatten_event(true).with_writer(std::io::stderr));
    let words = terminal.then(|| fmt::layer().compact().with_target(false).with_writer(std::io::stderr));
    // A second start, as in tests, keeps the first.
    let _ = tracing_subscriber::registry().with(filter).with(json).with(words).try_init();
    if !cfg!(debug_assertions) {
        // A panic's message may quote what was typed: the place is enough to find the fault.
        std::panic::set_hook(Box::new(|panic| {
            let at = panic.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!(at, "程序出错");
        }));
    }
}
