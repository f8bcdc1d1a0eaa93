//! Programs that scripts fetch on the way.

use super::scene::{Findings, Scene};
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};

/// A package is installed that no lock file names.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a package is installed that no lock file names",
        page: "What it depends on is chosen anew in each run, so a bad release reaches the job at once. Put it into the \
               project's own list of packages, and install that from its lock file. Told at the level strict.\n\n\
               Wrong:\n\n    run: npm install left-pad\n\n\
               Right:\n\n    run: npm ci\n",
    },
    check: installed,
};
const CODE: Code = Code("adhoc-packages");

/// A script from the network is run as it comes.
pub(super) const PIPED: Audit = Audit {
    rule: Rule {
        code: PIPED_CODE,
        summary: "a script from the network is run as it comes",
        page: "Whoever controls the server, or the way to it, chooses what runs. Fetch a version, compare its checksum, then \
               run it. Told at the level pedantic; at strict without encryption.\n\n\
               Wrong:\n\n    run: curl -sSL https://example.com/install.sh | sh\n\n\
               Right:\n\n    run: |\n      curl -sSLO https://example.com/1.2/install.sh\n      \
               echo \"$SUM  install.sh\" | sha256sum --check\n      sh install.sh\n",
    },
    check: piped,
};
const PIPED_CODE: Code = Code("curl-pipe-shell");

/// Programs that install, and their words for it.
const INSTALLERS: &[(&str, &[&str])] =
    &[("gem", &["install", "i"]), ("npm", &["install", "i", "add"]), ("pnpm", &["add"]), ("bun", &["add"])];

/// What fetches from the network.
const FETCHERS: [&str; 4] = ["curl", "wget", "iwr", "Invoke-WebRequest"];
/// What runs a script that it is given.
const SHELLS: [&str; 9] = ["sh", "bash", "zsh", "dash", "python", "python3", "perl", "iex", "node"];

/// Calls `visit` with each command line of each script, and the span of it.
fn each_line(scene: &Scene<'_>, visit: &mut dyn FnMut(&str, diag::Span)) {
    for (_, _, script) in scene.scripts() {
        let text = script.text();
        let mut start = 0;
        for line in text.as_str().split_inclusive('\n') {
            let trimmed = line.trim();
            if !trimmed.is_empty() && !trimmed.starts_with('#') {
                let from = start + line.len() - line.trim_start().len();
                visit(trimmed, text.span_of(from, from + trimmed.len()));
            }
            start += line.len();
        }
    }
}

fn installed(scene: &Scene<'_>, findings: &mut Findings) {
    each_line(scene, &mut |line, span| {
        for command in line.split(['&', '|', ';']) {
            if let Some(package) = package(command) {
                let message = format!("`{package}` is installed here, and no lock file names it");
                let help = "put it into the project's list of packages, and install from the lock file";
                findings.add(Level::Strict, Diagnostic::warning(CODE, span, message).help(help));
            }
        }
    });
}

/// The package that a command installs by name.
fn package(command: &str) -> Option<&str> {
    let mut words = command.split_whitespace().skip_while(|word| *word == "sudo" || word.contains('='));
    let program = words.next()?;
    let (_, verbs) = INSTALLERS.iter().find(|(known, _)| *known == program)?;
    let mut words = words.filter(|word| !word.starts_with('-'));
    words.next().filter(|verb| verbs.contains(verb))?;
    // A folder or an archive at hand is no package of a registry.
    words.next().filter(|name| !name.starts_with(['.', '/', '$', '>', '<', '#']))
}

fn piped(scene: &Scene<'_>, findings: &mut Findings) {
    each_line(scene, &mut |line, span| {
        if !runs_fetched(line) {
            return;
        }
        let level = if line.contains("http://") { Level::Strict } else { Level::Pedantic };
        let message = "a script from the network is run as it comes";
        let help = "fetch a version of it, compare its checksum, then run it";
        findings.add(level, Diagnostic::warning(PIPED_CODE, span, message).help(help));
    });
}

fn runs_fetched(line: &str) -> bool {
    let program = |part: &str| {
        let mut words = part.split_whitespace().skip_while(|word| *word == "sudo" || word.starts_with('-'));
        words.next().map(|word| word.rsplit('/').next().unwrap_or(word).to_owned()).unwrap_or_default()
    };
    let fetches = |part: &str| {
        part.split_whitespace().any(|word| FETCHERS.contains(&word.trim_start_matches(['(', '"', '$'])))
    };
    let parts: Vec<&str> = line.split('|').collect();
    let fed = parts.windows(2).any(|pair| fetches(pair[0]) && SHELLS.contains(&program(pair[1]).as_str()));
    let inner = SHELLS.iter().any(|shell| {
        let readers = [format!("{shell} <("), format!("{shell} -c \"$("), format!("{shell} -c $(")];
        readers.iter().any(|reader| line.split_once(reader.as_str()).is_some_and(|(_, rest)| fetches(rest)))
    });
    fed || inner
}

#[cfg(test)]
mod tests {
    use super::{package, runs_fetched};

    #[test]
    fn packages_are_told_from_projects() {
        assert_eq!(package("sudo npm install -g yarn"), Some("yarn"));
        assert_eq!(package("gem i rake -v 13"), Some("rake"));
        for command in [
            "npm ci",
            "npm install",
            "npm install --no-fund",
            "npm i ./local",
            "gem build a.gemspec",
            "npm run add x",
        ] {
            assert_eq!(package(command), None, "{command}");
        }
    }

    #[test]
    fn what_is_fetched_and_run_is_told() {
        for line in [
            "curl -s https://a | sh",
            "wget -O- a | sudo bash -s -- -y",
            "sudo bash -c \"$(wget -O - a)\"",
            "bash <(curl -s a)",
        ] {
            assert!(runs_fetched(line), "{line}");
        }
        for line in ["curl a | jq .", "curl -o a b", "sh a.sh | tee log"] {
            assert!(!runs_fetched(line), "{line}");
        }
    }
}
