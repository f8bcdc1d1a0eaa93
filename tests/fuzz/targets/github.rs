//! Any text as a file of github-actions.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../read.rs"]
mod read;

fuzz_target!(|text: &str| read::read("github-actions", "fuzz.yml", text));
