use super::tree::{Content, Map, Tree};
use crate::Comment;
use diag::{SourceMap, Span};
use std::collections::HashMap;

/// The comments that go beside one part of what is written.
#[derive(Debug, Default)]
pub struct Beside {
    /// On lines of their own before it.
    pub above: Vec<String>,
    /// At the end of its first line.
    pub right: Option<String>,
}

/// Where the comments of the sources go, each as it was written.
#[derive(Debug, Default)]
pub struct Placed {
    /// By the number of the part.
    pub beside: HashMap<usize, Beside>,
    /// After everything.
    pub end: Vec<String>,
}

/// A part of what is written that stands for a place of a source.
#[derive(Clone, Copy, Debug)]
pub struct Standing {
    /// The part's number, in the order in which they are written.
    pub number: usize,
    /// The place.
    pub span: Span,
    /// Whether a comment may follow on its line.
    pub one_line: bool,
}

/// Finds for every comment the entry or item of a tree that it stood next to.
pub(super) fn place(tree: &Tree, comments: &[Comment], sources: &SourceMap) -> Placed {
    let mut anchors = Vec::new();
    collect(tree, &mut 0, &mut anchors);
    let mut placed = beside(&anchors, comments, sources);
    for beside in placed.beside.values_mut() {
        beside.above = beside.above.iter().flat_map(|comment| hashed(comment)).collect();
        beside.right = beside.right.take().map(|comment| hashed(&comment).join(" "));
    }
    placed.end = placed.end.iter().flat_map(|comment| hashed(comment)).collect();
    placed
}

/// A comment as YAML writes it, whatever marks its own language has.
fn hashed(comment: &str) -> Vec<String> {
    if comment.starts_with('#') {
        return vec![comment.to_owned()];
    }
    words(comment).iter().map(|line| format!("# {line}").trim_end().to_owned()).collect()
}

/// What a comment says, without the marks of its language: `#`, `//`, or `/*` and `*/`.
#[must_use]
pub fn words(comment: &str) -> Vec<String> {
    let Some(inside) = comment.strip_prefix("/*") else {
        let line = comment.trim_start_matches(['#', '/']);
        return vec![line.strip_prefix(' ').unwrap_or(line).to_owned()];
    };
    let inside = inside.strip_suffix("*/").unwrap_or(inside).trim_start_matches('*');
    let line = |line: &str| {
        let line = line.trim();
        line.strip_prefix('*').unwrap_or(line).trim().to_owned()
    };
    let mut lines: Vec<String> = inside.lines().map(line).collect();
    lines.truncate(lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1));
    lines.drain(..lines.iter().position(|line| !line.is_empty()).unwrap_or_default());
    lines
}

/// Finds for every comment the part that it stood next to: above what followed it, or at the end of its line.
#[must_use]
pub fn beside(anchors: &[Standing], comments: &[Comment], sources: &SourceMap) -> Placed {
    let mut placed = Placed::default();
    for comment in comments {
        let Some(source) = sources.get(comment.span.source) else { continue };
        let text = source.slice(comment.span).trim_end().to_owned();
        let line = |at: u32| source.location(at).line;
        let here = anchors.iter().filter(|anchor| anchor.span.source == comment.span.source);
        let own = line(comment.span.start);
        let column = source.location(comment.span.start).column as usize;
        // Whether something else stands on its line.
        let trails = source.line(own).chars().take(column.saturating_sub(1)).any(|c| !c.is_whitespace());
        let left = here.clone().filter(|anchor| {
            trails
                && anchor.one_line
                && anchor.span.start < comment.span.start
                && line(anchor.span.start) == own
        });
        let before = here.clone().filter(|anchor| trails && anchor.span.start < comment.span.start);
        let next = here.filter(|anchor| anchor.span.start >= comment.span.start);
        // Of several at one place the outermost is written first.
        let left =
            left.reduce(|best, anchor| if anchor.span.start > best.span.start { anchor } else { best });
        let before =
            before.reduce(|best, anchor| if anchor.span.start > best.span.start { anchor } else { best });
        let next =
            next.reduce(|best, anchor| if anchor.span.start < best.span.start { anchor } else { best });
        // Whose line is not written goes above what it stood in.
        let next = before.or(next);
        let free =
            left.map(|left| placed.beside.entry(left.number).or_default()).filter(|at| at.right.is_none());
        match (free, next) {
            (Some(beside), _) => beside.right = Some(text),
            (None, Some(next)) => placed.beside.entry(next.number).or_default().above.push(text),
            (None, None) => placed.end.push(text),
        }
    }
    placed
}

/// All entries and items in the order they are written. The printer counts them in the same way.
fn collect(tree: &Tree, number: &mut usize, anchors: &mut Vec<Standing>) {
    match &tree.content {
        Content::List { items, in_a_row } => {
            for item in items {
                let own = *number;
                *number += 1;
                if let Some(span) = item.origin.filter(|_| !in_a_row) {
                    anchors.push(Standing { number: own, span, one_line: is_one_line(item) });
                }
                collect(item, number, anchors);
            }
        }
        Content::Map(Map { pairs, .. }) => {
            for pair in pairs {
                let own = *number;
                *number += 1;
                let in_a_row = match &pair.value.content {
                    Content::List { items, in_a_row: true } => items.as_slice(),
                    _ => &[],
                };
                let inside = in_a_row.iter().filter_map(|item| item.origin);
                for span in pair.origin.into_iter().chain(pair.value.origin).chain(inside) {
                    let one_line = is_one_line(&pair.value) || pair.origin == Some(span);
                    anchors.push(Standing { number: own, span, one_line });
                }
                collect(&pair.value, number, anchors);
            }
        }
        Content::Nothing | Content::Bare(_) | Content::Text(_) => {}
    }
}

fn is_one_line(tree: &Tree) -> bool {
    match &tree.content {
        Content::Text(text) => !text.contains('\n'),
        Content::List { in_a_row, .. } => *in_a_row,
        Content::Nothing | Content::Bare(_) => true,
        Content::Map(_) => false,
    }
}
