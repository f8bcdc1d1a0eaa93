//! Globs of filters in the other language's way.
use super::super::Translation;
use diag::{Spanned, Text};
use expr::Template;
use ir::{Event, Globs, RefPattern, Trigger};

impl Translation<'_, '_> {
    /// Globs of events in the other language's way.
    pub fn filters(&mut self, triggers: &mut [Trigger]) {
        for trigger in triggers {
            let filter = &mut trigger.filter;
            if filter.branches.as_deref() == Some(&[RefPattern::AnyBranch]) && trigger.event != Event::Push {
                filter.branches = None;
            }
            for patterns in [&mut filter.branches, &mut filter.tags].into_iter().flatten() {
                *patterns = std::mem::take(patterns)
                    .into_iter()
                    .flat_map(|pattern| self.ref_globs(pattern))
                    .collect();
            }
            let Some(paths) = &mut filter.paths else { continue };
            for globs in [&mut paths.include, &mut paths.exclude] {
                let all = std::mem::take(globs).into_iter().flat_map(|glob| {
                    let span = glob.text().span();
                    self.globs(glob.text().as_str())
                        .into_iter()
                        .map(move |text| (text, span))
                        .collect::<Vec<_>>()
                });
                *globs = all.map(|(text, span)| Template::literal(Text::plain(text, span))).collect();
            }
        }
    }

    fn ref_globs(&self, pattern: RefPattern) -> Vec<RefPattern> {
        match pattern {
            RefPattern::Glob { pattern, negated } => {
                let one = |text| RefPattern::Glob { pattern: Spanned::new(text, pattern.span), negated };
                self.globs(&pattern.value).into_iter().map(one).collect()
            }
            other => vec![other],
        }
    }

    /// One glob as one or several of the other language.
    pub(super) fn globs(&self, glob: &str) -> Vec<String> {
        match (self.writing.from.conventions.globs, self.format.conventions.globs) {
            (Globs::Repeating, Globs::Shell) => {
                if glob.ends_with("**") && !glob.ends_with("/**") && glob != "**" {
                    vec![glob.trim_end_matches('*').to_owned() + "*", glob.to_owned() + "/*"]
                } else if glob.ends_with("**") {
                    vec![format!("{glob}/*")]
                } else {
                    vec![glob.to_owned()]
                }
            }
            (Globs::Shell, Globs::Repeating) => {
                let plain = match glob.strip_suffix("**/*") {
                    Some(start) => format!("{start}**"),
                    None => glob.to_owned(),
                };
                alternatives(&plain)
            }
            _ => vec![glob.to_owned()],
        }
    }
}

/// `{a,b}` written out.
fn alternatives(glob: &str) -> Vec<String> {
    let Some((before, rest)) = glob.split_once('{') else { return vec![glob.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![glob.to_owned()] };
    inside.split(',').flat_map(|part| alternatives(&format!("{before}{part}{after}"))).collect()
}
