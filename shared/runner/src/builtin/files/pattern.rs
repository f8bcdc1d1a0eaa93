//! Patterns over paths as tasks that work on files read them, after
//! <https://learn.microsoft.com/azure/devops/pipelines/tasks/file-matching-patterns>: `*`, `?`, `[a-z]`, `**` for any
//! folders, and the extended `?(a|b)`, `*(a|b)`, `+(a|b)`, `@(a|b)`, `!(a|b)`.

/// How much work the match of one name may be: extended patterns inside each other could go on for ever.
const BUDGET: u32 = 100_000;

/// Patterns in order; one with `!` takes matches away again.
pub(super) struct Selection {
    patterns: Vec<(bool, Pattern)>,
    /// Wildcards mean names that begin with a dot too.
    hidden: bool,
}

struct Pattern(Vec<Segment>);

enum Segment {
    /// `**`.
    Folders,
    Name(Vec<Token>),
}

enum Token {
    Letter(char),
    /// `*`.
    Any,
    /// `?`.
    One,
    /// `[...]`; negated.
    Class(bool, Vec<(char, char)>),
    Choice(Choice, Vec<Vec<Token>>),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    /// `?(...)`.
    Maybe,
    /// `*(...)`.
    Some,
    /// `+(...)`.
    Many,
    /// `@(...)`.
    Once,
    /// `!(...)`.
    Not,
}

impl Selection {
    /// Patterns relative to a folder; those that begin with a slash must lead into it to match anything.
    pub fn new(patterns: &[String], folder: &str, hidden: bool) -> Self {
        let read = |pattern: &String| {
            let pattern = pattern.replace('\\', "/");
            // `!(a)` at the beginning is a choice, not a negation.
            let (negated, plain) = match pattern.strip_prefix('!') {
                Some(rest) if !rest.starts_with('(') => (true, rest),
                _ => (false, pattern.as_str()),
            };
            let inside = match plain.strip_prefix('/') {
                Some(_) => plain.strip_prefix(folder)?.strip_prefix('/')?,
                None => plain,
            };
            Some((negated, Pattern::read(inside)))
        };
        Self { patterns: patterns.iter().filter_map(read).collect(), hidden }
    }

    /// Whether a path relative to the folder is meant.
    pub fn matches(&self, path: &str) -> bool {
        let names: Vec<Vec<char>> = path.split('/').map(|name| name.chars().collect()).collect();
        self.patterns.iter().fold(false, |found, (negated, pattern)| match negated {
            // What is taken away may have any name.
            true => found && !pattern.matches(&names, true),
            false => found || pattern.matches(&names, self.hidden),
        })
    }
}

impl Pattern {
    fn read(text: &str) -> Self {
        let names = text.split('/').filter(|name| !name.is_empty() && *name != ".");
        Self(
            names
                .map(|name| if name == "**" { Segment::Folders } else { Segment::Name(tokens(name)) })
                .collect(),
        )
    }

    fn matches(&self, names: &[Vec<char>], hidden: bool) -> bool {
        segments(&self.0, names, hidden, &mut { BUDGET })
    }
}

fn segments(pattern: &[Segment], names: &[Vec<char>], hidden: bool, budget: &mut u32) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return names.is_empty() };
    if *budget == 0 {
        return false;
    }
    *budget -= 1;
    match (first, names.split_first()) {
        // At the end it stands for something, not for the folder itself.
        (Segment::Folders, _) if rest.is_empty() => {
            !names.is_empty() && (hidden || names.iter().all(|name| name.first() != Some(&'.')))
        }
        (Segment::Folders, None) => segments(rest, names, hidden, budget),
        (Segment::Folders, Some((name, below))) => {
            let shown = hidden || name.first() != Some(&'.');
            segments(rest, names, hidden, budget) || (shown && segments(pattern, below, hidden, budget))
        }
        (Segment::Name(_), None) => false,
        (Segment::Name(tokens), Some((name, below))) => {
            let dotted = matches!(tokens.first(), Some(Token::Letter('.')));
            let shown = hidden || dotted || name.first() != Some(&'.');
            shown && letters(tokens, &[], name, budget) && segments(rest, below, hidden, budget)
        }
    }
}

/// Whether a name is `tokens` and then `after`.
fn letters(tokens: &[Token], after: &[&[Token]], name: &[char], budget: &mut u32) -> bool {
    let Some((first, rest)) = tokens.split_first() else {
        return match after.split_first() {
            Some((next, after)) => letters(next, after, name, budget),
            None => name.is_empty(),
        };
    };
    if *budget == 0 {
        return false;
    }
    *budget -= 1;
    match first {
        Token::Any => (0..=name.len()).any(|length| letters(rest, after, &name[length..], budget)),
        Token::Choice(choice, options) => {
            let mut then = vec![rest];
            then.extend(after);
            chosen(*choice, options, first, &then, name, budget)
        }
        single => match name.split_first() {
            Some((letter, below)) => is(single, *letter) && letters(rest, after, below, budget),
            None => false,
        },
    }
}

fn is(token: &Token, letter: char) -> bool {
    match token {
        Token::Letter(wanted) => *wanted == letter,
        Token::One => true,
        Token::Class(negated, ranges) => {
            ranges.iter().any(|(from, to)| (*from..=*to).contains(&letter)) != *negated
        }
        Token::Any | Token::Choice(..) => false,
    }
}

