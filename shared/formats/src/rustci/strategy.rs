use super::rules::CONFLICT;
use super::value::{count, flag, name, word};
use super::variable::scalar;
use diag::{Spanned, Text};
use expr::Template;
use ir::{
    Axis, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Retry, RetryWhen,
    Strategy, Value,
};
use yaml::{Cursor, MapReader, Shape};

/// `parallel`, `matrix`, `fail_fast` and `max_parallel`.
pub(super) fn strategy(map: &mut MapReader<'_>) -> Option<Strategy> {
    let copies = map.optional("parallel");
    let matrix = map.optional("matrix");
    if let (Some(copies), Some(_)) = (copies, matrix) {
        let finding = copies.error(CONFLICT, "a job has either equal copies or a matrix");
        copies.findings().push(finding.help("keep \"parallel\" or \"matrix\""));
    }
    let copies = copies.and_then(|copies| count(copies, 1..=256));
    let matrix = matrix.and_then(self::matrix);
    let fail_fast = map.optional("fail_fast").and_then(flag);
    let limit = map.optional("max_parallel").and_then(|limit| count(limit, 1..=256));
    let max_parallel = limit.map(|limit| Template::literal(Text::plain(limit.value.to_string(), limit.span)));
    let any = copies.is_some() || matrix.is_some() || fail_fast.is_some() || max_parallel.is_some();
    any.then_some(Strategy { matrix, copies, fail_fast, max_parallel, names: Vec::new() })
}

fn matrix(cursor: Cursor<'_>) -> Option<Matrix> {
    let mut axes = Vec::new();
    let (mut include, mut exclude) = (MatrixSource::default(), MatrixSource::default());
    for (key, value) in cursor.entries()? {
        match key.as_str() {
            "include" => include = rows(value)?,
            "exclude" => exclude = rows(value)?,
            _ => {
                let values = value.seq()?.filter_map(cell).collect();
                axes.push(Axis { name: name(key), values: MatrixValues::List(values) });
            }
        }
    }
    Some(Matrix::Axes { products: vec![axes], include, exclude })
}

fn rows(cursor: Cursor<'_>) -> Option<MatrixSource> {
    let row = |row: Cursor<'_>| {
        let entries = row.entries()?.filter_map(|(key, value)| Some((name(key), cell(value)?)));
        Some(MatrixRow::Row(entries.collect()))
    };
    Some(MatrixSource::Rows(cursor.seq()?.filter_map(row).collect()))
}

fn cell(cursor: Cursor<'_>) -> Option<MatrixValue> {
    let scalar = scalar(cursor)?;
    Some(MatrixValue::Scalar(match (&scalar.value, cursor.string()) {
        (Value::String(_), Some(text)) => {
            MatrixScalar::Template(super::value::template(text, cursor.findings()))
        }
        // `1.10` is a version, not a number: what a variable holds is the text.
        (Value::Number(_), Some(text)) => MatrixScalar::Template(Template::literal(text.clone())),
        _ => MatrixScalar::Value(scalar),
    }))
}

/// `retry`: how often, or also at which failures.
pub(super) fn retry(cursor: Cursor<'_>) -> Option<Retry> {
    let Shape::Map = cursor.shape() else {
        let max = count(cursor, 0..=100)?;
        return Some(Retry { max, when: Vec::new(), exit_codes: Vec::new() });
    };
    let mut map = cursor.map("retry")?;
    let max = map.required("max").and_then(|max| count(max, 0..=100));
    let when = map.optional("when").map(causes).unwrap_or_default();
    let exit_codes = map.optional("exit_codes").map(exit_codes).unwrap_or_default();
    map.finish();
    Some(Retry { max: max?, when, exit_codes })
}

fn causes(cursor: Cursor<'_>) -> Vec<Spanned<RetryWhen>> {
    #[derive(Clone, Copy)]
    enum Word {
        Failure,
        System,
        Timeout,
    }
    let words = [("failure", Word::Failure), ("system_failure", Word::System), ("timeout", Word::Timeout)];
    let one = |cursor| {
        let word = word(cursor, &words)?;
        Some(word.map(|word| match word {
            Word::Failure => RetryWhen::ScriptFailure,
            Word::System => RetryWhen::SystemFailure,
            Word::Timeout => RetryWhen::Timeout,
        }))
    };
    match cursor.shape() {
        Shape::Seq => cursor.seq().into_iter().flatten().filter_map(one).collect(),
        _ => one(cursor).into_iter().collect(),
    }
}

/// One exit code or several.
pub(super) fn exit_codes(cursor: Cursor<'_>) -> Vec<Spanned<i32>> {
    let one = |cursor: Cursor<'_>| {
        let number = cursor.integer()?;
        match i32::try_from(number.value) {
            Ok(code) => Some(Spanned::new(code, number.span)),
            Err(_) => cursor.wrong("an exit code"),
        }
    };
    match cursor.shape() {
        Shape::Seq => cursor.seq().into_iter().flatten().filter_map(one).collect(),
        _ => one(cursor).into_iter().collect(),
    }
}
