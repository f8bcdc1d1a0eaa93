use crate::ast::{Call, Callee, ExprKind, StatementKind};
use crate::parse;

fn call(script: &str) -> Call {
    let script = parse(script).unwrap();
    match &script.statements[0].kind {
        StatementKind::Expr(expr) => expr.as_call().unwrap().clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn arguments_stand_with_and_without_parentheses() {
    for script in
        ["git(url: 'a', branch: 'b')", "git url: 'a', branch: 'b'", "git url: 'a',\n    branch: 'b'"]
    {
        let call = call(script);
        let names: Vec<_> = call.args.iter().map(|arg| arg.name().unwrap()).collect();
        assert_eq!(names, ["url", "branch"], "{script}");
    }
    assert_eq!(call("sh 'a' + b").args.len(), 1);
    assert!(call("agent any").args[0].value.as_text().is_none());
}

#[test]
fn blocks_belong_to_the_call_before_them() {
    let call = call("stage('a') {\n  sh 'b'\n}");
    assert_eq!(call.function().unwrap().text.as_ref(), "stage");
    assert_eq!(call.block.unwrap().0.body.len(), 1);
    assert!(has_block("pipeline\n{\n  agent any\n}"));
    assert!(has_block("stage('a')\n\n{\n  agent any\n}"));
}

fn has_block(script: &str) -> bool {
    call(script).block.is_some()
}

#[test]
fn places_are_those_of_the_text() {
    let text = "def x = 1\nfoo(\"a ${b.c} d\")";
    let script = parse(text).unwrap();
    let StatementKind::Expr(expr) = &script.statements[1].kind else { panic!() };
    let ExprKind::Rich(pieces) = &expr.as_call().unwrap().args[0].value.kind else { panic!() };
    let crate::ast::Piece::Hole(block, at) = &pieces[1] else { panic!() };
    assert_eq!(at.slice(text), "${b.c}");
    assert_eq!(block[0].at.slice(text), "b.c");
}

#[test]
fn methods_hang_on_receivers() {
    let call = call("a.b('c').d { e }");
    let Callee::Method(_, name, _) = &call.callee else { panic!() };
    assert_eq!(&*name.text, "d");
}

#[test]
fn what_is_no_script_is_told_with_its_place() {
    let cases = [
        ("foo(", 3, "the `(` opened here is never closed"),
        ("a = 'b", 4, "the text that begins here is never closed"),
        ("1BAR = 2", 0, "a name does not begin with a digit"),
        ("a }", 2, "this `}` closes nothing"),
        ("foo(]", 4, "this is `]`, and `)` is expected"),
        ("x = \"a $5\"", 7, "a `$` in double quotes begins a name or `${`; write `\\$` for the sign"),
        ("sh 'a\\d'", 5, "there is no escape `\\d`; write `\\\\` for a backslash"),
        ("if (a { }", 3, "this is `}`"),
        ("a b 'c' d e", 8, ""),
    ];
    for (text, at, message) in cases {
        match parse(text) {
            Err(problem) if !message.is_empty() && problem.message == message => {
                assert_eq!(problem.at.start, at, "{text}");
            }
            Err(_) => {}
            Ok(_) => assert!(message.is_empty(), "{text} should not be read"),
        }
    }
}

#[test]
fn nesting_and_chains_have_limits() {
    let many = 10_000;
    let scripts = [
        "a{".repeat(many) + &"}".repeat(many),
        "(".repeat(many) + "1" + &")".repeat(many),
        vec!["1"; many].join("+"),
        "a".to_owned() + &".b()".repeat(many),
        "!".repeat(many) + "1",
        "if(a)".repeat(many) + "x",
        "[".repeat(many) + &"]".repeat(many),
        "x=".repeat(many) + "1",
        "\"${".repeat(many),
        "a:".repeat(many) + "x",
        "a ? b : ".repeat(many) + "c",
    ];
    for script in scripts {
        assert!(parse(&script).is_err(), "{}", &script[..20]);
    }
}
