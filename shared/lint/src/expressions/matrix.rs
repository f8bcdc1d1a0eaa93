//! The type of `matrix`: each variable holds the values that are written for it.
use expr::{Members, Template, Type, Types, check};
use ir::{Matrix, MatrixRow, MatrixScalar, MatrixSource, MatrixValue, MatrixValues, Strategy};

/// What `matrix` holds in a job; `types` are those known where the matrix stands.
pub(super) fn of(strategy: Option<&Strategy>, types: &Types) -> Type {
    match strategy.and_then(|strategy| strategy.matrix.as_ref()) {
        None => Type::Object(Members::strict::<&str>([])),
        Some(Matrix::Computed(_)) => Type::any_object(),
        Some(Matrix::Axes { products, include, .. }) => {
            let mut members = Members::strict::<&str>([]);
            for axis in products.iter().flatten() {
                let values = match &axis.values {
                    MatrixValues::List(values) => values.iter().map(|v| value(v, types)).reduce(Type::merge),
                    MatrixValues::Computed(template) => Some(item(computed(template, types))),
                };
                add(&mut members, &axis.name, values.unwrap_or_default());
            }
            Type::Object(included(members, include, types))
        }
    }
}

fn included(mut members: Members, include: &MatrixSource, types: &Types) -> Members {
    let MatrixSource::Rows(rows) = include else { return members.or_others() };
    for row in rows {
        match row {
            MatrixRow::Computed(_) => members = members.or_others(),
            MatrixRow::Row(entries) => {
                entries.iter().for_each(|(name, v)| add(&mut members, name, value(v, types)));
            }
        }
    }
    members
}

fn add(members: &mut Members, name: &str, ty: Type) {
    let ty = match members.get(name) {
        Some(known) => known.clone().merge(ty),
        None => ty,
    };
    members.insert(name, ty);
}

fn value(value: &MatrixValue, types: &Types) -> Type {
    match value {
        MatrixValue::Scalar(MatrixScalar::Value(value)) => Type::of(&value.value),
        MatrixValue::Scalar(MatrixScalar::Template(template)) => computed(template, types),
        MatrixValue::List(items) => {
            let items = items.iter().map(|item| self::value(item, types)).reduce(Type::merge);
            Type::array(items.unwrap_or_default())
        }
        MatrixValue::Map(entries) => {
            Type::object(entries.iter().map(|(name, v)| (name.as_str(), self::value(v, types))))
        }
    }
}

/// What an expression yields; it is checked where it stands, not here.
fn computed(template: &Template, types: &Types) -> Type {
    template.sole_expr().map_or(Type::String, |expr| check(expr, types).0)
}

fn item(list: Type) -> Type {
    match list {
        Type::Array(item) => *item,
        _ => Type::Any,
    }
}
