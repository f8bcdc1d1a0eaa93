//! The rules that findings of this reader carry.

use super::tasks::rules::RULES as TASKS;
use diag::{Code, Rule};

/// A template that cannot be had, or does not fit where it is included.
pub(super) const TEMPLATE: Code = Code("azure-template");
/// A parameter that is not there, lacks a value, or has a wrong one.
pub(super) const PARAMETER: Code = Code("azure-parameter");
/// An `if`, `each` or `insert` in a wrong place.
pub(super) const DIRECTIVE: Code = Code("azure-directive");
/// A template expression without a value.
pub(super) const EXPRESSION: Code = Code("azure-expression");
/// More than templates may make.
pub(super) const LIMIT: Code = Code("azure-limit");
/// A name that no stage, job or step can have.
pub(super) const NAME: Code = Code("azure-name");
/// A value that is not possible where it stands.
pub(super) const VALUE: Code = Code("azure-value");
/// A group of variables.
pub(super) const GROUP: Code = Code("azure-variable-group");
/// A step of no known kind.
pub(super) const STEP: Code = Code("azure-step");
/// A stage or job that begins with no key that makes it one.
pub(super) const SECTION: Code = Code("azure-section");
/// Nothing to do.
pub(super) const NO_WORK: Code = Code("azure-no-work");
/// Two stages or jobs of one name.
pub(super) const DUPLICATE: Code = Code("azure-duplicate-name");
/// A stage waits for one that is not there.
pub(super) const NEED: Code = Code("azure-unknown-stage");
/// Stages wait for one another.
pub(super) const RESOURCE: Code = Code("azure-unknown-resource");
/// Nothing else can have these.
pub(super) const IMAGE: Code = Code("azure-unknown-image");
pub(super) const CYCLE: Code = Code("azure-stage-cycle");

/// A job or stage asks about one that it does not wait for.
pub(super) const PAST: Code = Code("azure-dependency");

const fn rule(code: Code, summary: &'static str, page: &'static str) -> Rule {
    Rule { code, summary, page }
}

/// A page for each rule, those about tasks too.
pub(super) const RULES: &[Rule] = &joined();

/// The reader's own rules and those about tasks, in one list.
const fn joined() -> [Rule; OWN.len() + TASKS.len()] {
    let mut all = [OWN[0]; OWN.len() + TASKS.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] = if at < OWN.len() { OWN[at] } else { TASKS[at - OWN.len()] };
        at += 1;
    }
    all
}

