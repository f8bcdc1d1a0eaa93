use diag::{Code, Rule};

pub(crate) const UNREADABLE: Code = Code("unreadable-file");
pub(crate) const UNKNOWN_FORMAT: Code = Code("unknown-format");
pub(crate) const NO_JOB: Code = Code("no-job");
pub(crate) const NO_WRITER: Code = Code("no-writer");

/// The rules of the way from bytes to a pipeline.
pub(crate) const RULES: &[Rule] = &[
    Rule {
        code: UNREADABLE,
        summary: "The file is no text that could be a pipeline",
        page: "Pipelines are text in UTF-8 (or UTF-16 with a byte order mark) of at most 10 MiB. A larger file, a binary one \
               or one in an old encoding cannot be read.\n\nRight:\n\n    iconv -f latin1 -t utf-8 ci.yml\n",
    },
    Rule {
        code: UNKNOWN_FORMAT,
        summary: "No CI language recognises the file",
        page: "The language is told from a file's path and from what is in it. Where both leave it open, say it.\n\n\
               Right:\n\n    rustci validate --as gitlab-ci ci/build.yml\n",
    },
    Rule {
        code: NO_JOB,
        summary: "There is no job to convert",
        page: "What is converted is jobs. A file with none of its own is a piece of another one, or includes its jobs from \
               a place that is not at hand.\n\nRight:\n\n    rustci convert .gitlab-ci.yml --to github-actions --mirror \
               ../mirror\n",
    },
    Rule {
        code: NO_WRITER,
        summary: "Nothing can be converted to this language",
        page: "Pipelines are converted to the languages of pipelines. The metadata of an action is none.\n\n\
               Right:\n\n    rustci convert ci.yml --to gitlab-ci\n",
    },
];
