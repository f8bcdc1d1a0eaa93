/// Whether a version is one of those wanted: `20`, `3.11.x`, `^18.2`, `~1.4`, `>=16 <20`, `16 || 18`, `lts/*`, `latest`.
pub(super) fn fits(found: &str, wanted: &str) -> bool {
    let found = numbers(found);
    wanted
        .split("||")
        .any(|range| range.split([' ', ',']).filter(|part| !part.is_empty()).all(|part| one(&found, part)))
}

fn one(found: &[u64], part: &str) -> bool {
    let part = part.trim().trim_start_matches('v');
    if matches!(part, "*" | "x" | "latest" | "stable" | "current" | "node" | "lts" | "oldstable" | "default")
        || part.starts_with("lts/")
    {
        return true;
    }
    let operators = [">=", "<=", "~>", ">", "<", "^", "~", "="];
    let (operator, version) = operators
        .into_iter()
        .find_map(|operator| part.strip_prefix(operator).map(|rest| (operator, rest)))
        .unwrap_or(("", part));
    let wanted = numbers(version);
    if wanted.is_empty() {
        return version.trim_matches(['x', 'X', '*', '.']).is_empty() && !version.is_empty();
    }
    let order = compare(found, &wanted);
    match operator {
        ">=" => order.is_ge(),
        "<=" => order.is_le() || starts(found, &wanted),
        ">" => order.is_gt() && !starts(found, &wanted),
        "<" => order.is_lt(),
        "^" => order.is_ge() && starts(found, &wanted[..=wanted.iter().position(|n| *n > 0).unwrap_or(0)]),
        "~" => order.is_ge() && starts(found, &wanted[..wanted.len().min(2)]),
        "~>" => order.is_ge() && starts(found, &wanted[..wanted.len().saturating_sub(1).max(1)]),
        _ => starts(found, &wanted),
    }
}

/// The numbers that a version begins with.
pub(super) fn numbers(version: &str) -> Vec<u64> {
    let plain = version.trim().trim_start_matches('v').split(['-', '+', '_']).next().unwrap_or_default();
    plain.split('.').map_while(|part| part.parse().ok()).collect()
}

fn starts(found: &[u64], wanted: &[u64]) -> bool {
    wanted.iter().enumerate().all(|(index, number)| found.get(index).copied().unwrap_or(0) == *number)
}

fn compare(found: &[u64], wanted: &[u64]) -> std::cmp::Ordering {
    let length = found.len().max(wanted.len());
    let at = |numbers: &[u64], index: usize| numbers.get(index).copied().unwrap_or(0);
    (0..length)
        .map(|index| at(found, index).cmp(&at(wanted, index)))
        .find(|order| order.is_ne())
        .unwrap_or(std::cmp::Ordering::Equal)
}

/// The first version in what a program says of itself.
pub(super) fn first(text: &str) -> Option<String> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '+' | '-')));
    let stripped = words.map(|word| word.trim_start_matches("go").trim_start_matches('v'));
    stripped
        .filter(|word| numbers(word).len() >= 2 || (numbers(word).len() == 1 && word.len() <= 3))
        .map(str::to_owned)
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_setup_actions_read_them() {
        let cases = [
            ("20.11.0", "20", true),
            ("20.11.0", "20.x", true),
            ("20.11.0", "18", false),
            ("20.11.0", "v20.11", true),
            ("20.11.0", ">=16 <21", true),
            ("20.11.0", ">=16 <20", false),
            ("20.11.0", "16 || 20", true),
            ("20.11.0", "^20.5", true),
            ("20.11.0", "^20.12", false),
            ("0.3.1", "^0.3", true),
            ("0.4.0", "^0.3", false),
            ("1.4.9", "~1.4.2", true),
            ("1.5.0", "~1.4.2", false),
            ("3.11.2", "3.x", true),
            ("3.11.2", "3.1", false),
            ("20.0.1", "lts/*", true),
            ("20.0.1", "latest", true),
            ("1.22.0", "1.22", true),
            ("20.1.0", "<=20", true),
            ("21.1.0", "<=20", false),
            ("3.11.2", "x", true),
            ("3.11.2", "pypy3.9", false),
        ];
        for (found, wanted, expected) in cases {
            assert_eq!(fits(found, wanted), expected, "{found} in {wanted}");
        }
    }

    #[test]
    fn programs_say_their_versions_in_many_ways() {
        let cases = [
            ("v20.11.0\n", "20.11.0"),
            ("Python 3.11.2", "3.11.2"),
            ("go version go1.22.1 linux/amd64", "1.22.1"),
            ("openjdk version \"17.0.9\" 2023-10-17", "17.0.9"),
            ("ruby 3.1.2p20 (2022-04-12 revision 4491bb740a) [x86_64-linux-gnu]", "3.1.2p20"),
            ("rustc 1.95.0 (59807616e 2026-04-14)", "1.95.0"),
            ("8.0.100", "8.0.100"),
        ];
        for (text, expected) in cases {
            assert_eq!(first(text).as_deref(), Some(expected), "{text}");
        }
    }
}
