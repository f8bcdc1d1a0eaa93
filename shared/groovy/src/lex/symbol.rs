/// Operators, brackets and other signs; a longer one stands before its own beginnings.
const SYMBOLS: &[&str] = &[
    ">>>=", "<=>", "===", "!==", "==~", "**=", "<<=", ">>=", ">>>", "...", "..<", "?.", "*.", "?:", ".&",
    ".@", "->", "++", "--", "**", "==", "!=", "<=", ">=", "&&", "||", "+=", "-=", "*=", "/=", "%=", "&=",
    "|=", "^=", "<<", ">>", "=~", "..", "::", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "?", "=",
    "<", ">", "+", "-", "*", "/", "%", "!", "~", "&", "|", "^", "@",
];

/// The sign that a text begins with.
pub(super) fn at(text: &str) -> Option<&'static str> {
    SYMBOLS.iter().copied().find(|symbol| text.starts_with(symbol))
}
