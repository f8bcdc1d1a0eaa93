//! What a language can say, as far as a conversion must know it.
use expr::Dialect;

/// How a language says things that others say otherwise.
#[derive(Clone, Copy, Debug)]
pub(super) struct Abilities {
    /// The file says what starts a run.
    pub triggers: bool,
    /// Rules decide when the run is made whether a job is part of it; else conditions do, when its needs have ended.
    pub rules: bool,
    /// A job waits for the stages before its own.
    pub stages: bool,
    /// Steps fetch sources, caches and artifacts; else the job declares them.
    pub by_steps: bool,
    /// Texts hold any expression; else only variables, which the shell of a script fills in itself.
    pub expressions: bool,
    /// A job has commands that run at its end, however it went.
    pub after: bool,
    /// A matrix has `include` and `exclude`.
    pub adjusted_matrix: bool,
    /// A person is asked for inputs, and texts know them.
    pub inputs: bool,
    /// A number of a time limit counts minutes.
    pub minutes: bool,
}

/// What can be said in a dialect.
pub(super) fn of(dialect: Dialect) -> Abilities {
    match dialect {
        Dialect::GitHub => Abilities {
            triggers: true,
            rules: false,
            stages: false,
            by_steps: true,
            expressions: true,
            after: false,
            adjusted_matrix: true,
            inputs: true,
            minutes: true,
        },
        Dialect::GitLab => Abilities {
            triggers: false,
            rules: true,
            stages: true,
            by_steps: false,
            expressions: false,
            after: true,
            adjusted_matrix: false,
            inputs: false,
            minutes: false,
        },
        Dialect::Azure => Abilities {
            triggers: true,
            rules: false,
            stages: false,
            by_steps: true,
            expressions: false,
            after: false,
            adjusted_matrix: true,
            inputs: true,
            minutes: true,
        },
        Dialect::Jenkins => Abilities {
            triggers: true,
            rules: false,
            stages: true,
            by_steps: true,
            expressions: false,
            after: false,
            adjusted_matrix: true,
            inputs: true,
            minutes: false,
        },
        Dialect::Native => Abilities {
            triggers: true,
            rules: false,
            stages: true,
            by_steps: false,
            expressions: false,
            after: false,
            adjusted_matrix: true,
            inputs: false,
            minutes: false,
        },
    }
}
