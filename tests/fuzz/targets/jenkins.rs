//! Any text as a Jenkinsfile, or as a pipeline of Jenkins in YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../read.rs"]
mod read;

fuzz_target!(|text: &str| read::read("jenkins", text));
