use super::{show, text};
use crate::{Dialect, Expr};

#[test]
fn errors_stand_where_they_are_made() {
    for (source, expected) in [
        ("", "0..0: an expression was expected"),
        ("  ", "2..2: an expression was expected"),
        ("\"main\"", "0..1: unexpected character `\"`"),
        ("1 + 1", "2..3: unexpected character `+`"),
        ("a -b", "2..3: unexpected character `-`"),
        ("a.b@r", "3..4: unexpected character `@`"),
        ("a = 'b'", "2..3: unexpected character `=`"),
        ("a & b", "2..3: unexpected character `&`"),
        ("a | b", "2..3: unexpected character `|`"),
        ("$x", "0..1: unexpected character `$`"),
        ("'open", "0..5: the string is not closed"),
        ("'open''", "0..7: the string is not closed"),
        ("0x", "0..2: `0x` is not a number"),
        ("1.2.3", "0..5: `1.2.3` is not a number"),
        ("12ab", "0..4: `12ab` is not a number"),
        ("a.", "2..2: expected a property's name or `*`, but the expression ends here"),
        ("a.1", "2..3: expected a property's name or `*`, but found `1`"),
        ("a.'b'", "2..5: expected a property's name or `*`, but found `'b'`"),
        ("a[", "2..2: expected a value, but the expression ends here"),
        ("a[1", "3..3: expected `]`, but the expression ends here"),
        ("(a", "2..2: expected `)`, but the expression ends here"),
        ("a)", "1..2: expected the end or an operator, but found `)`"),
        ("a b", "2..3: expected the end or an operator, but found `b`"),
        ("'a'.b", "3..4: expected the end or an operator, but found `.`"),
        ("a *", "2..3: expected the end or an operator, but found `*`"),
        ("&& a", "0..2: expected a value, but found `&&`"),
        ("a || ", "5..5: expected a value, but the expression ends here"),
        ("contains(a", "10..10: expected `,` or `)`, but the expression ends here"),
        ("contains(a,)", "11..12: expected a value, but found `)`"),
        ("contains(a 'b')", "11..14: expected `,` or `)`, but found `'b'`"),
        ("a b \"c\"", "2..3: expected the end or an operator, but found `b`"),
    ] {
        let problems = Expr::parse(&text(source), Dialect::GitHub).unwrap_err();
        assert_eq!(problems.iter().map(show).collect::<Vec<_>>(), [expected], "{source}");
    }
}

#[test]
fn all_wrong_calls_are_told_at_once() {
    let source = "startWith('a') && contains('a') && join() && always(1) && case(true, 1) && format()";
    let problems = Expr::parse(&text(source), Dialect::GitHub).unwrap_err();
    assert_eq!(
        problems.iter().map(show).collect::<Vec<_>>(),
        [
            "0..9: there is no function `startWith`",
            "18..26: `contains` takes 2 arguments, but 1 is given",
            "35..39: `join` takes 1 to 2 arguments, but 0 are given",
            "45..51: `always` takes no arguments, but 1 is given",
            "58..62: `case` takes an odd number of arguments from 3, but 2 are given",
            "75..81: `format` takes at least 1 argument, but 0 are given",
        ]
    );
    assert_eq!(problems[0].help.as_deref(), Some("did you mean `startsWith`?"));
}

#[test]
fn depth_and_length_have_limits() {
    let parses = |source: &str| Expr::parse(&text(source), Dialect::GitHub).is_ok();
    for (unit, end, limit) in
        [("!", "a", 49), (".b", "", 49), ("[1]", "", 49), (".*", "", 49), (" == 1", "", 49)]
    {
        let nested = |count: usize| match unit {
            "!" => format!("{}{end}", unit.repeat(count)),
            _ => format!("a{}", unit.repeat(count)),
        };
        assert!(parses(&nested(limit)), "{unit} {limit}");
        assert!(!parses(&nested(limit + 1)), "{unit} {}", limit + 1);
        assert!(!parses(&nested(4000)), "{unit} 4000");
    }
    assert!(parses(&format!("a{}", " && a".repeat(4000))));
    assert!(parses(&format!("{}a{}", "(".repeat(90), ")".repeat(90))));
    assert!(!parses(&format!("{}a{}", "(".repeat(9000), ")".repeat(9000))));
    assert!(!parses(&format!("'{}'", "x".repeat(21_000))));
}
