//! Actions that every CI knows under another name.

use crate::write;
use diag::{Span, Spanned};
use expr::{Part, Template};
use ir::{Builtin, Cache, CacheKey, CachePolicy, Reference, Tool, Upload, When, With};
use yaml::{Map, Tree};

/// What a well-known action means; nothing for any other.
pub(crate) fn of(reference: &Reference, with: &With, span: Span) -> Option<Builtin> {
    let Reference::Remote { owner, repo, path, .. } = reference else { return None };
    let name = format!("{owner}/{repo}/{path}").to_lowercase();
    let with = Inputs { with, span };
    match name.trim_end_matches('/') {
        "actions/checkout" => Some(Builtin::Checkout {
            repository: with.get("repository"),
            revision: with.get("ref"),
            path: with.get("path"),
            submodules: with.get("submodules"),
            depth: with.get("fetch-depth"),
        }),
        "actions/cache" => with.cache(CachePolicy::PullPush),
        "actions/cache/restore" => with.cache(CachePolicy::Pull),
        "actions/cache/save" => with.cache(CachePolicy::Push),
        "actions/upload-artifact" => Some(with.upload()),
        "actions/download-artifact" => with.download(),
        "actions/setup-node" => Some(with.tool(Tool::Node, "node-version")),
        "actions/setup-python" => Some(with.tool(Tool::Python, "python-version")),
        "actions/setup-go" => Some(with.tool(Tool::Go, "go-version")),
        "actions/setup-java" => Some(with.tool(Tool::Java, "java-version")),
        "actions/setup-dotnet" => Some(Builtin::Setup {
            tool: Tool::Dotnet,
            version: with.get("dotnet-version"),
            version_file: with.get("global-json-file"),
        }),
        "ruby/setup-ruby" | "actions/setup-ruby" => Some(with.tool(Tool::Ruby, "ruby-version")),
        "dtolnay/rust-toolchain" => Some(rust_toolchain(reference, &with)),
        "actions-rs/toolchain" | "actions-rust-lang/setup-rust-toolchain" | "moonrepo/setup-rust" => {
            let (version, version_file) = (with.get("toolchain").or_else(|| with.get("channel")), None);
            Some(Builtin::Setup { tool: Tool::Rust, version, version_file })
        }
        _ => None,
    }
}

/// `dtolnay/rust-toolchain@stable` names its version by its ref.
fn rust_toolchain(reference: &Reference, with: &Inputs<'_>) -> Builtin {
    let Reference::Remote { text, revision, .. } = reference else {
        return with.tool(Tool::Rust, "toolchain");
    };
    let start = text.as_str().len() - revision.len();
    let is_commit = revision.len() == 40 && revision.chars().all(|c| c.is_ascii_hexdigit());
    let of_ref = (!is_commit && revision != "master" && revision != "v1")
        .then(|| Template::literal(text.slice(start, text.as_str().len())));
    Builtin::Setup { tool: Tool::Rust, version: with.get("toolchain").or(of_ref), version_file: None }
}

struct Inputs<'a> {
    with: &'a With,
    span: Span,
}

impl Inputs<'_> {
    fn get(&self, name: &str) -> Option<Template> {
        let found = self.with.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).filter(|value| value.as_literal() != Some(""))
    }

    /// The lines of an input.
    fn lines(&self, name: &str) -> Vec<Template> {
        let Some(value) = self.get(name) else { return Vec::new() };
        lines(&value)
    }

    fn cache(&self, policy: CachePolicy) -> Option<Builtin> {
        Some(Builtin::Cache(Box::new(Cache {
            span: self.span,
            key: CacheKey::Text(self.get("key")?),
            fallback: self.lines("restore-keys"),
            fallback_prefix: true,
            paths: self.lines("path"),
            untracked: false,
            policy,
            save_when: Spanned::new(When::OnSuccess, self.span),
            fail_on_miss: self.get("fail-on-cache-miss"),
            lookup_only: self.get("lookup-only"),
            hit_variable: None,
            unprotect: false,
        })))
    }

    fn upload(&self) -> Builtin {
        Builtin::Upload(Box::new(Upload {
            span: self.span,
            name: self.get("name"),
            paths: self.lines("path"),
            exclude: Vec::new(),
            untracked: false,
            when: Spanned::new(When::Always, self.span),
            retention: self.get("retention-days"),
            if_none: self.get("if-no-files-found"),
            overwrite: self.get("overwrite"),
            hidden: self.get("include-hidden-files"),
        }))
    }

    /// Artifacts of this run; those of another come from the service, which is not here.
    fn download(&self) -> Option<Builtin> {
        if self.get("run-id").is_some() || self.get("artifact-ids").is_some() {
            return None;
        }
        Some(Builtin::Download {
            name: self.get("name"),
            pattern: self.get("pattern"),
            path: self.get("path"),
            merge: self.get("merge-multiple"),
        })
    }

    fn tool(&self, tool: Tool, version: &str) -> Builtin {
        Builtin::Setup {
            tool,
            version: self.get(version),
            version_file: self.get(&format!("{version}-file")),
        }
    }
}

/// The lines of a text that are not blank, each a template of its own.
fn lines(value: &Template) -> Vec<Template> {
    let text = value.text();
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.as_str().split_inclusive('\n') {
        let (trimmed, indent) = (line.trim(), line.len() - line.trim_start().len());
        if !trimmed.is_empty() {
            let part = text.slice(start + indent, start + indent + trimmed.len());
            // Wrong expressions were reported when the whole was read.
            found.push(Template::parse(&part, expr::Dialect::GitHub).0);
        }
        start += line.len();
    }
    found
}

