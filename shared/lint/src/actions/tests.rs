use diag::{Diagnostic, Severity, SourceMap};
use formats::{Nothing, Reading};
use indexmap::IndexMap;

/// What is found in a job with these steps, as `line:column code`.
fn found(steps: &str) -> (Vec<String>, Vec<Diagnostic>) {
    let text = format!("on: push\njobs:\n  j:\n    runs-on: ubuntu-latest\n    steps:\n{steps}");
    let mut sources = SourceMap::default();
    let file = sources.add("w.yml", text);
    let (loader, inputs) = (Nothing, IndexMap::new());
    let mut reading = Reading {
        sources: &mut sources,
        file,
        path: "",
        loader: &loader,
        facts: None,
        inputs: &inputs,
        diagnostics: Vec::new(),
    };
    let pipeline = (formats::github::FORMAT.read)(&mut reading).unwrap();
    assert_eq!(reading.diagnostics, []);
    let findings = crate::check(&pipeline);
    let place = |finding: &Diagnostic| {
        let at = sources.locate(finding.primary.span).0;
        format!("{}:{} {}", at.line, at.column, finding.code)
    };
    (findings.iter().map(place).collect(), findings)
}

#[test]
fn inputs_are_held_against_what_the_action_takes() {
    let (places, findings) = found(
        "      - uses: actions/cache@v4\n        with:\n          keys: a\n          path: b\n          save-always: true\n",
    );
    assert_eq!(
        places,
        ["6:15 action-missing-input", "8:11 action-unknown-input", "10:11 action-deprecated-input"]
    );
    assert!(findings[0].message.ends_with("cannot do without the input `key`"), "{}", findings[0].message);
    assert_eq!(findings[1].fix.as_ref().map(|fix| fix.replacement.as_str()), Some("key"));
    let errors: Vec<bool> = findings.iter().map(Diagnostic::is_error).collect();
    assert_eq!(errors, [true, true, false], "what is to go can still be given");
    let (_, findings) = found("      - uses: docker/login-action@v3\n        with:\n          nonsense: 1\n");
    assert!(findings[0].help.as_ref().unwrap().contains("`password`, `registry`"), "{findings:?}");
}

#[test]
fn names_of_inputs_and_actions_have_no_case() {
    let steps = "      - uses: Actions/Cache@v4\n        with:\n          KEY: a\n          Path: b\n\
                 \x20     - uses: actions/create-github-app-token@v1\n        with:\n          permission-issues: write\n\
                 \x20         app-id: 1\n          private-key: k\n";
    assert_eq!(found(steps).0, [""; 0]);
}

#[test]
fn only_versions_that_are_known_are_judged() {
    let steps = "      - uses: actions/checkout@v2.3.4\n        with:\n          what: a\n\
                 \x20     - uses: actions/checkout@main\n        with:\n          what: a\n\
                 \x20     - uses: actions/checkout@v99\n        with:\n          what: a\n\
                 \x20     - uses: actions-rs/toolchain@v1\n";
    let (places, findings) = found(steps);
    assert_eq!(places, ["6:15 action-outdated", "15:15 action-outdated"]);
    assert!(findings.iter().all(|finding| finding.severity == Severity::Warning), "{findings:?}");
    assert_eq!(findings[0].help.as_deref(), Some("use `actions/checkout@v4` or a newer one"));
}

#[test]
fn outputs_are_those_of_the_action() {
    let steps = |output: &str| {
        format!(
            "      - uses: actions/setup-node@v4\n        id: node\n\
             \x20     - run: echo ${{{{ steps.node.outputs.{output} }}}}\n"
        )
    };
    assert_eq!(found(&steps("node-version")).0, [""; 0]);
    let (places, _) = found(&steps("version"));
    assert_eq!(places.len(), 1, "{places:?}");
    assert!(places[0].starts_with("8:"), "{places:?}");
}
