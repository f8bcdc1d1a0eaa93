use super::{Matchers, pattern::translate};
use events::{Annotation, AnnotationLevel};
use regex::Regex;

/// One line a remark: `src/a.c:3:7: warning: unused [W1]`.
const COMPILER: &str = r#"{ "problemMatcher": [ {
    "owner": "cc",
    "severity": "warning", // for lines that say nothing
    "pattern": [ {
        "regexp": "^(.+?):(\\d+):(\\d+): (?:(error|warning|info): )?(.*?)(?: \\[(\\w+)\\])?$",
        "file": 1, "line": 2, "column": 3, "severity": 4, "message": 5, "code": 6,
    } ]
} ] }"#;

/// A file's name, then its remarks, line after line.
const LINTER: &str = r#"{ "problemMatcher": [ { "owner": "tidy", "pattern": [
    { "regexp": "^(\\S+)$", "file": 1 },
    /* the remarks */
    { "regexp": "^\\s+(\\d+)\\s+(\\w+)\\s+(.+)$", "line": 1, "severity": 2, "message": 3, "loop": true }
] } ] }"#;

fn with(files: &[&str]) -> Matchers {
    let mut matchers = Matchers::default();
    files.iter().for_each(|file| matchers.add(file).unwrap());
    matchers
}

/// The remarks of lines, as `level file:line: message`.
fn remarks(matchers: &mut Matchers, lines: &[&str]) -> Vec<String> {
    let found = lines.iter().filter_map(|line| matchers.line(line));
    found
        .map(|found| {
            let Annotation { level, file, line, message, .. } = found;
            format!("{level:?} {}:{}: {message}", file.unwrap_or_default(), line.unwrap_or_default())
        })
        .collect()
}

#[test]
fn a_line_is_a_remark() {
    let mut matchers = with(&[COMPILER]);
    assert_eq!(
        matchers.line("\u{1b}[1msrc/a.c:3:7:\u{1b}[0;31m error: no such thing [E12]"),
        Some(Annotation {
            level: AnnotationLevel::Error,
            message: "no such thing".to_owned(),
            title: Some("E12".to_owned()),
            file: Some("src/a.c".to_owned()),
            line: Some(3),
            column: Some(7),
            ..Annotation::default()
        })
    );
    let lines = ["a:1:2: odd", "a:1:2: info: hello", "plain", "a:99999999999:2: error: far"];
    assert_eq!(remarks(&mut matchers, &lines), ["Warning a:1: odd", "Error a:0: far"]);
}

#[test]
fn a_remark_may_take_several_lines_and_repeat() {
    let mut matchers = with(&[LINTER]);
    let lines = [
        "one.js",
        "  1 error first",
        "  2 warning second",
        "",
        "  3 error lost",
        "two.js",
        "  4 info no",
        "  5 error last",
    ];
    let found = ["Error one.js:1: first", "Warning one.js:2: second", "Error two.js:5: last"];
    assert_eq!(remarks(&mut matchers, &lines), found);
    assert_eq!(remarks(&mut matchers, &["three.js"]).len(), 0);
    matchers.reset();
    assert_eq!(remarks(&mut matchers, &["  6 error of another step"]).len(), 0);
}

#[test]
fn three_lines_without_a_loop_make_one_remark() {
    let steps = r#"{ "problemMatcher": [ { "owner": "o", "pattern": [
        { "regexp": "^in project (.+)$", "fromPath": 1 },
        { "regexp": "^file (.+)$", "file": 1 },
        { "regexp": "^says (.*)$", "message": 1 } ] } ] }"#;
    let mut matchers = with(&[steps]);
    let lines = ["in project web/a.proj", "file src/x", "says hm", "says again", "file y", "says nothing"];
    assert_eq!(remarks(&mut matchers, &lines), ["Error web/src/x:0: hm"]);
    let lines = [
        "in project a.proj",
        "file /abs/x",
        "other",
        "says late",
        "in project p/q",
        "file /abs/x",
        "says now",
    ];
    assert_eq!(remarks(&mut matchers, &lines), ["Error /abs/x:0: now"]);
}

#[test]
fn the_newest_of_an_owner_counts_until_it_is_removed() {
    let mut matchers =
        with(&[COMPILER, LINTER, &COMPILER.replace("\"warning\"", "\"NOTICE\"").replace("cc", "CC")]);
    assert_eq!(remarks(&mut matchers, &["a:1:2: odd"]), ["Notice a:1: odd"]);
    matchers.remove("Cc");
    assert_eq!(remarks(&mut matchers, &["a:1:2: odd"]).len(), 0);
    assert!(!matchers.is_empty());
    matchers.remove_of(LINTER).unwrap();
    assert!(matchers.is_empty());
}

#[test]
fn broken_files_are_refused_by_cause() {
    let one = |matcher: &str| format!(r#"{{ "problemMatcher": [ {matcher} ] }}"#);
    let pattern = |fields: &str| one(&format!(r#"{{ "owner": "o", "pattern": [ {fields} ] }}"#));
    let message = r#"{ "regexp": "(a)", "message": 1 }"#;
    for (json, words) in [
        ("{".to_owned(), "cannot be read"),
        (one(r#"{ "pattern": [] }"#), "no `owner`"),
        (one(r#"{ "owner": "o", "pattern": [] }"#), "`o` has no patterns"),
        (one(r#"{ "owner": "o", "severity": "bad", "pattern": [] }"#), "the severity `bad`"),
        (pattern(r#"{ "regexp": "(a" , "message": 1 }"#), "cannot be used"),
        (pattern(r#"{ "regexp": "(a)" }"#), "sets `message` in no pattern"),
        (pattern(r#"{ "regexp": "(a)", "message": 2 }"#), "but its expression has 1 groups"),
        (pattern(r#"{ "regexp": "(a)", "message": 1, "loop": true }"#), "sets `loop`"),
        (pattern(&format!("{message}, {message}")), "sets `message` twice"),
        (
            one(&format!(
                r#"{{ "owner": "o", "pattern": [{message}] }}, {{ "owner": "O", "pattern": [{message}] }}"#
            )),
            "two",
        ),
    ] {
        let error = Matchers::default().add(&json).unwrap_err().to_string();
        assert!(error.contains(words), "{json}: {error}");
    }
    Matchers::default().add("\u{feff}{}").unwrap();
}

#[test]
fn expressions_of_javascript_mean_the_same() {
    for (expression, yes, no) in [
        (r"^\d+$", "12", "١٢"),
        (r"^[\d\w]+$", "a_1", "ä"),
        (r"^[[]x]$", "[x]", "x"),
        (r"^[a&&b]+$", "&&", "-"),
        (r"^{x}$", "{x}", "x"),
        (r"^a{2,3}$", "aa", "a"),
        (r"^\/[^\]]+\]$", "/a]", "/]]"),
        (r"\bab\b", "äabä", "xab"),
        (r"^[^]$", "a", "ab"),
        (r"^(?<n>\W)$", "-", "a"),
    ] {
        let regex = Regex::new(&translate(expression)).unwrap();
        assert!(regex.is_match(yes), "{expression} {yes}");
        assert!(!regex.is_match(no), "{expression} {no}");
    }
}
