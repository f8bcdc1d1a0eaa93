//! Any text as a Jenkinsfile, and as a pipeline of Jenkins in YAML.
#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../read.rs"]
mod read;

fuzz_target!(|text: &str| {
    read::read("jenkins", "Jenkinsfile", text);
    read::read("jenkins", "fuzz.yml", text);
});
