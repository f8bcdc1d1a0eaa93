//! Copies of a job.
use super::Translation;
use super::losses::MATRIX;
use diag::{Spanned, Text};
use expr::{Dialect, Template, Value};
use ir::{
    Axis, Job, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, NeedLeg, Strategy,
};

/// How many combinations are written out.
const MOST: usize = 200;

/// A combination, values as texts.
type Combination = Vec<(Spanned<String>, Template)>;

impl Translation<'_, '_> {
    pub fn strategy(&mut self, job: &mut Job) {
        let Some(strategy) = &mut job.strategy else { return };
        let Strategy { matrix, copies, fail_fast, max_parallel, names: _ } = strategy;
        if let Some(number) = copies.take_if(|_| matrix.is_some()) {
            self.writing.lost(
                MATRIX,
                number.span,
                "a job has either equal copies or a matrix",
                "add a variable to the matrix",
            );
        }
        self.some_text(fail_fast);
        self.some_text(max_parallel);
        if let (Some(limit), true) = (&mut *max_parallel, self.from == Dialect::Azure && self.can.expressions)
            && let Some(number) = limit.sole_expr()
        {
            // A variable is a text there, and a number is asked for.
            let text = format!("${{{{ fromJSON({}) }}}}", number.text().as_str().trim());
            *limit = self.parsed(text, limit.text().span());
        }
        if !self.can.adjusted_matrix {
            // A failing copy ends no other there, which is what most languages do without a word.
            if let Some(flag) = fail_fast.take_if(|flag| flag.as_literal() == Some("false")) {
                self.writing.implied(flag.text().span());
            }
        }
        if let (Some(Matrix::Axes { products, include, exclude }), false) =
            (&mut *matrix, self.can.expressions)
        {
            // Members of values are values of their own, where variables hold them.
            *products = std::mem::take(products).into_iter().flat_map(with_members).collect();
            members_of_rows(include);
            members_of_rows(exclude);
            without_strangers(exclude, products);
        }
        match matrix {
            None => {}
            Some(Matrix::Computed(template)) if self.to == Dialect::Azure => {
                let message = "a matrix that an expression gives is not converted";
                let help = "set an output variable with the rows as JSON, and name it under \"matrix\"";
                self.writing.lost(MATRIX, template.text().span(), message, help);
                *matrix = None;
            }
            Some(Matrix::Computed(template)) if self.from == Dialect::Azure && self.can.expressions => {
                // Rows by name there, a list of them here.
                let said = self.text(template);
                match said.sole_expr() {
                    Some(rows) => {
                        let text = format!("${{{{ fromJSON({}).* }}}}", rows.text().as_str().trim());
                        let include = MatrixSource::Computed(self.parsed(text, template.text().span()));
                        let exclude = MatrixSource::default();
                        *matrix = Some(Matrix::Axes { products: Vec::new(), include, exclude });
                    }
                    None => {
                        let message = "this matrix cannot be computed there";
                        self.writing.lost(MATRIX, template.text().span(), message, "list the combinations");
                        *matrix = None;
                    }
                }
            }
            Some(Matrix::Computed(template)) => {
                *template = self.text(&template.clone());
                if self.can.expressions && template.sole_expr().is_none() {
                    let span = template.text().span();
                    self.writing.lost(
                        MATRIX,
                        span,
                        "this matrix cannot be computed there",
                        "list the combinations",
                    );
                    *matrix = None;
                }
            }
            Some(Matrix::Axes { products, include, exclude }) => {
                let widened = *include != MatrixSource::default();
                let by_rows = self.to == Dialect::Azure
                    || (self.to == Dialect::Jenkins && (widened || products.len() > 1))
                    || (self.can.adjusted_matrix && products.len() > 1);
                let adjusted = *include != MatrixSource::default() || *exclude != MatrixSource::default();
                products.iter_mut().flatten().for_each(|axis| self.axis_of(axis));
                self.rows(include);
                self.rows(exclude);
                if by_rows || adjusted && !self.can.adjusted_matrix {
                    match written_out(products, include, exclude) {
                        Some(rows) if by_rows => {
                            *include = MatrixSource::Rows(rows.into_iter().map(row_of).collect());
                            (*exclude, *products) = (MatrixSource::default(), Vec::new());
                        }
                        Some(rows) => {
                            *products = rows.into_iter().map(product).collect();
                            (*include, *exclude) = (MatrixSource::default(), MatrixSource::default());
                        }
                        None => {
                            let message = "a matrix with computed combinations cannot be written out";
                            self.writing.lost(MATRIX, job.id.span, message, "list the combinations");
                            (*include, *exclude) = (MatrixSource::default(), MatrixSource::default());
                            products.truncate(1);
                        }
                    }
                }
            }
        }
    }

