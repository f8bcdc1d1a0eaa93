//! The rules that the reader's findings carry.

use diag::{Code, Rule};

/// A value that is not allowed where it stands.
pub const VALUE: Code = Code("gitlab-value");
/// A duration that cannot be read.
pub const DURATION: Code = Code("gitlab-duration");
/// Keys that do not go together, or one that lacks another.
pub const CONFLICT: Code = Code("gitlab-conflict");
/// A job without anything to do.
pub const NO_WORK: Code = Code("gitlab-job-without-work");
/// A job in a stage that is not listed.
pub const STAGE: Code = Code("gitlab-unknown-stage");
/// Something wrong with `extends`.
pub const EXTENDS: Code = Code("gitlab-extends");
/// A `!reference` that leads nowhere.
pub const REFERENCE: Code = Code("gitlab-reference");
/// An include that cannot be followed.
pub const INCLUDE: Code = Code("gitlab-include");
/// An input that is missing, unknown or of the wrong type.
pub const INPUT: Code = Code("gitlab-input");
/// A `$[[ ]]` block that cannot be filled in.
pub const INTERPOLATION: Code = Code("gitlab-interpolation");
/// Needs or dependencies that cannot be met.
pub const NEEDS: Code = Code("gitlab-needs");
/// A glob or regular expression that is none.
pub const PATTERN: Code = Code("gitlab-pattern");
/// Something that only a GitLab server has.
pub const ELSEWHERE: Code = Code("gitlab-server-only");
/// A file with nothing in it, or with something else.
pub const CONTENT: Code = Code("gitlab-content");

const fn rule(code: Code, summary: &'static str, page: &'static str) -> Rule {
    Rule { code, summary, page }
}

/// A page for each rule.
pub const RULES: &[Rule] = &[
    rule(
        VALUE,
        "A value that is not allowed where it stands",
        "Many keywords take one of a few words, a number within bounds, or a list that may not be empty. The message says \
         which.\n\nWrong:\n\n    deploy:\n      script: ./deploy\n      when: on_sucess\n\n\
         Right:\n\n    deploy:\n      script: ./deploy\n      when: on_success\n",
    ),
    rule(
        DURATION,
        "A duration that cannot be read",
        "Durations are numbers with units, in words or letters: `30 minutes`, `1h 30m`, `2 weeks and 3 days`.\n\n\
         Wrong:\n\n    timeout: soon\n\nRight:\n\n    timeout: 1h 30m\n",
    ),
    rule(
        CONFLICT,
        "Keys that do not go together, or one that lacks another",
        "Some keywords exclude each other (`rules` and `only`, `trigger` and `script`), some need another beside them \
         (`when: delayed` needs `start_in`).\n\nWrong:\n\n    job:\n      script: make\n      only: [main]\n      rules:\n        \
         - when: always\n\nRight:\n\n    job:\n      script: make\n      rules:\n        - if: $CI_COMMIT_BRANCH == \"main\"\n",
    ),
    rule(
        NO_WORK,
        "A job without anything to do",
        "A job has a `script`, a `run` or a `trigger`. A job that only holds keys for others to extend has a name that \
         begins with a dot.\n\nWrong:\n\n    build:\n      image: rust\n\nRight:\n\n    .build:\n      image: rust\n",
    ),
    rule(
        STAGE,
        "A job in a stage that is not listed",
        "Every `stage` must stand in `stages`, or be one of the default ones: `build`, `test`, `deploy`. `.pre` and `.post` \
         always exist.\n\nWrong:\n\n    stages: [build]\n    job:\n      stage: tset\n      script: make\n\n\
         Right:\n\n    stages: [build, test]\n    job:\n      stage: test\n      script: make\n",
    ),
    rule(
        EXTENDS,
        "Something wrong with `extends`",
        "`extends` names jobs (hidden ones as well) whose keys are merged under this job's. They must exist, may not lead \
         back to the job, and may be eleven deep.\n",
    ),
    rule(
        REFERENCE,
        "A `!reference` that leads nowhere",
        "`!reference [job, key]` stands for the value under that key. Every part of the path must exist, after includes \
         and `extends` are applied.\n\nWrong:\n\n    script:\n      - !reference [.setup, scripts]\n\n\
         Right:\n\n    script:\n      - !reference [.setup, script]\n",
    ),
    rule(
        INCLUDE,
        "An include that cannot be followed",
        "The file is not there, is not at hand on this machine, or includes itself. Files of other projects, templates, \
         components and URLs are read from a mirror folder.\n",
    ),
    rule(
        INPUT,
        "An input that is missing, unknown or of the wrong type",
        "A file with `spec:inputs` must get a value for each input without a default, of the type it names, and one of its \
         options if it lists them.\n",
    ),
    rule(
        INTERPOLATION,
        "A `$[[ ]]` block that cannot be filled in",
        "A block names an input that the file's own `spec:inputs` lists, followed by at most three functions: \
         `expand_vars`, `truncate(offset,length)`, `posix_escape`.\n\nWrong:\n\n    script: echo $[[ inputs.nmae ]]\n\n\
         Right:\n\n    script: echo $[[ inputs.name ]]\n",
    ),
    rule(
        NEEDS,
        "Needs or dependencies that cannot be met",
        "A job can wait only for jobs of its own stage or earlier ones, and not twice for the same; `dependencies` \
         name jobs of earlier stages.\n",
    ),
    rule(
        PATTERN,
        "A glob or regular expression that is none",
        "`coverage` and patterns for refs are regular expressions between slashes; paths are globs.\n\n\
         Wrong:\n\n    coverage: 'total (\\d+)%'\n\nRight:\n\n    coverage: '/total (\\d+)%/'\n",
    ),
    rule(
        ELSEWHERE,
        "Something that only a GitLab server has",
        "Artifacts of other projects and pipelines stand on a server and cannot be had on this machine.\n",
    ),
    rule(
        CONTENT,
        "A file with nothing in it, or with something else",
        "A pipeline file is a mapping of keywords and jobs.\n",
    ),
];
