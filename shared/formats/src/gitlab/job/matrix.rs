//! `parallel`: <https://docs.gitlab.com/ci/yaml/#parallel>.

use super::needs::Axes;
use crate::gitlab::codes::{INTERPOLATION, VALUE};
use crate::gitlab::tree;
use crate::gitlab::value::{self, Keys};
use diag::{Spanned, Text};
use expr::Template;
use ir::{Axis, Matrix, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, NeedLeg, Strategy};
use yaml::{Cursor, Kind, Shape};

/// How many copies a job may have.
const MOST: usize = 200;

/// One product of variables.
type Product<'a> = Vec<(Spanned<String>, Vec<Cursor<'a>>)>;

/// The copies of a job.
pub fn read(cursor: Cursor<'_>) -> Option<Strategy> {
    let mut strategy =
        Strategy { matrix: None, copies: None, fail_fast: None, max_parallel: None, names: Vec::new() };
    match cursor.shape() {
        Shape::Number => {
            let copies = value::whole(cursor, 1, MOST as i64)?;
            strategy.copies = u32::try_from(copies.value).ok().map(|count| Spanned::new(count, copies.span));
        }
        Shape::Map => {
            let products = products(cursor)?;
            strategy.matrix = Some(Matrix::Axes {
                products: products
                    .into_iter()
                    .map(|product| product.into_iter().map(axis).collect())
                    .collect(),
                include: MatrixSource::default(),
                exclude: MatrixSource::default(),
            });
        }
        _ => return cursor.wrong("a number of jobs or a mapping with \"matrix\""),
    }
    Some(strategy)
}

/// The copies that a need names: every combination of the values it lists.
pub fn legs(cursor: Cursor<'_>, axes: Axes<'_>) -> Vec<NeedLeg> {
    let mut all = Vec::new();
    for product in products(cursor).unwrap_or_default() {
        if size(&product) > MOST {
            cursor.findings().push(cursor.error(VALUE, format!("this matrix names more than {MOST} jobs")));
            continue;
        }
        let mut legs: Vec<NeedLeg> = vec![Vec::new()];
        for (name, values) in product {
            let values: Vec<Template> =
                values.into_iter().filter_map(|value| leg_value(value, axes)).collect();
            let longer = |leg: &NeedLeg| {
                let more =
                    |value: &Template| leg.iter().cloned().chain([(name.clone(), value.clone())]).collect();
                values.iter().map(more).collect::<Vec<NeedLeg>>()
            };
            legs = legs.iter().flat_map(longer).collect();
        }
        all.extend(legs);
    }
    all
}

fn products(cursor: Cursor<'_>) -> Option<Vec<Product<'_>>> {
    let mut keys = cursor.map("parallel")?;
    let list = keys.need("matrix").and_then(Cursor::seq);
    keys.finish();
    Some(list?.filter(value::known).flat_map(flat).filter_map(product).collect())
}

fn product(cursor: Cursor<'_>) -> Option<Product<'_>> {
    let entries = cursor.entries()?;
    Some(entries.filter_map(|(name, values)| Some((value::spanned(name), values_of(values)?))).collect())
}

fn values_of(cursor: Cursor<'_>) -> Option<Vec<Cursor<'_>>> {
    match cursor.shape() {
        Shape::String | Shape::Number => Some(vec![cursor]),
        Shape::Seq if cursor.node().as_seq().is_some_and(<[_]>::is_empty) => {
            cursor.findings().push(cursor.error(VALUE, "a matrix variable needs at least one value"));
            None
        }
        Shape::Seq => Some(cursor.seq()?.flat_map(flat).collect()),
        _ => cursor.wrong("a string, a number or a list of them"),
    }
}

/// What stands behind a reference comes as a list in the list.
fn flat(cursor: Cursor<'_>) -> Vec<Cursor<'_>> {
    match cursor.node().kind {
        Kind::Seq(_) => cursor.seq().into_iter().flatten().flat_map(flat).collect(),
        _ => vec![cursor],
    }
}

fn axis((name, values): (Spanned<String>, Vec<Cursor<'_>>)) -> Axis {
    let values = values.into_iter().filter_map(|value| {
        let text = value.string()?;
        Some(MatrixValue::Scalar(MatrixScalar::Template(value::expanding(text, value.findings()))))
    });
    Axis { name, values: MatrixValues::List(values.collect()) }
}

/// A value, or `$[[ matrix.NAME ]]`, which stands for the needing job's own variable:
/// <https://docs.gitlab.com/ci/yaml/matrix_expressions/>.
fn leg_value(cursor: Cursor<'_>, axes: Axes<'_>) -> Option<Template> {
    let text = cursor.string()?;
    if !tree::is_unknown(cursor.node()) {
        return Some(value::expanding(text, cursor.findings()));
    }
    let name =
        text.as_str().trim().strip_prefix("$[[")?.strip_suffix("]]")?.trim().strip_prefix("matrix.")?;
    if let Some(axes) = axes.filter(|axes| !axes.iter().any(|axis| axis == name)) {
        let finding =
            cursor.error(INTERPOLATION, format!("the matrix of this job has no variable \"{name}\""));
        let known = axes.iter().map(String::as_str);
        cursor.findings().push(match diag::did_you_mean(name, known) {
            Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
            None => finding.help("list it under \"parallel:matrix\" of this job"),
        });
    }
    Some(value::expanding(&Text::mapped(format!("${{{name}}}"), text.span(), Vec::new()), cursor.findings()))
}

/// The variables of a matrix.
pub fn axes(strategy: &Strategy) -> Vec<String> {
    let Some(Matrix::Axes { products, .. }) = &strategy.matrix else { return Vec::new() };
    products.iter().flatten().map(|axis| axis.name.value.clone()).collect()
}

fn size(product: &Product<'_>) -> usize {
    product.iter().map(|(_, values)| values.len()).fold(1, usize::saturating_mul)
}
