//! What is known of every run, and what each language calls it: one table.

mod table;

use expr::Dialect;
use table::{Row, SYNONYMS, TABLE};

/// Something known of a run or a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Fact {
    /// The branch; nothing for a tag or a pull request.
    Branch,
    /// The tag; nothing for a branch.
    Tag,
    /// The short name of branch or tag.
    RefName,
    /// The whole of it: `refs/heads/main`.
    Ref,
    Commit,
    ShortCommit,
    Before,
    Message,
    Event,
    Actor,
    Repository,
    Owner,
    Project,
    ProjectUrl,
    DefaultBranch,
    Server,
    RunId,
    RunNumber,
    Attempt,
    Pipeline,
    Job,
    Stage,
    Workspace,
    Temp,
    Os,
    Token,
    PullNumber,
    PullTitle,
    PullDraft,
    SourceBranch,
    TargetBranch,
    /// Which of a job's copies, from one.
    Copy,
    Copies,
}

impl Fact {
    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.fact == self)
    }

    /// What expressions call it.
    pub fn name(self, dialect: Dialect) -> Option<&'static str> {
        self.row()?.name(dialect)
    }

    /// The variable that processes find it in.
    pub fn variable(self, dialect: Dialect) -> Option<&'static str> {
        self.row()?.variable(dialect)
    }

    /// The fact that expressions call so.
    pub fn by_name(name: &str, dialect: Dialect) -> Option<Self> {
        let row =
            TABLE.iter().find(|row| row.name(dialect).is_some_and(|own| own.eq_ignore_ascii_case(name)));
        let synonym =
            || SYNONYMS.iter().find(|(word, _)| word.eq_ignore_ascii_case(name)).map(|(_, fact)| *fact);
        row.map(|row| row.fact).or_else(synonym)
    }

    /// The fact that processes find in a variable.
    pub fn by_variable(variable: &str, dialect: Dialect) -> Option<Self> {
        let row = TABLE.iter().find(|row| row.variable(dialect) == Some(variable));
        let is = |word: &str| match dialect {
            Dialect::Azure => word.replace('.', "_").eq_ignore_ascii_case(variable),
            _ => word == variable,
        };
        let synonym = || SYNONYMS.iter().find(|(word, _)| is(word)).map(|(_, fact)| *fact);
        row.map(|row| row.fact).or_else(synonym)
    }

    /// In words, for findings.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Branch => "the branch",
            Self::Tag => "the tag",
            Self::RefName | Self::Ref => "the ref",
            Self::Commit | Self::ShortCommit => "the commit",
            Self::Before => "the commit before",
            Self::Message => "the commit's message",
            Self::Event => "the event",
            Self::Actor => "the person who started the run",
            Self::Repository | Self::Project => "the repository's name",
            Self::Owner => "the repository's owner",
            Self::ProjectUrl => "the repository's address",
            Self::DefaultBranch => "the default branch",
            Self::Server => "the server's address",
            Self::RunId | Self::RunNumber => "the number of the run",
            Self::Attempt => "the number of the attempt",
            Self::Pipeline => "the pipeline's name",
            Self::Job => "the job's name",
            Self::Stage => "the stage's name",
            Self::Workspace => "the workspace",
            Self::Temp => "the folder for temporary files",
            Self::Os => "the machine's system",
            Self::Token => "the run's token",
            Self::PullNumber => "the number of the pull request",
            Self::PullTitle => "the title of the pull request",
            Self::PullDraft => "whether the pull request is a draft",
            Self::SourceBranch => "the branch of the pull request",
            Self::TargetBranch => "the target of the pull request",
            Self::Copy => "the number of the copy",
            Self::Copies => "the number of copies",
        }
    }
}
