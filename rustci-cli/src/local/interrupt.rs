use crate::output::tell;
use events::RunId;
use scheduler::Scheduler;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Waits for Ctrl-C (and the signal that asks a process to end): the first cancels the run in order, the second ends
/// every job at once.
pub async fn listen(scheduler: Scheduler, run: RunId, abort: CancellationToken) {
    let (Ok(mut interrupts), Ok(mut terminations)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()))
    else {
        return tell("rustci: signals cannot be heard; Ctrl-C ends at once");
    };
    let mut first = true;
    loop {
        tokio::select! {
            Some(()) = interrupts.recv() => {}
            Some(()) = terminations.recv() => {}
        }
        if !first {
            return abort.cancel();
        }
        first = false;
        if let Err(error) = scheduler.cancel(&run, None, "by the user; once more ends it at once").await {
            tell(format_args!("rustci: {error}"));
        }
    }
}
