//! Tasks that call the build tools of an ecosystem.

use super::command::{Command, path};
use super::inputs::Inputs;
use super::reports::with_tests;
use ir::{Action, Template};

/// `Npm`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/npm-v1>.
pub(super) fn npm(inputs: &Inputs<'_>) -> Result<Action, String> {
    let directory = inputs.get("workingDir");
    if inputs.flag("verbose", false) {
        return npm_command(inputs, "npm --loglevel verbose").map(|npm| npm.step(inputs, directory));
    }
    npm_command(inputs, "npm").map(|npm| npm.step(inputs, directory))
}

fn npm_command(inputs: &Inputs<'_>, npm: &str) -> Result<Command, String> {
    if inputs.get("customFeed").is_some() || inputs.get("customEndpoint").is_some() {
        return Err("it signs in to a registry that only the service knows".to_owned());
    }
    let npm = Command::new(npm);
    match inputs.option("command", "install")?.as_str() {
        "custom" => Ok(npm.line(Some(&inputs.get("customCommand").ok_or("it gets no `customCommand`")?))),
        "publish" => Err("it publishes to a registry that only the service knows".to_owned()),
        command @ ("install" | "ci") => Ok(npm.words(command)),
        other => Err(format!("`{other}` is not one of its commands")),
    }
}

/// The first version of `Npm`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/npm-v0>.
pub(super) fn old_npm(inputs: &Inputs<'_>) -> Result<Action, String> {
    let npm = Command::new("npm").line(Some(&inputs.or("command", "install")));
    Ok(npm.line(inputs.get("arguments").as_ref()).step(inputs, inputs.get("cwd")))
}

/// `Maven`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/maven-v4>.
pub(super) fn maven(inputs: &Inputs<'_>) -> Result<Action, String> {
    let program = match inputs.option("mavenVersionOption", "Default")?.as_str() {
        "path" => {
            let folder = inputs.get("mavenDirectory").ok_or("it gets no `mavenDirectory`")?;
            inputs.template(&format!("{folder}/bin/mvn"))
        }
        _ => inputs.literal("mvn"),
    };
    let pom = path(&inputs.or("mavenPomFile", "pom.xml"), inputs.span);
    let command = java(Command::default(), inputs)?
        .option("export", inputs.get("mavenOptions").map(|it| exported("MAVEN_OPTS", &it, inputs)).as_ref());
    let command = next_line(command).value(&program).words("-f").value(&pom);
    let command = command.line(inputs.get("options").as_ref()).line(Some(&inputs.or("goals", "package")));
    tested(command.step(inputs, None), "**/surefire-reports/TEST-*.xml", inputs)
}

/// `Gradle`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/gradle-v3>.
pub(super) fn gradle(inputs: &Inputs<'_>) -> Result<Action, String> {
    let wrapper = path(&inputs.or("gradleWrapperFile", "gradlew"), inputs.span);
    let directory = inputs.get("workingDirectory");
    // The wrapper is named from the repository's root, wherever the build runs.
    let wrapper = match wrapper.as_literal() {
        Some(file) if file.starts_with('/') => wrapper,
        Some(file) if directory.is_some() => {
            inputs.template(&format!("$(System.DefaultWorkingDirectory)/{file}"))
        }
        Some(file) if !file.contains('/') => inputs.template(&format!("./{file}")),
        _ => wrapper,
    };
    let command = java(Command::default(), inputs)?.option(
        "export",
        inputs.get("gradleOptions").map(|it| exported("GRADLE_OPTS", &it, inputs)).as_ref(),
    );
    let command = next_line(command).words("chmod +x").value(&wrapper);
    let command = next_line(command).value(&wrapper).line(inputs.get("options").as_ref());
    let command = command.line(Some(&inputs.or("tasks", "build")));
    tested(command.step(inputs, directory), "**/TEST-*.xml", inputs)
}

/// `Ant`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/ant-v1>.
pub(super) fn ant(inputs: &Inputs<'_>) -> Result<Action, String> {
    let file = path(&inputs.or("buildFile", "build.xml"), inputs.span);
    let command = next_line(java(Command::default(), inputs)?).words("ant -buildfile").value(&file);
    let command = command.line(inputs.get("options").as_ref()).line(inputs.get("targets").as_ref());
    tested(command.step(inputs, None), "**/TEST-*.xml", inputs)
}

/// `Go`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/go-v0>.
pub(super) fn go(inputs: &Inputs<'_>) -> Result<Action, String> {
    let command = match inputs.option("command", "get")?.as_str() {
        "custom" => inputs.get("customCommand").ok_or("it gets no `customCommand`")?,
        command => inputs.literal(command),
    };
    let go = Command::new("go").line(Some(&command)).line(inputs.get("arguments").as_ref());
    Ok(go.step(inputs, inputs.get("workingDirectory")))
}

/// `CMake`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/cmake-v1>.
pub(super) fn cmake(inputs: &Inputs<'_>) -> Result<Action, String> {
    let folder = inputs.or("workingDirectory", "build");
    let command = Command::new("mkdir -p").value(&folder);
    let command = next_line(command).words("cd").value(&folder);
    Ok(next_line(command).words("cmake").line(inputs.get("cmakeArgs").as_ref()).step(inputs, None))
}

/// A build whose test results are told, unless its author does not want that.
fn tested(build: Action, usual: &str, inputs: &Inputs<'_>) -> Result<Action, String> {
    if !inputs.flag("publishJUnitResults", true) {
        return Ok(build);
    }
    let files = inputs.or("testResultsFiles", usual);
    Ok(with_tests(build, files.text().as_str(), inputs))
}

/// Says where Java is, if the author does.
fn java(command: Command, inputs: &Inputs<'_>) -> Result<Command, String> {
    Ok(match inputs.option("javaHomeOption", "JDKVersion")?.as_str() {
        "path" => {
            let folder = inputs.get("jdkDirectory").ok_or("it gets no `jdkDirectory`")?;
            next_line(command.words("export").value(&exported("JAVA_HOME", &folder, inputs)))
        }
        _ => command,
    })
}

fn exported(name: &str, value: &Template, inputs: &Inputs<'_>) -> Template {
    inputs.template(&format!("{name}={value}"))
}

/// What comes next is a command of its own.
fn next_line(command: Command) -> Command {
    match command.text() {
        "" => command,
        text if text.ends_with('\n') => command,
        text => Command::new(&format!("{text}\n")),
    }
}
