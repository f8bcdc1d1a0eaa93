use super::checkers::Checkers;
use crate::loader::Files;
use crate::{files, repository};
use compile::{Auditing, Format, Options};
use diag::render::Checked;
use diag::{Code, Diagnostic, SourceMap, Span};
use std::path::{Path, PathBuf};

/// What helps to check, and how far it goes: folders that stand in for other places, programs that read scripts, audits.
pub(super) struct Help {
    pub(super) mirror: Option<PathBuf>,
    pub(super) actions: Option<PathBuf>,
    pub(super) checkers: Checkers,
    pub(super) auditing: Auditing,
}

/// A checked file.
pub(super) struct File {
    pub(super) report: Checked,
    /// Whether the file could be read at all.
    pub(super) readable: bool,
}

pub(super) fn check(
    sources: &mut SourceMap,
    path: &Path,
    format: Option<&'static Format>,
    help: &Help,
) -> File {
    let shown = path.strip_prefix("./").unwrap_or(path).display().to_string();
    let is_stdin = path.as_os_str() == "-";
    let bytes = match if is_stdin { files::stdin() } else { files::read(path) } {
        Ok(bytes) => bytes,
        Err(reason) => {
            let source = sources.add(shown.as_str(), "");
            let message = format!("{shown} cannot be read: {reason}");
            let finding = Diagnostic::error(Code("unreadable-file"), Span::point(source, 0), message);
            let format = format.map(|format| format.id.to_owned());
            return File {
                report: Checked { path: shown, format, diagnostics: vec![finding] },
                readable: false,
            };
        }
    };
    let root = repository::root_of(path);
    let inside = if is_stdin { shown.clone() } else { repository::path_in(&root, path) };
    let loader = Files::new(root, help.mirror.clone(), help.actions.clone());
    let mut checked = compile::check(
        sources,
        compile::File { name: &shown, path: &inside, bytes: &bytes },
        Options { format, auditing: help.auditing, ..Options::default() },
        &loader,
    );
    if let Some(pipeline) = &checked.pipeline {
        let found = help.checkers.check(pipeline);
        checked.add(found, sources);
    }
    let (format, readable) = (checked.format.map(|format| format.id.to_owned()), checked.is_readable());
    File { report: Checked { path: shown, format, diagnostics: checked.diagnostics }, readable }
}
