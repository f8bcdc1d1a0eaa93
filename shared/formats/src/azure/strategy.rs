//! `strategy` of a job (<https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/jobs-job-strategy>).

use super::rules::VALUE;
use super::value::{self, Keys, spanned};
use diag::Text;
use ir::{Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, Spanned, Strategy, Template};
use yaml::{Cursor, MapReader, Shape};

/// The copies of a job.
pub(super) fn read(cursor: Cursor<'_>) -> Option<Strategy> {
    let mut map = cursor.map("strategy")?;
    let strategy = keys(&mut map);
    map.finish();
    strategy
}

/// The same of the keys of a mapping that has others too.
pub(super) fn keys(map: &mut MapReader<'_>) -> Option<Strategy> {
    let names = map.get("matrix").map(names).unwrap_or_default();
    let matrix = map.get("matrix").and_then(matrix);
    let copies = map.get("parallel").and_then(copies);
    let max_parallel = map.get("maxParallel").and_then(value::number);
    let any = matrix.is_some() || copies.is_some() || max_parallel.is_some();
    any.then_some(Strategy { matrix, copies, fail_fast: None, max_parallel, names })
}

fn copies(cursor: Cursor<'_>) -> Option<Spanned<u32>> {
    let text = cursor.string()?;
    match text.as_str().trim().parse::<u32>() {
        Ok(count) if count > 0 => Some(Spanned::new(count, text.span())),
        _ if value::is_runtime(text) => None,
        _ => {
            let message = format!("\"{text}\" is no number of copies");
            cursor.findings().push(cursor.error(VALUE, message));
            None
        }
    }
}

/// The names of the copies that are written out.
fn names(cursor: Cursor<'_>) -> Vec<String> {
    let filled = cursor.node().as_map().into_iter().flatten().filter(|entry| entry.value.as_map().is_some());
    filled.filter_map(|entry| Some(entry.name()?.to_owned())).collect()
}

/// Copies by name, each with its variables; or an expression that yields them.
fn matrix(cursor: Cursor<'_>) -> Option<Matrix> {
    if cursor.shape() == Shape::String {
        return Some(Matrix::Computed(value::text(cursor)?));
    }
    let rows = cursor.entries()?.filter_map(|(name, row)| self::row(name, row)).collect();
    let include = MatrixSource::Rows(rows);
    Some(Matrix::Axes { products: Vec::new(), include, exclude: MatrixSource::default() })
}

fn row(_: &Text, row: Cursor<'_>) -> Option<MatrixRow> {
    let cells = value::given(row)?.entries()?.filter_map(|(name, cell)| {
        let text = match cell.shape() {
            Shape::Null => Text::mapped("", cell.span(), Vec::new()),
            _ => cell.string()?.clone(),
        };
        let value = MatrixScalar::Template(Template::literal(text));
        Some((spanned(name), MatrixValue::Scalar(value)))
    });
    Some(MatrixRow::Row(cells.collect()))
}
