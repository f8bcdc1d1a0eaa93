use crate::output::print;
use crate::refusal::{Exit, Refusal};

/// `rustci schema`
pub fn run() -> Result<Exit, Refusal> {
    print(compile::SCHEMA)?;
    Ok(Exit::Passed)
}
