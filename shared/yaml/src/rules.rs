//! The rules that this crate's diagnostics carry.

use diag::{Code, Rule};

/// The text is not YAML.
pub const SYNTAX: Code = Code("yaml-syntax");
/// A key is written twice in one mapping.
pub const DUPLICATE_KEY: Code = Code("duplicate-key");
/// The file asks for more than it may.
pub const LIMIT: Code = Code("yaml-limit");
/// An alias or a merge key that leads nowhere.
pub const ALIAS: Code = Code("yaml-alias");
/// An anchor that nothing uses.
pub const UNUSED_ANCHOR: Code = Code("unused-anchor");
/// A tag that means nothing here.
pub const TAG: Code = Code("yaml-tag");
/// The file is not text.
pub const ENCODING: Code = Code("yaml-encoding");
/// A key that has no meaning where it stands.
pub const UNKNOWN_KEY: Code = Code("unknown-key");
/// A key that must be there is not.
pub const MISSING_KEY: Code = Code("missing-key");
/// A value of another type than wanted.
pub const WRONG_TYPE: Code = Code("wrong-type");
/// A value is needed and none is given.
pub const EMPTY_VALUE: Code = Code("empty-value");

const fn rule(code: Code, summary: &'static str, page: &'static str) -> Rule {
    Rule { code, summary, page }
}

/// A page for each rule.
pub const RULES: &[Rule] = &[
    rule(
        SYNTAX,
        "The text is not YAML",
        "The file cannot be read past this point, so nothing after it was checked. Frequent causes are a tab used as \
         indentation, a quote or bracket that is never closed, and a colon with a space inside an unquoted value.\n\n\
         Wrong:\n\n    name: build: fast\n\nRight:\n\n    name: \"build: fast\"\n",
    ),
    rule(
        DUPLICATE_KEY,
        "A key is written twice in one mapping",
        "One of the two values is lost: some services refuse the file, others silently take the last one.\n\n\
         Wrong:\n\n    env:\n      A: 1\n      A: 2\n\nRight:\n\n    env:\n      A: 2\n",
    ),
    rule(
        LIMIT,
        "The file asks for more than it may",
        "Very large, very deep or endlessly repeated structures are refused before they can use up memory. Split the \
         file, or use fewer aliases of large parts.\n",
    ),
    rule(
        ALIAS,
        "An alias or a merge key leads nowhere",
        "An alias (`*name`) stands for the node that was marked with `&name` earlier in the same document; a merge \
         key (`<<`) takes over the keys of one mapping or of a sequence of mappings.\n\n\
         Wrong:\n\n    test: *defaults\n\nRight:\n\n    defaults: &defaults\n      a: 1\n    test: *defaults\n",
    ),
    rule(
        UNUSED_ANCHOR,
        "An anchor that nothing uses",
        "The anchor `&name` is never used as `*name`. Either the alias was forgotten or the anchor can go. Anchors do \
         not reach into other files.\n",
    ),
    rule(
        TAG,
        "A tag that means nothing here",
        "A tag such as `!reference` gives a value a special meaning. This one is not known where it stands, or it \
         stands at a value it cannot be used with.\n",
    ),
    rule(
        ENCODING,
        "The file is not text",
        "YAML is text in UTF-8 (or UTF-16 with a byte order mark). This file holds bytes that are not; it may be \
         binary, compressed, or saved in another encoding.\n",
    ),
    rule(
        UNKNOWN_KEY,
        "A key that has no meaning where it stands",
        "Most often it is misspelt, or it is indented so that it belongs to another section.\n\n\
         Wrong:\n\n    jobs:\n      test:\n        run-on: ubuntu-latest\n\n\
         Right:\n\n    jobs:\n      test:\n        runs-on: ubuntu-latest\n",
    ),
    rule(
        MISSING_KEY,
        "A key that must be there is not",
        "The section cannot work without it; the message names the key and the section.\n",
    ),
    rule(
        WRONG_TYPE,
        "A value of another type than wanted",
        "For example a mapping where a sequence is wanted. Mind the dashes.\n\n\
         Wrong:\n\n    steps:\n      run: make\n\nRight:\n\n    steps:\n      - run: make\n",
    ),
    rule(
        EMPTY_VALUE,
        "A value is needed and none is given",
        "A key without a value means null. Give it a value or remove the key. A value may also have lost its \
         indentation.\n",
    ),
];
