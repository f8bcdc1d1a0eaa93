//! What else only a run would say is found before there is one.

use compile::{File, Loaded, Loader, Missing, Options, Request, by_id, check};
use diag::SourceMap;

/// A repository with one action of its own.
struct Own;

impl Loader for Own {
    fn load(&self, request: &Request<'_>) -> Result<Vec<Loaded>, Missing> {
        match request {
            Request::Action { reference: "./version" } => Ok(vec![Loaded {
                name: "./version".to_owned(),
                path: "version/action.yml".to_owned(),
                text: "name: v\ndescription: v\noutputs: {number: {description: n, value: '1'}}\n\
                       runs: {using: composite, steps: []}\n"
                    .to_owned(),
            }]),
            _ => Err(Missing::NotFound { name: String::new() }),
        }
    }
}

/// `line code message` of everything but notes.
fn found(format: &str, text: &str) -> Vec<String> {
    let file = File { name: "ci.yml", path: "ci.yml", bytes: text.as_bytes() };
    let mut sources = SourceMap::default();
    let checked = check(&mut sources, file, Options { format: by_id(format), ..Options::default() }, &Own);
    let told = checked.diagnostics.iter().filter(|finding| finding.severity != diag::Severity::Note);
    let shown = |finding: &diag::Diagnostic| {
        format!("{} {} {}", sources.locate(finding.primary.span).0.line, finding.code, finding.message)
    };
    told.map(shown).collect()
}

fn workflow(matrix: &str) -> String {
    format!(
        "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    strategy:\n      matrix: {matrix}\n\
         \x20   steps: [{{run: make}}]\n"
    )
}

#[test]
fn a_job_has_no_more_copies_than_the_service_makes() {
    let sixteen = format!("[{}]", (0..16).map(|n| n.to_string()).collect::<Vec<_>>().join(", "));
    let full = format!("{{a: {sixteen}, b: {sixteen}}}");
    assert!(found("github-actions", &workflow(&full)).is_empty());
    let over = format!("{{a: {sixteen}, b: {sixteen}, include: [{{c: 1, a: 99}}]}}");
    let said = "6 plan-matrix the job has 257 copies, more than the 256 that are possible";
    assert_eq!(found("github-actions", &workflow(&over)), [said]);
    let less = format!("{{a: {sixteen}, b: {sixteen}, exclude: [{{a: 3}}], include: [{{c: 1, a: 99}}]}}");
    assert!(found("github-actions", &workflow(&less)).is_empty());
    let unknown = format!("{{a: {sixteen}, b: {sixteen}, c: '${{{{ fromJSON(vars.C) }}}}'}}");
    assert!(found("github-actions", &workflow(&unknown)).is_empty(), "only a run knows");
    let huge = format!("{{a: {sixteen}, b: {sixteen}, c: {sixteen}, d: {sixteen}}}");
    assert_eq!(
        found("github-actions", &workflow(&huge)),
        ["6 plan-matrix the matrix has more than 4096 combinations"]
    );
}

#[test]
fn copies_in_other_languages_have_limits_of_their_own() {
    let text = format!(
        "test:\n  script: make\n  parallel:\n    matrix: [{{A: [{0}], B: [{0}]}}]\n",
        (0..15).map(|n| format!("v{n}")).collect::<Vec<_>>().join(", ")
    );
    assert_eq!(
        found("gitlab-ci", &text),
        ["4 plan-matrix the job has 225 copies, more than the 200 that are possible"]
    );
}

#[test]
fn an_action_of_the_repository_gives_what_it_says() {
    let text = "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: ./version\n        id: v\n\
                \x20     - run: echo ${{ steps.v.outputs.number }} ${{ steps.v.outputs.nubmer }}\n";
    assert_eq!(
        found("github-actions", text),
        ["8 expression-property `steps.v.outputs` has no property `nubmer`"]
    );
}