/// The action that stands for what a step does, and its inputs; nothing where a script does it.
pub(super) fn action(builtin: &Builtin) -> Option<(&'static str, Map)> {
    let mut with = Map::default();
    let mut put = |key: &str, value: &Option<Template>| with.put_some(key, value.as_ref().map(write::typed));
    let uses = match builtin {
        Builtin::Checkout { repository, revision, path, submodules, depth } => {
            put("repository", repository);
            put("ref", revision);
            put("path", path);
            put("submodules", submodules);
            put("fetch-depth", depth);
            "actions/checkout@v5"
        }
        Builtin::Cache(cache) => return Some(cache_action(cache)),
        Builtin::Upload(upload) => {
            let Upload { name, paths, exclude, retention, if_none, overwrite, hidden, .. } = &**upload;
            put("name", name);
            with.put("path", together(paths, exclude));
            let mut put =
                |key: &str, value: &Option<Template>| with.put_some(key, value.as_ref().map(write::typed));
            put("retention-days", retention);
            put("if-no-files-found", if_none);
            put("overwrite", overwrite);
            put("include-hidden-files", hidden);
            "actions/upload-artifact@v6"
        }
        Builtin::Download { name, pattern, path, merge } => {
            put("name", name);
            put("pattern", pattern);
            put("path", path);
            put("merge-multiple", merge);
            "actions/download-artifact@v7"
        }
        Builtin::Setup { tool, version, version_file } => {
            let (uses, key) = match tool {
                Tool::Node => ("actions/setup-node@v5", "node-version"),
                Tool::Python => ("actions/setup-python@v6", "python-version"),
                Tool::Go => ("actions/setup-go@v6", "go-version"),
                Tool::Java => ("actions/setup-java@v5", "java-version"),
                Tool::Dotnet => ("actions/setup-dotnet@v5", "dotnet-version"),
                Tool::Ruby => ("ruby/setup-ruby@v1", "ruby-version"),
                Tool::Rust => ("dtolnay/rust-toolchain@master", "toolchain"),
            };
            if *tool == Tool::Java {
                with.put("distribution", Tree::text("temurin"));
            }
            let version =
                version.as_ref().map(|version| Tree::text(version.text().as_str()).at(version.text().span()));
            with.put_some(key, version);
            with.put_some(&format!("{key}-file"), version_file.as_ref().map(write::text));
            uses
        }
        Builtin::Report(_)
        | Builtin::Sleep { .. }
        | Builtin::Print { .. }
        | Builtin::Fail { .. }
        | Builtin::Unstable { .. }
        | Builtin::Approve { .. }
        | Builtin::Files(_) => return None,
    };
    Some((uses, with))
}

fn cache_action(cache: &Cache) -> (&'static str, Map) {
    let Cache { key, fallback, paths, policy, fail_on_miss, lookup_only, .. } = cache;
    let mut with = Map::default();
    with.put("path", together(paths, &[]));
    match key {
        CacheKey::Text(key) => with.put("key", write::text(key)),
        CacheKey::Files { files, prefix, by_commit: _ } => {
            let files: Vec<String> = files.iter().map(argument).collect();
            let prefix = prefix.as_ref().map_or(String::new(), |prefix| format!("{}-", prefix.text()));
            with.put("key", Tree::text(format!("{prefix}${{{{ hashFiles({}) }}}}", files.join(", "))));
        }
    }
    if !fallback.is_empty() {
        with.put("restore-keys", together(fallback, &[]));
    }
    with.put_some("fail-on-cache-miss", fail_on_miss.as_ref().map(write::typed));
    with.put_some("lookup-only", lookup_only.as_ref().map(write::typed));
    let uses = match policy {
        CachePolicy::Pull => "actions/cache/restore@v5",
        CachePolicy::Push => "actions/cache/save@v5",
        CachePolicy::PullPush | CachePolicy::Computed(_) => "actions/cache@v5",
    };
    (uses, with)
}

/// A text as an argument inside an expression.
fn argument(text: &Template) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    if let Some(literal) = text.as_literal() {
        return quoted(literal);
    }
    let (mut pattern, mut args) = (String::new(), String::new());
    for (at, part) in text.parts().iter().enumerate() {
        match part {
            Part::Literal(text) => pattern += &text.as_str().replace('{', "{{").replace('}', "}}"),
            Part::Hole(expr) => {
                let before = text.parts()[..at].iter().filter(|part| matches!(part, Part::Hole(_))).count();
                pattern += &format!("{{{before}}}");
                args += &format!(", {}", expr.text().as_str().trim());
            }
        }
    }
    format!("format({}{args})", quoted(&pattern))
}

/// Several paths as the lines of one text.
fn together(paths: &[Template], exclude: &[Template]) -> Tree {
    let taken = exclude.iter().map(|path| format!("!{}", path.text()));
    let lines: Vec<String> = paths.iter().map(|path| path.text().to_string()).chain(taken).collect();
    let tree = match lines.as_slice() {
        [line] => Tree::text(line.as_str()),
        lines => Tree::text(lines.join("\n") + "\n"),
    };
    match paths.first() {
        Some(first) => tree.at(first.text().span()),
        None => tree,
    }
}
