//! Groovy in declarative pipelines.
use super::parse;
use crate::{Dialect, EvalError, Scope, Template, Value};
use diag::Text;

/// A build on the branch `main`, with a stage before it.
struct Build;

impl Scope for Build {
    fn context(&self, name: &str) -> Option<Value> {
        let texts = |pairs: &[(&'static str, &'static str)]| {
            Value::object(pairs.iter().map(|(name, value)| (*name, Value::from(*value))))
        };
        Some(match name {
            "env" => texts(&[("BRANCH_NAME", "main"), ("FOO", "foo")]),
            "inputs" => Value::object([("FLAG", Value::Bool(true)), ("WHO", Value::from("you"))]),
            "secrets" => texts(&[("token", "t"), ("login_USR", "u"), ("login_PSW", "p")]),
            "build" => Value::object([
                ("number", Value::from(7.0)),
                ("changed", Value::array(["src/a.js".into()])),
                ("cause", "TimerTrigger".into()),
            ]),
            "stages" => {
                let outputs = texts(&[("script-1.env:NEW", "n"), ("script-1.var:count", "2")]);
                let job = Value::object([("result", "UNSTABLE".into()), ("outputs", outputs)]);
                Value::object([("a", Value::object([("a", job)]))])
            }
            _ => return None,
        })
    }

    fn call(&self, function: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        Some(Ok(Value::Bool(matches!(function, "success" | "always"))))
    }
}

fn value(text: &str) -> Value {
    let (template, problems) = Template::parse(&Text::from(text), Dialect::Jenkins);
    assert_eq!(problems, [], "{text}");
    template.eval(&Build).unwrap_or_else(|error| Value::from(error.message))
}

#[test]
fn conditions_of_when_are_asked() {
    let cases = [
        ("when { branch 'main' }", true),
        ("when { branch 'release/*' }", false),
        ("when { branch pattern: 'm.*n', comparator: 'REGEXP' }", true),
        ("when { not { branch 'main' } }", false),
        ("when { anyOf { branch 'x'; environment name: 'FOO', value: 'FOO', ignoreCase: true } }", true),
        ("when { allOf { branch 'main'; environment name: 'FOO', value: 'bar' } }", false),
        ("when { expression { return params.FLAG && FOO == 'foo' } }", true),
        ("when { equals expected: 7, actual: currentBuild.number }", true),
        ("when { buildingTag() }", false),
        ("when { changeRequest() }", false),
        ("when { changeset '**/*.js' }", true),
        ("when { triggeredBy 'TimerTrigger' }", true),
        ("environment { A = 'a' }\nwhen { environment name: 'A', value: 'a' }", true),
        ("def count = 1\nwhen { expression { count == 2 } }", true),
        ("when { branch 'main' }\nskipStagesAfterUnstable { }", false),
    ];
    for (text, expected) in cases {
        assert_eq!(value(text), Value::Bool(expected), "{text}");
    }
}

#[test]
fn variables_use_each_other_in_any_order() {
    let text = "parameters { }\nenvironment {
        B = \"${A}-b\"
        A = 'a'
        FOO = \"${FOO}:more\"
        GONE = \"x${nothing}\"
        LOGIN = credentials('login')
    }";
    let expected = [
        ("NEW", "n"),
        ("FLAG", "true"),
        ("WHO", "you"),
        ("A", "a"),
        ("B", "a-b"),
        ("FOO", "foo:more"),
        ("GONE", "xnull"),
        ("LOGIN", "u:p"),
        ("LOGIN_USR", "u"),
        ("LOGIN_PSW", "p"),
    ];
    assert_eq!(value(text), Value::object(expected.map(|(name, value)| (name, Value::from(value)))));
}

#[test]
fn texts_are_filled_as_groovy_does_it() {
    assert_eq!(value("\"${env.NEW} ${params.WHO.toUpperCase()} \\$x\""), Value::from("n YOU $x"));
    assert_eq!(value("'${env.NEW}'"), Value::from("${env.NEW}"));
    assert_eq!(value("currentBuild.currentResult"), Value::from("UNSTABLE"));
    let missing = value("\"${missing}\"");
    assert!(missing.as_str().is_some_and(|message| message.contains("No such property: missing")));
}

#[test]
fn status_functions_are_seen() {
    for (text, status) in [("always() && env.A == 'b'", true), ("env.A == 'b'", false), ("!failure()", true)]
    {
        assert_eq!(parse(text, Dialect::Jenkins).calls_status_function(), status, "{text}");
    }
}
