//! Any text as a pipeline, written in every language and read again there.
#![no_main]

use compile::{FORMATS, File, Nothing, Options, check, convert};
use diag::SourceMap;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let name = if text.contains("pipeline {") { "Jenkinsfile" } else { "fuzz.yml" };
    for to in FORMATS {
        let Some(writer) = &to.writer else { continue };
        let source = File { name, path: name, bytes: text.as_bytes() };
        let converted = convert(&mut SourceMap::default(), source, None, to, &Nothing);
        let Some(written) = converted.text else { return };
        let file = File { name: writer.file, path: writer.file, bytes: written.as_bytes() };
        let again =
            check(&mut SourceMap::default(), file, Options { format: Some(to), ..Options::default() }, &Nothing);
        assert!(again.is_readable(), "what was written is no text");
    }
});
