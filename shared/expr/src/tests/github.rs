use super::{Json, all_give, parse};
use crate::{Dialect, Value};

const CONTEXTS: &str = r#"{
    "github": {
        "ref": "refs/heads/Main",
        "event": {
            "labels": [{"name": "bug", "tags": ["a", "b"]}, {"name": "Help"}, {"id": 3}],
            "nothing": null
        }
    },
    "env": {"PATH": "/bin", "Empty": ""},
    "list": [1, "two", null, true],
    "twice": {"Key": "upper", "key": "lower"}
}"#;

fn give(cases: &[(&str, &str)]) {
    all_give(Dialect::GitHub, &Json::new(CONTEXTS), cases);
}

#[test]
fn literals() {
    give(&[
        ("null", "null"),
        ("true", "true"),
        ("false", "false"),
        ("42", "42"),
        ("-1.5e2", "-150"),
        ("+7", "7"),
        (".5", "0.5"),
        ("0xFF", "255"),
        ("0o17", "15"),
        ("NaN", "\"NaN\""),
        ("Infinity", "\"Infinity\""),
        ("-Infinity", "\"-Infinity\""),
        ("'it''s'", "\"it's\""),
        ("''", "\"\""),
        ("'a \"b\" \\'", "\"a \\\"b\\\" \\\\\""),
    ]);
}

#[test]
fn operators_and_their_order() {
    give(&[
        ("true || false && false", "true"),
        ("(true || false) && false", "false"),
        ("!true || true", "true"),
        ("!(true || true)", "false"),
        ("!!'a'", "true"),
        ("1 < 2 == true", "true"),
        ("false == 1 > 2", "true"),
        ("!false == true", "true"),
        ("'a' && 'b' && 'c'", "\"c\""),
        ("'a' && '' && 'c'", "\"\""),
        ("'' || 0 || 'c'", "\"c\""),
        ("'' || 0", "0"),
        ("null && true", "null"),
    ]);
}

#[test]
fn equality_converts_to_numbers() {
    give(&[
        ("'ABC' == 'abc'", "true"),
        ("'Ü' == 'ü'", "true"),
        ("'ß' == 'SS'", "false"),
        ("1 == '1'", "true"),
        ("1 == ' 0x1 '", "true"),
        ("0 == ''", "true"),
        ("0 == null", "true"),
        ("'' == null", "true"),
        ("'a' == 0", "false"),
        ("true == 1", "true"),
        ("true == 'true'", "false"),
        ("NaN == NaN", "false"),
        ("NaN != NaN", "true"),
        ("list == list", "true"),
        ("fromJSON('[]') == fromJSON('[]')", "false"),
        ("fromJSON('{}') == fromJSON('{}')", "false"),
        ("github == list", "false"),
        ("list == 0", "false"),
        ("list != null", "true"),
    ]);
}

#[test]
fn order() {
    give(&[
        ("1 < 2", "true"),
        ("2 <= 2", "true"),
        ("'10' > 9", "true"),
        ("'b' > 'A'", "true"),
        ("'B' >= 'b'", "true"),
        ("true > false", "true"),
        ("null <= 0", "true"),
        ("NaN < 1", "false"),
        ("NaN >= NaN", "false"),
        ("'x' > 1", "false"),
        ("list >= list", "true"),
        ("list > list", "false"),
    ]);
}

#[test]
fn properties_and_indices() {
    give(&[
        ("github.ref", "\"refs/heads/Main\""),
        ("GITHUB['REF']", "\"refs/heads/Main\""),
        ("github.nope.deeper", "null"),
        ("github.event.labels[1].name", "\"Help\""),
        ("list[0]", "1"),
        ("list['1']", "\"two\""),
        ("list[1.9]", "\"two\""),
        ("list[9]", "null"),
        ("list[-1]", "null"),
        ("list['x']", "null"),
        ("list.length", "null"),
        ("twice.key", "\"lower\""),
        ("twice.KEY", "\"upper\""),
        ("env[github.nope]", "null"),
        ("env[list]", "null"),
        ("(github).ref", "\"refs/heads/Main\""),
        ("fromJSON('{\"true\": 1}').true", "1"),
        ("fromJSON('{\"1\": \"one\"}')[1]", "\"one\""),
    ]);
}

