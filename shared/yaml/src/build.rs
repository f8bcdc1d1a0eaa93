use crate::anchors::{Anchors, Weighed};
use crate::mapping::{self, is_merge_key};
use crate::rules::{ALIAS, DUPLICATE_KEY, SYNTAX, UNUSED_ANCHOR};
use crate::{Anchor, Comment, Document, Entry, Kind, Limits, Mapping, Node, Properties, Schema, Tag};
use diag::{Code, Diagnostic, SourceId, Span};
use std::sync::Arc;

/// Findings of one rule beyond this many are counted, not listed.
const LISTED: usize = 100;

/// A collection that is still being read.
struct Frame {
    children: Children,
    span: Span,
    mark: Mark,
    size: usize,
    height: usize,
}

enum Children {
    Seq(Vec<Node>),
    Map { mapping: Mapping, key: Option<Node> },
}

/// What kind of collection begins.
pub(crate) enum Opening {
    Seq,
    Map,
}

/// The properties before a node, and the number by which aliases name it.
#[derive(Default)]
pub(crate) struct Mark {
    pub tag: Option<Tag>,
    pub anchor: Option<(usize, Anchor)>,
}

impl Mark {
    fn properties(&self) -> Option<Arc<Properties>> {
        if self.tag.is_none() && self.anchor.is_none() {
            return None;
        }
        let anchor = self.anchor.as_ref().map(|(_, anchor)| anchor.clone());
        Some(Arc::new(Properties { tag: self.tag.clone(), anchor, alias: None }))
    }
}

/// Puts the documents together. It keeps its own stack, so depth costs no stack of ours.
pub(crate) struct Builder<'a> {
    source: SourceId,
    limits: &'a Limits,
    frames: Vec<Frame>,
    root: Option<Node>,
    anchors: Anchors,
    comments: Vec<Comment>,
    documents: Vec<Document>,
    diagnostics: Vec<Diagnostic>,
    counts: Vec<(Code, usize)>,
}

impl<'a> Builder<'a> {
    pub fn new(source: SourceId, limits: &'a Limits) -> Self {
        let anchors = Anchors::default();
        let (documents, diagnostics) = (Vec::new(), Vec::new());
        let (frames, comments, counts) = (Vec::new(), Vec::new(), Vec::new());
        Self { source, limits, frames, root: None, anchors, comments, documents, diagnostics, counts }
    }

    /// How many collections are open.
    pub fn depth(&self) -> usize {
        self.frames.len()
    }

    pub fn comment(&mut self, comment: Comment) {
        self.comments.push(comment);
    }

    pub fn scalar(&mut self, kind: Kind, span: Span, mark: Mark) {
        let node = Node { span, kind, properties: mark.properties() };
        self.closed(Weighed { node, size: 1, height: 0 }, mark, span.end);
    }

    pub fn open(&mut self, opening: Opening, span: Span, mark: Mark) {
        if let Some((id, anchor)) = &mark.anchor {
            self.anchors.open(*id, anchor.clone());
        }
        let children = match opening {
            Opening::Seq => Children::Seq(Vec::new()),
            Opening::Map => Children::Map { mapping: Mapping::default(), key: None },
        };
        self.frames.push(Frame { children, span, mark, size: 1, height: 0 });
    }

    /// Ends the innermost collection; `end` is where its closing bracket ends, if it has one.
    pub fn close(&mut self, end: Option<u32>) {
        let Some(mut frame) = self.frames.pop() else { return };
        frame.span.end = frame.span.end.max(end.unwrap_or(0));
        let kind = match frame.children {
            Children::Seq(items) => Kind::Seq(items.into()),
            Children::Map { mut mapping, .. } => {
                mapping.apply_merges();
                Kind::Map(Arc::new(mapping))
            }
        };
        let node = Node { span: frame.span, kind, properties: frame.mark.properties() };
        let weighed = Weighed { node, size: frame.size, height: frame.height + 1 };
        self.closed(weighed, frame.mark, frame.span.end);
    }

    pub fn alias(&mut self, id: usize, place: Span) {
        let (content, finding) = self.anchors.follow(id, place, self.frames.len(), self.limits);
        finding.into_iter().for_each(|finding| self.report(finding));
        self.add(content, place.end);
    }

