//! The one handler for the signals that end the process; everything that runs in it watches what it says.
use tokio::sync::watch;

/// Becomes true at Ctrl-C or SIGTERM.
pub(super) fn signal() -> watch::Receiver<bool> {
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(async move {
        wait_for_signal().await;
        tracing::info!("stopping");
        stop.send_replace(true);
        // kept until the process ends, so that nobody takes its loss for a signal
        stop.closed().await;
    });
    stopped
}

async fn wait_for_signal() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            return;
        }
    }
    let _ = interrupt.await;
}
