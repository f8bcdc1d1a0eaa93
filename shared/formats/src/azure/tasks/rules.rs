//! The rules that findings about tasks carry.

use diag::{Code, Rule};

/// A task without a name or a version.
pub(crate) const REFERENCE: Code = Code("task-reference");
/// A task that does not come with the service.
pub(crate) const UNKNOWN: Code = Code("task-unknown");
/// A version of a task that does not come with the service.
pub(crate) const VERSION: Code = Code("task-unknown-version");
/// An input that a task does not take.
pub(crate) const INPUT: Code = Code("task-unknown-input");
/// An input that a task cannot do without.
pub(crate) const MISSING: Code = Code("task-missing-input");
/// A value that an input does not take.
pub(crate) const VALUE: Code = Code("task-input-value");
/// A task whose authors ask to use another.
pub(crate) const DEPRECATED: Code = Code("task-deprecated");
/// A task that cannot be run here.
pub(crate) const UNSUPPORTED: Code = Code("task-unsupported");

/// A page for each rule.
pub(crate) const RULES: [Rule; 8] = [
    Rule {
        code: REFERENCE,
        summary: "A task is named without its version",
        page: "A step names a task and its major version, so that a newer one with other inputs does not change it.\n\n\
               Wrong:\n\n    - task: CopyFiles\n\nRight:\n\n    - task: CopyFiles@2\n",
    },
    Rule {
        code: UNKNOWN,
        summary: "A task does not come with the service",
        page: "The service refuses a pipeline whose task it does not know. One that an extension brings must be \
               installed in the organization.\n\n\
               Wrong:\n\n    - task: CopyFile@2\n\nRight:\n\n    - task: CopyFiles@2\n",
    },
    Rule {
        code: VERSION,
        summary: "A version of a task is not known",
        page: "The service refuses a pipeline that asks for a version of a task that does not exist.\n\n\
               Wrong:\n\n    - task: NodeTool@1\n\nRight:\n\n    - task: UseNode@1\n",
    },
    Rule {
        code: INPUT,
        summary: "A task gets an input that it does not take",
        page: "The value reaches nobody: the task goes on with its default.\n\n\
               Wrong:\n\n    - task: CopyFiles@2\n      inputs:\n        contents: '**'\n        target: out\n\n\
               Right:\n\n    - task: CopyFiles@2\n      inputs:\n        contents: '**'\n        targetFolder: out\n",
    },
    Rule {
        code: MISSING,
        summary: "A task does not get an input that it cannot do without",
        page: "The task fails when its step is reached. Some inputs are needed only beside a certain option.\n\n\
               Wrong:\n\n    - task: Npm@1\n      inputs:\n        command: custom\n\n\
               Right:\n\n    - task: Npm@1\n      inputs:\n        command: custom\n        customCommand: run build\n",
    },
    Rule {
        code: VALUE,
        summary: "An input of a task does not take a value",
        page: "The input takes one of a few words, or true and false. Anything else fails the task, or counts as false.\n\n\
               Wrong:\n\n    - task: Npm@1\n      inputs:\n        command: run\n\n\
               Right:\n\n    - task: Npm@1\n      inputs:\n        command: custom\n        customCommand: run build\n",
    },
    Rule {
        code: DEPRECATED,
        summary: "The authors of a task ask to use another",
        page: "The task, or this version of it, still runs, but will go.\n\n\
               Wrong:\n\n    - task: Gradle@2\n\nRight:\n\n    - task: Gradle@4\n",
    },
    Rule {
        code: UNSUPPORTED,
        summary: "A task cannot be run here",
        page: "The pipeline is checked and converted like any other. When a step with this task is reached in a run, it \
               fails and says so: what such a task does is only to be had from the service. Write the commands that it \
               stands for as a script, or give the step a condition that leaves it out.\n\n\
               Wrong:\n\n    - task: AzureCLI@2\n      inputs:\n        inlineScript: az group list\n\n\
               Right:\n\n    - script: az group list\n",
    },
];
