//! Names that Jenkins knows without plugins, or with those that nearly every server has.

/// What a value must be.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Int,
    Bool,
    Any,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A regular expression.
    Pattern,
}

/// A parameter of a step or symbol.
#[derive(Clone, Copy)]
pub(super) struct Param {
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
}

/// What a step or symbol takes.
pub(super) struct Shape {
    pub name: &'static str,
    pub params: &'static [Param],
    /// Whether it runs the steps of a block.
    pub block: bool,
}

const fn need(name: &'static str, kind: Kind) -> Param {
    Param { name, kind, required: true }
}

const fn may(name: &'static str, kind: Kind) -> Param {
    Param { name, kind, required: false }
}

const fn step(name: &'static str, params: &'static [Param]) -> Shape {
    Shape { name, params, block: false }
}

const fn wrapper(name: &'static str, params: &'static [Param]) -> Shape {
    Shape { name, params, block: true }
}

use Kind::{Any, Bool, Int, Pattern, Text, Word};

const UNITS: Kind =
    Word(&["NANOSECONDS", "MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS"]);
const RESULTS: Kind = Word(&["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"]);

const SHELL: &[Param] = &[
    need("script", Text),
    may("encoding", Text),
    may("label", Text),
    may("returnStatus", Bool),
    may("returnStdout", Bool),
];

/// Steps (<https://www.jenkins.io/doc/pipeline/steps/>).
pub(super) const STEPS: &[Shape] = &[
    step("sh", SHELL),
    step("bat", SHELL),
    step("powershell", SHELL),
    step("pwsh", SHELL),
    step("echo", &[need("message", Text)]),
    step("error", &[need("message", Text)]),
    step("unstable", &[need("message", Text)]),
    step("sleep", &[need("time", Int), may("unit", UNITS)]),
    step("deleteDir", &[]),
    step("pwd", &[may("tmp", Bool)]),
    step("isUnix", &[]),
    step("fileExists", &[need("file", Text)]),
    step("readFile", &[need("file", Text), may("encoding", Text)]),
    step("writeFile", &[need("file", Text), need("text", Text), may("encoding", Text)]),
    step(
        "stash",
        &[
            need("name", Text),
            may("allowEmpty", Bool),
            may("excludes", Text),
            may("includes", Text),
            may("useDefaultExcludes", Bool),
        ],
    ),
    step("unstash", &[need("name", Text)]),
    step(
        "archiveArtifacts",
        &[
            need("artifacts", Text),
            may("allowEmptyArchive", Bool),
            may("caseSensitive", Bool),
            may("defaultExcludes", Bool),
            may("excludes", Text),
            may("fingerprint", Bool),
            may("followSymlinks", Bool),
            may("onlyIfSuccessful", Bool),
        ],
    ),
    step("archive", &[need("includes", Any), may("excludes", Any)]),
    step(
        "input",
        &[
            need("message", Text),
            may("cancel", Text),
            may("id", Text),
            may("ok", Text),
            may("parameters", Any),
            may("submitter", Text),
            may("submitterParameter", Text),
        ],
    ),
    step(
        "git",
        &[
            need("url", Text),
            may("branch", Text),
            may("changelog", Bool),
            may("credentialsId", Text),
            may("poll", Bool),
        ],
    ),
    step("tool", &[need("name", Text), may("type", Text)]),
    step("unarchive", &[may("mapping", Any)]),
    wrapper("timeout", &[need("time", Int), may("activity", Bool), may("unit", UNITS)]),
    wrapper("retry", &[need("count", Int), may("conditions", Any)]),
    wrapper("dir", &[need("path", Text)]),
    wrapper("ws", &[need("dir", Text)]),
    wrapper("node", &[may("label", Text)]),
    wrapper("withEnv", &[need("overrides", Any)]),
    wrapper("withCredentials", &[need("bindings", Any)]),
    wrapper(
        "catchError",
        &[
            may("buildResult", RESULTS),
            may("catchInterruptions", Bool),
            may("message", Text),
            may("stageResult", RESULTS),
        ],
    ),
    wrapper("warnError", &[need("message", Text), may("catchInterruptions", Bool)]),
    wrapper("waitUntil", &[may("initialRecurrencePeriod", Int), may("quiet", Bool)]),
    wrapper("timestamps", &[]),
];

