//! What is told about Jenkinsfiles, and the page of each rule.
use diag::{Code, Rule};

pub(super) const SYNTAX: Code = Code("jenkins-syntax");
pub(super) const SCRIPTED: Code = Code("jenkins-scripted");
pub(super) const SECTION: Code = Code("jenkins-section");
pub(super) const AGENT: Code = Code("jenkins-agent");
pub(super) const ENVIRONMENT: Code = Code("jenkins-environment");
pub(super) const STAGE: Code = Code("jenkins-stage");
pub(super) const STEP: Code = Code("jenkins-step");
pub(super) const ARGUMENT: Code = Code("jenkins-argument");
pub(super) const OPTION: Code = Code("jenkins-option");
pub(super) const WHEN: Code = Code("jenkins-when");
pub(super) const POST: Code = Code("jenkins-post");
pub(super) const MATRIX: Code = Code("jenkins-matrix");
pub(super) const INPUT: Code = Code("jenkins-input");
pub(super) const LIBRARY: Code = Code("jenkins-library");
pub(super) const PLUGIN: Code = Code("jenkins-plugin");
pub(super) const SANDBOX: Code = Code("jenkins-sandbox");
pub(super) const STASH: Code = Code("jenkins-stash");
pub(super) const SECRET: Code = Code("jenkins-interpolated-secret");
pub(super) const MODEL: Code = Code("jenkins-model");

const fn rule(code: Code, summary: &'static str, page: &'static str) -> Rule {
    Rule { code, summary, page }
}

