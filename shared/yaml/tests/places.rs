//! Every character of a scalar that stands in the file as such is found there.

use diag::SourceMap;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use yaml::{Kind, Limits, Node, Scalar, Style};

fn scalars(node: &Node, found: &mut Vec<Scalar>) {
    match &node.kind {
        Kind::Scalar(scalar) => found.push(scalar.clone()),
        Kind::Seq(items) => items.iter().for_each(|item| scalars(item, found)),
        Kind::Map(map) => {
            for entry in map.iter() {
                scalars(&entry.key, found);
                scalars(&entry.value, found);
            }
        }
    }
}

/// The characters of `scalar` that the source does not show where the map says.
fn misplaced(text: &str, scalar: &Scalar) -> Vec<(usize, char, Option<char>)> {
    let value = scalar.text.as_str();
    let mut last = 0;
    let mut wrong = Vec::new();
    for (at, c) in value.char_indices() {
        let span = scalar.text.span_of(at, at + c.len_utf8());
        let shown = text.get(span.start as usize..).and_then(|rest| rest.chars().next());
        let folded = c == ' ' && matches!(shown, Some('\n' | '\r'));
        let escaped = scalar.style == Style::Double && shown == Some('\\');
        let added = c == '\n' && span.start as usize == text.len() && at + 1 == value.len();
        if !(shown == Some(c) || folded || escaped || added) || span.start < last {
            wrong.push((at, c, shown));
        }
        last = span.start;
    }
    wrong
}

/// How many scalars were looked at; nothing when the text is no YAML.
fn check(text: &str) -> Option<usize> {
    let mut sources = SourceMap::default();
    let id = sources.add("t.yml", text);
    let read = yaml::read(&sources, id, &Limits::default());
    if !read.diagnostics.is_empty() {
        return None;
    }
    let mut found = Vec::new();
    read.documents.iter().for_each(|document| scalars(&document.root, &mut found));
    for scalar in &found {
        let wrong = misplaced(text, scalar);
        assert!(wrong.is_empty(), "{wrong:?} of {:?} ({:?}) in {text:?}", scalar.text.as_str(), scalar.style);
    }
    Some(found.len())
}

#[test]
fn each_style_keeps_places() {
    let texts = [
        "a: one\n  two\n\n\n  thrée  \n  four\n",
        "a: 'it''s\n  a  \n\n  tést '\n",
        "a: \"x\\ty\\u00e9 \\\n   z\\\\ \\uD83D\\uDE00q\n\n\n  end\\\n\n  last\"\n",
        "a: |\n\n   one\n     two\n  \n\n   three\n\n\nb: 1\n",
        "a: |2-\n    one\n   two\n",
        "a: >\n\n  one\n  two\n\n  three\n    more\n    even\n  less\n\n\n  end\n\n# c\n",
        "a: >+\n  one\n\n\n",
        "a: >2\n    one\n  two\n",
        "|\none\n\ntwo\n",
        "# c\n--- >\none\ntwo\n",
        "- |\r\n  one\r\n  two\r\n- >\r\n  a\r\n  b\r\n\r\n  c\r\n- \"a\r\n  b\r\n\r\n  c\"\r\n- a\r\n  b\r\n",
        "a: |\n  no line feed",
        "a: >-\n  x\n  y",
        "? |\n  key\n: - >\n   value\n",
        "{\"a\": \"b\\/c\", 'd': e f}\n",
    ];
    for text in texts {
        assert!(check(text).is_some_and(|count| count > 0), "no YAML: {text:?}");
    }
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-cé ]{0,6}[a-c]".prop_map(String::from),
        1 => " {0,5}".prop_map(String::from),
        1 => "[a-c] {1,3}".prop_map(String::from),
    ]
}

fn block() -> impl Strategy<Value = String> {
    let header = prop_oneof![
        Just("|"),
        Just("|-"),
        Just("|+"),
        Just(">"),
        Just(">-"),
        Just(">+"),
        Just("|2"),
        Just(">2+")
    ];
    let feed = prop_oneof![Just("\n"), Just("\r\n")];
    (header, feed, 0..4usize, prop::collection::vec(line(), 1..8), any::<bool>()).prop_map(
        |(header, feed, indent, lines, last)| {
            let body: Vec<String> = lines.iter().map(|line| format!("{:1$}{line}", "", indent + 1)).collect();
            let tail = if last { feed } else { "" };
            format!("k: {header}{feed}{}{tail}", body.join(feed))
        },
    )
}

fn flow() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-cé]{1,3}".prop_map(String::from),
        2 => " {1,3}".prop_map(String::from),
        2 => prop_oneof![Just("\n  "), Just("\n\n  "), Just(" \n \n   "), Just("\r\n "), Just("\n\t ")].prop_map(String::from),
        1 => prop_oneof![Just("\\n"), Just("\\x41"), Just("\\u00e9"), Just("\\\n  "), Just("\\\r\n\n "), Just("\\ "), Just("\\U0001F600")].prop_map(String::from),
        1 => Just("''".to_owned()),
    ];
    (prop::collection::vec(piece, 1..9), 0..3usize).prop_map(|(pieces, quote)| {
        let quote = ["", "'", "\""][quote];
        format!("k: {quote}{}{quote}\nnext: 1\n", pieces.concat())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, rng_seed: RngSeed::Fixed(7), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn blocks_keep_places(text in block()) {
        check(&text);
    }

    #[test]
    fn flow_scalars_keep_places(text in flow()) {
        check(&text);
    }
}
