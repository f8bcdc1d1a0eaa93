//! Any bytes as YAML: every scalar's place must lie inside the file.
#![no_main]

use diag::SourceMap;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(text) = yaml::decode(bytes, &yaml::Limits::default()) else { return };
    let mut sources = SourceMap::default();
    let id = sources.add("fuzz.yml", &*text);
    let read = yaml::read(&sources, id, &yaml::Limits::default());
    for diagnostic in &read.diagnostics {
        assert!(diagnostic.primary.span.end as usize <= text.len());
        assert!(!diagnostic.message.is_empty());
    }
});
