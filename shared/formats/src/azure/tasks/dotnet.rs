//! `DotNetCoreCLI`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/dotnet-core-cli-v2>.

use super::command::{Command, is_pattern, path, quoted, script};
use super::inputs::{Inputs, lines};
use super::reports::with_tests;
use ir::{Action, Shell, Strictness, Template};

pub(super) fn dotnet(inputs: &Inputs<'_>) -> Result<Action, String> {
    let command = inputs.option("command", "build")?;
    match command.as_str() {
        "build" | "run" => Ok(each(&command, projects(inputs, "projects"), arguments(inputs), inputs)),
        "custom" => {
            let custom = inputs.get("custom").ok_or("it gets no `custom`")?;
            Ok(each(custom.text().as_str().trim(), projects(inputs, "projects"), arguments(inputs), inputs))
        }
        "test" => Ok(test(inputs)),
        "restore" => restore(inputs),
        "pack" => pack(inputs),
        "publish" => Ok(publish(inputs)),
        "push" => Err("it pushes to a feed that only the service knows".to_owned()),
        other => Err(format!("`{other}` is not one of its commands")),
    }
}

fn arguments(inputs: &Inputs<'_>) -> Command {
    Command::default().line(inputs.get("arguments").as_ref())
}

fn projects(inputs: &Inputs<'_>, name: &str) -> Vec<Template> {
    let given = inputs.get(name).iter().flat_map(lines).collect::<Vec<_>>();
    // Some of the task's patterns are divided by semicolons.
    let parts = given.iter().flat_map(|line| line.text().as_str().split(';')).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(|part| path(&inputs.template(part), inputs.span)).collect()
}

/// Runs one `dotnet` command, for one project after the other if there are more; it fails if it does for any.
fn each(verb: &str, projects: Vec<Template>, arguments: Command, inputs: &Inputs<'_>) -> Action {
    let directory = inputs.get("workingDirectory");
    let project = if verb == "run" { "--project" } else { "" };
    let dotnet = || Command::new("dotnet").words(verb);
    match projects.as_slice() {
        [] => dotnet().words(arguments.text()).step(inputs, directory),
        [only] if !is_pattern(only) => {
            dotnet().words(project).value(only).words(arguments.text()).step(inputs, directory)
        }
        many => {
            let body = dotnet().words(project).words("\"$project\"").words(arguments.text());
            let text = over(many, &format!("{} || failed=1\n", body.text()));
            bash(&text, inputs, directory)
        }
    }
}

/// A loop over the files that patterns mean, without those that patterns with `!` take away.
fn over(patterns: &[Template], body: &str) -> String {
    let (taken, wanted): (Vec<_>, Vec<_>) =
        patterns.iter().partition(|pattern| pattern.text().as_str().starts_with('!'));
    let words = |patterns: &[&Template]| {
        let globs = patterns.iter().map(|pattern| glob(pattern));
        globs.collect::<Vec<_>>()
    };
    let mut out = String::from("shopt -s globstar nullglob\nfailed=0\n");
    out.push_str(&format!("for project in {}; do\n", words(&wanted).join(" ")));
    for pattern in words(&taken) {
        let pattern = pattern.trim_start_matches('!').replace("**/", "*");
        out.push_str(&format!("  case \"$project\" in {pattern}) continue ;; esac\n"));
    }
    for line in body.lines() {
        out.push_str(&format!("  {line}\n"));
    }
    out + "done\nexit $failed"
}

/// A pattern for a shell: wildcards stay what they are, all else is quoted where it must be.
fn glob(pattern: &Template) -> String {
    let text = pattern.text().as_str();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_./:=@%+,-*?[]!$()".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { text.replace(' ', "\\ ") }
}

fn bash(text: &str, inputs: &Inputs<'_>, directory: Option<Template>) -> Action {
    script(vec![inputs.template(text)], Shell::Bash(Strictness::Lenient), directory)
}

fn test(inputs: &Inputs<'_>) -> Action {
    const RESULTS: &str = "--logger trx --results-directory \"$(Agent.TempDirectory)\"";
    let told = inputs.flag("publishTestResults", true);
    let arguments = Command::new(if told { RESULTS } else { "" }).line(inputs.get("arguments").as_ref());
    let build = each("test", projects(inputs, "projects"), arguments, inputs);
    match told {
        true => with_tests(build, "$(Agent.TempDirectory)/**/*.trx", inputs),
        false => build,
    }
}

fn restore(inputs: &Inputs<'_>) -> Result<Action, String> {
    let mut arguments = Command::default();
    match inputs.option("feedsToUse", "select")?.as_str() {
        "config" => arguments = arguments.option("--configfile", inputs.get("nugetConfigPath").as_ref()),
        _ if inputs.get("vstsFeed").is_some() => {
            return Err("it restores from a feed that only the service knows".to_owned());
        }
        _ => {}
    }
    if inputs.get("externalFeedCredentials").is_some() {
        return Err("it signs in to a feed that only the service knows".to_owned());
    }
    let arguments = arguments
        .option("--packages", inputs.get("restoreDirectory").as_ref())
        .flag("--no-cache", inputs.flag("noCache", false))
        .option(
            "--verbosity",
            inputs.get("verbosityRestore").filter(|it| it.as_literal() != Some("-")).as_ref(),
        )
        .line(inputs.get("restoreArguments").or_else(|| inputs.get("arguments")).as_ref());
    Ok(each("restore", projects(inputs, "projects"), arguments, inputs))
}

