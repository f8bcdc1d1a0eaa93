//! Written text is read as what was written, by us and by others.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use diag::SourceMap;
use proptest::prelude::*;
use yaml::{Kind, Limits, Manner, Map, Node, Resolved, Schema, Tree};

fn written(tree: &Tree) -> String {
    yaml::write(tree, &Manner::default(), &[], &SourceMap::default())
}

fn read(text: &str) -> Node {
    let mut sources = SourceMap::default();
    let id = sources.add("a.yml", text);
    let read = yaml::read(&sources, id, &Limits::default());
    assert!(read.diagnostics.is_empty(), "{:?}\n{text}", read.diagnostics);
    read.documents.into_iter().next().unwrap().root
}

/// Whether a node that was read says what a tree says, under one schema.
fn agrees(tree: &Tree, node: &Node, schema: Schema) -> bool {
    if let (Some(map), Kind::Map(found)) = (tree.as_map(), &node.kind) {
        return map.len() == found.len()
            && map.iter().all(|(key, value)| {
                found.entry(key).is_some_and(|entry| {
                    entry.key.resolve(schema) == Some(Resolved::Str) && agrees(value, &entry.value, schema)
                })
            });
    }
    if let (Some(items), Kind::Seq(found)) = (tree.as_list(), &node.kind) {
        return items.len() == found.len()
            && items.iter().zip(found.iter()).all(|(item, found)| agrees(item, found, schema));
    }
    match tree.as_str() {
        Some(text) => node.as_str() == Some(text) && node.resolve(schema) == Some(Resolved::Str),
        None => node.is_null(schema),
    }
}

fn agrees_with_other(tree: &Tree, value: &serde_yaml::Value) -> bool {
    use serde_yaml::Value;
    match value {
        Value::Mapping(found) => tree.as_map().is_some_and(|map| {
            map.len() == found.len()
                && map
                    .iter()
                    .all(|(key, value)| found.get(key).is_some_and(|found| agrees_with_other(value, found)))
        }),
        Value::Sequence(found) => tree.as_list().is_some_and(|items| {
            items.len() == found.len()
                && items.iter().zip(found).all(|(item, found)| agrees_with_other(item, found))
        }),
        Value::String(text) => tree.as_str() == Some(text),
        Value::Null => tree.as_str().is_none() && tree.as_list().is_none(),
        _ => false,
    }
}

fn text() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "yes",
        "No",
        "on",
        "12:30",
        "1_000",
        "1,000",
        "0777",
        "0o7",
        "0x1F",
        "1e3",
        ".inf",
        "~",
        "null",
        "true",
        "=",
        "<<",
        "2024-01-01",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a",
        "? a",
        ":a",
        "a:",
        "---",
        "...",
        "it's",
        "\"a\"",
        "a\\b",
        "[a]",
        "{a}",
        "a,b",
        " a",
        "a ",
        "",
        "\n",
        "a\n",
        "\na",
        "a\nb\n\n",
        "  a\nb",
        "a\n  \nb",
        "a\n  ",
        "\ta\n",
        "a\tb",
        "é\u{85}",
        "\u{2028}",
        "\u{feff}a",
        "\r\n",
        "a\rb\n",
        "\u{7}",
        "-",
        "?",
        "1.10",
        "y",
        "-1",
        "+.5",
        "a\n---\nb\n",
        "echo \"a: b\" # c",
        "$VAR",
        "${{ a }}",
        "1.2.3",
        "...\n",
        "|",
        ">x",
    ];
    prop_oneof![
        proptest::sample::select(WORDS).prop_map(str::to_owned),
        "[ -~\n\t]{0,20}",
        "\\PC{0,12}",
        "[-:#'\"\\[\\]{},&*!|>%@` \na1]{0,10}",
    ]
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = prop_oneof![8 => text().prop_map(Tree::text), 1 => Just(Tree::nothing())];
    leaf.prop_recursive(4, 40, 5, |inner| {
        let map = proptest::collection::btree_map(
            text().prop_filter("a key", |key| key.len() < 200),
            inner.clone(),
            0..5,
        );
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Tree::list),
            proptest::collection::vec(inner, 0..5).prop_map(Tree::row),
            map.prop_map(|entries| {
                let mut map = Map::default();
                entries.into_iter().for_each(|(key, value)| map.put(key, value));
                Tree::from(map)
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn what_is_written_is_read_alike(tree in tree()) {
        let mut root = Map::default();
        root.put("root", tree);
        let tree = Tree::from(root);
        let text = written(&tree);
        let node = read(&text);
        for schema in [Schema::Core, Schema::Yaml11] {
            prop_assert!(agrees(&tree, &node, schema), "{schema:?}\n{tree:?}\n{text}\n{node:?}");
        }
        let other: serde_yaml::Value = serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        prop_assert!(agrees_with_other(&tree, &other), "{tree:?}\n{text}\n{other:?}");
    }
}

#[test]
fn scripts_lists_and_words_look_as_people_write_them() {
    let mut with = Map::default();
    with.put("node-version", Tree::text("20"));
    let mut step = Map::default();
    step.put("uses", Tree::text("actions/setup-node@v4"));
    step.put("with", with);
    let mut job = Map::default();
    job.put("needs", Tree::row(vec![Tree::text("build"), Tree::text("a, b")]));
    job.put("steps", Tree::list(vec![step.into(), Tree::text("  two\nlines").note("by hand")]));
    let mut root = Map::default();
    root.put("on", Tree::text("push"));
    root.put("jobs", job);
    let text = yaml::write(&root.airy().into(), &Manner { plain_keys: &["on"] }, &[], &SourceMap::default());
    let expected = "on: push\n\njobs:\n  needs: [build, 'a, b']\n  steps:\n    - uses: actions/setup-node@v4\n      \
                    with:\n        node-version: '20'\n    # by hand\n    - |2-\n        two\n      lines\n";
    assert_eq!(text, expected);
}

#[test]
fn comments_go_where_their_neighbours_go() {
    let source = "# top\n\n# about a\na: 1 # one\nb:\n  # in b\n  - x # ex\n  - z\n# last\n";
    let mut sources = SourceMap::default();
    let id = sources.add("a.yml", source);
    let read = yaml::read(&sources, id, &Limits::default());
    let document = &read.documents[0];
    let map = document.root.as_map().unwrap();
    let of = |key: &str| map.entry(key).unwrap();
    let items = of("b").value.as_seq().unwrap().iter();
    let items = items.map(|item| Tree::text(item.as_str().unwrap()).at(item.span)).collect();
    let mut out = Map::default();
    out.put_at("second", of("b").key.span, Tree::list(items));
    out.put_at("first", of("a").key.span, Tree::bare(1).at(of("a").value.span));
    let text = yaml::write(&out.into(), &Manner::default(), &document.comments, &sources);
    let expected = "second:\n  # in b\n  - x  # ex\n  - z\n# top\n# about a\nfirst: 1  # one\n# last\n";
    assert_eq!(text, expected);
}