/// Steps that may stand under `options` too, around a whole stage.
pub(super) const WRAPPERS: &[&str] = &[
    "timeout",
    "retry",
    "timestamps",
    "withCredentials",
    "withEnv",
    "catchError",
    "warnError",
    "ws",
    "dir",
    "lock",
    "ansiColor",
    "withAnt",
    "withMaven",
    "withSonarQubeEnv",
    "throttle",
    "container",
    "podTemplate",
    "wrap",
];

/// Options of a whole pipeline only, that come with Jenkins and its pipelines
/// (<https://www.jenkins.io/doc/book/pipeline/syntax/#options>).
pub(super) const PIPELINE_OPTIONS: &[Shape] = &[
    step("buildDiscarder", &[need("strategy", Any)]),
    step("checkoutToSubdirectory", &[need("subdirectory", Text)]),
    step("disableConcurrentBuilds", &[may("abortPrevious", Bool)]),
    step("disableRestartFromStage", &[]),
    step("disableResume", &[may("disableResume", Bool)]),
    step("durabilityHint", &[need("hint", Text)]),
    step("newContainerPerStage", &[may("newContainerPerStage", Bool)]),
    step("overrideIndexTriggers", &[need("enableTriggers", Bool)]),
    step("parallelsAlwaysFailFast", &[may("parallelsAlwaysFailFast", Bool)]),
    step("preserveStashes", &[may("buildCount", Int)]),
    step("quietPeriod", &[need("quietPeriod", Int)]),
    step("skipStagesAfterUnstable", &[may("skipStagesAfterUnstable", Bool)]),
];

/// Calls in the arguments of options and parameters.
pub(super) const INNER: &[Shape] = &[step(
    "logRotator",
    &[
        may("daysToKeepStr", Text),
        may("numToKeepStr", Text),
        may("artifactDaysToKeepStr", Text),
        may("artifactNumToKeepStr", Text),
        may("removeLastBuild", Bool),
    ],
)];

/// Options of a whole pipeline that plugins bring.
pub(super) const PLUGIN_OPTIONS: &[&str] = &[
    "copyArtifactPermission",
    "rateLimitBuilds",
    "gitLabConnection",
    "gitlabBuilds",
    "githubProjectProperty",
    "office365ConnectorWebhooks",
    "buildBlocker",
    "authorizationMatrix",
    "throttleJobProperty",
    "datadog",
    "forceCIBuild",
];

/// Options of stages and pipelines.
pub(super) const STAGE_OPTIONS: &[&str] = &["skipDefaultCheckout", "gitlabCommitStatus"];

const NAMED: &[Param] =
    &[need("name", Text), may("defaultValue", Any), may("description", Text), may("trim", Bool)];

/// Parameters (<https://www.jenkins.io/doc/book/pipeline/syntax/#parameters>).
pub(super) const PARAMETERS: &[Shape] = &[
    step("string", NAMED),
    step("text", NAMED),
    step("booleanParam", NAMED),
    step("boolean", NAMED),
    step("choice", &[need("name", Text), need("choices", Any), may("description", Text)]),
    step(
        "password",
        &[
            need("name", Text),
            may("defaultValue", Any),
            may("defaultValueAsSecret", Any),
            may("description", Text),
        ],
    ),
    step("file", &[need("name", Text), may("description", Text)]),
    step(
        "credentials",
        &[
            need("name", Text),
            may("credentialType", Text),
            may("defaultValue", Any),
            may("description", Text),
            may("required", Bool),
        ],
    ),
    step(
        "run",
        &[need("name", Text), need("projectName", Text), may("description", Text), may("filter", Any)],
    ),
];

/// Triggers (<https://www.jenkins.io/doc/book/pipeline/syntax/#triggers>).
pub(super) const TRIGGERS: &[Shape] = &[
    step("cron", &[need("spec", Text)]),
    step("pollSCM", &[need("scmpoll_spec", Text), may("ignorePostCommitHooks", Bool)]),
    step("upstream", &[need("upstreamProjects", Text), may("threshold", Any)]),
];

