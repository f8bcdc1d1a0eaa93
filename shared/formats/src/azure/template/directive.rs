//! `${{ if }}`, `${{ each }}` and `${{ insert }}`: keys that say what becomes of their values.
use crate::azure::rules::DIRECTIVE;
use diag::{Diagnostic, Text};
use expr::{Dialect, Expr};

/// What a key says of its value.
#[derive(Debug)]
pub(super) enum Directive {
    /// Taken if it holds.
    If(Expr),
    /// Taken if none before was, and it holds.
    ElseIf(Expr),
    /// Taken if none before was.
    Else,
    /// Repeated for each item.
    Each {
        /// The loop's variable.
        name: String,
        /// The items.
        items: Expr,
    },
    /// Put in the place of the key.
    Insert,
}

/// The inside of a text that is one `${{ }}`, with its first word.
fn words(text: &Text) -> Option<(usize, usize, &str)> {
    let source = text.as_str();
    let start = source.len() - source.trim_start().len();
    let inside = source.trim().strip_prefix("${{")?.strip_suffix("}}")?;
    let from = start + 3 + (inside.len() - inside.trim_start().len());
    let to = start + 3 + inside.trim_end().len();
    let inside = source.get(from..to).unwrap_or_default();
    let word = inside.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let known =
        ["if", "elseif", "else", "each", "insert"].iter().any(|known| known.eq_ignore_ascii_case(word));
    let whole = inside.len() == word.len()
        || inside[word.len()..].starts_with(|c: char| c.is_whitespace() || c == '(');
    (known && whole).then_some((from, to, word))
}

/// Whether a text reads like a directive.
pub(super) fn is_directive(text: &Text) -> bool {
    words(text).is_some()
}

/// Says that a directive stands where a value is expected.
pub(super) fn misplaced(text: &Text) -> Diagnostic {
    let word = text.as_str().trim();
    let finding =
        Diagnostic::error(DIRECTIVE, text.span(), format!("`{word}` stands where a value is expected"));
    finding.help("end it with a colon, and write what it decides on below it")
}

/// The directive that a key is; nothing for any other key.
pub(super) fn parse(key: &Text) -> Option<Result<Directive, Vec<Diagnostic>>> {
    let (from, to, word) = words(key)?;
    let rest = key.slice(from + word.len(), to);
    let refuse = |message: &str, help: &str| {
        Err(vec![Diagnostic::error(DIRECTIVE, key.span_of(from, to), message).help(help)])
    };
    Some(match word.to_ascii_lowercase().as_str() {
        "if" => Expr::parse(&rest, Dialect::Azure).map(Directive::If),
        "elseif" => Expr::parse(&rest, Dialect::Azure).map(Directive::ElseIf),
        "each" => match each(&rest) {
            Some((name, items)) => {
                Expr::parse(&items, Dialect::Azure).map(|items| Directive::Each { name, items })
            }
            None => refuse("this is no loop", "write ${{ each item in list }}"),
        },
        "else" if !rest.as_str().trim().is_empty() => {
            refuse("an `else` has no condition", "write ${{ elseif condition }}")
        }
        "else" => Ok(Directive::Else),
        _ if !rest.as_str().trim().is_empty() => {
            refuse("an `insert` takes nothing", "write ${{ insert }}: and the mapping to insert as its value")
        }
        _ => Ok(Directive::Insert),
    })
}

/// `name in list`.
fn each(rest: &Text) -> Option<(String, Text)> {
    let source = rest.as_str();
    let name = source.split_whitespace().next()?;
    let fits = name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
    let after = source.find(name)? + name.len();
    let word = after + (source[after..].len() - source[after..].trim_start().len());
    let list =
        source.get(word..)?.strip_prefix("in").filter(|list| list.starts_with([' ', '\t', '\n', '(']))?;
    (fits && !list.trim().is_empty())
        .then(|| (name.to_owned(), rest.slice(source.len() - list.len(), source.len())))
}