#[test]
fn filters() {
    give(&[
        ("github.event.labels.*.name", "[\"bug\",\"Help\"]"),
        ("github.event.labels[*].name", "[\"bug\",\"Help\"]"),
        ("github.event.labels.*.tags", "[[\"a\",\"b\"]]"),
        ("github.event.labels.*.tags.*", "[\"a\",\"b\"]"),
        ("github.event.labels.*.tags[1]", "[\"b\"]"),
        ("(github.event.labels.*)['name']", "[\"bug\",\"Help\"]"),
        ("env.*", "[\"/bin\",\"\"]"),
        ("github.ref.*", "[]"),
        ("github.nope.*.name", "[]"),
        ("list.*.name", "[]"),
    ]);
}

#[test]
fn functions() {
    give(&[
        ("contains('Hello', 'LL')", "true"),
        ("contains('a1b', 1)", "true"),
        ("contains(list, 'TWO')", "true"),
        ("contains(list, '1')", "true"),
        ("contains(list, 'three')", "false"),
        ("contains(github, 'ref')", "false"),
        ("contains(null, '')", "true"),
        ("startsWith('Refs/heads', 'refs/')", "true"),
        ("startsWith(123, 12)", "true"),
        ("STARTSWITH('a', 'b')", "false"),
        ("endsWith('file.TXT', '.txt')", "true"),
        ("endsWith(list, '')", "false"),
        ("format('{0}-{1}-{0}', 'a', 1.50)", "\"a-1.5-a\""),
        ("format('{{{0}}}', null)", "\"{}\""),
        ("format('{0} {1}', list, github)", "\"Array Object\""),
        ("join(list)", "\"1,two,,true\""),
        ("join(list, ' + ')", "\"1 + two +  + true\""),
        ("join('alone', ',')", "\"alone\""),
        ("join(github, ',')", "\"\""),
        ("toJSON(env)", r#""{\n  \"PATH\": \"/bin\",\n  \"Empty\": \"\"\n}""#),
        ("toJSON(fromJSON('[[], {}, 1.0, \"ü\\n\"]'))", r#""[\n  [],\n  {},\n  1,\n  \"ü\\n\"\n]""#),
        ("toJSON(NaN)", "\"null\""),
        ("fromJSON(' [1, \"a\"] ')", "[1,\"a\"]"),
        ("fromJSON('1e3') == 1000", "true"),
        ("fromJSON(true)", "true"),
        ("case(false, 'a', true, 'b', 'c')", "\"b\""),
        ("case(false, fromJSON('broken'), 'c')", "\"c\""),
        ("success() && !failure() && always() && !cancelled()", "true"),
        ("hashFiles('**/*.lock')", "\"cafe\""),
    ]);
}

#[test]
fn what_goes_wrong_is_said() {
    give(&[
        ("nope.x", "error: there is no `nope` here"),
        ("true || nope", "error: there is no `nope` here"),
        ("format('{0')", "error: the format string `{0` is not valid"),
        ("format('{x}', 1)", "error: the format string `{x}` is not valid"),
        ("format('0}')", "error: the format string `0}` is not valid"),
        (
            "format('{0}{1}', 1)",
            "error: the format string `{0}{1}` refers to {1}, but there are only 1 arguments for it",
        ),
        ("fromJSON('[1,]')", "error: `[1,]` is no valid JSON: trailing comma at line 1 column 4"),
        ("fromJSON('')", "error: `` is no valid JSON: EOF while parsing a value at line 1 column 0"),
        ("fromJSON('{a: 1}')", "error: `{a: 1}` is no valid JSON: key must be a string at line 1 column 2"),
        ("case('yes', 1, 2)", "error: a predicate of `case` must be true or false, not String"),
        ("hashFiles('none')", "error: no such file"),
    ]);
    let error = parse("1 == fromJSON('x')", Dialect::GitHub).eval(&Json::new("{}")).unwrap_err();
    assert_eq!((error.span.start, error.span.end), (105, 118));
    let error = parse("'a' && hashFiles('none')", Dialect::GitHub).eval(&Json::new("{}")).unwrap_err();
    assert_eq!((error.span.start, error.span.end), (107, 124));
}

#[test]
fn status_functions_are_known_by_name() {
    for (source, calls) in [
        ("always()", true),
        ("github.ref == 'x' && !Cancelled()", true),
        ("contains(fromJSON('[]'), failure())", true),
        ("hashFiles('a') == 'success()'", false),
    ] {
        assert_eq!(parse(source, Dialect::GitHub).calls_status_function(), calls, "{source}");
    }
}

#[test]
fn constants_need_no_scope() {
    for (source, value) in [
        ("true && 'a'", Some(Value::from("a"))),
        ("format('{0}', 1) == '1'", Some(Value::Bool(true))),
        ("github.ref || true", None),
        ("always()", None),
        ("fromJSON('x')", None),
    ] {
        assert_eq!(parse(source, Dialect::GitHub).constant(), value, "{source}");
    }
}
