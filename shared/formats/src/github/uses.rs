//! `uses`: names of actions and of reusable workflows.

use super::reader::Reader;
use super::rules::{ACTION, CALL};
use diag::{Diagnostic, Text};
use ir::Reference;

const FORMS: &str = "an action is owner/repo@ref, owner/repo/path@ref, ./path, $/path or docker://image";

/// Reads what a step uses; what is no action's name is reported.
pub(super) fn reference(reader: &Reader<'_>, text: &Text) -> Option<Reference> {
    match parse(text) {
        Ok(reference) => Some(reference),
        Err(problem) => {
            let message = format!("\"{}\" names no action: {problem}", text.as_str());
            reader.findings.push(Diagnostic::error(ACTION, text.span(), message).help(FORMS));
            None
        }
    }
}

/// Reads the name of an action, as in `uses` of a step.
pub(super) fn parse(text: &Text) -> Result<Reference, &'static str> {
    let written = text.as_str();
    if let Some(path) = written.strip_prefix("$/") {
        let empty = path.trim_matches('/').is_empty();
        return if empty { Err("the path is missing") } else { Ok(Reference::Local(text.clone())) };
    }
    if written.starts_with("./") || written.starts_with(".\\") {
        return Ok(Reference::Local(text.clone()));
    }
    if let Some(image) = written.strip_prefix("docker://") {
        return match image {
            "" => Err("the image is missing"),
            _ if image.ends_with(':') => Err("the tag after the colon is missing"),
            _ => Ok(Reference::Image(text.clone())),
        };
    }
    let Some((name, revision)) = written.split_once('@') else {
        return Err("the @ref of the version is missing");
    };
    let Some((owner, rest)) = name.split_once('/') else { return Err("the owner is missing") };
    let (repo, path) = rest.split_once('/').unwrap_or((rest, ""));
    if owner.is_empty() || repo.is_empty() || revision.is_empty() {
        return Err("neither the owner, the repository nor the ref may be empty");
    }
    Ok(Reference::Remote {
        text: text.clone(),
        owner: owner.to_owned(),
        repo: repo.to_owned(),
        path: path.to_owned(),
        revision: revision.to_owned(),
    })
}

/// Where a reusable workflow stands.
pub(super) enum Workflow<'a> {
    /// In this repository.
    Local(&'a str),
    /// In another: `owner/repo`, its path there, and the ref.
    Remote { project: &'a str, path: &'a str, revision: &'a str },
}

/// Reads the name of a reusable workflow, as in `uses` of a job.
pub(super) fn workflow(text: &str) -> Option<Workflow<'_>> {
    if let Some(path) = text.strip_prefix("./").or_else(|| text.strip_prefix("$/")) {
        let usable = !path.contains('@') && !path.trim_matches('/').is_empty() && is_yaml(path);
        return usable.then_some(Workflow::Local(path));
    }
    let (name, revision) = text.split_once('@')?;
    let mut parts = name.splitn(3, '/');
    let (owner, repo, path) = (parts.next()?, parts.next()?, parts.next()?);
    let project = &name[..owner.len() + 1 + repo.len()];
    let usable = ![owner, repo, path, revision].iter().any(|part| part.is_empty()) && is_yaml(path);
    usable.then_some(Workflow::Remote { project, path, revision })
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yml") || path.ends_with(".yaml")
}

/// Reports a name that is no workflow's.
pub(super) fn check_workflow(reader: &Reader<'_>, text: &Text) {
    if text.as_str().is_empty() || workflow(text.as_str()).is_some() {
        return;
    }
    let message = format!("\"{}\" names no reusable workflow", text.as_str());
    let help = "a workflow is ./path/to/file.yml, without a ref, or owner/repo/path/to/file.yml@ref";
    reader.findings.push(Diagnostic::error(CALL, text.span(), message).help(help));
}
