use crate::{Env, Expr, Span, Spanned, Template};

/// A part of the pipeline, and the jobs that name it. When it begins is a matter of [`crate::Stages`].
#[derive(Clone, Debug, PartialEq)]
pub struct Stage {
    /// Where it stands.
    pub span: Span,
    /// Its name.
    pub name: Spanned<String>,
    /// What people see.
    pub title: Option<Template>,
    /// The stages that must have ended before it. `None`: the one before it; `Some([])`: none.
    pub needs: Option<Vec<Spanned<String>>>,
    /// Whether it runs, decided when those have ended. Without a status function in it, only if they went well.
    pub condition: Option<Expr>,
    /// Variables of its jobs, on top of the pipeline's.
    pub env: Env,
    /// Its first failing job ends the others.
    pub fail_fast: bool,
}

impl Stage {
    /// A stage that is only a name.
    #[must_use]
    pub fn named(name: Spanned<String>) -> Self {
        Self {
            span: name.span,
            name,
            title: None,
            needs: None,
            condition: None,
            env: Env::default(),
            fail_fast: false,
        }
    }
}
