//! Well-known actions, and the commands that they stand for.
use super::Translation;
use super::losses::ACTION;
use diag::{Span, Spanned};
use expr::Template;
use ir::{Reference, With};

/// An action, the commands that do the same, and inputs that make no difference here. In a command `{x}` stands for the
/// input `x`, without which the command is left out, and `{x|y}` for it or `y`.
type Known = (&'static str, &'static [&'static str], &'static [&'static str]);

const KNOWN: &[Known] = &[
    (
        "docker/login-action",
        &[
            "echo \"{password}\" | docker login {registry|docker.io} --username \"{username}\" --password-stdin",
        ],
        &["logout"],
    ),
    ("docker/setup-buildx-action", &["docker buildx create --use"], &["install"]),
    (
        "docker/setup-qemu-action",
        &["docker run --privileged --rm tonistiigi/binfmt --install {platforms|all}"],
        &[],
    ),
    (
        "pnpm/action-setup",
        &["corepack enable", "corepack prepare pnpm@{version|latest} --activate"],
        &["run_install"],
    ),
    (
        "golangci/golangci-lint-action",
        &[
            "go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@{version|latest}",
            "golangci-lint run {args|}",
        ],
        &["skip-cache", "skip-pkg-cache", "skip-build-cache", "only-new-issues"],
    ),
    ("actions-rs/cargo", &["cargo {command} {args|}"], &["use-cross"]),
    ("taiki-e/install-action", &["cargo install --locked {tool}"], &[]),
    ("gradle/gradle-build-action", &["./gradlew {arguments}"], &["gradle-version", "cache-read-only"]),
    ("gradle/actions/setup-gradle", &["./gradlew {arguments}"], &["gradle-version", "cache-read-only"]),
    (
        "astral-sh/setup-uv",
        &["curl -LsSf https://astral.sh/uv/install.sh | sh"],
        &["enable-cache", "version"],
    ),
    ("denoland/setup-deno", &["curl -fsSL https://deno.land/install.sh | sh"], &["deno-version"]),
    ("oven-sh/setup-bun", &["curl -fsSL https://bun.sh/install | bash"], &["bun-version"]),
    ("snok/install-poetry", &["pip install poetry"], &["virtualenvs-create", "virtualenvs-in-project"]),
    ("pre-commit/action", &["pip install pre-commit", "pre-commit run --all-files {extra_args|}"], &[]),
    ("psf/black", &["pip install black", "black {options|--check} {src|.}"], &[]),
    (
        "azure/setup-helm",
        &["curl -fsSL https://raw.githubusercontent.com/helm/helm/main/scripts/get-helm-3 | bash"],
        &["version"],
    ),
    (
        "codecov/codecov-action",
        &[
            "curl -Os https://cli.codecov.io/latest/linux/codecov",
            "chmod +x codecov",
            "./codecov upload-process --token \"{token}\"",
        ],
        &["fail_ci_if_error", "flags", "files", "file", "name", "verbose"],
    ),
    ("extractions/setup-just", &["cargo install --locked just"], &["just-version"]),
    (
        "arduino/setup-task",
        &["go install github.com/go-task/task/v3/cmd/task@latest"],
        &["version", "repo-token"],
    ),
];

/// Actions that bring a tool, which an image brings elsewhere: the image and the input with its version.
const IMAGES: &[(&str, &str, &str)] = &[
    ("shivammathur/setup-php", "php", "php-version"),
    ("hashicorp/setup-terraform", "hashicorp/terraform", "terraform_version"),
    ("erlef/setup-beam", "elixir", "elixir-version"),
    ("subosito/flutter-action", "ghcr.io/cirruslabs/flutter", "flutter-version"),
    ("dart-lang/setup-dart", "dart", "sdk"),
    ("r-lib/actions/setup-r", "r-base", "r-version"),
];

/// What stands for an action where there are none.
pub(super) enum Stand {
    /// Commands.
    Commands(Vec<String>),
    /// An image that brings the tool.
    Image(String),
}

impl Translation<'_, '_> {
    /// What stands for an action; nothing when nobody knows.
    pub fn stand_for(&mut self, reference: &Reference, with: &With, span: Span) -> Option<Stand> {
        let name = match reference {
            Reference::Remote { owner, repo, path, .. } if path.is_empty() => format!("{owner}/{repo}"),
            Reference::Remote { owner, repo, path, .. } => format!("{owner}/{repo}/{path}"),
            Reference::Image(text) => return Some(self.run_image(text.as_str(), with, span)),
            Reference::Local(_) | Reference::Task(_) => return None,
        };
        let name = name.to_lowercase();
        if name == "docker/build-push-action" {
            return Some(self.build_image(with, span));
        }
        if let Some((_, image, input)) = IMAGES.iter().find(|(action, ..)| *action == name) {
            self.unused(with, &[input], span);
            let version = with.iter().find(|(key, _)| key.value == *input);
            let version = version.map(|(_, value)| self.text(value).text().to_string());
            return Some(Stand::Image(format!("{image}:{}", version.as_deref().unwrap_or("latest"))));
        }
        let (_, lines, silent) = KNOWN.iter().find(|(action, ..)| *action == name)?;
        let mut used: Vec<&str> = silent.to_vec();
        let makes_none = |name: &&Spanned<String>| silent.iter().any(|own| own.eq_ignore_ascii_case(name));
        with.iter().map(|(name, _)| name).filter(makes_none).for_each(|name| self.writing.implied(name.span));
        let mut commands = Vec::new();
        for line in *lines {
            commands.extend(self.filled(line, with, &mut used));
        }
        self.unused(with, &used, span);
        Some(Stand::Commands(commands))
    }

    /// A command with its inputs filled in; nothing when one is not given.
    fn filled<'k>(&mut self, line: &'k str, with: &With, used: &mut Vec<&'k str>) -> Option<String> {
        let (mut out, mut rest) = (String::new(), line);
        let mut whole = true;
        while let Some((before, after)) = rest.split_once('{') {
            let (inside, after) = after.split_once('}')?;
            let (name, usual) = match inside.split_once('|') {
                Some((name, usual)) => (name, Some(usual)),
                None => (inside, None),
            };
            used.push(name);
            out += before;
            match (self.input(with, name), usual) {
                (Some(value), _) => out += &value,
                (None, Some(usual)) => out += usual,
                (None, None) => whole = false,
            }
            rest = after;
        }
        whole.then(|| (out + rest).trim_end().to_owned())
    }

    fn input(&mut self, with: &With, name: &str) -> Option<String> {
        let (_, value) = with.iter().find(|(key, _)| key.value.eq_ignore_ascii_case(name))?;
        self.writing.implied(value.text().span());
        Some(self.shell_text(value)).filter(|value| !value.is_empty())
    }

    /// Tells of inputs that the commands do not use.
    pub fn unused(&mut self, with: &With, used: &[&str], _: Span) {
        let lost: Vec<&Spanned<String>> = with
            .iter()
            .map(|(name, _)| name)
            .filter(|name| !used.iter().any(|used| used.eq_ignore_ascii_case(name)))
            .collect();
        for name in lost {
            let message = format!("the input \"{}\" has no counterpart", name.value);
            self.writing.lost(ACTION, name.span, message, "see whether the command has an option for it");
        }
    }

    fn run_image(&mut self, text: &str, with: &With, span: Span) -> Stand {
        let image = text.trim_start_matches("docker://");
        let args = self.input(with, "args").map_or(String::new(), |args| format!(" {args}"));
        let entrypoint = self.input(with, "entrypoint");
        let entrypoint = entrypoint.map_or(String::new(), |entrypoint| format!(" --entrypoint {entrypoint}"));
        self.unused(with, &["args", "entrypoint"], span);
        let line =
            format!("docker run --rm --volume \"$PWD:/work\" --workdir /work{entrypoint} {image}{args}");
        Stand::Commands(vec![line])
    }

    fn build_image(&mut self, with: &With, span: Span) -> Stand {
        let lines = |value: Option<String>| -> Vec<String> {
            let value = value.unwrap_or_default();
            value
                .split(['\n', ','])
                .map(|line| line.trim().to_owned())
                .filter(|line| !line.is_empty())
                .collect()
        };
        let tags = lines(self.input(with, "tags"));
        let mut command = vec!["docker build".to_owned()];
        command.extend(self.input(with, "file").map(|file| format!("--file {file}")));
        command.extend(self.input(with, "target").map(|target| format!("--target {target}")));
        command.extend(self.input(with, "platforms").map(|platforms| format!("--platform {platforms}")));
        command.extend(lines(self.input(with, "build-args")).iter().map(|arg| format!("--build-arg {arg}")));
        command.extend(tags.iter().map(|tag| format!("--tag \"{tag}\"")));
        command.push(self.input(with, "context").unwrap_or_else(|| ".".to_owned()));
        let mut commands = vec![command.join(" ")];
        if self.input(with, "push").is_some_and(|push| push == "true") {
            commands.extend(tags.iter().map(|tag| format!("docker push \"{tag}\"")));
        }
        let used = [
            "tags",
            "file",
            "target",
            "platforms",
            "build-args",
            "context",
            "push",
            "load",
            "cache-from",
            "cache-to",
        ];
        self.unused(with, &used, span);
        Stand::Commands(commands)
    }
}

/// The value of an input, as its author wrote it.
pub(super) fn given<'w>(with: &'w With, name: &str) -> Option<&'w Template> {
    with.iter().find(|(key, _)| key.value.eq_ignore_ascii_case(name)).map(|(_, value)| value)
}
