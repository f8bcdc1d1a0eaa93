//! `${NAME}` and `${NAME:-otherwise}` in the file's scalars.

use super::Environment;
use super::rules::{EXPANSION, UNSET_VARIABLE};
use diag::{Diagnostic, Text};

/// The text with variables replaced. What a variable holds is taken as it is. `$${` stands for `${` itself.
pub(super) fn expand(text: &Text, environment: &Environment) -> Result<String, Box<Diagnostic>> {
    let whole = text.as_str();
    let mut out = String::with_capacity(whole.len());
    let mut at = 0;
    while let Some(next) = whole[at..].find("${").map(|next| at + next) {
        if whole[at..next].ends_with('$') {
            out.push_str(&whole[at..next]);
            out.push('{');
            at = next + 2;
            continue;
        }
        out.push_str(&whole[at..next]);
        let Some(end) = whole[next..].find('}').map(|end| next + end) else {
            let finding = "this \"${\" is never closed";
            let finding = Diagnostic::error(EXPANSION, text.span_of(next, whole.len()), finding);
            return Err(finding.help("write \"${NAME}\", or \"$${\" for the characters themselves").into());
        };
        let span = text.span_of(next, end + 1);
        let (name, otherwise) = match whole[next + 2..end].split_once(":-") {
            Some((name, otherwise)) => (name, Some(otherwise)),
            None => (&whole[next + 2..end], None),
        };
        if !is_name(name) {
            let finding = format!("\"{name}\" is not the name of a variable");
            let finding = Diagnostic::error(EXPANSION, span, finding);
            return Err(finding
                .help("write \"${NAME}\", \"${NAME:-otherwise}\", or \"$${\" for the characters themselves")
                .into());
        }
        match (environment.get(name), otherwise) {
            (Some(value), _) => out.push_str(value),
            (None, Some(otherwise)) => out.push_str(otherwise),
            (None, None) => {
                let finding = format!("the variable {name} is not set");
                let help = format!("set {name}, or write \"${{{name}:-...}}\" with what to use without it");
                return Err(Diagnostic::error(UNSET_VARIABLE, span, finding).help(help).into());
            }
        }
        at = end + 1;
    }
    out.push_str(&whole[at..]);
    Ok(out)
}

fn is_name(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(text: &str) -> Result<String, String> {
        let environment = Environment::from_iter([("A", "one"), ("RAW", "${A}"), ("EMPTY", "")]);
        expand(&Text::from(text), &environment).map_err(|finding| finding.message)
    }

    #[test]
    fn variables_are_replaced_once() {
        for (text, value) in [
            ("", ""),
            ("no $dollar {here}", "no $dollar {here}"),
            ("${A}", "one"),
            ("x${A}y${A:-z}", "xoneyone"),
            ("${B:-two}", "two"),
            ("${B:-}", ""),
            ("${EMPTY:-three}", "three"),
            ("${RAW}", "${A}"),
            ("$${A}", "${A}"),
            ("ä${A}ö", "äoneö"),
        ] {
            assert_eq!(expanded(text).as_deref(), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_replaced_is_an_error() {
        for (text, message) in [
            ("${B}", "the variable B is not set"),
            ("a${B", "this \"${\" is never closed"),
            ("${}", "\"\" is not the name of a variable"),
            ("${B-x}", "\"B-x\" is not the name of a variable"),
            ("${EMPTY}", "the variable EMPTY is not set"),
        ] {
            assert_eq!(expanded(text), Err(message.to_owned()), "{text}");
        }
    }
}
