//! What every language knows to do, by a step or by the job.
use super::add_variable;
use crate::convert::Translation;
use crate::convert::actions::given;
use crate::convert::commands::script;
use crate::convert::losses::{ACTION, ARTIFACT, CACHE};
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{
    Action, Artifact, ArtifactContent, Builtin, Cache, CacheKey, CachePolicy, Job, Pipeline, Reference, Step,
    When, With,
};

/// Where the sources come from is the same everywhere.
const CHECKOUT_INPUTS: &[&str] = &[
    "repository",
    "ref",
    "path",
    "submodules",
    "fetch-depth",
    "persist-credentials",
    "token",
    "clean",
    "lfs",
    "fetch-tags",
];

impl Translation<'_, '_> {
    /// What every language knows, as a step or as something the job declares; nothing when no step is left.
    pub(super) fn builtin(
        &mut self,
        source: &Pipeline,
        job: &mut Job,
        step: &Step,
        builtin: Builtin,
        reference: Option<Reference>,
        with: With,
    ) -> Option<Action> {
        let span = reference.as_ref().map_or(step.span, |reference| reference.text().span());
        if let (Builtin::Fail { .. }, Some(reference)) = (&builtin, &reference) {
            // A task that runs only in its own service.
            return self.action(job, step, reference.clone(), with);
        }
        // The reader knows what the inputs of a task mean.
        let with = if matches!(reference, Some(Reference::Task(_))) { With::new() } else { with };
        if self.to == Dialect::Jenkins {
            return self.step_of_jenkins(job, builtin, &with, span);
        }
        if let (Builtin::Report(report), true) = (&builtin, self.can.by_steps) {
            let place = report.paths.first().map_or(span, |path| path.text().span());
            self.writing.lost(
                ARTIFACT,
                place,
                "nobody reads this report",
                "keep it as an artifact, or use an action for it",
            );
            return None;
        }
        if let Some(commands) = self.commands(&builtin, span) {
            return Some(Action::Run(script(commands, span)));
        }
        if self.can.by_steps {
            return Some(self.kept_builtin(builtin));
        }
        match builtin {
            Builtin::Checkout { repository, revision, path, submodules, depth } => {
                self.unused(&with, CHECKOUT_INPUTS, span);
                return self.checkout(job, [repository, revision, path, submodules, depth], span);
            }
            Builtin::Cache(mut cache) => {
                self.unused(
                    &with,
                    &["path", "key", "restore-keys", "fail-on-cache-miss", "lookup-only"],
                    span,
                );
                self.cache(&mut cache);
                job.caches.push(*cache);
            }
            Builtin::Upload(upload) => {
                let known = [
                    "name",
                    "path",
                    "retention-days",
                    "if-no-files-found",
                    "overwrite",
                    "include-hidden-files",
                    "compression-level",
                ];
                self.unused(&with, &known, span);
                self.declared(*upload, step.condition.as_ref(), job);
            }
            Builtin::Download { name, pattern, path, merge: _ } => {
                self.unused(&with, &["name", "pattern", "path", "merge-multiple"], span);
                self.needed(source, job, name.as_ref().filter(|_| pattern.is_none()), path.as_ref(), span);
            }
            Builtin::Setup { tool, version, version_file } => {
                self.caching(&with, job);
                let known = [
                    "cache",
                    "cache-dependency-path",
                    "distribution",
                    "check-latest",
                    "components",
                    "targets",
                    "toolchain",
                    "profile",
                    "override",
                    "bundler-cache",
                ];
                let versions = ["version", "-version", "-version-file", "global-json-file"];
                let rest: With = with
                    .iter()
                    .filter(|(name, _)| !versions.iter().any(|end| name.value.ends_with(end)))
                    .cloned()
                    .collect();
                self.unused(&rest, &known, span);
                self.set_up(job, tool, version.as_ref(), version_file.as_ref(), span);
            }
            Builtin::Report(mut report) => {
                self.texts(&mut report.paths);
                job.artifacts.push(Artifact { span, content: ArtifactContent::Report(*report) });
            }
            _ => {}
        }
        None
    }

    /// What Jenkins has a step for; an image brings what other languages set up.
    fn step_of_jenkins(
        &mut self,
        job: &mut Job,
        builtin: Builtin,
        with: &With,
        span: Span,
    ) -> Option<Action> {
        match builtin {
            Builtin::Setup { tool, version, version_file } => {
                if let Some(kind) = given(with, "cache") {
                    let help = "keep the folder on the agents, as a volume in \"args\" of the image";
                    self.writing.lost(CACHE, kind.text().span(), "nothing is kept from run to run", help);
                }
                self.set_up(job, tool, version.as_ref(), version_file.as_ref(), span);
                None
            }
            Builtin::Files(_) => {
                let lines = self.commands(&builtin, span)?;
                Some(Action::Run(script(lines, span)))
            }
            builtin => Some(self.kept_builtin(builtin)),
        }
    }

