use super::super::model::{Axis, Matrix, Work};
use super::super::rules::MATRIX;
use super::{Around, Lower};
use diag::Diagnostic;

/// How many cells a matrix may have.
const CELLS: usize = 4096;

impl<'m, 'a> Lower<'m, 'a> {
    /// The stages of each combination of values, side by side.
    pub(super) fn cells(
        &mut self,
        matrix: &'m Matrix<'a>,
        around: &Around<'m, 'a>,
        before: &[String],
    ) -> Vec<String> {
        let count = matrix.axes.iter().fold(1_usize, |count, axis| count.saturating_mul(axis.values.len()));
        if count > CELLS {
            let message = format!("the matrix has {count} cells, and may have {CELLS}");
            self.findings.push(Diagnostic::error(MATRIX, self.source.span(matrix.cell.at), message));
            return Vec::new();
        }
        let mut exits = Vec::new();
        for cell in combinations(&matrix.axes) {
            if matrix.excludes.iter().any(|exclude| excluded(exclude, &cell)) {
                continue;
            }
            let named: Vec<String> = cell.iter().map(|(name, value)| format!("{name} = '{value}'")).collect();
            let mut inner = around.clone();
            inner.path.push(format!("Matrix - {}", named.join(", ")));
            inner.axes.extend(cell);
            exits.extend(self.node(&matrix.cell, &inner, before, false));
        }
        debug_assert!(matches!(matrix.cell.work, Work::Stages(_) | Work::Nothing));
        exits
    }
}

/// All rows of values; the first axis changes fastest.
fn combinations(axes: &[Axis]) -> Vec<Vec<(String, String)>> {
    let mut rows = vec![Vec::new()];
    for axis in axes {
        let longer = axis.values.iter().flat_map(|value| {
            rows.iter().map(move |row: &Vec<(String, String)>| {
                let mut row = row.clone();
                row.push((axis.name.clone(), value.clone()));
                row
            })
        });
        rows = longer.collect();
    }
    rows
}

fn excluded(exclude: &[Axis], cell: &[(String, String)]) -> bool {
    exclude.iter().all(|axis| {
        let value = cell.iter().find(|(name, _)| *name == axis.name).map(|(_, value)| value);
        value.is_some_and(|value| axis.values.contains(value) != axis.inverse)
    })
}
