//! Any text as a file of rustci.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../read.rs"]
mod read;

fuzz_target!(|text: &str| read::read("rustci", "fuzz.yml", text));
