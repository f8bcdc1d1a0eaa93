use super::{Json, all_give, parse, show, text};
use crate::{Dialect, Expr, Template};

const CONTEXTS: &str = r#"{
    "variables": {"Build.Reason": "PullRequest", "staticVar": "my value", "empty": "", "yes": "True", "outer": "<$(staticVar)>", "loop": "x$(loop)"},
    "parameters": {"flag": false, "count": 3, "names": ["a", "B"], "apps": {"web": {"port": 80}, "api": {"port": 81}}},
    "dependencies": {"A": {"result": "Succeeded", "outputs": {"step.name": "v"}}},
    "pipeline": {"startTime": "2026-11-03T08:05:09Z"}
}"#;

fn give(cases: &[(&str, &str)]) {
    all_give(Dialect::Azure, &Json::new(CONTEXTS), cases);
}

#[test]
fn literals_and_members() {
    give(&[
        ("TRUE", "true"),
        ("-1.2", "-1.2"),
        (".5", "0.5"),
        ("1.2.4.05", "\"1.2.4.5\""),
        ("'It''s'", "\"It's\""),
        ("variables['build.reason']", "\"PullRequest\""),
        ("variables.STATICVAR", "\"my value\""),
        ("variables.nope", "null"),
        ("variables['a']['b']", "null"),
        ("parameters.names[1]", "\"B\""),
        ("parameters.apps.*.port", "[80,81]"),
        ("dependencies.A.outputs['step.name']", "\"v\""),
        ("nope.x", "error: there is no `nope` here"),
    ]);
}

#[test]
fn the_right_value_becomes_what_the_left_one_is() {
    give(&[
        ("eq(true, 'false')", "true"),
        ("eq('true', true)", "true"),
        ("eq('TRUE', 'true')", "true"),
        ("eq(1, '1')", "true"),
        ("eq(1, ' 1,000 ')", "false"),
        ("eq(1000, ' 1,000 ')", "true"),
        ("eq(1, 'x')", "false"),
        ("ne(1, 'x')", "true"),
        ("eq(variables.nope, '')", "true"),
        ("eq('', variables.nope)", "true"),
        ("eq(1.2.3, '1.2.3')", "true"),
        ("lt(1.9.0, '1.10.0')", "true"),
        ("lt('b', 'A')", "false"),
        ("le(2, 2)", "true"),
        ("gt(5, '4.5')", "true"),
        ("ge(5, 'x')", "error: Number `5` cannot be compared with String `x`"),
        ("not(0)", "true"),
        ("not('False')", "false"),
        ("and(1, 'a', 1.2.3)", "true"),
        ("or(0, '')", "false"),
        ("xor(true, false)", "true"),
    ]);
}

#[test]
fn functions() {
    give(&[
        ("and(false, format('{9}'))", "false"),
        ("or(true, format('{9}'))", "true"),
        ("coalesce('', variables.nope, 'x', format('{9}'))", "\"x\""),
        ("in('b', 'A', 'B')", "true"),
        ("notIn('d', 'A', 'B')", "true"),
        ("contains('ABCDE', 'bcd')", "true"),
        ("startsWith('ABCDE', 'ab')", "true"),
        ("endsWith('ABCDE', 'de')", "true"),
        ("containsValue(parameters.names, 'b')", "true"),
        ("containsValue(parameters.apps, 'b')", "false"),
        ("iif(parameters.flag, 'a', 'b')", "\"b\""),
        ("length('abc')", "3"),
        ("length(parameters.names)", "2"),
        ("format('{0}-{1} {{x}}', 'a', true)", "\"a-True {x}\""),
        ("format('{0:yyyyMMdd.HHmm}', pipeline.startTime)", "\"20261103.0805\""),
        ("format('{1}', 'a')", "error: the format string `{1}` refers to {1}, but 1 arguments follow it"),
        ("join(',', parameters.names)", "\"a,B\""),
        ("join(',', 'x')", "\"x\""),
        ("split('a,b;', ',;')", "[\"a\",\"b\",\"\"]"),
        ("replace('a-b', '-', '_')", "\"a_b\""),
        ("upper(trim(' a '))", "\"A\""),
        ("lower('Ä')", "\"ä\""),
        ("substring('abcdef', 1, 3)", "\"bcd\""),
        ("substring('abc', 5)", "\"\""),
        ("counter('x', 100)", "100"),
        ("convertToJson('magic')", "\"\\\"magic\\\"\""),
        (
            "lower(parameters)",
            "error: a value of kind Object has no text; write it out with `convertToJson()`",
        ),
        ("and(succeeded(), not(failed()), always(), not(canceled()), succeededOrFailed())", "true"),
        ("succeededOrFailed('A')", "true"),
    ]);
}

#[test]
fn what_cannot_be_read() {
    for (source, expected) in [
        ("nothing()", "0..7: there is no function `nothing`"),
        ("eq(1)", "0..2: `eq` takes 2 arguments, but 1 is given"),
        ("3 + 4", "2..3: unexpected character `+`"),
        ("parameters.param-minus", "16..17: unexpected character `-`"),
        ("lt(0.9.o.9, 1)", "3..10: `0.9.o.9` is not a number"),
        ("eq(1, \"a\")", "6..7: unexpected character `\"`"),
        ("null", "error: there is no `null` here"),
    ] {
        let found = match Expr::parse(&text(source), Dialect::Azure) {
            Ok(expr) => format!("error: {}", expr.eval(&Json::new("{}")).unwrap_err().message),
            Err(problems) => show(&problems[0]),
        };
        assert_eq!(found, expected, "{source}");
    }
}

#[test]
fn macros_stay_when_nobody_defined_them() {
    let scope = Json::new(CONTEXTS);
    let rendered = |source: &str| {
        let (template, problems) = Template::parse(&text(source), Dialect::Azure);
        assert_eq!(problems, [], "{source}");
        template.render(&scope).unwrap()
    };
    for (source, expected) in [
        ("echo $(staticVar) $(pwd) $(ls $(staticVar))", "echo my value $(pwd) $(ls my value)"),
        ("$(staticVar)", "my value"),
        ("$(nope)", "$(nope)"),
        ("$[ eq(variables.yes, true) ]", "True"),
        ("cost: $[1]", "cost: $[1]"),
        ("$() $( a", "$() $( a"),
        ("[$(outer)] $(loop)", "[<my value>] x$(loop)"),
    ] {
        assert_eq!(rendered(source), expected, "{source}");
    }
}

#[test]
fn holes_that_are_filled_before_reading() {
    let (template, problems) =
        Template::before_reading(&text("a ${{ parameters.count }} $(x) ${{ 'it''s }}' }}"), Dialect::Azure);
    assert_eq!(problems, []);
    assert_eq!(template.render(&Json::new(CONTEXTS)).unwrap(), "a 3 $(x) it's }}");
    assert!(parse("succeeded()", Dialect::Azure).calls_status_function());
}
