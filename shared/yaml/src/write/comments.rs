use super::tree::{Content, Map, Tree};
use crate::Comment;
use diag::{SourceMap, Span};
use std::collections::HashMap;

/// What is written beside one entry or item.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// On lines of their own before it.
    pub above: Vec<String>,
    /// At the end of its first line.
    pub right: Option<String>,
}

/// Where the comments of the sources go.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// By the number of the entry or item, counted as they are written.
    pub beside: HashMap<usize, Beside>,
    /// After everything.
    pub end: Vec<String>,
}

/// An entry or item that stands for a place.
struct Anchor {
    number: usize,
    span: Span,
    /// Whether a comment may follow on its line.
    one_line: bool,
}

/// Finds for every comment what it stood next to.
pub(super) fn place(tree: &Tree, comments: &[Comment], sources: &SourceMap) -> Placed {
    let mut anchors = Vec::new();
    collect(tree, &mut 0, &mut anchors);
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
fn collect(tree: &Tree, number: &mut usize, anchors: &mut Vec<Anchor>) {
    match &tree.content {
        Content::List { items, in_a_row } => {
            for item in items {
                let own = *number;
                *number += 1;
                if let Some(span) = item.origin.filter(|_| !in_a_row) {
                    anchors.push(Anchor { number: own, span, one_line: is_one_line(item) });
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
                    anchors.push(Anchor { number: own, span, one_line });
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