/// Conditions of `when` (<https://www.jenkins.io/doc/book/pipeline/syntax/#when>).
pub(super) const CONDITIONS: &[Shape] = &[
    step("branch", &[need("pattern", Text), may("comparator", Text)]),
    step("tag", &[may("pattern", Text), may("comparator", Text)]),
    step("buildingTag", &[]),
    step("changelog", &[need("pattern", Pattern)]),
    step(
        "changeset",
        &[may("pattern", Text), may("glob", Text), may("caseSensitive", Bool), may("comparator", Text)],
    ),
    step(
        "changeRequest",
        &[
            may("id", Text),
            may("target", Text),
            may("branch", Text),
            may("fork", Text),
            may("url", Text),
            may("title", Text),
            may("author", Text),
            may("authorDisplayName", Text),
            may("authorEmail", Text),
            may("comparator", Text),
        ],
    ),
    step("environment", &[need("name", Text), need("value", Text), may("ignoreCase", Bool)]),
    step("equals", &[need("expected", Any), need("actual", Any)]),
    step("triggeredBy", &[need("cause", Any), may("detail", Any)]),
    step("isRestartedRun", &[]),
    wrapper("expression", &[]),
    wrapper("not", &[]),
    wrapper("allOf", &[]),
    wrapper("anyOf", &[]),
];

/// What each kind of agent can be told.
pub(super) const AGENTS: &[(&str, &[&str])] = &[
    ("any", &[]),
    ("none", &[]),
    ("label", &["label", "retries", "customWorkspace"]),
    ("node", &["label", "customWorkspace", "retries"]),
    (
        "docker",
        &[
            "image",
            "label",
            "args",
            "alwaysPull",
            "customWorkspace",
            "registryUrl",
            "registryCredentialsId",
            "reuseNode",
            "containerPerStageRoot",
            "retries",
        ],
    ),
    (
        "dockerfile",
        &[
            "filename",
            "dir",
            "label",
            "args",
            "additionalBuildArgs",
            "customWorkspace",
            "registryUrl",
            "registryCredentialsId",
            "reuseNode",
            "containerPerStageRoot",
            "alwaysPull",
            "retries",
        ],
    ),
];

/// Kinds of tools that come with Jenkins or its usual plugins.
pub(super) const TOOLS: &[&str] = &[
    "ant",
    "maven",
    "jdk",
    "gradle",
    "git",
    "jgit",
    "jgitapache",
    "nodejs",
    "go",
    "groovy",
    "dockerTool",
    "msbuild",
    "python",
    "sbt",
    "terraform",
    "hudson.plugins.sonar.SonarRunnerInstallation",
    "allure",
    "golang",
    "dotnetsdk",
];

/// Conditions of `post`, in the order in which Jenkins asks them.
pub(in crate::jenkins) const ENDS: &[&str] = &[
    "always",
    "changed",
    "fixed",
    "regression",
    "aborted",
    "success",
    "unstable",
    "failure",
    "unsuccessful",
    "notBuilt",
    "cleanup",
];

/// Sections of a pipeline.
pub(super) const PIPELINE_SECTIONS: &[&str] =
    &["agent", "environment", "libraries", "options", "parameters", "post", "stages", "tools", "triggers"];

/// Sections of a stage.
pub(super) const STAGE_SECTIONS: &[&str] = &[
    "agent",
    "environment",
    "failFast",
    "input",
    "matrix",
    "options",
    "parallel",
    "post",
    "stages",
    "steps",
    "tools",
    "when",
];

/// Sections of a matrix.
pub(super) const MATRIX_SECTIONS: &[&str] =
    &["agent", "axes", "environment", "excludes", "input", "options", "post", "stages", "tools", "when"];

/// Fields of `input`.
pub(super) const INPUT_FIELDS: &[&str] =
    &["message", "id", "ok", "cancel", "submitter", "submitterParameter", "parameters"];
