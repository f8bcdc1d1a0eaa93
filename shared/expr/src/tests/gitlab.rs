use super::{Json, all_give, parse, show, text};
use crate::{Dialect, Expr, Value};

const CONTEXTS: &str = r#"{
    "variables": {
        "BRANCH": "release/1.2",
        "PATTERN": "/^REL/i",
        "WORD": "release/1.2 and more",
        "EMPTY": "",
        "BLANK": "  ",
        "Branch": "other"
    },
    "inputs": {"target": "aws"}
}"#;

#[test]
fn values() {
    all_give(
        Dialect::GitLab,
        &Json::new(CONTEXTS),
        &[
            ("$BRANCH", "\"release/1.2\""),
            ("$Branch", "\"other\""),
            ("$NONE", "null"),
            ("$NONE == null", "true"),
            ("$EMPTY == null", "false"),
            ("$EMPTY == \"\"", "true"),
            ("$NONE == ''", "false"),
            ("$BRANCH == 'Release/1.2'", "false"),
            ("$BRANCH != 'x' && $Branch == \"other\"", "true"),
            ("'a' == 'b' || 'c'", "\"c\""),
            ("('a' == 'b' || 'c') && null", "null"),
            ("$BRANCH =~ /^release\\/\\d+/", "true"),
            ("$BRANCH=~/^RELEASE/", "false"),
            ("$BRANCH =~ /^RELEASE/i", "true"),
            ("$BRANCH !~ /x/", "true"),
            ("$NONE =~ /x/", "false"),
            ("$NONE !~ /x/", "true"),
            ("$BRANCH =~ $PATTERN", "true"),
            ("$BRANCH =~ $WORD", "true"),
            ("$WORD =~ $BRANCH", "false"),
            ("$BRANCH =~ $NONE", "false"),
            ("$[[ inputs.target ]] == \"aws\"", "true"),
            ("$[[inputs.nope]] == null", "true"),
            ("!$EMPTY && !($BRANCH == 'x')", "true"),
            // An empty text is something to `&&` and `||`, though it does not hold by itself.
            ("$EMPTY && $BRANCH", "\"release/1.2\""),
            ("$EMPTY || $BRANCH", "\"\""),
        ],
    );
}

#[test]
fn what_holds() {
    let scope = Json::new(CONTEXTS);
    for (source, holds) in [
        ("$BRANCH", true),
        ("$EMPTY", false),
        ("$BLANK", false),
        ("$NONE", false),
        ("'0'", true),
        ("'false'", true),
    ] {
        assert_eq!(parse(source, Dialect::GitLab).holds(&scope), Ok(holds), "{source}");
    }
    assert!(!Value::Null.truthy(Dialect::GitLab));
}

#[test]
fn what_cannot_be_read() {
    for (source, expected) in [
        ("$A = 1", "3..4: unexpected character `=`"),
        ("$A == main", "6..10: unexpected word `main`"),
        ("$A == 'x", "6..8: the string is not closed"),
        ("$A =~ /x", "6..8: the regular expression is not closed"),
        ("$A =~ /(/", "6..9: `(` is no valid regular expression: unclosed group"),
        ("$A =~ /x/z", "9..10: unexpected word `z`"),
        ("$", "0..1: a variable's name is missing after `$`"),
        ("${A} == 'x'", "0..1: a variable's name is missing after `$`"),
        ("$A $B", "3..5: expected the end or an operator, but found `$B`"),
        ("($A", "3..3: expected `)`, but the expression ends here"),
        ("$A ==", "5..5: expected a value, but the expression ends here"),
        ("", "0..0: an expression was expected"),
        ("$[[ x ]]", "0..3: the input is not written as `$[[ inputs.name ]]`"),
    ] {
        let problems = Expr::parse(&text(source), Dialect::GitLab).unwrap_err();
        assert_eq!(problems.iter().map(show).collect::<Vec<_>>(), [expected], "{source}");
    }
    let long = vec!["$A"; 60].join(" && ");
    let problems = Expr::parse(&text(&long), Dialect::GitLab).unwrap_err();
    assert_eq!(problems[0].message, "the expression has more than 100 parts");
}

#[test]
fn a_broken_pattern_in_a_variable_is_an_error_of_the_run() {
    let scope = Json::new(r#"{"variables": {"P": "/(/"}}"#);
    let error = parse("'a' =~ $P", Dialect::GitLab).eval(&scope).unwrap_err();
    assert_eq!(error.message, "`(` is no valid regular expression: unclosed group");
}
