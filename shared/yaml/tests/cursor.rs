//! Typed reads: values when they fit, a finding when they do not.

use diag::SourceMap;
use yaml::{Cursor, Findings, Limits, Schema, Shape};

/// Reads `text` with `reader` and gives its findings as `line:col code message (help)`.
fn findings(text: &str, reader: impl FnOnce(Cursor<'_>)) -> Vec<String> {
    let mut sources = SourceMap::default();
    let id = sources.add("t.yml", text);
    let read = yaml::read(&sources, id, &Limits::default());
    let findings = Findings::default();
    reader(Cursor::root(&read.documents[0], Schema::Core, &findings));
    let line = |found: diag::Diagnostic| {
        let at = sources.locate(found.primary.span).0;
        let labels = found.labels.iter().map(|label| {
            let at = sources.locate(label.span).0;
            format!(" [{}:{} {}]", at.line, at.column, label.message)
        });
        let labels: String = labels.collect();
        let help = found.help.map(|help| format!(" ({help})")).unwrap_or_default();
        format!("{}:{} {} {}{labels}{help}", at.line, at.column, found.code, found.message)
    };
    findings.into_vec().into_iter().map(line).collect()
}

#[test]
fn values_of_the_right_type_are_given() {
    let text = "s: text\nn: 12\nf: 1.5\nb: true\nl: [a, b]\none: a\nm: {x: 1, y: 2}\n";
    let found = findings(text, |root| {
        let mut map = root.map("root").unwrap();
        assert_eq!(map.required("s").unwrap().string().unwrap().as_str(), "text");
        assert_eq!(map.required("n").unwrap().integer().unwrap().value, 12);
        assert_eq!(map.optional("n").unwrap().number().unwrap().value, 12.0);
        assert_eq!(map.optional("n").unwrap().string().unwrap().as_str(), "12");
        assert_eq!(map.required("f").unwrap().number().unwrap().value, 1.5);
        assert!(map.required("b").unwrap().bool().unwrap().value);
        assert_eq!(map.required("l").unwrap().seq().unwrap().len(), 2);
        assert_eq!(map.required("l").unwrap().string_or_seq().unwrap().len(), 2);
        assert_eq!(map.required("one").unwrap().string_or_seq().unwrap().len(), 1);
        let entries = map.required("m").unwrap().entries().unwrap();
        let sum: i64 = entries.filter_map(|(_, value)| value.integer()).map(|value| value.value).sum();
        assert_eq!(sum, 3);
        assert!(map.optional("none").is_none());
        map.finish();
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn values_of_a_wrong_type_are_reported_where_they_stand() {
    let text = "steps:\n  run: make\nname: [a]\ncount: many\nempty:\nlist: [a, {b: c}]\nflag: 1\n";
    let found = findings(text, |root| {
        let mut map = root.map("root").unwrap();
        assert!(map.required("steps").unwrap().seq().is_none());
        assert!(map.required("name").unwrap().string().is_none());
        assert!(map.required("count").unwrap().integer().is_none());
        assert!(map.required("empty").unwrap().string().is_none());
        assert_eq!(map.required("list").unwrap().string_or_seq().map(|list| list.len()), Some(1));
        assert!(map.required("flag").unwrap().bool().is_none());
        assert!(map.required("flag").unwrap().strict_string().is_none());
        assert_eq!(map.optional("empty").unwrap().shape(), Shape::Null);
        assert!(map.optional("empty").unwrap().present().is_none());
        map.finish();
    });
    let expected = [
        "2:3 wrong-type \"steps\" must be a sequence, found a mapping",
        "3:7 wrong-type \"name\" must be a string, found a sequence",
        "4:8 wrong-type \"count\" must be an integer, found a string",
        "5:7 empty-value \"empty\" must be a string, found no value",
        "6:11 wrong-type each item of \"list\" must be a string, found a mapping",
        "7:7 wrong-type \"flag\" must be a boolean, found a number",
        "7:7 wrong-type \"flag\" must be a string, found a number",
    ];
    assert_eq!(found, expected);
}

#[test]
fn keys_are_checked() {
    let text = "job:\n  run-on: x\n  zzz: 1\n  x-own: 2\n  [a]: 3\n";
    let found = findings(text, |root| {
        let mut map = root.map("root").unwrap();
        let mut job = map.required("job").unwrap().map("job").unwrap();
        job.required("runs-on");
        job.optional("steps");
        assert_eq!(job.others(|name| name.starts_with("x-")).len(), 1);
        job.finish();
        map.finish();
    });
    let expected = [
        "1:1 missing-key \"runs-on\" is missing in \"job\" section",
        "2:3 unknown-key unexpected key \"run-on\" for \"job\" section (did you mean \"runs-on\"?)",
        "3:3 unknown-key unexpected key \"zzz\" for \"job\" section (expected one of \"runs-on\", \"steps\")",
        "5:3 wrong-type a key must be a string, found a sequence (quote the key if it begins with a bracket or a brace)",
    ];
    assert_eq!(found, expected);
}

#[test]
fn case_can_be_ignored() {
    let found = findings("Name: a\nNAME: b\n", |root| {
        let mut map = root.map("root").unwrap().ignore_case();
        assert_eq!(map.required("name").unwrap().string().unwrap().as_str(), "a");
        map.finish();
    });
    let expected = "2:1 duplicate-key key \"NAME\" is the same as \"Name\": keys are compared without regard to case [1:1 first written here]";
    assert_eq!(found, [expected]);
}

#[test]
fn a_finding_behind_an_alias_names_the_content_and_the_use() {
    let text = "a: &a {x: [1]}\nb: *a\nc:\n  <<: *a\n";
    let found = findings(text, |root| {
        for (_, value) in root.entries().unwrap() {
            value.map("part").unwrap().required("x").unwrap().string();
        }
    });
    assert_eq!(
        found,
        ["1:11 wrong-type \"x\" must be a string, found a sequence"],
        "once, though used three times"
    );
    let found = findings(text, |root| {
        let mut map = root.map("root").unwrap();
        map.required("b").unwrap().string();
        map.required("c").unwrap().map("c").unwrap().finish();
    });
    let expected = [
        "1:7 wrong-type \"b\" must be a string, found a mapping [2:4 used here]",
        "1:8 unknown-key unexpected key \"x\" for \"c\" section [4:7 used here]",
    ];
    assert_eq!(found, expected);
}

#[test]
fn tags_without_meaning_are_reported_and_core_tags_are_followed() {
    let found = findings("a: !foo x\nb: !!str 12\nc: !!int \"7\"\nd: !!timestamp 2020-01-01\n", |root| {
        let mut map = root.map("root").unwrap();
        assert!(map.required("a").unwrap().string().is_some());
        assert!(map.required("b").unwrap().strict_string().is_some());
        assert_eq!(map.required("c").unwrap().integer().map(|seven| seven.value), Some(7));
        assert!(map.required("d").unwrap().string().is_some());
        map.finish();
    });
    let help = "(remove the tag, or quote the value if it is meant as text)";
    let line = |at: &str, tag: &str| format!("{at} yaml-tag tag \"{tag}\" has no meaning here {help}");
    assert_eq!(found, [line("1:4", "!foo"), line("4:4", "!!timestamp")]);
}

#[test]
fn what_an_error_cut_off_is_not_missed() {
    let found = findings("a: 1\nb: [\n", |root| {
        let mut map = root.map("root").unwrap();
        map.required("a");
        map.required("z");
        map.finish();
    });
    assert_eq!(
        found,
        ["2:1 unknown-key unexpected key \"b\" for \"root\" section (expected one of \"a\", \"z\")"]
    );
}
