//! The rules that the reader's findings carry.

use diag::{Code, Rule};
pub(super) use yaml::rules::EMPTY_VALUE as EMPTY;

/// An expression where none may stand.
pub(super) const EXPRESSION_HERE: Code = Code("expression-not-allowed");
/// A condition that does not do what it seems to.
pub(super) const CONDITION: Code = Code("text-around-condition");
/// An event that is asked for something it does not know.
pub(super) const EVENT: Code = Code("event");
/// An event that does not exist.
pub(super) const UNKNOWN_EVENT: Code = Code("unknown-event");
/// A pattern for branches, tags or paths that cannot match as meant.
pub(super) const GLOB: Code = Code("glob");
/// An input that contradicts itself.
pub(super) const INPUT: Code = Code("input");
/// A name that cannot be used as one, or is used twice.
pub(super) const ID: Code = Code("id");
/// A permission that does not exist.
pub(super) const PERMISSION: Code = Code("permission");
/// A machine that does not exist.
pub(super) const RUNNER: Code = Code("runner-label");
/// A shell that does not exist.
pub(super) const SHELL: Code = Code("shell");
/// An action that cannot be found, or is given what it does not know.
pub(super) const ACTION: Code = Code("action");
/// A workflow that cannot be called so.
pub(super) const CALL: Code = Code("workflow-call");
/// A matrix that contradicts itself.
pub(super) const MATRIX: Code = Code("matrix");
/// A variable whose name cannot be one.
pub(super) const ENV_NAME: Code = Code("env-name");
/// A workflow command that no longer works.
pub(super) const DEPRECATED: Code = Code("deprecated-command");
/// A background step that is not there.
pub(super) const BACKGROUND: Code = Code("background-step");
/// Where GitHub reports an expression that is wrong.
pub(super) const REFUSED: Code = Code("refused-value");
/// Keys that exclude one another.
pub(super) const CONFLICT: Code = Code("conflicting-keys");
/// A value that is not one of those allowed.
pub(super) const VALUE: Code = Code("invalid-value");
/// YAML that GitHub does not take.
pub(super) const YAML: Code = Code("yaml-unsupported");
/// Something that GitHub knows and we do not do.
pub(super) const UNSUPPORTED: Code = Code("unsupported");
/// Action metadata that cannot work.
pub(super) const METADATA: Code = Code("action-metadata");

const fn rule(code: Code, summary: &'static str, page: &'static str) -> Rule {
    Rule { code, summary, page }
}

