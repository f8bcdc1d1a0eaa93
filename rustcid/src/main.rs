//! The daemon of RustCI.

use clap::Parser;

/// The daemon: stores, triggers, queues and runs pipelines, and serves them over HTTP
#[derive(Parser)]
#[command(version, arg_required_else_help = true)]
struct Rustcid {}

fn main() {
    Rustcid::parse();
}
