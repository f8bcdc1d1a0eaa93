//! The steps of a job.
use super::Translation;
use super::actions::{Stand, given};
use super::commands::script;
use super::losses::{ACTION, ARTIFACT, OUTPUT, STEP};
use super::speech::{Place, understand};
use super::term::{Status, Term};
use super::text::output_variable;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{
    Action, Artifact, ArtifactContent, Builtin, Cache, CacheKey, CachePolicy, Env, EnvEntry, EnvKind, Job,
    Pipeline, Reference, Script, Shell, Step, Strictness, When, With,
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
    pub fn steps(&mut self, source: &Pipeline, original: &Job, job: &mut Job, steps: Vec<Step>) -> Vec<Step> {
        let mut out = Vec::new();
        let declares = self.can.by_steps && !self.was.by_steps;
        if declares {
            self.beginning(source, original, job, &mut out);
        } else {
            for artifact in &mut job.artifacts {
                match &mut artifact.content {
                    ArtifactContent::Files(upload) => self.upload(upload),
                    ArtifactContent::Report(report) => self.texts(&mut report.paths),
                }
            }
            let mut caches = std::mem::take(&mut job.caches);
            caches.iter_mut().for_each(|cache| self.cache(cache));
            job.caches = caches;
        }
        let fetches = steps
            .iter()
            .any(|step| matches!(step.action, Action::Builtin { builtin: Builtin::Checkout { .. }, .. }));
        for step in steps {
            self.step(source, job, step, &mut out);
        }
        if self.was.by_steps && self.to == Dialect::GitLab {
            if !fetches {
                add_variable(job, "GIT_STRATEGY", "none", job.id.span);
            }
            if job.container.is_none() && !out.is_empty() {
                let image = image_of(original);
                self.image(job, image.to_owned(), job.id.span);
            }
        }
        if declares {
            out.extend(self.uploads(original, job));
        }
        self.after(job, &mut out);
        self.outputs_of_steps(&mut out);
        if self.to == Dialect::GitLab {
            self.as_one_script(job, &mut out);
        }
        out
    }

    /// What jobs elsewhere have without asking.
    fn beginning(&mut self, source: &Pipeline, original: &Job, job: &mut Job, out: &mut Vec<Step>) {
        let mut depth = None;
        let mut fetch = true;
        let mut submodules = None;
        if let Env::List(entries) = &mut job.env {
            entries.retain(|entry| {
                let value =
                    || Template::literal(Text::plain(entry.value.text().as_str(), entry.value.text().span()));
                match entry.name.value.as_str() {
                    "GIT_DEPTH" => depth = Some(value()),
                    "GIT_SUBMODULE_STRATEGY" => {
                        let recursive = entry.value.as_literal() == Some("recursive");
                        let text = if recursive { "recursive" } else { "true" };
                        submodules = Some(Template::literal(Text::plain(text, entry.value.text().span())));
                    }
                    "GIT_STRATEGY" => fetch = entry.value.as_literal() != Some("none"),
                    _ => return true,
                }
                false
            });
        }
        if let Some(script) = job.before_checkout.take() {
            let span = script.lines.first().map_or(job.id.span, |line| line.text().span());
            out.push(Step::new(span, Action::Run(self.script(&script))));
        }
        if fetch {
            let builtin =
                Builtin::Checkout { repository: None, revision: None, path: None, submodules, depth };
            out.push(Step::new(
                Span::NOWHERE,
                Action::Builtin { builtin, reference: None, with: With::new() },
            ));
        }
        for mut cache in std::mem::take(&mut job.caches) {
            self.cache(&mut cache);
            let span = cache.span;
            let builtin = Builtin::Cache(Box::new(cache));
            out.push(Step::new(span, Action::Builtin { builtin, reference: None, with: With::new() }));
        }
        out.extend(self.downloads(source, original, job));
    }

    fn step(&mut self, source: &Pipeline, job: &mut Job, mut step: Step, out: &mut Vec<Step>) {
        if let Action::Builtin { reference: Some(Reference::Task(task)), .. }
        | Action::Uses { reference: Reference::Task(task), .. } = &step.action
        {
            // The task's own name is no name that its author gave.
            step.name = step.name.take().filter(|name| name.text().span() != task.span());
        }
        let span = step.span;
        match std::mem::replace(&mut step.action, Action::Wait { steps: Vec::new() }) {
            Action::Run(script) => step.action = Action::Run(self.script(&script)),
            Action::Builtin { builtin, reference, with } => {
                match self.builtin(source, job, &step, builtin, reference, with) {
                    Some(action) => step.action = action,
                    None => return,
                }
            }
            Action::Uses { reference, with } => match self.action(job, &step, reference, with) {
                Some(action) => step.action = action,
                None => return,
            },
            Action::Group(steps) | Action::Parallel(steps) => {
                self.writing.lost(
                    STEP,
                    span,
                    "these steps run one after the other, each for itself",
                    "check their order",
                );
                for mut inner in steps {
                    let outer = step.env.entries().iter().chain(inner.env.entries()).cloned().collect();
                    inner.env = Env::List(outer);
                    inner.condition = inner.condition.or_else(|| step.condition.clone());
                    inner.continue_on_error =
                        inner.continue_on_error.or_else(|| step.continue_on_error.clone());
                    self.step(source, job, inner, out);
                }
                return;
            }
            Action::Program(text) => {
                let help = "write a script that does the same";
                self.writing.lost(
                    ACTION,
                    text.span(),
                    "a program of another language does not run there",
                    help,
                );
                return;
            }
            Action::Wait { .. } | Action::Cancel { .. } => {
                self.writing.lost(
                    STEP,
                    span,
                    "steps run one after the other",
                    "wait for the command in the script",
                );
                return;
            }
        }
        self.around(&mut step);
        out.push(step);
    }

    /// What a step says of itself.
    fn around(&mut self, step: &mut Step) {
        self.some_text(&mut step.name);
        self.env(&mut step.env);
        let mut secrets = std::mem::take(&mut self.secrets);
        if !secrets.is_empty() && !self.can.expressions {
            let mut entries = step.env.entries().to_vec();
            for secret in secrets.drain(..) {
                if !entries.iter().any(|entry| entry.name.value == secret) {
                    let value = Template::literal(Text::plain(secret.clone(), step.span));
                    let name = Spanned::new(secret, step.span);
                    entries.push(EnvEntry { name, value, kind: EnvKind::Secret, prompt: None });
                }
            }
            step.env = Env::List(entries);
        }
        self.some_text(&mut step.continue_on_error);
        self.time_limit(&mut step.timeout, step.span);
        if self.to != Dialect::GitLab {
            step.condition =
                step.condition.take().and_then(|condition| self.condition(&condition, Place::StepCondition));
        }
        if step.background && !self.can.by_steps {
            self.writing.lost(
                STEP,
                step.span,
                "the step goes on beside the others no more",
                "end the command with \"&\"",
            );
            step.background = false;
        }
    }

    /// What every language knows, as a step or as something the job declares; nothing when no step is left.
    fn builtin(
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

    /// The same step in the other language.
    fn kept_builtin(&mut self, builtin: Builtin) -> Action {
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
            other => other,
        };
        Action::Builtin { builtin, reference: None, with: With::new() }
    }

    /// The sources are there already; another repository is fetched by a command.
    fn checkout(&mut self, job: &mut Job, inputs: [Option<Template>; 5], span: Span) -> Option<Action> {
        let [repository, revision, path, submodules, depth] = inputs;
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
    fn caching(&mut self, with: &With, job: &mut Job) {
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

    /// Somebody's action: the commands that it stands for, or nothing.
    fn action(&mut self, job: &mut Job, step: &Step, reference: Reference, mut with: With) -> Option<Action> {
        let span = reference.text().span();
        let actions = |dialect| matches!(dialect, Dialect::GitHub | Dialect::Native);
        let kept = actions(self.from) && actions(self.to) && !matches!(reference, Reference::Task(_));
        match self.stand_for(&reference, &with, span).filter(|_| !(kept && self.to == Dialect::GitHub)) {
            Some(Stand::Commands(commands)) if commands.is_empty() => None,
            Some(Stand::Commands(commands)) => Some(Action::Run(script(commands, span))),
            Some(Stand::Image(image)) => {
                self.image(job, image, span);
                None
            }
            None if kept => {
                with.iter_mut().for_each(|(_, value)| *value = self.text(&value.clone()));
                Some(Action::Uses { reference, with })
            }
            None => {
                let message = format!("nothing stands for \"{}\"", reference.text());
                self.writing.lost(ACTION, span, message, "write a script that does the same");
                let shown =
                    step.name.as_ref().and_then(Template::as_literal).unwrap_or(reference.text().as_str());
                let line = format!("echo \"not converted: {}\"", shown.replace(['"', '$', '`', '\\'], ""));
                Some(Action::Run(script(vec![line], span)))
            }
        }
    }

    /// Commands at the job's end as steps that always run, or the other way round.
    fn after(&mut self, job: &mut Job, out: &mut Vec<Step>) {
        if self.can.after {
            while let Some(step) = out.last() {
                let term = step.condition.as_ref().map(understand);
                let condition = match term {
                    Some(Ok(Term::Status(Status::Always))) => None,
                    Some(Ok(Term::Status(Status::Failure))) => Some("failed"),
                    _ => break,
                };
                let Some(mut step) = out.pop() else { break };
                step.condition = None;
                if let (Some(status), Action::Run(script)) = (condition, &mut step.action) {
                    let body = indented(&joined(&script.lines));
                    let text = format!("if [ \"$CI_JOB_STATUS\" = {status} ]; then\n{body}fi\n");
                    script.lines = vec![Template::literal(Text::plain(text, step.span))];
                }
                job.after.insert(0, step);
            }
            return;
        }
        for mut step in std::mem::take(&mut job.after) {
            if let Action::Run(script) = &step.action {
                step.action = Action::Run(self.script(script));
            }
            step.id = None;
            step.name = None;
            step.timeout = None;
            step.condition = self.condition_text("always()", step.span);
            out.push(step);
        }
    }

    /// Outputs and variables that a step sets through files, where there are no such files.
    fn outputs_of_steps(&mut self, steps: &mut [Step]) {
        if self.can.expressions {
            return;
        }
        let used: Vec<(String, String)> = self.step_outputs.iter().cloned().collect();
        for step in steps {
            let Action::Run(script) = &mut step.action else { continue };
            let id = step.id.as_ref().map(|id| id.value.clone()).unwrap_or_default();
            let wanted: Vec<&str> =
                used.iter().filter(|(owner, _)| *owner == id).map(|(_, name)| name.as_str()).collect();
            let mut lines = std::mem::take(&mut script.lines);
            for line in &mut lines {
                let span = line.text().span();
                if !line.text().as_str().contains("_OUTPUT")
                    && !line.text().as_str().contains("_ENV")
                    && !line.text().as_str().contains("_PATH")
                {
                    continue;
                }
                let text = self.spoken(line.text().as_str(), &id, &wanted, span);
                *line = Template::literal(Text::plain(text, span));
            }
            script.lines = lines;
        }
    }

    fn spoken(&mut self, text: &str, id: &str, wanted: &[&str], span: Span) -> String {
        let mut out = Vec::new();
        for line in text.split('\n') {
            let indent = &line[..line.len() - line.trim_start().len()];
            let gitlab = self.to == Dialect::GitLab;
            let output = ["GITHUB_OUTPUT", "RUSTCI_OUTPUT"].iter().find_map(|file| echoed(line, file));
            match output {
                Some((name, value)) if gitlab => {
                    out.push(format!("{indent}export {}=\"{value}\"", output_variable(id, name)));
                    continue;
                }
                Some((name, value)) if wanted.contains(&name) => {
                    out.push(line.to_owned());
                    out.push(format!(
                        "{indent}echo \"{}={value}\" >> \"$RUSTCI_ENV\"",
                        output_variable(id, name)
                    ));
                    continue;
                }
                _ => {}
            }
            if gitlab {
                if let Some((name, value)) = echoed(line, "GITHUB_ENV") {
                    out.push(format!("{indent}export {name}=\"{value}\""));
                    continue;
                }
                if let Some(folder) = echoed_line(line, "GITHUB_PATH") {
                    out.push(format!("{indent}export PATH=\"{folder}:$PATH\""));
                    continue;
                }
            }
            let file =
                line.contains("GITHUB_OUTPUT") || line.contains("GITHUB_ENV") || line.contains("GITHUB_PATH");
            if (file && gitlab) || (line.contains("RUSTCI_OUTPUT") && !wanted.is_empty()) {
                let help = "export a variable instead";
                self.writing.lost(
                    OUTPUT,
                    span,
                    "this command hands a value on through a file that nobody reads",
                    help,
                );
            }
            out.push(line.to_owned());
        }
        out.join("\n")
    }

    /// What steps say of themselves, said in their scripts.
    fn as_one_script(&mut self, job: &mut Job, steps: &mut [Step]) {
        let count = steps.len();
        for (at, step) in steps.iter_mut().enumerate() {
            step.id = None;
            let Action::Run(script) = &step.action else { continue };
            let mut script = script.clone();
            self.step_variables(job, step, count);
            self.wrapped(step, &mut script, at + 1 < count);
            script.shell = match script.shell {
                Shell::Bash(_) | Shell::Sh(_) | Shell::Default(_) => Shell::Default(Strictness::PipeFail),
                other => other,
            };
            step.action = Action::Run(script);
        }
    }

    /// A step's variables are the job's, unless they would change what other steps see.
    fn step_variables(&mut self, job: &mut Job, step: &mut Step, count: usize) {
        let Env::List(entries) = std::mem::take(&mut step.env) else { return };
        let mut own = Vec::new();
        for entry in entries {
            let all = job.env.entries();
            let taken = all.iter().find(|other| other.name.value == entry.name.value);
            match taken {
                Some(other) if other.value == entry.value => {}
                Some(_) if count > 1 => own.push(entry),
                _ => {
                    let mut all = job.env.entries().to_vec();
                    all.retain(|other| other.name.value != entry.name.value);
                    all.push(entry);
                    job.env = Env::List(all);
                }
            }
        }
        step.env = Env::List(own);
    }

    fn wrapped(&mut self, step: &mut Step, script: &mut Script, followed: bool) {
        let mut body = joined(&script.lines);
        let span = script.lines.first().map_or(step.span, |line| line.text().span());
        if script.shell == Shell::Python {
            body = format!("python3 <<'EOF'\n{body}EOF\n");
            script.shell = Shell::Default(Strictness::PipeFail);
        }
        let exports: String = step
            .env
            .entries()
            .iter()
            .filter(|entry| entry.kind != EnvKind::Secret)
            .map(|entry| format!("export {}=\"{}\"\n", entry.name.value, entry.value.text()))
            .collect();
        step.env = Env::default();
        let directory =
            script.directory.take().map(|folder| format!("cd {}\n", folder.text())).unwrap_or_default();
        let leaks = |word: &str| body.lines().any(|line| line.trim_start().starts_with(word));
        let hands_on = leaks("export ");
        let alone = !directory.is_empty() || !exports.is_empty();
        let inner = format!("{directory}{exports}{body}");
        let tolerated = step.continue_on_error.take().is_some_and(|flag| flag.as_literal() == Some("true"));
        let mut text = if tolerated {
            match inner.trim_end().lines().count() {
                1 => format!("{} || true\n", inner.trim_end()),
                _ => format!("set +e\n(\n  set -e\n{})\nset -e\n", indented(&inner)),
            }
        } else if (alone && (followed || !directory.is_empty())
            || (followed && (leaks("cd ") || leaks("exit") || leaks("set "))))
            && !hands_on
        {
            format!("(\n{})\n", indented(&inner))
        } else {
            inner
        };
        if let Some(condition) = step.condition.take() {
            let goes_on = |term: &Term| {
                let cancelled = Term::Status(Status::Cancelled).negated();
                *term == Term::Status(Status::Always) || *term == cancelled
            };
            let term = understand(&condition).map(|term| {
                if term.mentions(|part| goes_on(part)) {
                    let message = "this part of the script does not run once a command has failed";
                    self.writing.lost(STEP, condition.text().span(), message, "move it to \"after_script\"");
                }
                without(term, &goes_on)
            });
            match term.and_then(|term| {
                if term == Term::Bool(true) { Ok(None) } else { self.question(&term).map(Some) }
            }) {
                Ok(Some(question)) => text = format!("if {question}; then\n{}fi\n", indented(&text)),
                Ok(None) => {}
                Err(why) => {
                    let message = format!("this condition is not asked: {why}");
                    self.writing.lost(STEP, condition.text().span(), message, "ask for it in the script");
                }
            }
        }
        if text == body {
            return;
        }
        let text = if text.trim_end().contains('\n') { text } else { text.trim_end().to_owned() };
        script.lines = vec![Template::literal(Text::plain(text, span))];
    }
}

/// What is asked beside whether the step runs after a failure.
fn without(term: Term, goes_on: &impl Fn(&Term) -> bool) -> Term {
    match without_success(term) {
        term if goes_on(&term) => Term::Bool(true),
        Term::All(terms) => Term::all(terms.into_iter().map(|term| without(term, goes_on))),
        other => other,
    }
}

/// What is asked beside that all went well.
pub(super) fn without_success(term: Term) -> Term {
    match term {
        Term::Status(Status::Success) => Term::Bool(true),
        Term::All(terms) => Term::all(terms.into_iter().map(without_success)),
        other => other,
    }
}

/// The commands as one text that ends its last line.
fn joined(lines: &[Template]) -> String {
    let lines: Vec<&str> = lines.iter().map(|line| line.text().as_str().trim_end_matches('\n')).collect();
    lines.join("\n") + "\n"
}

/// A text further in, unless that would change it.
fn indented(text: &str) -> String {
    if text.contains("<<") {
        return text.to_owned();
    }
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") };
    text.trim_end_matches('\n').split('\n').map(line).collect()
}

/// `echo "NAME=value" >> $FILE`
fn echoed<'t>(line: &'t str, file: &str) -> Option<(&'t str, &'t str)> {
    let (name, value) = echoed_line(line, file)?.split_once('=')?;
    let plain = !name.is_empty() && name.chars().all(|c| c == '_' || c == '-' || c.is_ascii_alphanumeric());
    plain.then_some((name, value))
}

fn echoed_line<'t>(line: &'t str, file: &str) -> Option<&'t str> {
    let (said, place) = line.trim().strip_prefix("echo ")?.rsplit_once(">>")?;
    let place = place.trim().trim_matches(['"', '\'']).trim_start_matches('$').trim_matches(['{', '}']);
    let said = said.trim();
    let inner =
        ['"', '\''].iter().find_map(|mark| said.strip_prefix(*mark)?.strip_suffix(*mark)).unwrap_or(said);
    (place == file && !inner.contains('"')).then_some(inner)
}

/// Adds a variable to a job.
pub(super) fn add_variable(job: &mut Job, name: &str, value: &str, span: Span) {
    let mut entries = job.env.entries().to_vec();
    if entries.iter().any(|entry| entry.name.value == name) {
        return;
    }
    let value = Template::literal(Text::plain(value, span));
    entries.push(EnvEntry {
        name: Spanned::new(name.to_owned(), span),
        value,
        kind: EnvKind::Expanded,
        prompt: None,
    });
    job.env = Env::List(entries);
}

/// The image most like the machine that a job asked for.
fn image_of(job: &Job) -> &'static str {
    let label = job.runs_on.labels.first().and_then(Template::as_literal).unwrap_or_default();
    match label {
        "ubuntu-22.04" => "ubuntu:22.04",
        "ubuntu-20.04" => "ubuntu:20.04",
        _ => "ubuntu:24.04",
    }
}
