//! Tells the log what was refused, once a minute.

use std::time::Duration;

use tokio::sync::watch;

use crate::context::Portal;

/// How often the log is told.
const PERIOD: Duration = Duration::from_mins(1);

/// Tells the log until `stop` turns true.
pub async fn run(portal: Portal, mut stop: watch::Receiver<bool>) {
    while !*stop.borrow() {
        tokio::select! {
            () = tokio::time::sleep(PERIOD) => portal.incidents.tell(),
            changed = stop.changed() => if changed.is_err() { break },
        }
    }
}
