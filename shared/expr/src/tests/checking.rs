use super::{parse, show, text};
use crate::{Dialect, Members, Template, Type, Types, available, check, check_text};

fn types() -> Types {
    let build =
        Type::object([("result", Type::String), ("outputs", Type::object([("version", Type::String)]))]);
    Types::of(Dialect::GitHub)
        .with("needs", Type::object([("build", build)]))
        .with("steps", Type::object([("one", Type::object([("outputs", Type::map(Type::String))]))]))
        .with(
            "matrix",
            Type::object([
                ("os", Type::String),
                ("list", Type::array(Type::Bool)),
                ("o", Type::object([("a", Type::Number)])),
            ]),
        )
        .with("inputs", Type::object([("flag", Type::Bool), ("count", Type::Number)]))
}

#[test]
fn types_of_expressions() {
    for (source, expected) in [
        ("1", "number"),
        ("null", "null"),
        ("github.ref", "string"),
        ("github.event.x.y", "any"),
        ("github.event.x.*.y", "array<any>"),
        ("env.X", "string"),
        ("ENV['x']", "string"),
        ("needs.build.outputs.version", "string"),
        ("needs.*.result", "array<string>"),
        ("needs.build", "{outputs: {version: string}; result: string}"),
        ("steps.one.outputs", "{string => string}"),
        ("matrix.list[0]", "bool"),
        ("job.services.db.ports[5432]", "any"),
        ("inputs.flag && 'a' || 'b'", "string"),
        ("inputs.flag && 1 || 20", "number"),
        ("github.ref || 1", "string"),
        ("inputs.flag && github.ref", "string"),
        ("!github.ref", "bool"),
        ("1 < 2", "bool"),
        ("contains(github.ref, 'a')", "bool"),
        ("toJSON(github)", "string"),
        ("fromJSON(github.ref)", "any"),
        ("fromJSON('{\"a\": [1, \"x\"], \"b\": null}')", "{a: array<string>; b: null}"),
        ("fromJSON(inputs.flag)", "any"),
        ("join(matrix.list, '')", "string"),
        ("join(github.ref)", "string"),
        ("case(inputs.flag, 1, 'x')", "string"),
        ("case(inputs.flag, 1, 2)", "number"),
        ("github", "object"),
    ] {
        let (ty, findings) = check(&parse(source, Dialect::GitHub), &types());
        assert_eq!(ty.to_string(), expected, "{source}");
        assert!(findings.is_empty(), "{source}: {findings:?}");
    }
}

#[test]
fn findings() {
    for (source, expected) in [
        ("githb.ref", "0..5: there is no context `githb` [expression-context]"),
        ("success", "0..7: there is no context `success` [expression-context]"),
        ("github.events", "0..13: `github` has no property `events` [expression-property]"),
        (
            "a == github['nope']",
            "0..1: there is no context `a` [expression-context]|5..19: `github` has no property `nope` [expression-property]",
        ),
        ("needs.biuld.result", "0..11: `needs` has no property `biuld` [expression-property]"),
        ("needs.*.nope", "0..12: `needs.*` has no property `nope` [expression-property]"),
        ("(job.container).os", "1..18: `job.container` has no property `os` [expression-property]"),
        ("github.ref.name", "0..15: a value of type `string` has no property `name` [expression-type]"),
        ("matrix.list.name", "0..16: a value of type `array<bool>` has no property `name` [expression-type]"),
        ("matrix.list.*.name", "0..18: the items have type `bool` and no property `name` [expression-type]"),
        ("vars.github_x", "0..13: `vars` cannot have a member `github_x` [expression-property]"),
        ("VARS['a b']", "0..11: `VARS` cannot have a member `a b` [expression-property]"),
        ("env[0]", "4..5: a property is read by text, not by `number` [expression-type]"),
        ("env[inputs.flag]", "4..15: a property is read by text, not by `bool` [expression-type]"),
        ("matrix.list['a']", "12..15: a list is read by number, not by `string` [expression-type]"),
        (
            "github.ref[0]",
            "0..13: a value of type `string` has nothing to be read by index [expression-type]",
        ),
        ("github.ref.*", "0..12: a value of type `string` has no items for `.*` [expression-type]"),
        (
            "'a' == matrix.o",
            "0..15: values of type `string` and `{a: number}` cannot be compared with `==` [expression-type]",
        ),
        (
            "matrix.list != 1",
            "0..16: values of type `array<bool>` and `number` cannot be compared with `!=` [expression-type]",
        ),
        (
            "1 > null",
            "0..8: values of type `number` and `null` cannot be compared with `>` [expression-type]",
        ),
        (
            "inputs.flag < true",
            "0..18: values of type `bool` and `bool` cannot be compared with `<` [expression-type]",
        ),
        (
            "startsWith('a', github.event)",
            "16..28: argument 2 of `startsWith` must be text, not of type `object` [expression-arguments]",
        ),
        (
            "contains(matrix.o, 'a')",
            "9..17: argument 1 of `contains` must be text or a list, not of type `{a: number}` [expression-arguments]",
        ),
        (
            "contains('a', matrix.list)",
            "14..25: argument 2 of `contains` must be text, not of type `array<bool>` [expression-arguments]",
        ),
        (
            "hashFiles('a', 'b', matrix.o)",
            "20..28: argument 3 of `hashFiles` must be text, not of type `{a: number}` [expression-arguments]",
        ),
        (
            "format('{0}{1}', 1)",
            "0..6: the format string refers to {1}, but 1 arguments follow it [expression-format]",
        ),
        (
            "format('{0}', 1, 2)",
            "0..6: the format string has no place {1} for this argument [expression-format]",
        ),
        ("format('{0', 1)", "0..6: the format string `{0` is not valid [expression-format]"),
        (
            "fromJSON('[1')",
            "9..13: `[1` is no valid JSON: EOF while parsing a list at line 1 column 2 [expression-json]",
        ),
    ] {
        let (_, findings) = check(&parse(source, Dialect::GitHub), &types());
        let shown: Vec<_> = findings.iter().map(|f| format!("{} [{}]", show(f), f.code)).collect();
        assert_eq!(shown.join("|"), expected, "{source}");
    }
}

