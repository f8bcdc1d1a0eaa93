//! The rules that findings of the lowering carry.

use diag::{Code, Diagnostic, Rule, Span};

/// A glob that cannot be read.
pub const GLOB: Code = Code("plan-glob");
/// A regular expression that cannot be read.
pub const BAD_PATTERN: Code = Code("plan-pattern");
/// An expression that fails when the run is made.
pub const EVALUATION: Code = Code("plan-evaluation");
/// A matrix that gives no copies, or too many.
pub const MATRIX: Code = Code("plan-matrix");
/// A need on a job that is not in the run.
pub const ABSENT_NEED: Code = Code("plan-absent-need");
/// Needs that go round.
pub const CYCLE: Code = Code("plan-cycle");
/// An input that is missing, unknown or of the wrong type.
pub const INPUT: Code = Code("plan-input");
/// A choice of jobs or copies that chooses nothing.
pub const CHOICE: Code = Code("plan-choice");
/// More jobs than a run may have.
pub const TOO_MANY_JOBS: Code = Code("plan-too-many-jobs");

/// Their pages.
pub const RULES: &[Rule] = &[
    Rule {
        code: GLOB,
        summary: "a filter of branches, tags or files is no glob",
        page: "A filter that cannot be read matches nothing, so the run would silently not happen.\n\n\
               wrong:\n    branches: [\"release[0-9\"]\nright:\n    branches: [\"release[0-9]\"]\n",
    },
    Rule {
        code: BAD_PATTERN,
        summary: "a filter of branches or tags is no regular expression",
        page: "Filters between slashes are regular expressions in RE2's syntax: no look-around, no back references.\n\n\
               wrong:\n    only: [/^v(\\d+/]\nright:\n    only: [/^v(\\d+)/]\n",
    },
    Rule {
        code: EVALUATION,
        summary: "an expression fails when the run is made",
        page: "Rules, matrices and names are evaluated before anything runs. What they use must be known by then, and of \
               the type that the operators and functions expect.\n\n\
               wrong:\n    os: ${{ fromJSON(github.ref) }}\nright:\n    os: ${{ fromJSON(inputs.systems) }}\n",
    },
    Rule {
        code: MATRIX,
        summary: "a matrix gives no copies, or too many",
        page: "Every axis needs at least one value, an axis that is an expression must yield a list, and a service runs \
               only so many copies of one job.\n\n\
               wrong:\n    matrix: { os: [] }\nright:\n    matrix: { os: [linux] }\n",
    },
    Rule {
        code: ABSENT_NEED,
        summary: "a job needs another one that is not in this run",
        page: "Rules are decided job by job. When they keep out a job that another one needs, the run cannot be made. Give \
               both the same rules, or say that the need is optional.\n\n\
               wrong:\n    needs: [build]        # build runs on main only\nright:\n    needs:\n      - job: build\n        \
               optional: true\n",
    },
    Rule {
        code: CYCLE,
        summary: "jobs wait for each other",
        page: "Jobs whose needs go round would wait forever.\n\n\
               wrong:\n    a: { needs: [b] }\n    b: { needs: [a] }\nright:\n    a: {}\n    b: { needs: [a] }\n",
    },
    Rule {
        code: INPUT,
        summary: "an input is missing, unknown or of the wrong type",
        page: "A run gets exactly the inputs that its pipeline declares, with values of their types.\n\n\
               wrong:\n    rustci run --input prod\nright:\n    rustci run --input environment=prod\n",
    },
    Rule {
        code: CHOICE,
        summary: "no job or copy is what was asked for",
        page: "`--job` takes a job's key or the full name of one copy, `--matrix` an axis and one of its values. \
               `rustci run --list` shows both.\n\n\
               wrong:\n    rustci run --job tset\nright:\n    rustci run --job test --matrix os:ubuntu-latest\n",
    },
    Rule {
        code: TOO_MANY_JOBS,
        summary: "the run has too many jobs",
        page: "A run of more than 10,000 jobs is most likely a matrix that grew by mistake. Split the pipeline, or exclude \
               combinations.\n",
    },
];

/// An error that ends what was being worked out.
pub(crate) fn refuse(code: Code, span: Span, message: impl Into<String>) -> Box<Diagnostic> {
    Box::new(Diagnostic::error(code, span, message))
}
