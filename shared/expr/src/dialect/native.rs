//! RustCI's own conditions: `branch == 'main' and not startsWith(tag, 'rc-')`.
use super::{Escape, Grammar, Holes, Language, Names, Quote, Semantics, Symbol};
use crate::ast::Comparison::{
    Equal, Greater, GreaterOrEqual, Less, LessOrEqual, Matches, NotEqual, NotMatches,
};
use crate::function::{Arity, Call, Function, Param, Signature, Status, collection, status, string};
use crate::{Type, Value, coerce, pattern};

pub(super) static LANGUAGE: Language = Language {
    grammar: Grammar {
        symbols: &[
            ("(", Symbol::Open),
            (")", Symbol::Close),
            ("[", Symbol::OpenIndex),
            ("]", Symbol::CloseIndex),
            (",", Symbol::Comma),
            (".", Symbol::Dot),
            ("*", Symbol::Star),
            ("&&", Symbol::And),
            ("||", Symbol::Or),
            ("==", Symbol::Compare(Equal, 1)),
            ("=~", Symbol::Compare(Matches, 1)),
            ("!=", Symbol::Compare(NotEqual, 1)),
            ("!~", Symbol::Compare(NotMatches, 1)),
            ("<=", Symbol::Compare(LessOrEqual, 2)),
            (">=", Symbol::Compare(GreaterOrEqual, 2)),
            ("<", Symbol::Compare(Less, 2)),
            (">", Symbol::Compare(Greater, 2)),
            ("!", Symbol::Not),
        ],
        words: &[("and", Symbol::And), ("or", Symbol::Or), ("not", Symbol::LooseNot)],
        literals: &[
            ("null", || Value::Null),
            ("true", || Value::Bool(true)),
            ("false", || Value::Bool(false)),
        ],
        literals_any_case: false,
        strings: &[
            Quote { mark: '\'', escape: Escape::Backslash },
            Quote { mark: '"', escape: Escape::Backslash },
        ],
        numbers: true,
        versions: false,
        names: Some(Names::ExactCase),
        dashes: true,
        variables: true,
        patterns: true,
        depth: 100,
        length: 21_000,
        tokens: usize::MAX,
        holes: Holes::Variables,
    },
    semantics: Semantics {
        truthy: coerce::loose_truth,
        decides: coerce::loose_truth,
        equal: coerce::text_equal,
        order: coerce::text_order,
        matches,
        truths: ["false", "true"],
        collection_text: coerce::json_text,
        missing_context_is_null: false,
        implies_success: true,
        strict_comparison: true,
    },
    functions: &[
        Function {
            name: "contains",
            arity: Arity::exactly(2),
            call: Call::Pure(collection::contains_exactly),
            signatures: &[
                Signature { params: &[Param::String, Param::String], returns: Param::Bool },
                Signature { params: &[Param::Array, Param::Any], returns: Param::Bool },
            ],
        },
        Function {
            name: "startsWith",
            arity: Arity::exactly(2),
            call: Call::Pure(string::starts_with_exactly),
            signatures: &[Signature { params: &[Param::String, Param::String], returns: Param::Bool }],
        },
        Function {
            name: "endsWith",
            arity: Arity::exactly(2),
            call: Call::Pure(string::ends_with_exactly),
            signatures: &[Signature { params: &[Param::String, Param::String], returns: Param::Bool }],
        },
        Function {
            name: "matches",
            arity: Arity::exactly(2),
            call: Call::Pure(string::matches),
            signatures: &[Signature { params: &[Param::String, Param::String], returns: Param::Bool }],
        },
        status("success", Status::Success),
        status("failure", Status::Failure),
        status("always", Status::Always),
        status("cancelled", Status::Cancelled),
    ],
    contexts: &[
        "actor",
        "branch",
        "commit",
        "env",
        "event",
        "inputs",
        "job",
        "matrix",
        "needs",
        "pipeline",
        "ref",
        "repository",
        "secrets",
        "stage",
        "steps",
        "tag",
        "variables",
    ],
    context_type: |_| Type::Any,
    impossible_member: |_, _| None,
    by_key: false,
    event_inputs: None,
};

fn matches(text: &Value, pattern: &Value) -> Result<bool, String> {
    let Value::String(written) = pattern else {
        return Err(format!("the right side of `=~` must be a regular expression, not {}", pattern.kind()));
    };
    let parts = pattern::split(written).unwrap_or(pattern::Parts { source: written, flags: "" });
    Ok(pattern::compile(&parts)?.is_match(&text.to_text(super::Dialect::Native)))
}