const OWN: &[Rule] = &[
    rule(
        TEMPLATE,
        "A template cannot be had, or does not fit where it is included",
        "A path is seen from the file that names it, or from the repository's root if it begins with a slash; \
         `@name` means a repository that `resources` lists. A template for steps holds `steps`, one for jobs `jobs`.\n\n\
         Wrong:\n\n    steps:\n    - template: jobs/build.yml\n\nRight:\n\n    jobs:\n    - template: jobs/build.yml\n",
    ),
    rule(
        PARAMETER,
        "A parameter does not exist, lacks a value, or has a wrong one",
        "A template that lists its parameters takes just those. One without a default must be given, and `values` says \
         what it may be.\n\n\
         Wrong:\n\n    - template: build.yml\n      parameters:\n        confguration: Debug\n\n\
         Right:\n\n    - template: build.yml\n      parameters:\n        configuration: Debug\n",
    ),
    rule(
        DIRECTIVE,
        "An if, elseif, else, each or insert stands where it has no meaning",
        "Such a key ends with a colon and decides on what stands below it. `elseif` and `else` follow an `if` directly, \
         in the same sequence or mapping.\n\n\
         Wrong:\n\n    - ${{ else }}:\n      - script: make\n\n\
         Right:\n\n    - ${{ if eq(parameters.fast, true) }}:\n      - script: make fast\n    - ${{ else }}:\n      - script: make\n",
    ),
    rule(
        EXPRESSION,
        "A template expression has no value",
        "`${{ }}` is filled in before anything runs. It sees parameters, the variables written out above it, and the \
         variables of loops; nothing that a run finds out.\n\n\
         Wrong:\n\n    condition: ${{ eq(parametrs.deploy, true) }}\n\n\
         Right:\n\n    condition: ${{ eq(parameters.deploy, true) }}\n",
    ),
    rule(
        LIMIT,
        "Templates make more than they may",
        "Templates that include themselves without end, or loops in loops, would fill the memory. There is a limit on \
         how many files take part, how deep they include one another, and how much they make.\n",
    ),
    rule(
        NAME,
        "A name that no stage, job or step can have",
        "Expressions find stages, jobs and steps by their names, so these are made of letters, digits and `_`. What \
         people see is the `displayName`.\n\n\
         Wrong:\n\n    - job: build & test\n\nRight:\n\n    - job: build_test\n      displayName: Build & test\n",
    ),
    rule(
        VALUE,
        "A value that is not possible where it stands",
        "The key takes a truth, a number, or one of a few words; the finding says which.\n\n\
         Wrong:\n\n    continueOnError: perhaps\n\nRight:\n\n    continueOnError: true\n",
    ),
    rule(
        GROUP,
        "The variables of a group are not known here",
        "A group of variables is kept by the service, so its values cannot be looked up. A run goes on without them, \
         unless a file holds them: names and values, or what `az pipelines variable-group show` prints.\n\n    \
         rustci run --var-group NAME=FILE\n\nA file `.rustci/variables/NAME.yml` of the repository is found by \
         itself.\n\n    region: north\n    key: { value: s3cret, isSecret: true }\n",
    ),
    rule(
        STEP,
        "A step is of no known kind",
        "A step begins with what it does: a script, a task, a checkout, an artifact, a template.\n\n\
         Wrong:\n\n    - run: make\n\nRight:\n\n    - script: make\n",
    ),
    rule(
        SECTION,
        "An item is no stage or job, or steps stand where none are read",
        "Each item of `stages` begins with `stage` or `template`, each of `jobs` with `job`, `deployment` or `template`. \
         The steps of a deployment stand in the hooks of its strategy.\n\n\
         Wrong:\n\n    jobs:\n    - name: build\n\nRight:\n\n    jobs:\n    - job: build\n",
    ),
    rule(
        NO_WORK,
        "A pipeline, job or step does nothing, or says twice what it does",
        "A pipeline has `stages`, `jobs` or `steps`, one of them; a step says what it does.\n\n\
         Wrong:\n\n    steps:\n    - displayName: Build\n\nRight:\n\n    steps:\n    - script: make\n      displayName: Build\n",
    ),
    rule(
        DUPLICATE,
        "Two stages, or two jobs of a stage, have one name",
        "Others depend on them by name, in whatever case it is written.\n\n\
         Wrong:\n\n    - job: test\n    - job: Test\n\nRight:\n\n    - job: unit\n    - job: integration\n",
    ),
    rule(
        NEED,
        "A stage depends on one that does not exist",
        "`dependsOn` names other stages of the pipeline.\n\n\
         Wrong:\n\n    - stage: deploy\n      dependsOn: biuld\n\nRight:\n\n    - stage: deploy\n      dependsOn: build\n",
    ),
    rule(
        PAST,
        "A job or stage asks about one that it does not depend on",
        "`dependencies` holds only what `dependsOn` names, and `stageDependencies` only stages of the pipeline; anything \
         else is empty in every run.\n\n\
         Wrong:\n\n    - job: b\n      condition: eq(dependencies.a.outputs['x.y'], '1')\n\n\
         Right:\n\n    - job: b\n      dependsOn: a\n      condition: eq(dependencies.a.outputs['x.y'], '1')\n",
    ),
    rule(
        RESOURCE,
        "A step names a repository or pipeline that the resources do not list",
        "`checkout` and `download` know other repositories and pipelines by the names that `resources` gives them.\n\n\
         Wrong:\n\n    steps:\n    - checkout: tools\n\n\
         Right:\n\n    resources:\n      repositories:\n      - repository: tools\n        type: git\n        \
         name: Project/tools\n    steps:\n    - checkout: tools\n",
    ),
    rule(
        IMAGE,
        "The service has no machine with this image",
        "`vmImage` names one of the images that the service keeps; old ones are taken away. A job that asks for any other \
         never begins.\n\n\
         Wrong:\n\n    pool:\n      vmImage: ubuntu-16.04\n\nRight:\n\n    pool:\n      vmImage: ubuntu-latest\n",
    ),
    rule(
        CYCLE,
        "Stages depend on one another, so that none of them can begin",
        "At the end of every chain stands a stage that depends on nothing: `dependsOn: []`.\n",
    ),
];