    fn axis_of(&mut self, axis: &mut Axis) {
        if !self.can.expressions {
            axis.name.value = self.axis(&axis.name.value);
        }
        match &mut axis.values {
            MatrixValues::Computed(template) => *template = self.text(&template.clone()),
            MatrixValues::List(values) => values.iter_mut().for_each(|value| self.matrix_value(value)),
        }
    }

    fn rows(&mut self, source: &mut MatrixSource) {
        match source {
            MatrixSource::Computed(template) => *template = self.text(&template.clone()),
            MatrixSource::Rows(rows) => {
                for row in rows {
                    match row {
                        MatrixRow::Computed(template) => *template = self.text(&template.clone()),
                        MatrixRow::Row(entries) => {
                            for (name, value) in entries {
                                if !self.can.expressions {
                                    name.value = self.axis(&name.value);
                                }
                                self.matrix_value(value);
                            }
                        }
                    }
                }
            }
        }
    }

    fn matrix_value(&mut self, value: &mut MatrixValue) {
        match value {
            MatrixValue::Scalar(MatrixScalar::Template(template)) => *template = self.text(&template.clone()),
            MatrixValue::Scalar(MatrixScalar::Value(nothing))
                if nothing.value == Value::Null && !self.can.expressions =>
            {
                // Where values are texts, nothing is an empty one.
                let empty = Template::literal(Text::plain("", nothing.span));
                *value = MatrixValue::Scalar(MatrixScalar::Template(empty));
            }
            MatrixValue::Scalar(MatrixScalar::Value(_)) => {}
            MatrixValue::List(values) => values.iter_mut().for_each(|value| self.matrix_value(value)),
            MatrixValue::Map(entries) => entries.iter_mut().for_each(|(_, value)| self.matrix_value(value)),
        }
    }

    pub fn legs(&mut self, legs: &mut [NeedLeg]) {
        legs.iter_mut().flatten().for_each(|(_, value)| *value = self.text(&value.clone()));
    }
}

/// Axes whose values have members, as several of one value a member: `config.os` for the `os` of `config`.
fn with_members(axes: Vec<Axis>) -> Vec<Vec<Axis>> {
    let mut all: Vec<Vec<Axis>> = vec![Vec::new()];
    for axis in axes {
        let members = match &axis.values {
            MatrixValues::List(values) if values.iter().any(|value| matches!(value, MatrixValue::Map(_))) => {
                values.iter().map(|value| members_of(&axis.name, value)).collect::<Vec<_>>()
            }
            _ => {
                all.iter_mut().for_each(|axes| axes.push(axis.clone()));
                continue;
            }
        };
        if all.len() * members.len() > MOST {
            all.iter_mut().for_each(|axes| axes.push(axis.clone()));
            continue;
        }
        let single = |(name, value): &(Spanned<String>, MatrixValue)| Axis {
            name: name.clone(),
            values: MatrixValues::List(vec![value.clone()]),
        };
        let wider = |axes: &Vec<Axis>| {
            let one = |members: &Vec<_>| axes.iter().cloned().chain(members.iter().map(single)).collect();
            members.iter().map(one).collect::<Vec<Vec<Axis>>>()
        };
        all = all.iter().flat_map(wider).collect();
    }
    all
}

/// The members of a value, or the value itself.
fn members_of(name: &Spanned<String>, value: &MatrixValue) -> Vec<(Spanned<String>, MatrixValue)> {
    let MatrixValue::Map(entries) = value else { return vec![(name.clone(), value.clone())] };
    let member = |(own, value): &(Spanned<String>, MatrixValue)| {
        members_of(&Spanned::new(format!("{}.{}", name.value, own.value), own.span), value)
    };
    entries.iter().flat_map(member).collect()
}

fn members_of_rows(source: &mut MatrixSource) {
    let MatrixSource::Rows(rows) = source else { return };
    for row in rows {
        let MatrixRow::Row(entries) = row else { continue };
        *entries = entries.iter().flat_map(|(name, value)| members_of(name, value)).collect();
    }
}

