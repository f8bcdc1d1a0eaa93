//! `rustcid config`: settings before the daemon starts with them.

use clap::{Args, Subcommand, ValueEnum};
use diag::Severity;
use diag::render::Human;
use rustcid::config::{self, Flags, Inputs, Loaded, Origin};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// `rustcid config`
#[derive(Args, Debug)]
pub struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Say what is wrong with the settings, and where
    Check,
    /// Print every setting with its value and its origin, secrets hidden
    Show {
        /// How to print them
        #[arg(long, value_enum, default_value = "text")]
        format: Format,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Text,
    Json,
}

/// Ends with 0 when the daemon would start with these settings, 1 when not, 2 when there is nothing to read.
pub fn run(arguments: &Arguments, flags: &Flags) -> ExitCode {
    let loaded = match Inputs::gather(flags) {
        Ok(inputs) => config::read(&inputs),
        Err(error) => {
            tell(&format!("error: {error}\n"));
            return ExitCode::from(2);
        }
    };
    let color = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let human = Human { color: color && std::io::stderr().is_terminal(), width: None };
    tell(&human.render(&loaded.sources, &loaded.diagnostics));
    let said = match arguments.verb {
        Verb::Check => summary(&loaded),
        Verb::Show { format: Format::Text } => config::table(&loaded),
        Verb::Show { format: Format::Json } => format!("{:#}\n", config::json(&loaded)),
    };
    let mut out = std::io::stdout().lock();
    match out.write_all(said.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            tell(&format!("error: cannot write to standard output: {error}\n"));
            ExitCode::from(2)
        }
        _ if loaded.is_refused() => ExitCode::from(1),
        _ => ExitCode::SUCCESS,
    }
}

fn summary(loaded: &Loaded) -> String {
    let count = |severity| loaded.diagnostics.iter().filter(|found| found.severity == severity).count();
    let set = loaded.settings.iter().filter(|setting| setting.origin != Origin::Default).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    format!("{set} of {} settings made, {errors} errors, {warnings} warnings\n", loaded.settings.len())
}

/// To standard error. Whoever closed it wants to hear nothing.
fn tell(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).ok();
}
