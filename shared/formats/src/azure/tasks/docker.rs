//! `Docker`: <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/docker-v2>.

use super::command::{Command, is_pattern, path, quoted, script};
use super::inputs::Inputs;
use ir::{Action, Builtin, Shell, Step, Strictness, Template};

pub(super) fn docker(inputs: &Inputs<'_>) -> Result<Action, String> {
    const PUSH: &str = "it pushes to a registry that only the service knows";
    match inputs.option("command", "buildAndPush")?.as_str() {
        "build" => Ok(build(inputs)),
        "push" => Err(PUSH.to_owned()),
        "buildandpush" => {
            let push = Builtin::Fail { message: inputs.literal(&format!("the image is built, but {PUSH}")) };
            let push = Action::Builtin { builtin: push, reference: None, with: inputs.with.clone() };
            Ok(Action::Group(vec![Step::new(inputs.span, build(inputs)), Step::new(inputs.span, push)]))
        }
        "login" | "logout" => Err("it signs in to a registry that only the service knows".to_owned()),
        command => {
            let words = Command::new("docker").words(command).line(inputs.get("arguments").as_ref());
            Ok(match inputs.get("container") {
                Some(container) => words.value(&container),
                None => words,
            }
            .step(inputs, None))
        }
    }
}

fn build(inputs: &Inputs<'_>) -> Action {
    let mut options = Command::default();
    if let Some(repository) = inputs.get("repository") {
        for tag in inputs.lines("tags", "$(Build.BuildId)") {
            options = options.words("--tag").value(&inputs.template(&format!("{repository}:{tag}")));
        }
    }
    let context = inputs.get("buildContext").filter(|context| context.as_literal() != Some("**"));
    build_with(&inputs.or("Dockerfile", "**/Dockerfile"), &options, context, inputs)
}

/// Builds from the first Dockerfile that a pattern finds; its folder is the context, unless the author names another.
fn build_with(file: &Template, options: &Command, context: Option<Template>, inputs: &Inputs<'_>) -> Action {
    let file = path(file, inputs.span);
    let docker = Command::new("docker build --file \"$file\"").words(options.text());
    let docker = docker.line(inputs.get("arguments").as_ref());
    let docker = match &context {
        Some(context) => docker.value(context),
        None => docker.words("\"$folder\""),
    };
    let found = match is_pattern(&file) {
        true => format!("shopt -s globstar nullglob\nfiles=({file})\nfile=\"${{files[0]}}\""),
        false => format!("file={}", quoted(&file)),
    };
    let folder = "folder=\"${file%/*}\"\n[ \"$folder\" = \"$file\" ] && folder=.";
    let text = format!("{found}\n{folder}\n{}", docker.text());
    script(vec![inputs.template(&text)], Shell::Bash(Strictness::Lenient), None)
}

/// The first versions of `Docker`, whose commands have other names:
/// <https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/docker-v1>.
pub(super) fn old_docker(inputs: &Inputs<'_>) -> Result<Action, String> {
    let command = match inputs.get("command") {
        Some(_) => inputs.option("command", "")?,
        None => inputs.option("action", "Build an image")?,
    };
    let image = inputs.or("imageName", "$(Build.Repository.Name):$(Build.BuildId)");
    match command.as_str() {
        "build" | "build an image" => {
            let options = Command::new("--tag").value(&image);
            let arguments = inputs.lines("buildArguments", "");
            let options = arguments.iter().fold(options, |it, pair| it.words("--build-arg").value(pair));
            let context = inputs.get("buildContext").or_else(|| inputs.get("context"));
            Ok(build_with(&inputs.or("dockerFile", "**/Dockerfile"), &options, context, inputs))
        }
        "run a docker command" => {
            let words = inputs.get("customCommand").ok_or("it gets no `customCommand`")?;
            Ok(Command::new("docker").line(Some(&words)).step(inputs, None))
        }
        "login" | "logout" | "push" | "push an image" | "push images" => {
            Err("it needs a registry that only the service knows".to_owned())
        }
        other => Err(format!("its command `{other}` cannot be run here")),
    }
}
