//! Files made to break a reader are refused, and cost little.

use diag::SourceMap;
use yaml::rules::{ALIAS, LIMIT};
use yaml::{Limits, Node, Read};

fn read(text: String, limits: Limits) -> Read {
    let mut sources = SourceMap::default();
    let id = sources.add("bomb.yml", text);
    yaml::read(&sources, id, &limits)
}

fn refused(text: String) -> Read {
    refused_by(text, Limits::default())
}

fn refused_by(text: String, limits: Limits) -> Read {
    let read = read(text, limits);
    assert!(read.diagnostics.iter().any(|found| found.code == LIMIT), "{:?}", read.diagnostics);
    read
}

#[test]
fn aliases_cannot_multiply_without_end() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let alias = format!("*a{}", level - 1);
        text += &format!("a{level}: &a{level} [{}]\n", [alias.as_str(); 10].join(", "));
    }
    let read = refused(text);
    let limits = read.diagnostics.iter().filter(|found| found.code == LIMIT).count();
    assert_eq!(limits, 1, "one budget, one finding");
}

#[test]
fn merges_cannot_multiply_without_end() {
    let keys: String = (0..100).map(|i| format!("  k{i}: 1\n")).collect();
    let uses: String = (0..200).map(|i| format!("m{i}:\n  <<: *base\n")).collect();
    let read = refused_by(
        format!("base: &base\n{keys}{uses}"),
        Limits { expanded_nodes: 10_000, ..Limits::default() },
    );
    assert_eq!(
        read.documents[0].root.as_map().map(yaml::Mapping::len),
        Some(201),
        "what comes after is still read"
    );
}

#[test]
fn nesting_has_a_floor() {
    refused("[".repeat(10_000));
    refused("{a: ".repeat(10_000));
    refused((0..2_000).map(|depth| format!("{}a:\n", " ".repeat(depth))).collect());
    refused("- ".repeat(10_000));
}

#[test]
fn aliases_cannot_nest_past_the_floor() {
    let mut text = "a0: &a0 [x]\n".to_owned();
    for level in 1..200 {
        text += &format!("a{level}: &a{level} [*a{}]\n", level - 1);
    }
    let read = refused(text);
    let depth = |mut node: &Node| {
        let mut depth = 0;
        while let Some(inner) = node.as_seq().and_then(|items| items.first()) {
            (node, depth) = (inner, depth + 1);
        }
        depth
    };
    let map = read.documents[0].root.as_map().unwrap();
    assert!(map.iter().map(|entry| depth(&entry.value)).max() <= Some(Limits::default().depth));
}

#[test]
fn the_file_itself_is_bounded() {
    let read = refused("x".repeat(11 << 20));
    assert!(read.documents.is_empty());
    let read = refused_by("- [1]\n".repeat(600), Limits { nodes: 1_000, ..Limits::default() });
    assert!(!read.documents[0].complete);
}

#[test]
fn a_flood_of_findings_is_counted_not_listed() {
    let read = read("a: 1\n".repeat(5_000), Limits::default());
    assert_eq!(read.diagnostics.len(), 100);
    let help = read.diagnostics[99].help.as_deref();
    assert_eq!(help, Some("4899 more findings of this kind are not listed"));
    let read = self::read("- *x\n".repeat(1_000), Limits::default());
    assert!(read.diagnostics.iter().all(|found| found.code == ALIAS));
    assert_eq!(read.diagnostics.len(), 100);
}
