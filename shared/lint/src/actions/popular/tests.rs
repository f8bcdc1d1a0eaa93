use super::{Known, Popular, find, major, rows};
use std::collections::HashSet;

#[test]
fn every_row_is_whole_and_in_order() {
    let mut names = Vec::new();
    for row in rows() {
        assert_eq!(row.split('\t').count(), 5, "{row}");
        let action = Popular::read(row).unwrap();
        assert!(action.name.split('/').count() >= 2, "{row}");
        assert!(action.outdated.is_some() || !matches!(action.known, Known::None), "{row} says nothing");
        if let (Some(outdated), Known::Versions(known)) = (&action.outdated, &action.known) {
            assert!(outdated.end() < known.start(), "{row}");
        }
        let versions = row.split(['\t', ' ']).filter_map(|word| word.split_once('@'));
        for (_, versions) in versions {
            let numbers = versions.split('-').filter(|number| !number.is_empty());
            assert!(
                numbers.clone().count() > 0 && numbers.clone().all(|n| n.parse::<u32>().is_ok()),
                "{row}"
            );
        }
        let (inputs, mut seen) = (action.inputs.iter(), HashSet::new());
        for input in inputs {
            assert!(
                seen.insert((input.name.to_lowercase(), *input.versions.start())),
                "{row}: {}",
                input.name
            );
        }
        names.push(action.name.to_lowercase());
    }
    assert!(names.is_sorted_by(|a, b| a < b));
    assert!(names.len() > 90);
}

#[test]
fn versions_are_read_from_tags() {
    for (tag, version) in [
        ("v4", Some(4)),
        ("v4.1.2", Some(4)),
        ("2.3", Some(2)),
        ("release/v1", Some(1)),
        ("main", None),
        ("v2-beta", None),
        ("v3.x", None),
        ("11bd71901bbe5b1630ceea73d27597364c9af683", None),
        ("1234567", None),
    ] {
        assert_eq!(major(tag), version, "{tag}");
    }
}

#[test]
fn what_an_action_takes_depends_on_its_version() {
    let names = |action: &str, version| -> Option<Vec<&str>> {
        Some(find(action)?.inputs(version)?.iter().map(|input| input.name).collect())
    };
    let node = |version| names("Actions/Setup-Node", Some(version)).unwrap();
    assert!(node(4).contains(&"always-auth") && !node(4).contains(&"package-manager-cache"));
    assert!(!node(6).contains(&"always-auth") && node(6).contains(&"package-manager-cache"));
    assert_eq!(names("actions/setup-node", Some(3)), None);
    assert_eq!(names("actions/setup-node", Some(999)), None);
    assert_eq!(names("actions/setup-node", None), None);
    assert!(names("dtolnay/rust-toolchain", None).unwrap().contains(&"components"));
    assert!(names("nobody/knows", Some(1)).is_none());
}

#[test]
fn outputs_may_be_open() {
    assert_eq!(find("actions/checkout").unwrap().outputs(Some(4)).unwrap(), ["commit", "ref"]);
    assert_eq!(find("actions/checkout").unwrap().outputs(Some(2)), None);
    assert_eq!(find("dorny/paths-filter").unwrap().outputs(Some(3)), None);
    assert_eq!(find("docker/login-action").unwrap().outputs(Some(3)).unwrap(), [""; 0]);
}
