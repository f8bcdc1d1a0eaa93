//! Expressions and templates of every dialect: one tree, checked and evaluated.
use diag::{Diagnostic, Span, Text};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Dialect {
    GitHub,
    GitLab,
    Native,
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Value {
    Null,
    Bool(bool),
    Number(f64),
    String(Arc<str>),
    Array(Arc<Vec<Value>>),
    Object(Arc<Object>),
}
#[derive(Clone, Debug, PartialEq, Default, Serialize, Deserialize)]
pub struct Object(Vec<(String, Value)>);
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expr(String);
impl Expr {
    pub fn parse(_: &Text, _: Dialect) -> Result<Expr, Vec<Diagnostic>> {
        Ok(Expr(String::new()))
    }
}
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Template(String);
pub struct EvalError {
    pub message: String,
    pub span: Span,
}
pub trait Scope {
    fn context(&self, name: &str) -> Option<Value>;
    fn call(&self, function: &str, args: &[Value]) -> Option<Result<Value, EvalError>>;
}
