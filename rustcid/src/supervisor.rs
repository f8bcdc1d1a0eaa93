//! What the service manager is told; see <https://www.freedesktop.org/software/systemd/man/latest/sd_notify.html>.
//! Without one nothing is told to anybody.

use sd_notify::NotifyState;
use std::time::Duration;

/// The daemon serves.
pub fn ready() {
    tell(&[NotifyState::Ready]);
}

/// Settings and certificates are being read again; [`ready`] comes after it.
pub fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(_) => tell(&[NotifyState::Reloading]),
    }
}

/// No more work is taken; what runs comes to its end.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// Says again and again that the daemon is alive, if anybody wants to know. It is said from where requests are served,
/// so that it is not said when nothing is served any more. Never returns.
pub async fn keep_alive() {
    let mut microseconds = 0;
    if !sd_notify::watchdog_enabled(false, &mut microseconds) {
        return std::future::pending().await;
    }
    let mut ticks =
        tokio::time::interval(Duration::from_micros(microseconds / 2).max(Duration::from_millis(1)));
    loop {
        ticks.tick().await;
        tell(&[NotifyState::Watchdog]);
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(false, states) {
        tracing::warn!("the service manager cannot be told: {error}");
    }
}