    /// The same step in the other language.
    pub(super) fn kept_builtin(&mut self, builtin: Builtin) -> Action {
        let builtin = match builtin {
            Builtin::Checkout { repository, revision, path, submodules, depth } => {
                let [repository, revision, path, submodules, depth] =
                    [repository, revision, path, submodules, depth]
                        .map(|text| text.map(|text| self.text(&text)));
                Builtin::Checkout { repository, revision, path, submodules, depth }
            }
            Builtin::Cache(mut cache) => {
                self.cache(&mut cache);
                Builtin::Cache(cache)
            }
            Builtin::Upload(mut upload) => {
                self.upload(&mut upload);
                Builtin::Upload(upload)
            }
            Builtin::Download { name, pattern, path, merge } => {
                let [name, pattern, path, merge] =
                    [name, pattern, path, merge].map(|text| text.map(|text| self.text(&text)));
                Builtin::Download { name, pattern, path, merge }
            }
            Builtin::Setup { tool, version, version_file } => {
                let [version, version_file] =
                    [version, version_file].map(|text| text.map(|text| self.text(&text)));
                Builtin::Setup { tool, version, version_file }
            }
            Builtin::Report(mut report) => {
                self.texts(&mut report.paths);
                Builtin::Report(report)
            }
            Builtin::Print { message } => Builtin::Print { message: self.text(&message) },
            Builtin::Fail { message } => Builtin::Fail { message: self.text(&message) },
            Builtin::Unstable { message } => Builtin::Unstable { message: self.text(&message) },
            Builtin::Approve { message } => Builtin::Approve { message: self.text(&message) },
            other => other,
        };
        Action::Builtin { builtin, reference: None, with: With::new() }
    }

    /// The sources are there already; another repository is fetched by a command.
    pub(super) fn checkout(
        &mut self,
        job: &mut Job,
        inputs: [Option<Template>; 5],
        span: Span,
    ) -> Option<Action> {
        let [repository, revision, path, submodules, depth] = inputs;
        // Of another repository all is said by the command; of this one, what is checked out.
        let by_command = repository.iter().chain(repository.as_ref().and(path.as_ref())).chain(&revision);
        let variables =
            depth.iter().chain(&submodules).filter(|_| self.to == Dialect::GitLab && repository.is_none());
        by_command.chain(variables).for_each(|text| self.writing.implied(text.text().span()));
        if let Some(repository) = repository {
            let repository = self.shell_text(&repository);
            let path = path.map(|path| format!(" {}", self.shell_text(&path))).unwrap_or_default();
            let branch = revision
                .map(|revision| format!(" --branch {}", self.shell_text(&revision)))
                .unwrap_or_default();
            let line = format!("git clone --depth 1{branch} https://github.com/{repository}.git{path}");
            return Some(Action::Run(script(vec![line], span)));
        }
        if self.to == Dialect::GitLab {
            if let Some(depth) = depth.as_ref().and_then(Template::as_literal) {
                add_variable(job, "GIT_DEPTH", depth, span);
            }
            if let Some(word) =
                submodules.as_ref().and_then(Template::as_literal).filter(|word| *word != "false")
            {
                let strategy = if word == "recursive" { "recursive" } else { "normal" };
                add_variable(job, "GIT_SUBMODULE_STRATEGY", strategy, span);
            }
        }
        if let Some(path) = path {
            let help = "use the workspace itself in the script";
            self.writing.lost(
                ACTION,
                path.text().span(),
                "the sources are in the workspace, not in a folder of it",
                help,
            );
        }
        let revision = revision?;
        let line = format!("git checkout {}", self.shell_text(&revision));
        Some(Action::Run(script(vec![line], revision.text().span())))
    }

    /// `cache: npm` of an action that sets a tool up.
    pub(super) fn caching(&mut self, with: &With, job: &mut Job) {
        let Some((kind, span)) =
            given(with, "cache").and_then(|kind| Some((kind.as_literal()?, kind.text().span())))
        else {
            return;
        };
        let (file, folder, variable) = match kind {
            "npm" => ("package-lock.json", ".npm", "npm_config_cache"),
            "yarn" => ("yarn.lock", ".yarn-cache", "YARN_CACHE_FOLDER"),
            "pnpm" => ("pnpm-lock.yaml", ".pnpm-store", "npm_config_store_dir"),
            "pip" => ("requirements.txt", ".pip", "PIP_CACHE_DIR"),
            "maven" => ("pom.xml", ".m2", "MAVEN_OPTS"),
            "gradle" => ("build.gradle", ".gradle", "GRADLE_USER_HOME"),
            _ => return,
        };
        let text = |text: &str| Template::literal(Text::plain(text, span));
        let value =
            if variable == "MAVEN_OPTS" { "-Dmaven.repo.local=.m2".to_owned() } else { folder.to_owned() };
        add_variable(job, variable, &value, span);
        job.caches.push(Cache {
            span,
            key: CacheKey::Files { files: vec![text(file)], prefix: None, by_commit: false },
            fallback: Vec::new(),
            fallback_prefix: false,
            paths: vec![text(folder)],
            untracked: false,
            policy: CachePolicy::PullPush,
            save_when: Spanned::new(When::OnSuccess, span),
            fail_on_miss: None,
            lookup_only: None,
            unprotect: false,
            hit_variable: None,
        });
    }
}
