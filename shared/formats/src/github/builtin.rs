//! Actions that every CI knows under another name.

use diag::{Span, Spanned};
use expr::Template;
use ir::{Builtin, Cache, CacheKey, CachePolicy, Reference, Tool, Upload, When, With};

/// What a well-known action means; nothing for any other.
pub(super) fn of(reference: &Reference, with: &With, span: Span) -> Option<Builtin> {
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
