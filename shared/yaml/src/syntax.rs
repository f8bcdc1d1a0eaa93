use crate::Limits;
use crate::rules::{LIMIT, SYNTAX};
use diag::{Diagnostic, SourceId, Span};
use granit_parser::{ErrorKind, ScanError};

/// A parser's error as a finding: what is wrong, and what most likely mends it.
pub(crate) fn explain(error: &ScanError, text: &str, id: SourceId, limits: &Limits) -> Diagnostic {
    let marker = error.marker().byte_offset().unwrap_or(0).min(text.len());
    let at = place(error.kind(), text, text.floor_char_boundary(marker));
    let width = text[at..].chars().next().filter(|c| !c.is_control()).map_or(0, char::len_utf8);
    let span = Span::new(id, at as u32, (at + width) as u32);
    match error.kind() {
        ErrorKind::RecursionLimitExceeded => return too_deep(span, limits),
        ErrorKind::TooManyComments => return Diagnostic::error(LIMIT, span, "too many comments in a row"),
        _ => {}
    }
    let finding = |message: &str| Diagnostic::error(SYNTAX, span, format!("cannot read as YAML: {message}"));
    match advice(error.kind()) {
        Some((message, help)) => finding(message).help(help),
        None => finding(&error.kind().to_string()),
    }
}

/// The parser's marker is often one token late, or at the start of a long one: this is what it means.
fn place(kind: &ErrorKind, text: &str, at: usize) -> usize {
    let before = &text[..at];
    match kind {
        ErrorKind::TabInPlainScalar => text[at..].find('\t').map_or(at, |tab| at + tab),
        kind if is_tab(kind) => before.trim_end_matches('\t').len(),
        ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::ExpectedBlockMappingKey => {
            let dash = before.trim_end_matches(' ').len();
            if text[..dash].ends_with('-') { dash - 1 } else { at }
        }
        _ => at,
    }
}

pub(crate) fn too_deep(span: Span, limits: &Limits) -> Diagnostic {
    let finding = format!("the file nests deeper than {} levels", limits.depth);
    Diagnostic::error(LIMIT, span, finding).help("flatten the structure")
}

fn advice(kind: &ErrorKind) -> Option<(&'static str, &'static str)> {
    use ErrorKind as E;
    Some(match kind {
        E::MappingValueNotAllowed | E::InvalidColonPlacement => (
            "a mapping value is not allowed here",
            "quote the text if the colon is part of it; otherwise check the indentation, and that brackets before it are closed",
        ),
        E::ExpectedBlockMappingKey => (
            "expected a key at this indentation",
            "indent this line like its siblings, and check that the value before it ends where it should",
        ),
        E::ExpectedBlockSequenceEntry => (
            "expected a \"-\" at this indentation",
            "a sequence and a mapping cannot stand side by side; indent this line under the item before it",
        ),
        E::BlockSequenceEntryNotAllowed => {
            ("a \"-\" is not allowed here", "put the sequence on the next line, below its key")
        }
        kind if is_tab(kind) => ("a tab cannot be used as indentation", "indent with spaces"),
        E::SimpleKeyExpected | E::InvalidSimpleKey => (
            "expected \":\" after this key",
            "add the colon, or indent the line so that it belongs to the value before",
        ),
        E::UnclosedQuotedScalar => ("this quote is never closed", "add the closing quote"),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => (
            "text follows the closing quote",
            "put the whole value in quotes; inside '...' a quote is written twice",
        ),
        E::UnknownQuotedScalarEscape => (
            "unknown escape in a double-quoted string",
            "write \"\\\\\" for a backslash, or use single quotes, in which it has no meaning",
        ),
        E::UnclosedFlowCollection { .. }
        | E::UnexpectedEofFlowSequence
        | E::UnexpectedEofFlowMapping
        | E::UnexpectedEofImplicitFlowMapping => {
            ("a bracket is never closed", "add the closing \"]\" or \"}\"")
        }
        E::MisplacedFlowCollectionEnd => {
            ("a closing bracket without an opening one", "remove it or quote the value")
        }
        E::ExpectedFlowMappingSeparator => {
            ("expected \",\" or \"}\"", "quote the value if the brace is part of it, or close the mapping")
        }
        E::ExpectedFlowSequenceSeparator => {
            ("expected \",\" or \"]\"", "quote the value if the bracket is part of it, or close the sequence")
        }
        E::UnexpectedCharacter { character: '@' | '`' } => {
            ("a plain value cannot begin with this character", "quote the value")
        }
        E::UnexpectedCharacter { character: '%' } => {
            ("a plain value cannot begin with \"%\"", "quote the value")
        }
        E::MissingAnchorOrAliasName => (
            "\"*\" or \"&\" without a name",
            "quote the value if it is meant as text: \"*\" begins an alias and \"&\" an anchor",
        ),
        E::InvalidIndentation | E::InvalidFlowScalarIndent | E::InvalidQuotedScalarIndent => {
            ("this line is not indented far enough", "indent it further than the key it belongs to")
        }
        E::InvalidBlockScalarIndent => (
            "a line of this block is indented less than its first",
            "indent all lines of the block at least alike",
        ),
        E::InvalidBlockScalarHeader => {
            ("text follows \"|\" or \">\"", "begin the text on the next line, indented further than the key")
        }
        E::InvalidTagTerminator | E::MissingTagUri | E::InvalidTagEscape => {
            ("this is no tag", "quote the value if it is meant as text: \"!\" begins a tag")
        }
        E::ExpectedDocumentStart => (
            "text follows the end of the document",
            "check the indentation of this line, or begin a new document with \"---\"",
        ),
        E::ExpectedNodeContent => ("expected a value", "give a value or quote the text"),
        E::CommentInterceptedScalar => (
            "a comment stands inside a text of several lines",
            "quote the text, or move the comment above it",
        ),
        E::DocumentIndicatorInQuotedScalar => (
            "the document ends inside this quoted text",
            "close the quote, or indent the line that begins with \"---\"",
        ),
        E::UndeclaredTagHandle => {
            ("this tag uses a handle that is not declared", "remove the tag or quote the value")
        }
        E::BomInsideDocument => ("a byte order mark inside the document", "remove the invisible character"),
        _ => return None,
    })
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabAtBlockScalarStart
            | E::TabInPlainScalar
    )
}
