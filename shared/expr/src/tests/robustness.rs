use super::{Json, text};
use crate::variables::{Missing, expand};
use crate::{Dialect, Expr, Template, Types, check, check_text};

const PIECES: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "${{",
    "}}",
    "$",
    "%",
    "%A%",
    ".",
    "*",
    ",",
    "'",
    "\"",
    "/",
    "\\",
    "&&",
    "||",
    "!",
    "=",
    "==",
    "=~",
    "<",
    ">=",
    "-",
    "+",
    "0x1",
    "1e9",
    "NaN",
    "null",
    "true",
    "github",
    "env",
    "ref",
    "contains",
    "format",
    "fromJSON",
    "'{0}'",
    "'{\"a\":[1]}'",
    "case",
    "not ",
    "and ",
    "$A",
    "$[[",
    "]]",
    "inputs",
    "ü",
    "\u{1F600}",
    "\n",
    " ",
    "\t",
    "/a/i",
    "\u{0}",
    "$(",
    "$[",
    "1.2.3",
    "iif(",
    "coalesce",
    "split('a,b', ',')",
];

/// Pieces in an order that is the same in every run.
fn jumble(seed: u64) -> String {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let count = next() % 24;
    (0..count).map(|_| PIECES[next() % PIECES.len()]).collect()
}

#[test]
fn nothing_that_is_written_breaks_the_reader() {
    let scope = Json::new(
        r#"{"github": {"ref": "r", "list": [[1], {"a": 2}]}, "env": {}, "inputs": {}, "variables": {"A": "$A"}}"#,
    );
    let mut read = 0;
    for seed in 0..20_000 {
        let source = text(&jumble(seed));
        for dialect in [Dialect::GitHub, Dialect::GitLab, Dialect::Azure, Dialect::Native] {
            if let Ok(expr) = Expr::parse(&source, dialect) {
                read += 1;
                drop(expr.eval(&scope));
                drop(check(&expr, &Types::of(dialect)));
            }
            let (template, problems) = Template::parse(&source, dialect);
            assert!(problems.iter().all(|p| p.primary.span.end <= source.span().end), "{source}");
            drop(template.eval(&scope));
            drop(Template::before_reading(&source, dialect).0.eval(&scope));
            drop(check_text(&template, &Types::of(dialect)));
        }
        drop(expand(source.as_str(), &|_| None, Missing::Keep));
    }
    assert!(read > 500, "only {read} texts could be read");
}

#[test]
fn text_cannot_double_without_end() {
    let mut source = "'xxxxxxxxxxxxxxxx'".to_owned();
    for _ in 0..40 {
        source = format!("format('{{0}}{{0}}{{0}}', {source})");
    }
    let expr = Expr::parse(&text(&source), Dialect::GitHub).unwrap();
    let error = expr.eval(&Json::new("{}")).unwrap_err();
    assert_eq!(error.message, "the text grows beyond 10 MiB");
}
