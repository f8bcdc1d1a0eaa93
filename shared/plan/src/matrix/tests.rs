use super::{MatrixError, expand};
use diag::{Span, Spanned};
use expr::{Dialect, EvalError, Scope, Template, Value};
use ir::{Axis, Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Text};
use serde_json::{Value as Json, json};

struct Inputs(Value);

impl Scope for Inputs {
    fn context(&self, name: &str) -> Option<Value> {
        (name == "inputs").then(|| self.0.clone())
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }
}

fn template(text: &str) -> Template {
    let (template, problems) = Template::parse(&Text::plain(text, Span::NOWHERE), Dialect::GitHub);
    assert!(problems.is_empty(), "{problems:?}");
    template
}

fn written(json: &Json) -> MatrixValue {
    match json {
        Json::String(text) => MatrixValue::Scalar(MatrixScalar::Template(template(text))),
        Json::Array(items) => MatrixValue::List(items.iter().map(written).collect()),
        Json::Object(_) => MatrixValue::Map(entries(json)),
        scalar => {
            MatrixValue::Scalar(MatrixScalar::Value(Spanned::new(scalar.clone().into(), Span::NOWHERE)))
        }
    }
}

fn entries(json: &Json) -> Vec<(Spanned<String>, MatrixValue)> {
    let entry = |(name, value): (&String, &Json)| (Spanned::new(name.clone(), Span::NOWHERE), written(value));
    json.as_object().unwrap().iter().map(entry).collect()
}

fn source(json: &Json) -> MatrixSource {
    match json {
        Json::Array(rows) => {
            MatrixSource::Rows(rows.iter().map(|row| MatrixRow::Row(entries(row))).collect())
        }
        Json::String(text) => MatrixSource::Computed(template(text)),
        _ => MatrixSource::default(),
    }
}

/// A matrix as it is written in a workflow, but in JSON.
fn matrix(json: &Json) -> Matrix {
    let axes = json.as_object().unwrap().iter().filter(|(name, _)| *name != "include" && *name != "exclude");
    let axis = |(name, values): (&String, &Json)| Axis {
        name: Spanned::new(name.clone(), Span::NOWHERE),
        values: match values {
            Json::String(text) => MatrixValues::Computed(template(text)),
            values => MatrixValues::List(values.as_array().unwrap().iter().map(written).collect()),
        },
    };
    Matrix::Axes {
        products: vec![axes.map(axis).collect()],
        include: source(&json["include"]),
        exclude: source(&json["exclude"]),
    }
}

fn run(matrix: &Matrix) -> Result<Json, MatrixError> {
    let inputs: Value =
        json!({ "list": ["x", "y"], "rows": [{ "os": "a" }], "text": "t", "none": [] }).into();
    expand(matrix, &Inputs(inputs)).map(|legs| serde_json::to_value(legs).unwrap())
}

fn legs(json: Json) -> Json {
    run(&matrix(&json)).unwrap()
}

#[test]
fn axes_multiply_with_the_last_one_fastest() {
    assert_eq!(
        legs(json!({ "os": ["a", "b"], "v": [1, 2] })),
        json!([{"os":"a","v":1}, {"os":"a","v":2}, {"os":"b","v":1}, {"os":"b","v":2}]),
    );
    assert_eq!(legs(json!({})), json!([]));
}

#[test]
fn exclude_takes_away_what_it_describes_in_part() {
    assert_eq!(
        legs(json!({ "os": ["a", "b"], "v": [1, 2], "exclude": [{"os": "A", "v": 1}, {"os": "b"}] })),
        json!([{"os":"a","v":2}]),
    );
    assert_eq!(
        legs(
            json!({ "c": [{"k": "x", "n": [1, 2]}, {"k": "y", "n": [1, 3]}], "exclude": [{"c": {"n": [1, 2]}}] })
        ),
        json!([{"c": {"k": "y", "n": [1, 3]}}]),
    );
    let other_axis = json!({ "os": ["a"], "exclude": [{"os": "a", "arch": "arm"}] });
    assert_eq!(legs(other_axis), json!([{"os": "a"}]));
}

#[test]
fn include_widens_what_it_does_not_contradict() {
    // The example of the vendor's page, in other words.
    let fruit = json!({
        "fruit": ["apple", "pear"], "animal": ["cat", "dog"],
        "include": [
            {"color": "green"},
            {"color": "pink", "animal": "cat"},
            {"fruit": "apple", "shape": "circle"},
            {"fruit": "banana"},
            {"fruit": "banana", "animal": "cat"},
        ],
    });
    assert_eq!(
        legs(fruit),
        json!([
            {"fruit":"apple","animal":"cat","color":"pink","shape":"circle"},
            {"fruit":"apple","animal":"dog","color":"green","shape":"circle"},
            {"fruit":"pear","animal":"cat","color":"pink"},
            {"fruit":"pear","animal":"dog","color":"green"},
            {"fruit":"banana"},
            {"fruit":"banana","animal":"cat"},
        ]),
    );
    let alone = json!({ "include": [{"a": 1}, {"a": 1, "b": 2}] });
    assert_eq!(legs(alone), json!([{"a": 1}, {"a": 1, "b": 2}]));
}

#[test]
fn expressions_give_axes_rows_and_whole_matrices() {
    assert_eq!(legs(json!({ "n": "${{ inputs.list }}" })), json!([{"n": "x"}, {"n": "y"}]));
    assert_eq!(legs(json!({ "n": ["${{ inputs.text }}!"] })), json!([{"n": "t!"}]));
    assert_eq!(legs(json!({ "include": "${{ inputs.rows }}" })), json!([{"os": "a"}]));
    let whole =
        "${{ fromJSON('{\"os\":[\"a\",\"b\"],\"Exclude\":[{\"os\":\"b\"}],\"include\":[{\"x\":1}]}') }}";
    assert_eq!(run(&Matrix::Computed(template(whole))).unwrap(), json!([{"os": "a", "x": 1}]));
}

#[test]
fn copies_come_by_name_too() {
    let quotes = ["'", "\""];
    for quote in quotes {
        let text = "{'a':{'x':'1'},'b':{'x':'2'}}".replace('\'', quote).replace('\'', "''");
        let whole = Matrix::Computed(template(&format!(
            "${{{{ format('{}') }}}}",
            text.replace('{', "{{").replace('}', "}}")
        )));
        assert_eq!(run(&whole).unwrap(), json!([{"x": "1"}, {"x": "2"}]), "{text}");
    }
}

#[test]
fn what_is_no_matrix_is_an_error() {
    let message = |matrix: Matrix| run(&matrix).unwrap_err().to_string();
    let axes = |json| message(matrix(&json));
    assert_eq!(axes(json!({ "n": "${{ inputs.text }}" })), "\"n\" in the matrix must be a list, found text");
    assert_eq!(axes(json!({ "n": "${{ inputs.none }}" })), "\"n\" in the matrix has no values");
    assert_eq!(axes(json!({ "n": [] })), "\"n\" in the matrix has no values");
    assert_eq!(
        axes(json!({ "include": "${{ inputs.list }}" })),
        "\"include\" in the matrix must be a mapping, found text"
    );
    let computed = Matrix::Computed(template("${{ inputs.list }}"));
    assert_eq!(message(computed), "the matrix must be a mapping, found a list");
    let wide: Vec<u32> = (0..100).collect();
    assert_eq!(
        axes(
            json!({ "a": wide, "b": wide, "c": wide, "d": wide, "e": wide, "f": wide, "g": wide, "h": wide, "i": wide, "j": wide })
        ),
        "the matrix has more than 4096 combinations"
    );
}
