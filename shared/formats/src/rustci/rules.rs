use diag::{Code, Rule};

pub(super) const VERSION: Code = Code("rustci-version");
pub(super) const DURATION: Code = Code("rustci-duration");
pub(super) const VALUE: Code = Code("rustci-value");
pub(super) const CONFLICT: Code = Code("rustci-conflict");
pub(super) const NO_WORK: Code = Code("rustci-no-work");
pub(super) const DUPLICATE: Code = Code("rustci-duplicate-job");
pub(super) const STAGE: Code = Code("rustci-unknown-stage");
pub(super) const INCLUDE: Code = Code("rustci-include");
pub(super) const CRON: Code = Code("rustci-cron");
pub(super) const IGNORED: Code = Code("rustci-ignored");

const fn rule(code: Code, summary: &'static str, page: &'static str) -> Rule {
    Rule { code, summary, page }
}

/// The rules of this reader.
pub(super) const RULES: &[Rule] = &[
    rule(
        VERSION,
        "The file is of a version that this program does not read",
        "The only version so far is \"1.0\". A newer file needs a newer program.\n\nRight:\n\n    version: \"1.0\"\n",
    ),
    rule(
        DURATION,
        "A duration is no number with a unit",
        "Units are ms, s, m, h, d and w; several may follow each other. A bare number would leave open what is meant.\n\n\
         Wrong:\n\n    timeout: 600\n\nRight:\n\n    timeout: 600s\n    timeout: 1h 30m\n",
    ),
    rule(
        VALUE,
        "A value is none of those that are possible",
        "Some keys take one of a few words, or a number in a range; the finding lists them.\n\n\
         Wrong:\n\n    runner: dokcer\n\nRight:\n\n    runner: docker\n",
    ),
    rule(
        CONFLICT,
        "Two keys exclude each other",
        "A step either runs a script or uses an action; a stage either has steps or jobs; a job has either equal copies \
         (`parallel`) or a `matrix`.\n\nWrong:\n\n    - run: make\n      uses: ./tools/make\n\nRight:\n\n    - run: make\n",
    ),
    rule(
        NO_WORK,
        "A stage, job or step does nothing",
        "A stage needs `steps` or `jobs`, a job needs `steps`, and a step needs `run` or `uses`.\n\n\
         Wrong:\n\n    - name: build\n\nRight:\n\n    - name: build\n      steps:\n        - run: make\n",
    ),
    rule(
        DUPLICATE,
        "Two jobs have one name",
        "Jobs are known by their names, those of other stages and included files too. A stage that has steps is a job \
         of the stage's name.\n\nWrong:\n\n    - name: test\n    - name: test\n\nRight:\n\n    - name: unit\n    - name: lint\n",
    ),
    rule(
        STAGE,
        "A job names a stage that does not exist",
        "Give the stage an entry under `stages`, or leave `stage` away.\n\n\
         Right:\n\n    stages: [build, test]\n    jobs:\n      unit:\n        stage: test\n        steps: [make test]\n",
    ),
    rule(
        INCLUDE,
        "A file to include cannot be had",
        "Included files stand in this repository, named from its root; they may include others, but not in a circle.\n\n\
         Right:\n\n    include:\n      - ci/shared.yaml\n",
    ),
    rule(
        CRON,
        "A schedule is no cron expression",
        "Five fields: minute, hour, day of month, month, day of week.\n\n\
         Wrong:\n\n    schedule: every night\n\nRight:\n\n    schedule: \"0 3 * * *\"\n",
    ),
    rule(
        IGNORED,
        "A key has no effect here",
        "What is written does nothing together with the rest; remove it, or change the rest.\n\n\
         Wrong:\n\n    runner: native\n    image: node:18\n\nRight:\n\n    runner: docker\n    image: node:18\n",
    ),
];
