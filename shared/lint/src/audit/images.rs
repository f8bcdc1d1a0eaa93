//! Which image a container runs.

use super::scene::{Findings, Scene, containers};
use super::values;
use super::{Audit, Level};
use diag::{Code, Diagnostic, Rule};
use ir::{Job, Template};

/// An image may change without the file changing.
pub(super) const AUDIT: Audit = Audit {
    rule: Rule {
        code: CODE,
        summary: "a container's image is not pinned",
        page: "`latest`, or no tag at all, is another image from day to day; a tag may be moved. A digest cannot. Told at the \
               level strict for the first, at pedantic for a tag.\n\n\
               Wrong:\n\n    image: postgres\n\n\
               Right:\n\n    image: postgres:17@sha256:3962158596daaef3682838cc8eb0e719ad1ce520f88e34596ce8d5de1b6330a1\n",
    },
    check,
};
const CODE: Code = Code("unpinned-images");

/// How firmly an image is named.
enum Pin {
    Digest,
    Tag,
    None,
}

fn check(scene: &Scene<'_>, findings: &mut Findings) {
    for job in &scene.pipeline.jobs {
        for container in containers(job) {
            for name in names(job, &container.image) {
                let (level, message) = match pin(&name) {
                    Pin::Digest => continue,
                    Pin::Tag => (Level::Pedantic, format!("the image `{name}` is not pinned to a digest")),
                    Pin::None => (
                        Level::Strict,
                        format!("the image `{name}` is another one whenever its author likes"),
                    ),
                };
                let span = container.image.text().span();
                let help = "write a version and the image's digest, as `image:1.2@sha256:...`";
                findings.add(level, Diagnostic::warning(CODE, span, message).help(help));
            }
        }
    }
}

/// The names that an image's value comes to, as far as the file says.
fn names(job: &Job, image: &Template) -> Vec<String> {
    if let Some(name) = image.as_literal() {
        return vec![name.to_owned()];
    }
    let path = image.sole_expr().and_then(|expr| expr.uses().paths.into_iter().next());
    let values = path.filter(|path| path.root() == "matrix").and_then(|path| values::values_of(job, &path));
    values.into_iter().flatten().filter_map(values::text_of).collect()
}

fn pin(name: &str) -> Pin {
    if name.is_empty() || name.contains("@sha256:") {
        return Pin::Digest;
    }
    let last = name.rsplit('/').next().unwrap_or(name);
    match last.split_once(':') {
        Some((_, tag)) if tag != "latest" && !tag.is_empty() => Pin::Tag,
        _ => Pin::None,
    }
}