    pub fn unknown_alias(&mut self, name: &str, place: Span) {
        let finding = format!("alias \"{name}\" has no anchor before it in this document");
        let finding = Diagnostic::error(ALIAS, place, finding);
        self.report(finding.help(format!("mark the node it stands for with \"&{name}\"")));
        self.add(Weighed { node: Node::null(place), size: 1, height: 0 }, place.end);
    }

    /// Ends the document. Collections still open are closed as they are.
    pub fn finish(&mut self, complete: bool) {
        while let Some(frame) = self.frames.last_mut() {
            if let Children::Map { mapping, key } = &mut frame.children
                && let Some(key) = key.take()
            {
                let value = Node::null(Span::point(self.source, key.span.end));
                mapping.put(Entry { key, value, merged: None });
            }
            self.close(None);
        }
        let anchors = std::mem::take(&mut self.anchors);
        if complete {
            anchors.unused().for_each(|finding| self.report(finding));
        }
        let Some(root) = self.root.take() else { return };
        let comments = std::mem::take(&mut self.comments);
        self.documents.push(Document { root, comments, complete });
    }

    /// Ends the file: comments after the last document are the last document's.
    pub fn end(mut self) -> (Vec<Document>, Vec<Diagnostic>) {
        if let Some(last) = self.documents.last_mut() {
            last.comments.append(&mut self.comments);
        }
        for (code, count) in &self.counts {
            let Some(more) = count.checked_sub(LISTED).filter(|more| *more > 0) else { continue };
            if let Some(last) = self.diagnostics.iter_mut().rfind(|found| found.code == *code) {
                last.help = Some(format!("{more} more findings of this kind are not listed"));
            }
        }
        (self.documents, self.diagnostics)
    }

    fn closed(&mut self, content: Weighed, mark: Mark, end: u32) {
        if let Some((id, anchor)) = mark.anchor {
            if content.height == 0 {
                self.anchors.open(id, anchor);
            }
            self.anchors.close(id, &content);
        }
        self.add(content, end);
    }

    /// Puts a finished node where it belongs; `end` is where it ends in this place of the file.
    fn add(&mut self, content: Weighed, end: u32) {
        let Some(frame) = self.frames.last_mut() else {
            self.root = Some(content.node);
            return;
        };
        frame.size = frame.size.saturating_add(content.size);
        frame.height = frame.height.max(content.height);
        frame.span.end = frame.span.end.max(end);
        let finding = match &mut frame.children {
            Children::Seq(items) => {
                items.push(content.node);
                None
            }
            Children::Map { mapping, key } => match key.take() {
                None => {
                    *key = Some(content.node);
                    None
                }
                Some(key) => put(mapping, Entry { key, value: content.node, merged: None }),
            },
        };
        if let Some(finding) = finding {
            self.report(finding);
        }
    }

    /// Takes in a finding, unless there are too many of its kind already.
    pub fn report(&mut self, finding: Diagnostic) {
        if ![ALIAS, DUPLICATE_KEY, SYNTAX, UNUSED_ANCHOR].contains(&finding.code) {
            return self.diagnostics.push(finding);
        }
        let at = self.counts.iter().position(|(code, _)| *code == finding.code).unwrap_or_else(|| {
            self.counts.push((finding.code, 0));
            self.counts.len() - 1
        });
        self.counts[at].1 += 1;
        if self.counts[at].1 <= LISTED {
            self.diagnostics.push(finding);
        }
    }
}

fn put(mapping: &mut Mapping, entry: Entry) -> Option<Diagnostic> {
    if is_merge_key(&entry.key) {
        if mapping::merges(&entry) {
            mapping.merge(entry);
            return None;
        }
        // A sequence or a tagged value may have a meaning of its own to a language; to the others `<<` is just a key.
        if entry.value.tag().is_none() && entry.value.as_scalar().is_some() {
            let found = entry.value.describe(Schema::Core);
            let finding = format!("\"<<\" takes over a mapping or a sequence of mappings, found {found}");
            return Some(Diagnostic::error(ALIAS, entry.key.span, finding));
        }
    }
    let (span, name) = (entry.key.span, entry.name().unwrap_or_default().to_owned());
    let first = mapping.put(entry)?;
    let finding = format!("key \"{name}\" is written twice in this mapping");
    let finding = Diagnostic::error(DUPLICATE_KEY, span, finding).label(first.key.span, "first written here");
    Some(finding.help("remove one of them; the last one counts until then"))
}
