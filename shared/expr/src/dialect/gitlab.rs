//! GitLab's `rules:if`: strings, variables, `null` and regular expressions, compared without any conversion.
use super::{Escape, Grammar, Holes, Language, Quote, Semantics, Symbol};
use crate::ast::Comparison::{Equal, Matches, NotEqual, NotMatches};
use crate::{Type, Value, coerce, pattern};

pub(super) static LANGUAGE: Language = Language {
    grammar: Grammar {
        symbols: &[
            ("(", Symbol::Open),
            (")", Symbol::Close),
            ("&&", Symbol::And),
            ("||", Symbol::Or),
            ("==", Symbol::Compare(Equal, 1)),
            ("=~", Symbol::Compare(Matches, 1)),
            ("!=", Symbol::Compare(NotEqual, 1)),
            ("!~", Symbol::Compare(NotMatches, 1)),
            ("!", Symbol::Not),
        ],
        words: &[],
        literals: &[
            ("null", || Value::Null),
            ("true", || Value::Bool(true)),
            ("false", || Value::Bool(false)),
        ],
        literals_any_case: false,
        strings: &[Quote { mark: '"', escape: Escape::None }, Quote { mark: '\'', escape: Escape::None }],
        numbers: false,
        versions: false,
        names: None,
        dashes: false,
        variables: true,
        patterns: true,
        depth: 100,
        length: 21_000,
        tokens: 100,
        holes: Holes::VariablesAndPercent,
    },
    semantics: Semantics {
        truthy: present,
        decides: |value| !matches!(value, Value::Null | Value::Bool(false)),
        equal: |left, right| left == right,
        order: |_, _| None,
        matches,
        truths: ["false", "true"],
        collection_text: coerce::json_text,
        missing_context_is_null: true,
        implies_success: true,
        strict_comparison: false,
    },
    functions: &[],
    contexts: &["inputs"],
    context_type: |_| Type::Any,
    impossible_member: |_, _| None,
    by_key: false,
    event_inputs: None,
};

/// Whether there is more than nothing, `false` or blanks.
fn present(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(truth) => *truth,
        Value::Number(_) | Value::Version(_) => true,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(object) => !object.is_empty(),
    }
}

/// A right side that is no regular expression is searched for the left one, not the other way round.
fn matches(text: &Value, pattern: &Value) -> Result<bool, String> {
    let text = text.to_text(super::Dialect::GitLab);
    match pattern {
        Value::Null | Value::Bool(false) => Ok(false),
        Value::String(written) => match pattern::split(written) {
            Some(parts) => Ok(pattern::compile(&parts)?.is_match(&text)),
            None => Ok(written.contains(&*text)),
        },
        other => Err(format!("the right side of `=~` must be a regular expression, not {}", other.kind())),
    }
}
