use super::{Json, all_give, show, text};
use crate::{Dialect, Expr};

const CONTEXTS: &str = r#"{
    "branch": "feature/login",
    "tag": null,
    "env": {"MODE": "fast", "mode": "slow"},
    "variables": {"LEVEL": "10"},
    "matrix": {"node": 18, "os": "linux"},
    "needs": {"build": {"result": "success"}},
    "commit": {"files": ["src/a.rs", "README.md"]}
}"#;

#[test]
fn conditions() {
    all_give(
        Dialect::Native,
        &Json::new(CONTEXTS),
        &[
            ("branch == 'feature/login'", "true"),
            ("branch == \"Feature/login\"", "false"),
            ("branch != 'main' && tag == null", "true"),
            ("branch == 'main' or matrix.os == 'linux'", "true"),
            ("not branch == 'main'", "true"),
            ("not tag and not false", "true"),
            ("!tag", "true"),
            ("tag == ''", "true"),
            ("env.MODE == 'fast' and env.mode == 'slow'", "true"),
            ("env.Mode", "null"),
            ("$LEVEL > 9", "true"),
            ("$LEVEL == 10", "true"),
            ("$MODE", "\"fast\""),
            ("$NONE", "null"),
            ("matrix.node >= 16 and matrix.node < 20", "true"),
            ("matrix.node == '18'", "true"),
            ("needs.build.result == 'success'", "true"),
            ("branch =~ /^feature\\//", "true"),
            ("branch !~ '^main$'", "true"),
            ("branch =~ 'log.n'", "true"),
            ("commit.files.*", "[\"src/a.rs\",\"README.md\"]"),
            ("commit.files == commit.files", "true"),
            ("'it\\'s \\d'", "\"it's \\\\d\""),
            ("contains(branch, 'login')", "true"),
            ("contains(branch, 'LOGIN')", "false"),
            ("contains(commit.files, 'README.md')", "true"),
            ("contains(env, 'MODE')", "true"),
            ("startsWith(branch, 'feature/') and endsWith(branch, 'in')", "true"),
            ("matches(branch, 'feature/*')", "true"),
            ("matches('feature/a/b', 'feature/*')", "false"),
            ("matches('feature/a/b', 'feature/**')", "true"),
            ("matches(branch, '/^feat/')", "true"),
            ("matches(branch, '[')", "error: `[` is no valid glob: unclosed character class; missing ']'"),
            ("success() and not failure() and always() and not cancelled()", "true"),
            ("nope", "error: there is no `nope` here"),
            ("branch =~ 1", "error: the right side of `=~` must be a regular expression, not Number"),
        ],
    );
}

#[test]
fn what_cannot_be_read() {
    for (source, expected) in [
        ("branch = 'main'", "7..8: unexpected character `=`"),
        ("branch == 'main", "10..15: the string is not closed"),
        ("starts_with(branch, 'a')", "0..11: there is no function `starts_with`"),
        ("Contains(branch, 'a')", "0..8: there is no function `Contains`"),
        ("failure(1)", "0..7: `failure` takes no arguments, but 1 is given"),
        ("branch and", "10..10: expected a value, but the expression ends here"),
    ] {
        let problems = Expr::parse(&text(source), Dialect::Native).unwrap_err();
        assert_eq!(problems.iter().map(show).collect::<Vec<_>>(), [expected], "{source}");
    }
}
