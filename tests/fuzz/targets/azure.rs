//! Any text as a file of azure-pipelines.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../read.rs"]
mod read;

fuzz_target!(|text: &str| read::read("azure-pipelines", "fuzz.yml", text));