/// The rules of this reader.
pub(super) const RULES: &[Rule] = &[
    rule(
        SYNTAX,
        "A Jenkinsfile is no Groovy",
        "Jenkins compiles the whole file before it looks at the pipeline in it; one wrong sign and nothing runs.\n\n\
         Wrong:\n\n    sh 'grep \"\\.\" file'\n\nRight:\n\n    sh 'grep \"\\\\.\" file'\n",
    ),
    rule(
        SCRIPTED,
        "A scripted pipeline cannot be run here",
        "A scripted pipeline is a program that asks Jenkins for machines while it runs; only Jenkins can do that. Its \
         syntax is checked. What stands inside `pipeline { }` is read and run.\n\n\
         Wrong:\n\n    node { sh 'make' }\n\nRight:\n\n    pipeline {\n        agent any\n        stages {\n            \
         stage('Build') { steps { sh 'make' } }\n        }\n    }\n",
    ),
    rule(
        SECTION,
        "A section is unknown, missing, empty or there twice",
        "A pipeline has `agent` and `stages`, and may have `environment`, `libraries`, `options`, `parameters`, `post`, \
         `tools` and `triggers`, each once and each with something in it.\n\n\
         Wrong:\n\n    pipeline { stages { } }\n\nRight:\n\n    pipeline {\n        agent any\n        stages {\n            \
         stage('Build') { steps { sh 'make' } }\n        }\n    }\n",
    ),
    rule(
        AGENT,
        "An agent is none that there is",
        "`agent any`, `agent none`, or a block with one of `label`, `node`, `docker`, `dockerfile` and `kubernetes`.\n\n\
         Wrong:\n\n    agent { image 'node:18' }\n\nRight:\n\n    agent { docker { image 'node:18' } }\n",
    ),
    rule(
        ENVIRONMENT,
        "A variable is not written as one",
        "Each line is a name, `=`, and a text or a call such as `credentials('id')`; texts may be joined by `+`.\n\n\
         Wrong:\n\n    environment { VERSION = params.VERSION }\n\nRight:\n\n    environment { VERSION = \"${params.VERSION}\" }\n",
    ),
    rule(
        STAGE,
        "A stage has no name, no work, or more than one kind of it",
        "A stage has exactly one of `steps`, `stages`, `parallel` and `matrix`; the last two do not stand inside each \
         other. Names are texts, and differ among neighbours.\n\n\
         Wrong:\n\n    stage('Test') { }\n\nRight:\n\n    stage('Test') { steps { sh 'make test' } }\n",
    ),
    rule(
        STEP,
        "Something under `steps` is no step",
        "Steps are calls. What else Groovy has (variables, conditions, loops, methods of objects) stands in a `script` \
         block.\n\nWrong:\n\n    steps { if (env.CI) { sh 'make' } }\n\nRight:\n\n    steps { script { if (env.CI) { sh 'make' } } }\n",
    ),
    rule(
        ARGUMENT,
        "An argument is unknown, missing, or of the wrong kind",
        "Arguments are all named, or there is one without a name.\n\n\
         Wrong:\n\n    timeout(tim: 5) { sh 'make' }\n\nRight:\n\n    timeout(time: 5) { sh 'make' }\n",
    ),
    rule(
        OPTION,
        "An option, a parameter, a trigger or a tool stands where it cannot",
        "Each is a call with arguments, without a block and only once; some options are for whole pipelines only.\n\n\
         Wrong:\n\n    options { echo 'hello' }\n\nRight:\n\n    options { timeout(time: 1, unit: 'HOURS') }\n",
    ),
    rule(
        WHEN,
        "A condition of `when` is none",
        "Conditions are `branch`, `buildingTag`, `changelog`, `changeset`, `changeRequest`, `environment`, `equals`, \
         `expression`, `tag` and `triggeredBy`, inside `not`, `allOf` and `anyOf` if you like.\n\n\
         Wrong:\n\n    when { params.DEPLOY }\n\nRight:\n\n    when { expression { params.DEPLOY } }\n",
    ),
    rule(
        POST,
        "A condition of `post` is none",
        "They are `always`, `changed`, `fixed`, `regression`, `aborted`, `failure`, `success`, `unstable`, \
         `unsuccessful`, `notBuilt` and `cleanup`, each once with a block of steps.\n\n\
         Wrong:\n\n    post { finally { deleteDir() } }\n\nRight:\n\n    post { cleanup { deleteDir() } }\n",
    ),
    rule(
        MATRIX,
        "A matrix is not complete",
        "A matrix has `axes`, each with a `name` and `values`, and `stages`; `excludes` name axes too. Names and values \
         are written out.\n\nRight:\n\n    matrix {\n        axes { axis { name 'OS'; values 'linux', 'mac' } }\n        \
         stages { stage('Build') { steps { sh 'make' } } }\n    }\n",
    ),
    rule(
        INPUT,
        "An input has no message, or a field that there is not",
        "Fields are `message`, `id`, `ok`, `submitter`, `submitterParameter` and `parameters`.\n\n\
         Right:\n\n    input { message 'Deploy?' }\n",
    ),
    rule(
        LIBRARY,
        "A shared library is not at hand",
        "Shared libraries are fetched by a Jenkins server that knows them by name. A run here ends with an error where a \
         step comes from one.\n",
    ),
    rule(
        PLUGIN,
        "A name is only known to a plugin, if at all",
        "Steps, options, parameters and triggers may come from plugins that this program knows nothing of. Check the \
         spelling; when run here, it fails with its name.\n",
    ),
    rule(
        SANDBOX,
        "A script uses what Jenkins' sandbox forbids",
        "Scripts run in a sandbox, without access to the machine's classes such as `System`, `File` or `Jenkins`.\n\n\
         Wrong:\n\n    script { System.exit(1) }\n\nRight:\n\n    script { error 'stop' }\n",
    ),
    rule(
        STASH,
        "A stash is asked for that no stage makes",
        "`unstash` brings what `stash` has put away under the same name earlier in the run, and fails where there is \
         nothing.\n\n\
         Wrong:\n\n    stash name: 'binaries', includes: 'out/**'\n    ...\n    unstash 'binary'\n\n\
         Right:\n\n    stash name: 'binaries', includes: 'out/**'\n    ...\n    unstash 'binaries'\n",
    ),
    rule(
        SECRET,
        "A secret becomes a part of a command",
        "In double quotes Groovy fills in the secret before the shell starts, so it shows in the list of processes, and \
         signs in it may be read as commands. In single quotes the shell takes it from its own variables.\n\n\
         Wrong:\n\n    sh \"deploy --token ${TOKEN}\"\n\nRight:\n\n    sh 'deploy --token \"$TOKEN\"'\n",
    ),
    rule(
        MODEL,
        "A pipeline in JSON or YAML is not in the form that can be read",
        "The keys are the sections of a declarative pipeline; `stages` is a list. In YAML each stage begins with \
         `stage: NAME`, and steps are written as in a Jenkinsfile.\n\n\
         Right:\n\n    pipeline:\n      agent: any\n      stages:\n        - stage: Build\n          steps:\n            \
         - sh 'make'\n",
    ),
];
