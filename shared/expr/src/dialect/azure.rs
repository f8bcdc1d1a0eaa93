//! Azure's expressions, after <https://learn.microsoft.com/en-us/azure/devops/pipelines/process/expressions>.
mod convert;
mod function;
mod text;

use super::{Escape, Grammar, Holes, Language, Names, Quote, Semantics, Symbol};
use crate::function::{Arity, Call, Function, Param, Signature, Status, json, status_of_jobs};
use crate::{Type, Value, coerce};

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
        ],
        words: &[],
        literals: &[("true", || Value::Bool(true)), ("false", || Value::Bool(false))],
        literals_any_case: true,
        strings: &[Quote { mark: '\'', escape: Escape::Doubled }],
        numbers: true,
        versions: true,
        names: Some(Names::AnyCase),
        dashes: false,
        variables: false,
        patterns: false,
        depth: 50,
        length: 21_000,
        tokens: usize::MAX,
        holes: Holes::Macros,
    },
    semantics: Semantics {
        truthy: convert::truth,
        decides: convert::truth,
        equal: convert::equal,
        order: |left, right| convert::order(left, right).ok(),
        matches: |_, _| Err("Azure's expressions have no regular expressions".into()),
        truths: ["False", "True"],
        collection_text: coerce::json_text,
        missing_context_is_null: false,
        implies_success: false,
        strict_comparison: false,
    },
    functions: &[
        lazy("and", Arity::at_least(2), function::and),
        lazy("or", Arity::at_least(2), function::or),
        lazy("coalesce", Arity::at_least(2), function::coalesce),
        lazy("in", Arity::at_least(1), function::is_in),
        lazy("notIn", Arity::at_least(1), function::is_not_in),
        truth("xor", Arity::exactly(2), function::xor),
        truth("not", Arity::exactly(1), function::not),
        truth("eq", Arity::exactly(2), function::eq),
        truth("ne", Arity::exactly(2), function::ne),
        truth("lt", Arity::exactly(2), function::lt),
        truth("le", Arity::exactly(2), function::le),
        truth("gt", Arity::exactly(2), function::gt),
        truth("ge", Arity::exactly(2), function::ge),
        truth("contains", Arity::exactly(2), text::contains),
        truth("containsValue", Arity::exactly(2), function::contains_value),
        truth("startsWith", Arity::exactly(2), text::starts_with),
        truth("endsWith", Arity::exactly(2), text::ends_with),
        pure("iif", Arity::exactly(3), function::iif),
        pure("length", Arity::exactly(1), function::length),
        pure("counter", Arity::between(0, 2), function::counter),
        pure("convertToJson", Arity::exactly(1), json::to_json),
        pure("format", Arity::at_least(1), text::format),
        pure("join", Arity::exactly(2), text::join),
        pure("split", Arity::exactly(2), text::split),
        pure("replace", Arity::exactly(3), text::replace),
        pure("lower", Arity::exactly(1), text::lower),
        pure("upper", Arity::exactly(1), text::upper),
        pure("trim", Arity::exactly(1), text::trim),
        pure("substring", Arity::between(2, 3), text::substring),
        status_of_jobs("succeeded", Status::Success),
        status_of_jobs("failed", Status::Failure),
        status_of_jobs("succeededOrFailed", Status::Ended),
        status_of_jobs("always", Status::Always),
        status_of_jobs("canceled", Status::Cancelled),
    ],
    contexts: &[
        "dependencies",
        "environment",
        "parameters",
        "pipeline",
        "resources",
        "stageDependencies",
        "strategy",
        "variables",
    ],
    context_type: |_| Type::Any,
    impossible_member: |_, _| None,
    by_key: false,
    event_inputs: None,
};

const ANY: &[Signature] = &[Signature { params: &[Param::Any], returns: Param::Any }];
const TRUTH: &[Signature] = &[Signature { params: &[Param::Any], returns: Param::Bool }];

type Run = fn(&[Value]) -> Result<Value, String>;

const fn pure(name: &'static str, arity: Arity, run: Run) -> Function {
    Function { name, arity, call: Call::Pure(run), signatures: ANY }
}

const fn truth(name: &'static str, arity: Arity, run: Run) -> Function {
    Function { name, arity, call: Call::Pure(run), signatures: TRUTH }
}

const fn lazy(name: &'static str, arity: Arity, run: crate::function::Lazy) -> Function {
    Function { name, arity, call: Call::Lazy(run), signatures: ANY }
}
