//! Any text as a file of gitlab-ci.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../read.rs"]
mod read;

fuzz_target!(|text: &str| read::read("gitlab-ci", "fuzz.yml", text));