/// A page for each rule.
pub(super) const RULES: &[Rule] = &[
    rule(
        EXPRESSION_HERE,
        "An expression stands where none can",
        "Names of workflows, events, jobs and steps, and what a step uses, are read before any expression can be \
         evaluated. Write the value itself.\n\n\
         Wrong:\n\n    steps:\n      - uses: actions/checkout@${{ matrix.version }}\n\n\
         Right:\n\n    steps:\n      - uses: actions/checkout@v4\n",
    ),
    rule(
        CONDITION,
        "Text stands around a condition",
        "Text around `${{ }}` turns a condition into a text that is not empty, which counts as true.\n\n\
         Wrong:\n\n    if: ${{ github.ref == 'refs/heads/main' }} && ${{ success() }}\n\n\
         Right:\n\n    if: github.ref == 'refs/heads/main' && success()\n",
    ),
    rule(
        UNKNOWN_EVENT,
        "An event does not exist",
        "GitHub refuses a workflow that names an event it does not know.\n\n\
         Wrong:\n\n    on: [pushes]\n\nRight:\n\n    on: [push]\n",
    ),
    rule(
        EVENT,
        "An event does not know a filter or an activity type",
        "Each event has its own activity types and filters. \
         See <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows>.\n\n\
         Wrong:\n\n    on:\n      release:\n        branches: [main]\n\n\
         Right:\n\n    on:\n      release:\n        types: [published]\n",
    ),
    rule(
        GLOB,
        "A filter's pattern cannot match as meant",
        "Patterns for branches, tags and paths know `*`, `**`, `?`, `+`, `[]` and a leading `!`; `?` and `+` repeat the \
         character before them. A name that git does not allow never matches.\n\n\
         Wrong:\n\n    branches: ['^release/.*']\n\nRight:\n\n    branches: ['release/**']\n",
    ),
    rule(
        INPUT,
        "An input contradicts itself",
        "A default must fit the input's type, options belong to the type `choice`, and a required input of a callable \
         workflow never uses its default.\n\n\
         Wrong:\n\n    verbose:\n      type: boolean\n      default: 'yes'\n\n\
         Right:\n\n    verbose:\n      type: boolean\n      default: true\n",
    ),
    rule(
        ID,
        "A job's or step's id cannot be used",
        "An id begins with a letter or `_`, goes on with letters, digits, `_` and `-`, is shorter than 100 characters, \
         does not begin with `__`, and is unique whatever its case.\n\n\
         Wrong:\n\n    jobs:\n      2nd.job:\n\nRight:\n\n    jobs:\n      second-job:\n",
    ),
    rule(
        PERMISSION,
        "A permission does not exist",
        "A scope takes `read`, `write` or `none` (a few take less); all scopes at once take `read-all`, `write-all` or \
         `{}`.\n\n\
         Wrong:\n\n    permissions: write\n\nRight:\n\n    permissions:\n      contents: write\n",
    ),
    rule(
        RUNNER,
        "No such machine is offered",
        "The label names no machine that GitHub offers, so the job waits for a self-hosted runner of that label. Labels \
         in one list must all fit one machine.\n\n\
         Wrong:\n\n    runs-on: ubuntu-16.04\n\nRight:\n\n    runs-on: ubuntu-latest\n",
    ),
    rule(
        SHELL,
        "A shell does not exist on that machine",
        "Known everywhere are `bash`, `pwsh`, `python` and `sh` (the last not on Windows); `cmd` and `powershell` only \
         on Windows. A command of your own must contain `{0}`.\n\n\
         Wrong:\n\n    shell: zsh\n\nRight:\n\n    shell: zsh -e {0}\n",
    ),
    rule(
        ACTION,
        "A step uses an action in a way that cannot work",
        "An action is `owner/repo@ref`, `owner/repo/path@ref`, `./path` or `docker://image`. Its metadata says which \
         inputs it takes and which it needs.\n\n\
         Wrong:\n\n    uses: actions/checkout\n\nRight:\n\n    uses: actions/checkout@v4\n",
    ),
    rule(
        CALL,
        "A reusable workflow is called in a way that cannot work",
        "A workflow is called as `./.github/workflows/file.yml` or `owner/repo/.github/workflows/file.yml@ref`; it must \
         have the trigger `workflow_call`, and gets the inputs and secrets that it declares.\n\n\
         Wrong:\n\n    uses: owner/repo/.github/workflows/build.yml\n\n\
         Right:\n\n    uses: owner/repo/.github/workflows/build.yml@v1\n",
    ),
    rule(
        MATRIX,
        "A matrix contradicts itself",
        "Each variable has at least one value and each value stands once; `exclude` names variables and values that \
         there are.\n\n\
         Wrong:\n\n    matrix:\n      node: [20, 22]\n      exclude:\n        - node: 18\n\n\
         Right:\n\n    matrix:\n      node: [20, 22]\n",
    ),
    rule(
        ENV_NAME,
        "A variable's name cannot be used",
        "Names of environment variables hold no `&`, `=` and no blanks.\n\n\
         Wrong:\n\n    env:\n      FOO=BAR: foo\n\nRight:\n\n    env:\n      FOO: foo\n",
    ),
    rule(
        DEPRECATED,
        "A workflow command no longer works",
        "The commands `set-output`, `save-state`, `set-env` and `add-path` in a step's output were replaced by files.\n\n\
         Wrong:\n\n    run: echo \"::set-output name=a::b\"\n\n\
         Right:\n\n    run: echo \"a=b\" >> \"$GITHUB_OUTPUT\"\n",
    ),
    rule(
        BACKGROUND,
        "A step waits for something that does not run in the background",
        "`wait` and `cancel` name earlier steps of the job that have an `id` and `background: true`.\n\n\
         Wrong:\n\n    steps:\n      - wait: server\n\n\
         Right:\n\n    steps:\n      - id: server\n        run: ./serve\n        background: true\n      - wait: server\n",
    ),
    rule(
        REFUSED,
        "GitHub reports a wrong expression at its value",
        "An error inside an expression is shown where it is. GitHub shows the beginning of the value that the \
         expression stands in; this note helps to find the one from the other.\n",
    ),
    rule(
        CONFLICT,
        "Keys exclude one another",
        "Of such keys only one may be given: a step runs a script or uses an action, a filter includes or ignores.\n\n\
         Wrong:\n\n    push:\n      branches: [main]\n      branches-ignore: [tmp]\n\n\
         Right:\n\n    push:\n      branches: [main, '!tmp']\n",
    ),
    rule(
        VALUE,
        "A value is not one of those allowed",
        "The message names the values that are.\n\n\
         Wrong:\n\n    concurrency:\n      group: a\n      queue: all\n\n\
         Right:\n\n    concurrency:\n      group: a\n      queue: max\n",
    ),
    rule(
        YAML,
        "YAML that GitHub does not take",
        "GitHub reads anchors and aliases, but no merge keys (`<<`), and of the tags only those of the core schema, \
         with values that fit them.\n\n\
         Wrong:\n\n    env:\n      <<: *defaults\n\nRight:\n\n    env: *defaults\n",
    ),
    rule(
        UNSUPPORTED,
        "Something is not supported here",
        "GitHub knows it, and a run here goes on without it. The message says what is left out.\n",
    ),
    rule(
        METADATA,
        "An action's metadata cannot work",
        "See <https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax>.\n\n\
         Wrong:\n\n    runs:\n      using: node12\n      main: index.js\n\n\
         Right:\n\n    runs:\n      using: node24\n      main: index.js\n",
    ),
];
