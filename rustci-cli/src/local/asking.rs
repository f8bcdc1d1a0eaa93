use crate::output::tell;
use runner::{Answer, Question, UpstreamError};
use std::io::{IsTerminal, stdin};
use tokio::sync::{Mutex, oneshot};

/// Asks whoever sits at the terminal, one question at a time.
#[derive(Default)]
pub struct Asking(Mutex<()>);

impl Asking {
    /// The answer to a question; nobody's, where there is no terminal.
    pub async fn ask(&self, question: &Question) -> Result<Answer, UpstreamError> {
        if !stdin().is_terminal() {
            return Ok(Answer::Nobody);
        }
        let one = self.0.lock().await;
        tell(format_args!("{}: {} [y/N]", question.job, question.message));
        let (answered, answer) = oneshot::channel();
        // A thread of its own: nothing waits for it when the run ends before anybody has answered.
        std::thread::spawn(move || {
            let mut line = String::new();
            let read = stdin().read_line(&mut line).map(|_| line);
            if answered.send(read).is_err() {
                // The run is over.
            }
        });
        let line = answer.await.map_err(|error| UpstreamError(format!("nobody answered: {error}")))?;
        drop(one);
        let line = line.map_err(|error| UpstreamError(format!("cannot read the answer: {error}")))?;
        let by = "the user".to_owned();
        Ok(if agrees(&line) { Answer::Yes { by } } else { Answer::No { by } })
    }
}

fn agrees(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_clear_yes_agrees() {
        assert!(agrees("y\n") && agrees(" Yes \n"));
        assert!(!agrees("") && !agrees("\n") && !agrees("no") && !agrees("yessir"));
    }
}
