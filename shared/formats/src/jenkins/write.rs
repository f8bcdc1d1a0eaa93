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
mod tree;
mod trigger;
mod turn;
mod when;
mod wrapped;

use super::read;
use crate::write::{Form, Writer, Writing};
use expr::Dialect;
use ir::Pipeline;
use page::Page;
use yaml::{Manner, Tree};

/// How a Jenkinsfile is written.
pub(super) const JENKINSFILE: Writer =
    Writer { write: jenkinsfile, form: Form::Own(page::print), file: "Jenkinsfile", files: "{}.jenkinsfile" };

/// How the same is written in YAML.
pub(super) const YAML: Writer = Writer {
    write: in_yaml,
    form: Form::Yaml(Manner { plain_keys: &[] }),
    file: "Jenkinsfile.yaml",
    files: "{}/Jenkinsfile.yaml",
};

fn jenkinsfile(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    page(pipeline, writing).tree()
}

fn in_yaml(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Tree {
    let own = (writing.from.dialect == Dialect::Jenkins)
        .then(|| read::script(writing.sources, pipeline.span.source, &mut Vec::new()))
        .flatten();
    let tree = match own {
        Some(text) => {
            let place = |place: groovy::Place| place.span(&text);
            tree::of(&tree::Script { text: text.as_str(), place: &place }, writing)
        }
        None => {
            let page = pipeline::page(pipeline, writing);
            let text = page.text();
            tree::of(&tree::Script { text: &text, place: &|place| page.span_at(place) }, writing)
        }
    };
    tree.unwrap_or_else(Tree::nothing)
}

/// The lines of a Jenkinsfile. What was one already keeps its own words, for the model has none for what only servers do.
fn page(pipeline: &Pipeline, writing: &mut Writing<'_>) -> Page {
    let own = (writing.from.dialect == Dialect::Jenkins)
        .then(|| own::page(writing.sources, pipeline.span.source))
        .flatten();
    own.unwrap_or_else(|| pipeline::page(pipeline, writing))
}
