//! The codes that findings about settings carry, beside those of YAML itself.

use diag::Code;

/// `${NAME}` of a variable that is not set.
pub const UNSET_VARIABLE: Code = Code("unset-variable");
/// A `${` that means nothing.
pub const EXPANSION: Code = Code("expansion");
/// A value that does not fit its setting.
pub const VALUE: Code = Code("setting-value");
/// A setting that this build cannot honour.
pub const NO_EFFECT: Code = Code("no-effect");
/// A setting given in two places.
pub const OVERRIDDEN: Code = Code("overridden");
/// A variable or flag for a setting that does not exist.
pub const UNKNOWN_SETTING: Code = Code("unknown-setting");
/// Settings that do not go together.
pub const CONTRADICTION: Code = Code("contradiction");
/// A secret that can be guessed.
pub const WEAK_SECRET: Code = Code("weak-secret");
/// A setting of an older kind, and what becomes of it.
pub const TRANSLATED: Code = Code("translated");