#[test]
fn places_allow_only_some_names() {
    let check_at = |source: &str, key: &str| {
        let place = available(key).unwrap();
        let (_, findings) = check(&parse(source, Dialect::GitHub), &types().at(place));
        findings.iter().map(show).collect::<Vec<_>>().join("|")
    };
    assert_eq!(check_at("env.X == SECRETS.Y", "jobs.<job_id>.steps.run"), "");
    assert_eq!(
        check_at("Runner.os", "jobs.<job_id>.env"),
        "0..6: `Runner` is not available in `jobs.<job_id>.env`"
    );
    assert_eq!(
        check_at("runner.nope", "env"),
        "0..6: `runner` is not available in `env`|0..11: `runner` has no property `nope`"
    );
    assert_eq!(check_at("success() && hashFiles('a')", "jobs.<job_id>.steps.if"), "");
    assert_eq!(
        check_at("hashFiles('a')", "jobs.<job_id>.if"),
        "0..9: `hashFiles()` is not available in `jobs.<job_id>.if`"
    );
    assert_eq!(
        check_at("Failure()", "jobs.<job_id>.env"),
        "0..7: `failure()` is not available in `jobs.<job_id>.env`"
    );
    assert_eq!(check_at("success('build')", "jobs.<job_id>.if"), "");
    assert_eq!(
        check_at("success('build')", "jobs.<job_id>.steps.if"),
        "0..7: in a step, `success` takes no arguments"
    );
    assert_eq!(check_at("format('{0}', 1)", "run-name"), "");
    assert_eq!(check_at("secrets.x", "runs.steps"), "0..7: `secrets` is not available in `runs.steps`");
}

#[test]
fn text_takes_no_collections() {
    let (template, problems) = Template::parse(
        &text("${{ env }} ${{github.ref}} ${{ matrix.list }} ${{ null }} ${{ nope }}"),
        Dialect::GitHub,
    );
    assert!(problems.is_empty());
    let findings: Vec<_> = check_text(&template, &types()).iter().map(show).collect();
    assert_eq!(
        findings,
        [
            "0..10: a value of type `{string => string}` has no useful text",
            "27..45: a value of type `array<bool>` has no useful text",
            "46..57: a value of type `null` has no useful text",
            "62..66: there is no context `nope`",
        ]
    );
}

#[test]
fn types_meet() {
    let object = |name: &str| Type::object([(name.to_owned(), Type::String)]);
    for (a, b, merged) in [
        (Type::Number, Type::String, "string"),
        (Type::Bool, Type::Number, "any"),
        (Type::Null, Type::String, "any"),
        (Type::array(Type::Bool), Type::array(Type::String), "array<string>"),
        (object("a"), object("b"), "{a: string; b: string}"),
        (object("a"), object("A"), "{a: string}"),
        (object("a"), Type::any_object(), "object"),
    ] {
        assert_eq!(a.merge(b).to_string(), merged);
    }
    let mut members = Members::strict([("Known", Type::Number)]);
    assert_eq!(members.get("KNOWN"), Some(&Type::Number));
    assert_eq!(members.get("other"), None);
    members.insert("known", Type::Bool);
    assert_eq!(members.names().collect::<Vec<_>>(), ["Known"]);
    assert_eq!(members.or_others().get("other"), Some(&Type::Any));
}

#[test]
fn native_names_are_checked_too() {
    let (_, findings) =
        check(&parse("brnch == 'main' and matrix.os", Dialect::Native), &Types::of(Dialect::Native));
    assert_eq!(findings.iter().map(show).collect::<Vec<_>>(), ["0..5: there is no context `brnch`"]);
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `branch`?"));
}

#[test]
fn paths_to_what_anyone_may_write() {
    let is = |source: &str, pattern: &str| parse(source, Dialect::GitHub).uses().paths[0].is(pattern);
    assert!(is("github.Event.issue['title']", "github.event.issue.title"));
    assert!(is("github.event.commits[0].message", "github.event.commits.*.message"));
    assert!(is("github.event.commits.*.message", "github.event.commits.*.message"));
    assert!(!is("github.event.issue", "github.event.issue.title"));
    assert!(!is("github.event.issue.title.x", "github.event.issue.title"));
    assert!(is("github.event.*.title", "github.event.issue.title"));
    assert!(!is("github.event[env.X].title", "github.event.issue.title"));
}

#[test]
fn inputs_are_seen_in_the_event_too() {
    let mut types = Types::of(Dialect::GitHub);
    types.set_event_inputs(Dialect::GitHub, ["name".into()]);
    let problems = |source: &str| check(&parse(source, Dialect::GitHub), &types).1.len();
    assert_eq!(problems("github.event.inputs.name"), 0);
    assert_eq!(problems("github.event.inputs.nmae"), 1);
    assert_eq!(problems("github.event.action"), 0);
}
