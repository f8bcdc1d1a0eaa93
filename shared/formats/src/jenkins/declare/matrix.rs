use super::super::model::{Axis, Matrix, Stage, Work};
use super::super::rules::MATRIX;
use super::sections::{Section, names, section_list};
use super::stage::Inside;
use super::{Declare, block, call_of, tables};
use groovy::Place;
use groovy::ast::{Block, ExprKind};

impl Declare<'_> {
    /// `matrix { axes { } excludes { } stages { } }`.
    pub(super) fn matrix<'a>(&mut self, section: Section<'a>, inside: Inside) -> Option<Matrix<'a>> {
        let body = &self.block_of(section)?.body;
        let mut matrix = Matrix { axes: Vec::new(), excludes: Vec::new(), cell: Stage::default() };
        matrix.cell.at = section.at;
        for inner in section_list(self, body, tables::MATRIX_SECTIONS, "matrix") {
            match &*inner.name.text {
                "axes" => matrix.axes = self.axes(inner),
                "excludes" => matrix.excludes = self.excludes(inner),
                "stages" => matrix.cell.work = Work::Stages(self.stages(inner, inside.branches())),
                _ => self.stage_section(inner, &mut matrix.cell),
            }
        }
        for name in ["axes", "stages"] {
            if !names(body).any(|found| found == name) {
                self.error(MATRIX, section.name.at, format!("the matrix has no `{name}`"))
                    .help(format!("add `{name}`"));
            }
        }
        for exclude in matrix.excludes.iter().flatten() {
            let axis = matrix.axes.iter().find(|axis| axis.name == exclude.name);
            if axis.is_none() && !exclude.name.is_empty() && !matrix.axes.is_empty() {
                let message = format!("the matrix has no axis `{}` to exclude from", exclude.name);
                self.error(MATRIX, section.name.at, message);
            }
        }
        Some(matrix)
    }

    fn axes(&mut self, section: Section<'_>) -> Vec<Axis> {
        let Some(body) = self.filled_block(section) else { return Vec::new() };
        self.axis_list(&body.body, false)
    }

    fn excludes(&mut self, section: Section<'_>) -> Vec<Vec<Axis>> {
        let Some(body) = self.filled_block(section) else { return Vec::new() };
        let mut found = Vec::new();
        for statement in &body.body {
            let exclude = call_of(statement)
                .filter(|call| call.function().is_some_and(|name| &*name.text == "exclude"));
            match exclude.and_then(block) {
                Some(inner) if inner.body.is_empty() => {
                    self.error(MATRIX, statement.at, "the exclude has no axis");
                }
                Some(inner) => found.push(self.axis_list(&inner.body, true)),
                None => {
                    self.error(MATRIX, statement.at, "excludes are blocks")
                        .help("as in exclude { axis { ... } }");
                }
            }
        }
        found
    }

    fn axis_list(&mut self, body: &Block, exclude: bool) -> Vec<Axis> {
        let mut axes: Vec<Axis> = Vec::new();
        for statement in body {
            let call =
                call_of(statement).filter(|call| call.function().is_some_and(|name| &*name.text == "axis"));
            let Some(inner) = call.and_then(block) else {
                self.error(MATRIX, statement.at, "this is no axis")
                    .help("as in axis { name 'OS'; values 'linux' }");
                continue;
            };
            let Some(axis) = self.axis(&inner.body, statement.at, exclude) else { continue };
            if axes.iter().any(|other| other.name == axis.name) {
                self.error(MATRIX, statement.at, format!("there is an axis `{}` already", axis.name));
                continue;
            }
            axes.push(axis);
        }
        axes
    }

    fn axis(&mut self, body: &Block, at: Place, exclude: bool) -> Option<Axis> {
        let mut axis = Axis { name: String::new(), values: Vec::new(), inverse: false };
        let mut given = 0;
        for statement in body {
            let Some((name, call)) = call_of(statement).and_then(|call| Some((call.function()?, call)))
            else {
                self.error(MATRIX, statement.at, "an axis has a `name` and `values`");
                continue;
            };
            match &*name.text {
                "name" => match call.args.as_slice() {
                    [arg] => match arg.value.as_text() {
                        Some(text) => axis.name = text.to_owned(),
                        None => {
                            self.error(MATRIX, arg.value.at, "the name of an axis is a plain text");
                            axis.name = "?".to_owned();
                        }
                    },
                    _ => {
                        self.error(MATRIX, statement.at, "an axis has one name");
                        axis.name = "?".to_owned();
                    }
                },
                "values" | "notValues" if &*name.text == "values" || exclude => {
                    given += 1;
                    axis.inverse = &*name.text == "notValues";
                    axis.values = self.axis_values(call, statement.at);
                }
                other => {
                    let message = format!("an axis has no `{other}`");
                    self.error(MATRIX, name.at, message).help("it has a `name` and `values`");
                }
            }
        }
        if axis.name.is_empty() {
            self.error(MATRIX, at, "the axis has no `name`").help("add it");
        }
        match given {
            0 => {
                self.error(MATRIX, at, "the axis has no `values`").help("add some");
            }
            1 => {}
            _ => {
                self.error(MATRIX, at, "an axis has either `values` or `notValues`");
            }
        }
        (given == 1 && !axis.name.is_empty()).then_some(axis)
    }

    fn axis_values(&mut self, call: &groovy::ast::Call, at: Place) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for arg in &call.args {
            let value = match &arg.value.kind {
                ExprKind::Text(text) => text.to_string(),
                ExprKind::Int(number) => number.to_string(),
                ExprKind::Decimal(number) => number.to_string(),
                ExprKind::Bool(truth) => truth.to_string(),
                _ => {
                    self.error(MATRIX, arg.value.at, "the values of an axis are written out");
                    continue;
                }
            };
            if values.contains(&value) {
                self.error(MATRIX, arg.value.at, format!("the axis has the value `{value}` already"));
                continue;
            }
            values.push(value);
        }
        if call.args.is_empty() {
            self.error(MATRIX, at, "the axis has no values");
        }
        values
    }
}
