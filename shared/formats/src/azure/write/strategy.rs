//! `strategy`: rows of variables, each with a name.
use crate::convert::losses::MATRIX;
use crate::write::{self, Writing};
use ir::{Matrix, MatrixRow, MatrixSource, MatrixValue, Span, Strategy};
use yaml::{Map, Tree};

pub(super) fn write(strategy: &Strategy, writing: &mut Writing<'_>) -> Map {
    let Strategy { matrix, copies, fail_fast, max_parallel, names } = strategy;
    if let Some(flag) = fail_fast.as_ref().filter(|flag| flag.as_literal() != Some("false")) {
        let message = "a failing copy does not end the others";
        writing.lost(MATRIX, flag.text().span(), message, "nothing, but a failing run takes longer");
    }
    fail_fast.iter().for_each(|flag| writing.implied(flag.text().span()));
    let mut map = Map::default();
    match matrix {
        None => {}
        Some(Matrix::Computed(template)) => map.put("matrix", write::text(template)),
        Some(Matrix::Axes { products, include, exclude }) => {
            if let Some(axis) = products.iter().flatten().next() {
                cannot(axis.name.span, "variables of a matrix are written out in rows", writing);
            }
            if *exclude != MatrixSource::default() {
                cannot(Span::NOWHERE, "a matrix excludes nothing", writing);
            }
            match include {
                MatrixSource::Computed(template) => map.put("matrix", write::text(template)),
                MatrixSource::Rows(rows) => map.put_filled("matrix", self::rows(rows, names, writing)),
            }
        }
    }
    map.put_some("parallel", copies.as_ref().map(|copies| Tree::bare(copies.value).at(copies.span)));
    map.put_some("maxParallel", max_parallel.as_ref().map(write::typed));
    map
}

fn rows(rows: &[MatrixRow], names: &[String], writing: &mut Writing<'_>) -> Map {
    let mut all = Map::default();
    let named = names.len() == rows.len();
    for (index, row) in rows.iter().enumerate() {
        let entries = match row {
            MatrixRow::Row(entries) => entries,
            MatrixRow::Computed(template) => {
                cannot(template.text().span(), "a row of a matrix cannot be computed", writing);
                continue;
            }
        };
        let mut map = Map::default();
        let mut words = Vec::new();
        for (name, value) in entries {
            let tree = match value {
                MatrixValue::Scalar(_) => write::matrix_value(value),
                MatrixValue::List(_) | MatrixValue::Map(_) => {
                    cannot(write::place_of_value(value), "a value of a matrix is a text", writing);
                    Tree::text("")
                }
            };
            // A number alone would be no name that people know.
            let text = tree.as_str().unwrap_or_default();
            let telling =
                text.starts_with(|c: char| c.is_ascii_alphabetic()) && !matches!(text, "true" | "false");
            words.push(if telling { word(text) } else { format!("{}_{}", word(&name.value), word(text)) });
            map.put_at(name.value.as_str(), name.span, tree);
        }
        let plain = words.iter().map(|word| word.trim_matches('_')).collect::<Vec<_>>().join("_");
        let base: String = plain.chars().take(90).collect();
        let base = if base.is_empty() { "Copy".to_owned() } else { base };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let free = |name: &String| !all.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        let own = names.get(index).filter(|_| named).cloned();
        let name = own.into_iter().chain([base.clone()]).chain(numbered).find(free).unwrap_or(base.clone());
        all.put(name, map);
    }
    all
}

fn word(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

fn cannot(span: Span, message: &str, writing: &mut Writing<'_>) {
    writing.lost(MATRIX, span, message, "list the combinations");
}
