//! Writes declarative pipelines (<https://www.jenkins.io/doc/book/pipeline/syntax/>).

mod agent;
mod arrange;
mod files;
mod job;
mod own;
mod page;
mod parameter;
mod pipeline;
mod script;
mod step;
mod strategy;
mod trigger;
mod turn;
mod when;
mod wrapped;

use crate::write::{Form, Writer, Writing};
use expr::Dialect;
use ir::Pipeline;
use page::Page;
use yaml::Tree;

/// How a Jenkinsfile is written.
pub(super) const JENKINSFILE: Writer =
    Writer { write: jenkinsfile, form: Form::Own(page::print), file: "Jenkinsfile", files: "{}.jenkinsfile" };

fn jenkinsfile(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    page(pipeline, writing).tree()
}

/// The lines of a Jenkinsfile. What was one already keeps its own words, for the model has none for what only servers do.
fn page(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Page {
    let own = (writing.from.dialect == Dialect::Jenkins)
        .then(|| own::page(writing.sources, pipeline.span.source))
        .flatten();
    own.unwrap_or_else(|| pipeline::page(pipeline, writing))
}
