//! The cells of a matrix (<https://www.jenkins.io/doc/book/pipeline/syntax/#declarative-matrix>).
use super::page::Page;
use super::parameter::text;
use super::pipeline::code;
use crate::convert::losses::MATRIX;
use crate::groovy_text::quoted;
use crate::write::{self, Writing};
use diag::{Span, Spanned};
use expr::Template;
use ir::{Axis, Job, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Strategy};

/// A cell that is written out.
pub(super) struct Row {
    pub name: String,
    pub span: Span,
    pub variables: Page,
}

/// The copies of a job.
pub(super) enum Cells {
    One,
    /// Each written out.
    Rows(Vec<Row>),
    /// `axes` and `excludes`, and variables of every cell.
    Axes {
        axes: Page,
        more: Page,
    },
}

pub(super) fn cells(job: &Job, writing: &mut Writing<'_>) -> Cells {
    let Some(Strategy { matrix, copies, fail_fast: _, max_parallel, names: _ }) = &job.strategy else {
        return Cells::One;
    };
    if let Some(most) = max_parallel {
        let message = "all copies run at once, as far as there are agents";
        writing.lost(MATRIX, most.text().span(), message, "limit the executors of the agents");
    }
    match (matrix, copies) {
        (Some(Matrix::Computed(template)), _) => {
            let message = "a matrix cannot be computed while the pipeline runs";
            writing.lost(MATRIX, template.text().span(), message, "list the values");
            Cells::One
        }
        (Some(Matrix::Axes { products, include, exclude }), _) => {
            let axes: Vec<&Axis> = products.iter().flatten().collect();
            if axes.is_empty() { rows(job, include, writing) } else { of_axes(&axes, exclude, writing) }
        }
        (None, Some(copies)) => {
            let mut axes = Page::default();
            let values: Vec<String> = (1..=copies.value).map(|copy| format!("'{copy}'")).collect();
            axes.block("axes", copies.span, |page| {
                page.block("axis", copies.span, |page| {
                    page.line("name 'CI_NODE_INDEX'", copies.span);
                    page.line(&format!("values {}", values.join(", ")), copies.span);
                });
            });
            let mut more = Page::default();
            more.line(&format!("CI_NODE_TOTAL = '{}'", copies.value), copies.span);
            Cells::Axes { axes, more }
        }
        (None, None) => Cells::One,
    }
}

/// Whether the first failing copy ends the others.
pub(super) fn fails_fast(job: &Job, writing: &mut Writing<'_>) -> bool {
    match job.strategy.as_ref().and_then(|strategy| strategy.fail_fast.as_ref()) {
        None => writing.from.conventions.fail_fast,
        Some(flag) => match flag.as_literal() {
            Some(word) => {
                writing.implied(flag.text().span());
                word == "true"
            }
            None => {
                let message = "whether a failing copy ends the others cannot be computed";
                writing.lost(MATRIX, flag.text().span(), message, "write `failFast true`, or leave it out");
                false
            }
        },
    }
}

fn cell(value: &MatrixValue, writing: &mut Writing<'_>) -> String {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => code(template),
        MatrixValue::Scalar(MatrixScalar::Value(value)) => text(&value.value),
        MatrixValue::List(_) | MatrixValue::Map(_) => {
            let span = write::place_of_value(value);
            let message = "a value of a matrix is a text, not a list or a mapping";
            writing.lost(MATRIX, span, message, "use a variable for each part");
            "''".to_owned()
        }
    }
}

fn of_axes(products: &[&Axis], exclude: &MatrixSource, writing: &mut Writing<'_>) -> Cells {
    let mut axes = Page::default();
    let span = products.first().map_or(Span::NOWHERE, |axis| axis.name.span);
    let mut lines: Vec<(&Spanned<String>, String)> = Vec::new();
    for axis in products {
        match &axis.values {
            MatrixValues::List(values) => {
                let mut texts: Vec<String> = Vec::new();
                for value in values {
                    let text = cell(value, writing);
                    if text.starts_with('"') {
                        let span = write::place_of_value(value);
                        let message = "the values of an axis are written out";
                        writing.lost(MATRIX, span, message, "write the value itself");
                    } else if !texts.contains(&text) {
                        texts.push(text);
                    }
                }
                lines.push((&axis.name, texts.join(", ")));
            }
            MatrixValues::Computed(template) => {
                let message = "values of a matrix cannot be computed";
                writing.lost(MATRIX, template.text().span(), message, "list the values");
            }
        }
    }
    lines.retain(|(_, values)| !values.is_empty());
    if lines.is_empty() {
        return Cells::One;
    }
    axes.block("axes", span, |page| lines.iter().for_each(|(name, values)| axis(page, name, values)));
    excludes(exclude, &mut axes, writing);
    Cells::Axes { axes, more: Page::default() }
}

fn axis(page: &mut Page, name: &Spanned<String>, values: &str) {
    page.block("axis", name.span, |page| {
        page.line(&format!("name {}", quoted(&name.value)), name.span);
        page.line(&format!("values {values}"), name.span);
    });
}

fn excludes(source: &MatrixSource, page: &mut Page, writing: &mut Writing<'_>) {
    let rows = match source {
        MatrixSource::Rows(rows) => rows.as_slice(),
        MatrixSource::Computed(template) => return computed(template, writing),
    };
    let mut lines = Page::default();
    for row in rows {
        match row {
            MatrixRow::Row(entries) => lines.block("exclude", Span::NOWHERE, |page| {
                for (name, value) in entries {
                    let text = cell(value, writing);
                    axis(page, name, &text);
                }
            }),
            MatrixRow::Computed(template) => computed(template, writing),
        }
    }
    if !lines.is_empty() {
        page.append(lines.around("excludes", Span::NOWHERE));
    }
}

fn computed(template: &Template, writing: &mut Writing<'_>) {
    let message = "combinations of a matrix cannot be computed";
    writing.lost(MATRIX, template.text().span(), message, "list the combinations");
}

/// Combinations one by one, as stages side by side.
fn rows(job: &Job, source: &MatrixSource, writing: &mut Writing<'_>) -> Cells {
    let rows = match source {
        MatrixSource::Rows(rows) => rows.as_slice(),
        MatrixSource::Computed(template) => {
            computed(template, writing);
            return Cells::One;
        }
    };
    let mut cells: Vec<Row> = Vec::new();
    for row in rows {
        let MatrixRow::Row(entries) = row else {
            if let MatrixRow::Computed(template) = row {
                computed(template, writing);
            }
            continue;
        };
        let mut variables = Page::default();
        let mut values = Vec::new();
        for (name, value) in entries {
            let text = cell(value, writing);
            values.push(text.trim_matches(['\'', '"']).replace("\\'", "'"));
            variables.line(&format!("{} = {text}", name.value), name.span);
        }
        let plain = format!("{} ({})", job.id.value, values.join(", "));
        let taken = cells.iter().filter(|cell| cell.name.starts_with(&plain)).count();
        let name = if taken > 0 { format!("{plain} {}", taken + 1) } else { plain };
        let span = entries.first().map_or(job.id.span, |(name, _)| name.span);
        cells.push(Row { name, span, variables });
    }
    if cells.is_empty() { Cells::One } else { Cells::Rows(cells) }
}
