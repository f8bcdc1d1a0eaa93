//! GitHub's expressions, after its reference page and the public runner's behaviour.
pub(crate) mod availability;
pub(crate) mod types;

use super::{Escape, Grammar, Holes, Language, Names, Quote, Semantics, Symbol};
use crate::ast::Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual, NotEqual};
use crate::function::{
    Arity, Call, Function, Param, Signature, Status, collection, json, status, status_of_jobs, string,
};
use crate::{Value, coerce};
use std::borrow::Cow;

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
            ("!=", Symbol::Compare(NotEqual, 1)),
            ("<=", Symbol::Compare(LessOrEqual, 2)),
            (">=", Symbol::Compare(GreaterOrEqual, 2)),
            ("<", Symbol::Compare(Less, 2)),
            (">", Symbol::Compare(Greater, 2)),
            ("!", Symbol::Not),
        ],
        words: &[],
        literals: &[
            ("null", || Value::Null),
            ("true", || Value::Bool(true)),
            ("false", || Value::Bool(false)),
            ("NaN", || Value::Number(f64::NAN)),
            ("Infinity", || Value::Number(f64::INFINITY)),
        ],
        literals_any_case: false,
        strings: &[Quote { mark: '\'', escape: Escape::Doubled }],
        numbers: true,
        versions: false,
        names: Some(Names::AnyCase),
        dashes: true,
        variables: false,
        patterns: false,
        depth: 50,
        length: 21_000,
        tokens: usize::MAX,
        holes: Holes::Expressions,
    },
    semantics: Semantics {
        truthy: coerce::loose_truth,
        decides: coerce::loose_truth,
        equal: coerce::loose_equal,
        order: coerce::loose_order,
        matches: |_, _| Err("GitHub's expressions have no regular expressions".into()),
        truths: ["false", "true"],
        collection_text: |value| Cow::Borrowed(value.kind()),
        missing_context_is_null: false,
        implies_success: true,
        strict_comparison: true,
    },
    functions: &[
        Function {
            name: "contains",
            arity: Arity::exactly(2),
            call: Call::Pure(collection::contains),
            signatures: &[
                Signature { params: &[Param::String, Param::String], returns: Param::Bool },
                Signature { params: &[Param::Array, Param::Any], returns: Param::Bool },
            ],
        },
        Function {
            name: "startsWith",
            arity: Arity::exactly(2),
            call: Call::Pure(string::starts_with),
            signatures: &[Signature { params: &[Param::String, Param::String], returns: Param::Bool }],
        },
        Function {
            name: "endsWith",
            arity: Arity::exactly(2),
            call: Call::Pure(string::ends_with),
            signatures: &[Signature { params: &[Param::String, Param::String], returns: Param::Bool }],
        },
        Function {
            name: "format",
            arity: Arity::at_least(1),
            call: Call::Pure(string::format),
            signatures: &[Signature { params: &[Param::String, Param::Any], returns: Param::String }],
        },
        Function {
            name: "join",
            arity: Arity::between(1, 2),
            call: Call::Pure(collection::join),
            signatures: &[Signature { params: &[Param::ScalarArray, Param::String], returns: Param::String }],
        },
        Function {
            name: "toJSON",
            arity: Arity::exactly(1),
            call: Call::Pure(json::to_json),
            signatures: &[Signature { params: &[Param::Any], returns: Param::String }],
        },
        Function {
            name: "fromJSON",
            arity: Arity::exactly(1),
            call: Call::Pure(json::from_json),
            signatures: &[Signature { params: &[Param::Scalar], returns: Param::Any }],
        },
        Function {
            name: "hashFiles",
            arity: Arity::at_least(1),
            call: Call::Scope,
            signatures: &[Signature { params: &[Param::String], returns: Param::String }],
        },
        Function {
            name: "case",
            arity: Arity::odd_from(3),
            call: Call::Case,
            signatures: &[Signature { params: &[Param::Any], returns: Param::Any }],
        },
        status_of_jobs("success", Status::Success),
        status_of_jobs("failure", Status::Failure),
        status("always", Status::Always),
        status("cancelled", Status::Cancelled),
    ],
    contexts: &[
        "env", "github", "inputs", "job", "jobs", "matrix", "needs", "runner", "secrets", "steps",
        "strategy", "vars",
    ],
    context_type: types::context,
    impossible_member: types::impossible_member,
    by_key: true,
    event_inputs: Some(["github", "event", "inputs"]),
};
