//! What a file becomes: shapes, spans, aliases, merges and findings.

use diag::{SourceId, SourceMap};
use yaml::{Kind, Limits, Node, Read, Schema};

fn read(text: &str) -> (SourceMap, Read) {
    let mut sources = SourceMap::default();
    let id = sources.add("t.yml", text);
    let read = yaml::read(&sources, id, &Limits::default());
    (sources, read)
}

fn root(text: &str) -> Node {
    let (_, read) = read(text);
    assert!(read.diagnostics.iter().all(|found| !found.is_error()), "{:?}", read.diagnostics);
    read.documents[0].root.clone()
}

/// `line:col code message`, one a line.
fn findings(text: &str) -> String {
    let (sources, read) = read(text);
    let line = |found: &diag::Diagnostic| {
        let at = sources.locate(found.primary.span).0;
        format!("{}:{} {} {}", at.line, at.column, found.code, found.message)
    };
    read.diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn show(node: &Node) -> String {
    match &node.kind {
        Kind::Scalar(scalar) => format!("{:?}", scalar.text.as_str()),
        Kind::Seq(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Map(map) => {
            let entry = |entry: &yaml::Entry| format!("{}: {}", show(&entry.key), show(&entry.value));
            format!("{{{}}}", map.iter().map(entry).collect::<Vec<_>>().join(", "))
        }
    }
}

#[track_caller]
fn slice(text: &str, node: &Node) -> String {
    text[node.span.start as usize..node.span.end as usize].to_owned()
}

#[test]
fn spans_cover_nodes_as_written() {
    let text = "a:\n  - {x: 1, y: }\n  - |  # why\n    two\n\n    lines\n\n# c\nb: 'q'\nc:\nd: >-\n  f\n";
    let root = root(text);
    let map = root.as_map().unwrap();
    let items = map.get("a").unwrap().as_seq().unwrap();
    assert_eq!(slice(text, &items[0]), "{x: 1, y: }");
    assert_eq!(slice(text, &items[1]), "|  # why\n    two\n\n    lines");
    assert_eq!(slice(text, map.get("b").unwrap()), "'q'");
    assert_eq!(slice(text, map.get("d").unwrap()), ">-\n  f");
    let c = map.get("c").unwrap();
    assert!(c.is_null(Schema::Core));
    assert_eq!(c.span.start as usize, text.find("c:").unwrap() + 2);
    assert_eq!(slice(text, &root), text.trim_end());
    assert_eq!(show(&root), r#"{"a": [{"x": "1", "y": ""}, "two\n\nlines\n"], "b": "q", "c": "", "d": "f"}"#);
}

#[test]
fn a_block_header_is_found_behind_properties_and_comments() {
    let text = "a: !x &y # | no\n  |-\n  text\nb: *y\n- ";
    let (_, read) = read(text.trim_end_matches("\n- "));
    let root = &read.documents[0].root;
    let a = root.as_map().unwrap().get("a").unwrap();
    assert_eq!(slice(text, a), "|-\n  text");
    assert_eq!(a.tag().map(|tag| &*tag.name), Some("!x"));
    assert_eq!(a.anchor().map(|anchor| &*anchor.name), Some("y"));
}

#[test]
fn an_alias_keeps_both_places() {
    let text = "a: &a [1]\nb: *a\n";
    let root = root(text);
    let b = root.as_map().unwrap().get("b").unwrap();
    assert_eq!(slice(text, b), "[1]");
    let alias = b.alias().unwrap();
    assert_eq!(&text[alias.start as usize..alias.end as usize], "*a");
    assert_eq!(root.as_map().unwrap().get("a").unwrap().alias(), None);
}

#[test]
fn merge_keys_give_way_to_keys_written_here() {
    let text = "x: &x {a: 1, b: 2}\ny: &y {b: 3, c: 4}\nz:\n  <<: [*x, *y]\n  a: 9\nw:\n  d: 0\n  <<: *y\nq: {\"<<\": 1}\n";
    let root = root(text);
    let map = root.as_map().unwrap();
    let z = map.get("z").unwrap().as_map().unwrap();
    assert_eq!(show(map.get("z").unwrap()), r#"{"a": "9", "b": "2", "c": "4"}"#);
    assert_eq!(show(map.get("w").unwrap()), r#"{"d": "0", "b": "3", "c": "4"}"#);
    assert_eq!(show(map.get("q").unwrap()), r#"{"<<": "1"}"#);
    let merged = z.entry("c").unwrap().merged.unwrap();
    assert_eq!(&text[merged.start as usize..merged.end as usize], "*y");
    assert_eq!(slice(text, z.get("c").unwrap()), "4");
    assert_eq!(z.merges().len(), 1);
}

#[test]
fn of_duplicate_keys_the_last_counts_and_all_are_reported() {
    let (_, read) = read("a: 1\nb: 2\na: 3\n");
    assert_eq!(show(&read.documents[0].root), r#"{"a": "3", "b": "2"}"#);
    let found = &read.diagnostics[0];
    assert_eq!((found.primary.span.start, found.labels[0].span.start), (10, 0));
    let many: String = (0..40).map(|i| format!("k{i}: 1\n")).collect();
    assert_eq!(
        findings(&format!("{many}k7: 2\n")),
        "41:1 duplicate-key key \"k7\" is written twice in this mapping"
    );
}

#[test]
fn findings_have_a_place_and_a_sentence() {
    let cases = [
        (
            "a: *b\nc: &c 1\n",
            "1:4 yaml-alias alias \"b\" has no anchor before it in this document\n2:4 unused-anchor anchor \"c\" is never used",
        ),
        ("a: &a [*a]\n", "1:8 yaml-alias alias \"a\" stands inside the node that it names"),
        ("<<: 1\n", "1:1 yaml-alias \"<<\" takes over a mapping or a sequence of mappings, found a number"),
        ("a: b: c\n", "1:5 yaml-syntax cannot read as YAML: a mapping value is not allowed here"),
        ("a: 1\n- b\n", "2:1 yaml-syntax cannot read as YAML: expected a key at this indentation"),
        ("a: - b\n", "1:4 yaml-syntax cannot read as YAML: a \"-\" is not allowed here"),
        ("if: !contains(a, b)\n", "1:5 yaml-syntax cannot read as YAML: this is no tag"),
        ("a: 1\n\tb: 2\n", "2:1 yaml-syntax cannot read as YAML: a tab cannot be used as indentation"),
        ("a:\n\tb: 1\n", "2:1 yaml-syntax cannot read as YAML: a tab cannot be used as indentation"),
    ];
    for (text, expected) in cases {
        assert_eq!(findings(text), expected, "{text:?}");
    }
}

#[test]
fn what_was_read_before_an_error_is_given() {
    let (_, read) = read("a: 1\nb:\n  c: [2, 3\n---\nd: 4\n");
    assert_eq!(read.diagnostics.len(), 1);
    assert!(!read.documents[0].complete);
    assert_eq!(read.documents[0].root.as_map().unwrap().get("a").unwrap().as_str(), Some("1"));
    assert!(read.documents[1].complete);
    assert_eq!(show(&read.documents[1].root), r#"{"d": "4"}"#);
}

#[test]
fn documents_and_comments_are_kept() {
    let (_, read) = read("# top\na: 1 # right\n---\nb: 2\n# end\n");
    let counts: Vec<_> = read.documents.iter().map(|document| document.comments.len()).collect();
    assert_eq!(counts, [2, 1]);
    assert!(read_empty("") && read_empty("# only\n"));
}

fn read_empty(text: &str) -> bool {
    let (_, read) = read(text);
    read.documents.is_empty() && read.diagnostics.is_empty()
}

#[test]
fn json_reads_too() {
    let text = "{\n\t\"a\": [1, true, null],\n\t\"b\": {\"c\": \"\\u00e9\\n\"}\n}\n";
    assert_eq!(show(&root(text)), r#"{"a": ["1", "true", "null"], "b": {"c": "é\n"}}"#);
}

#[test]
fn an_unknown_file_is_said_to_be_unknown() {
    let read = yaml::read(&SourceMap::default(), SourceId(7), &Limits::default());
    assert_eq!(read.diagnostics.len(), 1);
}

#[test]
fn a_comment_behind_a_bracket_without_a_blank_is_read_with_a_warning() {
    assert_eq!(
        show(&root("a: [one]#, two ]\nb: 'x'# y\nc: 1#2\n")),
        r#"{"a": ["one"], "b": "x", "c": "1#2"}"#
    );
    let found = findings("a: [one]#, two ]\n");
    assert!(found.starts_with("1:9 yaml-syntax this comment has no blank before it"), "{found}");
    assert!(findings("a: [one\n").contains("yaml-syntax"));
}
