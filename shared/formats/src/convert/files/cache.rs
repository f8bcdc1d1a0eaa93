//! Caches: keys of texts or of files, with a place to fall back on.
use super::super::Translation;
use super::super::fact::Fact;
use super::super::losses::CACHE;
use super::super::speech::understand;
use super::super::term::Term;
use diag::{Span, Text};
use expr::{Dialect, Template};
use ir::{Cache, CacheKey, CachePolicy};

impl Translation<'_, '_> {
    /// A cache in the other language's words.
    pub fn cache(&mut self, cache: &mut Cache) {
        let Cache { span, key, fallback, paths, untracked, policy, fail_on_miss, lookup_only, .. } = cache;
        for path in paths.iter().filter(|path| path.text().as_str().starts_with(['~', '/'])) {
            if !self.can.by_steps {
                let message =
                    format!("{} is outside of the workspace, and only folders inside are kept", path.text());
                let help =
                    "point the tool at a folder of the workspace, as with npm_config_cache or PIP_CACHE_DIR";
                self.writing.lost(CACHE, path.text().span(), message, help);
            }
        }
        *key = match std::mem::replace(key, CacheKey::Text(Template::literal(Text::from("")))) {
            CacheKey::Text(text) => match self.said_key(&text) {
                // A key becomes the name of a folder.
                CacheKey::Text(key) if !self.can.by_steps && key.text().as_str().contains('/') => {
                    CacheKey::Text(self.parsed(key.text().as_str().replace('/', "-"), key.text().span()))
                }
                key => key,
            },
            CacheKey::Files { files, prefix, by_commit } => {
                let mut files = files;
                self.texts(&mut files);
                CacheKey::Files { files, prefix: prefix.map(|prefix| self.text(&prefix)), by_commit }
            }
        };
        if self.can.by_steps && !self.was.by_steps {
            self.by_run(key, fallback, *span);
            if *untracked {
                let message = "a cache holds the paths it names, not all untracked files";
                self.writing.lost(CACHE, *span, message, "name the paths");
            }
        } else if matches!(key, CacheKey::Files { .. }) {
            // Without its end the key falls back on the newest anyhow.
            fallback.drain(..).for_each(|key| self.writing.implied(key.text().span()));
        }
        self.texts(paths);
        self.texts(fallback);
        self.some_text(fail_on_miss);
        self.some_text(lookup_only);
        if let CachePolicy::Computed(template) = policy {
            *template = self.text(&template.clone());
        }
    }

    /// A key, which is always said in some way.
    fn said_key(&mut self, text: &Template) -> CacheKey {
        self.writing.implied(text.text().span());
        self.cache_key(text)
    }

    /// A key whose end is a fingerprint of files says so in a key of its own.
    fn cache_key(&mut self, text: &Template) -> CacheKey {
        let Some((last, before)) = text.parts().split_last().filter(|_| !self.can.expressions) else {
            return CacheKey::Text(self.text(text));
        };
        let files = match last {
            expr::Part::Hole(expr) => match understand(expr) {
                Ok(Term::Fingerprint(files)) => files,
                _ => return CacheKey::Text(self.text(text)),
            },
            expr::Part::Literal(_) => return CacheKey::Text(self.text(text)),
        };
        let span = text.text().span();
        let mut prefix = String::new();
        for part in before {
            match part {
                expr::Part::Literal(text) => prefix += text.as_str(),
                expr::Part::Hole(expr) => match understand(expr) {
                    // The machine is always the same there.
                    Ok(Term::Fact(Fact::Os)) => {}
                    _ => {
                        let hole =
                            Template::parse(&Text::plain(written(expr.text().as_str()), span), self.from);
                        prefix += self.text(&hole.0).text().as_str();
                    }
                },
            }
        }
        let prefix = prefix.trim_matches(['-', '_']).replace('/', "-");
        let prefix = (!prefix.is_empty()).then(|| Template::literal(Text::plain(prefix, span)));
        let glob = |file: &String| {
            let file = file.trim_start_matches("**/").trim_start_matches("./");
            self.text(&Template::parse(&Text::plain(file, span), self.from).0)
        };
        CacheKey::Files { files: files.iter().map(glob).collect(), prefix, by_commit: false }
    }

    /// Where a saved entry never changes, each run saves one of its own and falls back on those before.
    fn by_run(&mut self, key: &mut CacheKey, fallback: &mut Vec<Template>, span: Span) {
        let CacheKey::Text(text) = key else { return };
        let base = text.text().to_string();
        let end = if self.to == Dialect::Azure { "" } else { "-" };
        fallback.insert(0, self.parsed(format!("{base}{end}"), span));
        let run = if self.to == Dialect::Azure { "$(Build.BuildId)" } else { "${{ github.run_id }}" };
        // What stands between bars counts by itself there.
        let bar = if self.to == Dialect::Azure { " | " } else { "-" };
        *key = CacheKey::Text(self.parsed(format!("{base}{bar}{run}"), text.text().span()));
    }
}

/// An expression as it stands within a text.
fn written(expr: &str) -> String {
    if expr.starts_with('$') { expr.to_owned() } else { format!("${{{{ {} }}}}", expr.trim()) }
}
