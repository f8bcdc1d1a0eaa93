use crate::glob;
use crate::rules::{EVALUATION, GLOB, refuse};
use crate::scope::Known;
use diag::Diagnostic;
use ir::{Globs, PathFilter, Template};
use regex::Regex;

/// The globs of a filter, ready to be held against files.
pub(super) struct Paths {
    include: Vec<(Regex, bool)>,
    exclude: Vec<Regex>,
}

impl Paths {
    pub(super) fn read(
        filter: &PathFilter,
        scope: &Known<'_>,
        globs: Globs,
    ) -> Result<Self, Box<Diagnostic>> {
        let one = |template: &Template, text: &str| {
            let text = text.strip_prefix("./").unwrap_or(text);
            glob::compile(text, globs).map_err(|bad| refuse(GLOB, template.text().span(), bad.to_string()))
        };
        let render = |template: &Template| {
            template.render(scope).map_err(|error| refuse(EVALUATION, error.span, error.message))
        };
        let include = filter.include.iter().map(|template| {
            let text = render(template)?;
            let (negated, glob) = match text.strip_prefix('!') {
                Some(rest) => (true, rest),
                None => (false, text.as_str()),
            };
            one(template, glob).map(|regex| (regex, negated))
        });
        let exclude = filter.exclude.iter().map(|template| one(template, &render(template)?));
        Ok(Self { include: include.collect::<Result<_, _>>()?, exclude: exclude.collect::<Result<_, _>>()? })
    }

    /// Whether one of the files is meant.
    pub(super) fn any(&self, files: &[String]) -> bool {
        files.iter().any(|file| self.is_match(file))
    }

    fn is_match(&self, file: &str) -> bool {
        let mut included = self.include.iter().all(|(_, negated)| *negated);
        for (regex, negated) in &self.include {
            if regex.is_match(file) {
                included = !negated;
            }
        }
        included && !self.exclude.iter().any(|regex| regex.is_match(file))
    }
}
