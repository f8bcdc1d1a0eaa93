//! Reads a text in one format, as `validate` does.

use diag::SourceMap;
use formats::{Nothing, Reading, by_id};
use indexmap::IndexMap;

/// Reads `text`, from a file of that name, and checks that every finding says something about a place in it.
pub fn read(format: &str, name: &str, text: &str) {
    let Some(format) = by_id(format) else { panic!("no such format") };
    let mut sources = SourceMap::default();
    let file = sources.add(name, text);
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &Nothing,
        facts: None,
        inputs: &IndexMap::new(),
        diagnostics: Vec::new(),
    };
    let _ = (format.read)(&mut reading);
    for diagnostic in &reading.diagnostics {
        assert!(!diagnostic.message.is_empty());
        assert!(diagnostic.primary.span.end as usize <= text.len());
    }
}
