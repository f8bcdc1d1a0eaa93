use super::{Json, show, text};
use crate::{Dialect, Part, Segment, Template, Value};
use diag::{SourceId, Span, Text};

const CONTEXTS: &str = r#"{"env": {"A": "a", "B": ""}, "n": 1.50, "list": [1, 2]}"#;

fn read(source: &str, dialect: Dialect) -> Template {
    let (template, problems) = Template::parse(&text(source), dialect);
    assert!(problems.is_empty(), "{source}: {problems:?}");
    template
}

#[test]
fn holes_are_filled() {
    for (dialect, source, expected) in [
        (Dialect::GitHub, "plain $A }} {{", "plain $A }} {{"),
        (Dialect::GitHub, "<${{ env.A }}-${{ n }}>", "<a-1.5>"),
        (Dialect::GitHub, "${{ env.A }}", "a"),
        (Dialect::GitHub, "${{ list }}!", "Array!"),
        (Dialect::GitHub, "${{ '}}' }} ${{ 'it''s }}' }}", "}} it's }}"),
        (Dialect::GitHub, "ü${{ 'ü' }}ü", "üüü"),
        (Dialect::GitLab, "$A/${A}/%A%", "a/a/a"),
        (Dialect::GitLab, "$$A $B$NONE. 100% $5", "$A . 100% $5"),
        (Dialect::Native, "$A ${A} %A% $$A", "a a %A% $A"),
        (Dialect::Native, "", ""),
    ] {
        assert_eq!(read(source, dialect).render(&Json::new(CONTEXTS)), Ok(expected.to_owned()), "{source}");
    }
}

#[test]
fn a_sole_hole_keeps_its_kind() {
    let scope = Json::new(CONTEXTS);
    let sole = read("${{ list }}", Dialect::GitHub);
    assert!(sole.sole_expr().is_some());
    assert_eq!(sole.eval(&scope), Ok(Value::array([Value::Number(1.0), Value::Number(2.0)])));
    let padded = read(" ${{ n }}", Dialect::GitHub);
    assert!(padded.sole_expr().is_none());
    assert_eq!(padded.eval(&scope), Ok(Value::from(" 1.5")));
}

#[test]
fn literals_are_told_apart() {
    assert_eq!(read("a $$b$$ c", Dialect::GitLab).as_literal(), Some("a $b$ c"));
    assert_eq!(read("", Dialect::GitHub).as_literal(), Some(""));
    assert_eq!(read("${{ n }}", Dialect::GitHub).as_literal(), None);
    let literal = Template::literal(text("${{ n }}"));
    assert_eq!((literal.as_literal(), literal.dialect()), (Some("${{ n }}"), None));
}

#[test]
fn broken_holes_are_told_and_stay() {
    for (source, expected) in [
        ("a ${{ b", "2..5: the expression is not closed"),
        ("a ${{ 'b }} c", "6..9: the string is not closed"),
        ("${{ }}", "4..4: an expression was expected"),
        (
            "x ${{ a b }} ${{ \"c\" }}",
            "8..9: expected the end or an operator, but found `b`|17..18: unexpected character `\"`",
        ),
        ("${{ github.event. }}", "18..18: expected a property's name or `*`, but the expression ends here"),
    ] {
        let (template, problems) = Template::parse(&text(source), Dialect::GitHub);
        assert_eq!(problems.iter().map(show).collect::<Vec<_>>().join("|"), expected, "{source}");
        assert_eq!(template.as_literal(), Some(source));
    }
}

#[test]
fn places_survive_a_block_scalar() {
    // file: "run: |\n  a\n  ${{ b c }}\n"
    let scalar = Text::mapped("a\n${{ b c }}\n", Span::new(SourceId(0), 5, 24), vec![(0, 9), (2, 13)]);
    let (_, problems) = Template::parse(&scalar, Dialect::GitHub);
    assert_eq!(problems[0].primary.span, Span::new(SourceId(0), 19, 20));
    let (template, _) = Template::parse(&scalar.slice(0, 2), Dialect::GitHub);
    assert_eq!(template.parts().len(), 1);

    let escaped = Text::mapped("a$$b\nc$$d", Span::new(SourceId(0), 5, 24), vec![(0, 9), (5, 16)]);
    let (template, _) = Template::parse(&escaped, Dialect::GitLab);
    let [Part::Literal(literal)] = template.parts() else { panic!("one literal expected") };
    assert_eq!(literal.as_str(), "a$b\nc$d");
    assert_eq!(literal.span_of(4, 5).start, 16);
    assert_eq!(literal.span_of(6, 7).start, 19);
}

#[test]
fn holes_know_their_marks() {
    let template = read("a ${{ env.A }} $B", Dialect::GitHub);
    let spans: Vec<_> = template.holes().map(|(_, span)| (span.start - 100, span.end - 100)).collect();
    assert_eq!(spans, [(2, 14)]);
    let template = read("a ${A}", Dialect::GitLab);
    let spans: Vec<_> = template.holes().map(|(_, span)| (span.start - 100, span.end - 100)).collect();
    assert_eq!(spans, [(2, 6)]);
}

#[test]
fn uses_are_collected() {
    let uses =
        read("${{ needs.Build.outputs['v'] }} ${{ format('{0}', env[matrix.key].*) }}", Dialect::GitHub)
            .uses();
    let shown: Vec<_> = uses
        .paths
        .iter()
        .map(|path| {
            let segments = path.segments.iter().map(|segment| match segment {
                Segment::Name(name) => name.to_string(),
                Segment::All => "*".into(),
                Segment::Computed => "?".into(),
            });
            let place = path.span.start - 100..path.span.end - 100;
            format!("{} {place:?}", segments.collect::<Vec<_>>().join("."))
        })
        .collect();
    assert_eq!(shown, ["needs.Build.outputs.v 4..28", "matrix.key 54..64", "env.?.* 50..67"]);
    assert_eq!(uses.calls.iter().map(|call| &*call.name).collect::<Vec<_>>(), ["format"]);
    assert!(uses.paths[0].starts_with(&["needs", "build"]) && !uses.paths[0].starts_with(&["needs", "test"]));
    assert_eq!(uses.context("NEEDS").count(), 1);
    let uses = read("$A-${B}", Dialect::GitLab).uses();
    assert_eq!(uses.variables.iter().map(|variable| &*variable.name).collect::<Vec<_>>(), ["A", "B"]);
}