fn pack(inputs: &Inputs<'_>) -> Result<Action, String> {
    let version = match inputs.option("versioningScheme", "off")?.as_str() {
        "off" => None,
        "byenvvar" => {
            let name = inputs.get("versionEnvVar").ok_or("it gets no `versionEnvVar`")?;
            Some(format!("-p:PackageVersion=\"${{{name}}}\""))
        }
        other => return Err(format!("packages whose versions are made by `{other}` cannot be packed")),
    };
    let mut projects = projects(inputs, "packagesToPack");
    if projects.is_empty() {
        projects.push(inputs.literal("**/*.csproj"));
    }
    let mut arguments = Command::default()
        .words("--output")
        .value(&inputs.or("packDirectory", "$(Build.ArtifactStagingDirectory)"))
        .flag("--no-build", inputs.flag("nobuild", false))
        .option("--configuration", inputs.get("configuration").as_ref())
        .flag("--include-symbols", inputs.flag("includesymbols", false))
        .flag("--include-source", inputs.flag("includesource", false))
        .words(version.as_deref().unwrap_or_default());
    if let Some(properties) = inputs.get("buildProperties") {
        for property in properties.text().as_str().split(';').map(str::trim).filter(|it| !it.is_empty()) {
            arguments = arguments.words(&format!("-p:{}", quoted(&inputs.template(property))));
        }
    }
    let verbosity = inputs.get("verbosityPack").filter(|it| it.as_literal() != Some("-"));
    Ok(each("pack", projects, arguments.option("--verbosity", verbosity.as_ref()), inputs))
}

/// Each project goes into a folder of its own name below the output, and that is packed, unless the author does not want
/// that.
fn publish(inputs: &Inputs<'_>) -> Action {
    let web = inputs.flag("publishWebProjects", true);
    let projects = match web {
        true => ["**/*.csproj", "**/*.vbproj", "**/*.fsproj"].map(|it| inputs.literal(it)).into(),
        false => projects(inputs, "projects"),
    };
    let written = inputs.get("arguments");
    let (rest, output) = split_output(written.as_ref().map_or("", |it| it.text().as_str()));
    let (zip, named) = (inputs.flag("zipAfterPublish", true), inputs.flag("modifyOutputPath", true));
    if !web && output.is_none() && !zip {
        return each("publish", projects, arguments(inputs), inputs);
    }
    let mut body = String::from("folder=\"${project%/*}\"\n[ \"$folder\" = \"$project\" ] && folder=.\n");
    if web {
        body.push_str(
            "[ -e \"$folder/web.config\" ] || [ -d \"$folder/wwwroot\" ] || \
             grep -qi 'sdk=\"Microsoft.NET.Sdk.Web\"' \"$project\" || continue\n",
        );
    }
    // Without a folder for each project, the packed output stays in its folder.
    let stays = output.is_some() && !named;
    let publish = Command::new("dotnet publish \"$project\"").words(&rest);
    match output {
        Some(output) => {
            let name = if named { "/`cd \"$folder\" && basename \"$PWD\"`" } else { "" };
            body.push_str(&format!("output={output}{name}\n"));
            body.push_str(&format!("{} --output \"$output\" || {{ failed=1; continue; }}\n", publish.text()));
        }
        None => {
            body.push_str(&format!("{} || {{ failed=1; continue; }}\n", publish.text()));
            body.push_str("output=`find \"$folder\" -type d -name publish | head -n 1`\n");
        }
    }
    if zip {
        body.push_str("(cd \"$output\" && zip -qr \"$output.zip\" .) && rm -r \"$output\" || failed=1\n");
        if stays {
            body.push_str("mkdir -p \"$output\" && mv \"$output.zip\" \"$output/\"\n");
        }
    }
    let mut all = projects;
    if all.is_empty() {
        all.push(inputs.literal("."));
    }
    bash(&over(&all, &body), inputs, inputs.get("workingDirectory"))
}

/// The arguments without `--output` and its value, and the value.
fn split_output(arguments: &str) -> (String, Option<String>) {
    let mut words: Vec<&str> = Vec::new();
    let (mut start, mut quoted) = (None, false);
    for (at, letter) in arguments.char_indices() {
        match letter {
            '"' => {
                quoted = !quoted;
                start.get_or_insert(at);
            }
            _ if letter.is_whitespace() && !quoted => {
                words.extend(start.take().map(|from| &arguments[from..at]))
            }
            _ => {
                start.get_or_insert(at);
            }
        }
    }
    words.extend(start.map(|from| &arguments[from..]));
    let place = words.iter().position(|word| matches!(word.to_ascii_lowercase().as_str(), "-o" | "--output"));
    match place {
        Some(at) if at + 1 < words.len() => {
            let output = words.remove(at + 1);
            words.remove(at);
            let output = output.trim_matches('"');
            (words.join(" "), Some(format!("\"{}\"", output.replace('\\', "/"))))
        }
        _ => (words.join(" "), None),
    }
}

#[cfg(test)]
mod tests {
    use super::split_output;

    #[test]
    fn the_output_is_taken_from_arguments() {
        let cases = [
            ("-c Release", "-c Release", None),
            ("-c Release --output $(a)/x", "-c Release", Some("\"$(a)/x\"")),
            ("-o \"a b\" -v q", "-v q", Some("\"a b\"")),
            ("--output", "--output", None),
        ];
        for (arguments, rest, output) in cases {
            let found = split_output(arguments);
            assert_eq!((found.0.as_str(), found.1.as_deref()), (rest, output), "{arguments}");
        }
    }
}
