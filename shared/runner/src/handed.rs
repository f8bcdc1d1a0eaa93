use engine::job::{Secret, Secrets};
use expr::EvalError;
use plan::Assignment;
use plan::ir::Token;

/// The secrets of a job out of all there are: those that the jobs around it handed on to it, and the token, which needs
/// no handing on.
///
/// # Errors
/// When what hands them on cannot be evaluated.
pub fn handed(assignment: &Assignment, all: Secrets, token: Option<Token>) -> Result<Secrets, EvalError> {
    if assignment.handed.is_empty() {
        return Ok(all);
    }
    let token = token.and_then(|token| Some((token.secret.to_owned(), all.get(token.secret)?.clone())));
    let plain = all.iter().map(|(name, secret)| (name.to_owned(), secret.reveal().to_owned())).collect();
    let handed = engine::run::handed_secrets(assignment, plain)?;
    let handed = handed.into_iter().map(|(name, value)| (name, Secret::new(value)));
    Ok(token.into_iter().chain(handed).collect())
}