fn chosen(
    choice: Choice,
    options: &[Vec<Token>],
    itself: &Token,
    then: &[&[Token]],
    name: &[char],
    budget: &mut u32,
) -> bool {
    let once = |then: &[&[Token]], budget: &mut u32| {
        options.iter().any(|option| letters(option, then, name, budget))
    };
    match choice {
        Choice::Once => once(then, budget),
        Choice::Maybe => letters(&[], then, name, budget) || once(then, budget),
        Choice::Not => !once(then, budget) && letters(&[Token::Any], then, name, budget),
        Choice::Some | Choice::Many => {
            if choice == Choice::Some && letters(&[], then, name, budget) {
                return true;
            }
            if once(then, budget) {
                return true;
            }
            // One of them, and then again: what is left gets shorter each time.
            (1..name.len()).any(|length| {
                options.iter().any(|option| letters(option, &[], &name[..length], budget))
                    && letters(std::slice::from_ref(itself), then, &name[length..], budget)
            })
        }
    }
}

fn tokens(name: &str) -> Vec<Token> {
    let letters: Vec<char> = name.chars().collect();
    read(&letters, &mut 0, false)
}

/// Tokens up to the end, or up to the `|` or `)` that ends an option.
fn read(text: &[char], at: &mut usize, inside: bool) -> Vec<Token> {
    let mut found = Vec::new();
    while let Some(&letter) = text.get(*at) {
        let kind = match letter {
            '?' => Some(Choice::Maybe),
            '*' => Some(Choice::Some),
            '+' => Some(Choice::Many),
            '@' => Some(Choice::Once),
            '!' => Some(Choice::Not),
            _ => None,
        };
        if inside && matches!(letter, '|' | ')') {
            break;
        }
        if let Some(choice) = kind
            && text.get(*at + 1) == Some(&'(')
            && text[*at..].contains(&')')
        {
            *at += 2;
            let mut options = vec![read(text, at, true)];
            while text.get(*at) == Some(&'|') {
                *at += 1;
                options.push(read(text, at, true));
            }
            *at += 1;
            found.push(Token::Choice(choice, options));
            continue;
        }
        *at += 1;
        found.push(match letter {
            '*' => Token::Any,
            '?' => Token::One,
            '[' => class(text, at).unwrap_or(Token::Letter('[')),
            letter => Token::Letter(letter),
        });
    }
    found
}

/// What stands behind `[`, if there is a `]` for it.
fn class(text: &[char], at: &mut usize) -> Option<Token> {
    let rest = text.get(*at..)?;
    let negated = matches!(rest.first(), Some('!' | '^'));
    let start = usize::from(negated);
    let length = rest.iter().skip(start + 1).position(|letter| *letter == ']')? + start + 1;
    let mut ranges = Vec::new();
    let mut letters = rest.get(start..length)?.iter().copied().peekable();
    while let Some(from) = letters.next() {
        let mut ahead = letters.clone();
        match (ahead.next(), ahead.next()) {
            (Some('-'), Some(to)) => {
                ranges.push((from, to));
                letters = ahead;
            }
            _ => ranges.push((from, from)),
        }
    }
    *at += length + 1;
    Some(Token::Class(negated, ranges))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(patterns: &[&str], path: &str) -> bool {
        let patterns: Vec<_> = patterns.iter().map(|pattern| (*pattern).to_owned()).collect();
        Selection::new(&patterns, "/w", true).matches(path)
    }

    #[test]
    fn names_and_folders_match() {
        let cases = [
            ("**", "a/b", true),
            ("**", "a", true),
            ("a/**", "a", false),
            ("a/**", "a/b/c", true),
            ("**/a", "a", true),
            ("**/a", "x/y/a", true),
            ("a/**/b", "a/b", true),
            ("a/**/b", "a/x/y/b", true),
            ("a/**/b", "a/x/y/c", false),
            ("*.txt", "a.txt", true),
            ("*.txt", "d/a.txt", false),
            ("?[a-c]x", "1bx", true),
            ("?[!a-c]x", "1bx", false),
            ("[", "[", true),
            ("{a,b}", "a", false),
            ("dist", "dist/a", false),
            (r"a\*.dll", "a/x.dll", true),
            ("/w/a/*", "a/b", true),
            ("/other/*", "b", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(&[pattern], path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn extended_patterns_match() {
        let cases = [
            ("**/@(bin|obj)/**", "a/obj/x/y", true),
            ("**/@(bin|obj)/**", "a/objs/x", false),
            ("?(a|b).txt", ".txt", true),
            ("?(a|b).txt", "ab.txt", false),
            ("*(a|b).txt", "abba.txt", true),
            ("+(a|b)", "", false),
            ("+(ab|c)", "abcab", true),
            ("!(*.pdb)", "a.dll", true),
            ("!(*.pdb)", "a.pdb", false),
            ("a.!(js|ts)", "a.jsx", true),
            ("a.!(js|ts)", "a.ts", false),
        ];
        for (pattern, path, expected) in cases {
            assert_eq!(matches(&[pattern], path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn patterns_take_away_in_order() {
        assert!(!matches(&["**", "!**/*.log"], "a/b.log"));
        assert!(matches(&["**", "!**/*.log", "a/b.log"], "a/b.log"));
        assert!(!matches(&["!a"], "b"));
    }

    #[test]
    fn hidden_names_are_meant_by_name_or_when_asked() {
        let selection = |pattern: &str| Selection::new(&[pattern.to_owned()], "/w", false);
        assert!(!selection("**").matches(".git/config"));
        assert!(!selection("*").matches(".env"));
        assert!(selection(".e*").matches(".env"));
        assert!(matches(&["**"], ".git/config"));
    }

    #[test]
    fn no_pattern_takes_for_ever() {
        let pattern = format!("{}b", "*(a|*(a|a))".repeat(20));
        assert!(!matches(&[&pattern], &"a".repeat(200)));
        assert!(!matches(&["**/**/**/**/**/**/**/**/**/x"], &"a/".repeat(100)));
    }
}
