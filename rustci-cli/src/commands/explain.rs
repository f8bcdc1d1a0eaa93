use crate::output::print;
use crate::refusal::{Exit, Refusal};
use clap::Args;
use diag::{Rule, did_you_mean};
use std::fmt::Write;

/// `rustci explain`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The code of a finding, as `unknown-key`; without one all rules are listed
    code: Option<String>,
}

/// Prints one page or the list of all.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    match &arguments.code {
        Some(code) => print(&page(code)?)?,
        None => print(&list(&compile::rules()))?,
    }
    Ok(Exit::Passed)
}

fn page(code: &str) -> Result<String, Refusal> {
    let rule = compile::rule(code).ok_or_else(|| {
        let rules = compile::rules();
        let refusal = Refusal::new(format!("there is no rule \"{code}\""));
        match did_you_mean(code, rules.iter().map(|rule| rule.code.0)) {
            Some(meant) => refusal.help(format!("did you mean \"{meant}\"?")),
            None => refusal.help("rustci explain lists them all"),
        }
    })?;
    Ok(format!("{}: {}\n\n{}\n", rule.code, rule.summary, rule.page.trim_end()))
}

fn list(rules: &[&Rule]) -> String {
    let width = rules.iter().map(|rule| rule.code.0.len()).max().unwrap_or_default();
    rules.iter().fold(String::new(), |mut out, rule| {
        writeln!(out, "{:width$}  {}", rule.code.0, rule.summary).ok();
        out
    })
}
