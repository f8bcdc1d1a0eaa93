//! `allow_failure`: <https://docs.gitlab.com/ci/yaml/#allow_failure>.

use crate::gitlab::value::{self, Keys};
use diag::Spanned;
use ir::Tolerance;
use yaml::{Cursor, Kind, Shape};

/// Which failures do not count.
pub fn read(cursor: Cursor<'_>) -> Option<Tolerance> {
    match cursor.shape() {
        Shape::Bool => Some(if value::flag(cursor)? { Tolerance::All } else { Tolerance::None }),
        Shape::Map => {
            let mut keys = cursor.map("allow_failure")?;
            let codes = keys.need("exit_codes").map(exit_codes);
            keys.finish();
            Some(Tolerance::ExitCodes(codes?.into_iter().map(|code| code.value).collect()))
        }
        _ => cursor.wrong("true, false or a mapping with \"exit_codes\""),
    }
}

/// One exit code or several, no one twice.
pub fn exit_codes(cursor: Cursor<'_>) -> Vec<Spanned<i32>> {
    match cursor.node().kind {
        Kind::Seq(_) => {
            let items = value::some_items(cursor).unwrap_or_default();
            value::distinct(&items);
            items.into_iter().filter_map(exit_code).collect()
        }
        _ => exit_code(cursor).into_iter().collect(),
    }
}

fn exit_code(cursor: Cursor<'_>) -> Option<Spanned<i32>> {
    let code = value::whole(cursor, i64::from(i32::MIN), i64::from(i32::MAX))?;
    i32::try_from(code.value).ok().map(|value| Spanned::new(value, code.span))
}