/// Combinations to leave out that can be none, for no axis has such a name.
fn without_strangers(exclude: &mut MatrixSource, products: &[Vec<Axis>]) {
    let MatrixSource::Rows(rows) = exclude else { return };
    let known = |name: &Spanned<String>| {
        products.iter().flatten().any(|axis| axis.name.value.eq_ignore_ascii_case(&name.value))
    };
    rows.retain(|row| match row {
        MatrixRow::Row(entries) => entries.iter().all(|(name, _)| known(name)),
        MatrixRow::Computed(_) => true,
    });
}

fn row_of(row: Combination) -> MatrixRow {
    let entry = |(name, value)| (name, MatrixValue::Scalar(MatrixScalar::Template(value)));
    MatrixRow::Row(row.into_iter().map(entry).collect())
}

fn product(row: Combination) -> Vec<Axis> {
    let axis = |(name, value)| Axis {
        name,
        values: MatrixValues::List(vec![MatrixValue::Scalar(MatrixScalar::Template(value))]),
    };
    row.into_iter().map(axis).collect()
}

/// All combinations, as GitHub makes them: what is excluded is taken away, then what is included widens or adds
/// (<https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategymatrixinclude>).
fn written_out(
    products: &[Vec<Axis>],
    include: &MatrixSource,
    exclude: &MatrixSource,
) -> Option<Vec<Combination>> {
    let mut rows = Vec::new();
    for axes in products {
        rows.extend(combinations(axes)?);
    }
    let excluded = source_rows(exclude)?;
    let matches = |row: &Combination, part: &Combination| {
        part.iter()
            .all(|(name, value)| row.iter().any(|(own, its)| own == name && its.text() == value.text()))
    };
    rows.retain(|row| !excluded.iter().any(|part| matches(row, part)));
    let axes: Vec<String> =
        rows.first().map(|row| row.iter().map(|(name, _)| name.value.clone()).collect()).unwrap_or_default();
    let original = rows.len();
    for more in source_rows(include)? {
        let of_axes: Combination =
            more.iter().filter(|(name, _)| axes.contains(&name.value)).cloned().collect();
        let extra = more.iter().filter(|(name, _)| !axes.contains(&name.value));
        let mut widened = false;
        for row in rows.iter_mut().take(original).filter(|row| matches(row, &of_axes)) {
            widened = true;
            for (name, value) in extra.clone() {
                row.retain(|(own, _)| own != name);
                row.push((name.clone(), value.clone()));
            }
        }
        if !widened {
            rows.push(more);
        }
    }
    (rows.len() <= MOST).then_some(rows)
}

fn combinations(axes: &[Axis]) -> Option<Vec<Combination>> {
    let mut rows: Vec<Combination> = vec![Vec::new()];
    for axis in axes {
        let MatrixValues::List(values) = &axis.values else { return None };
        let values: Vec<Template> = values.iter().map(text).collect::<Option<_>>()?;
        let longer = |row: &Combination| {
            let more =
                |value: &Template| row.iter().cloned().chain([(axis.name.clone(), value.clone())]).collect();
            values.iter().map(more).collect::<Vec<Combination>>()
        };
        rows = rows.iter().flat_map(longer).collect();
        if rows.len() > MOST {
            return None;
        }
    }
    Some(if axes.is_empty() { Vec::new() } else { rows })
}

fn source_rows(source: &MatrixSource) -> Option<Vec<Combination>> {
    let MatrixSource::Rows(rows) = source else { return None };
    let row = |row: &MatrixRow| match row {
        MatrixRow::Row(entries) => entries
            .iter()
            .map(|(name, value)| Some((name.clone(), text(value)?)))
            .collect::<Option<Combination>>(),
        MatrixRow::Computed(_) => None,
    };
    rows.iter().map(row).collect()
}

fn text(value: &MatrixValue) -> Option<Template> {
    match value {
        MatrixValue::Scalar(MatrixScalar::Template(template)) => Some(template.clone()),
        MatrixValue::Scalar(MatrixScalar::Value(value)) => {
            let text = value.value.to_text(Dialect::GitHub).into_owned();
            Some(Template::literal(Text::plain(text, value.span)))
        }
        MatrixValue::List(_) | MatrixValue::Map(_) => None,
    }
}
