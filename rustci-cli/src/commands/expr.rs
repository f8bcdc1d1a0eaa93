//! Evaluates expressions: one from the command line, or a stream of JSON lines.

mod given;

use crate::files;
use crate::output::{colour, print};
use crate::refusal::{Exit, Refusal};
use clap::{Args, ValueEnum};
use diag::{SourceMap, Span, Text, render::Human};
use expr::{Dialect, Expr, Value};
use given::Given;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufWriter, ErrorKind, Write};
use std::path::PathBuf;

/// `rustci expr`
#[derive(Debug, Args)]
pub struct Arguments {
    /// The expression, without ${{ }}
    #[arg(required_unless_present = "batch")]
    expression: Option<String>,
    /// The language of the expression
    #[arg(long, value_enum, default_value_t = Language::Github)]
    dialect: Language,
    /// Contexts (in gitlab: variables) as a JSON object in a file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "batch")]
    context: Option<PathBuf>,
    /// Read JSON lines {"id", "expr", "contexts"} and write {"id", "kind", "value"} or {"id", "error"}
    #[arg(long, conflicts_with = "expression")]
    batch: bool,
    /// How to print the value
    #[arg(long, value_enum, default_value_t = Output::Human)]
    format: Output,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    Github,
    Gitlab,
    Azure,
    Native,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Output {
    Human,
    Json,
}

impl From<Language> for Dialect {
    fn from(language: Language) -> Self {
        match language {
            Language::Github => Self::GitHub,
            Language::Gitlab => Self::GitLab,
            Language::Azure => Self::Azure,
            Language::Native => Self::Native,
        }
    }
}

/// One line of a batch.
#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    id: serde_json::Value,
    expr: String,
    #[serde(default)]
    contexts: Option<serde_json::Map<String, serde_json::Value>>,
}

/// What came of it.
#[derive(Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    Value {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a serde_json::Value>,
        kind: &'static str,
        value: &'a Value,
    },
    Error {
        #[serde(skip_serializing_if = "Option::is_none")]
        id: Option<&'a serde_json::Value>,
        error: String,
    },
}

/// Evaluates, and prints what came of it.
pub fn run(arguments: &Arguments) -> Result<Exit, Refusal> {
    let dialect = arguments.dialect.into();
    match &arguments.expression {
        Some(expression) => one(expression, dialect, arguments),
        None => batch(dialect),
    }
}

fn one(expression: &str, dialect: Dialect, arguments: &Arguments) -> Result<Exit, Refusal> {
    let given = Given::new(context(arguments)?, dialect);
    let result = evaluate(expression, dialect, &given);
    match (result, arguments.format) {
        (Ok(value), Output::Human) => {
            let text = match value.is_scalar() {
                true => value.to_text(dialect).into_owned(),
                false => {
                    serde_json::to_string_pretty(&value).map_err(|error| Refusal::new(error.to_string()))?
                }
            };
            print(&format!("{text}\n"))?;
            Ok(Exit::Passed)
        }
        (Ok(value), Output::Json) => {
            print(&line(&Answer::Value { id: None, kind: value.kind(), value: &value })?)?;
            Ok(Exit::Passed)
        }
        (Err(failure), Output::Human) => {
            print(&failure.draw(expression))?;
            Ok(Exit::Failed)
        }
        (Err(failure), Output::Json) => {
            print(&line(&Answer::Error { id: None, error: failure.message })?)?;
            Ok(Exit::Failed)
        }
    }
}

fn context(arguments: &Arguments) -> Result<serde_json::Map<String, serde_json::Value>, Refusal> {
    let Some(path) = &arguments.context else { return Ok(serde_json::Map::new()) };
    let bytes = match path.to_str() {
        Some("-") => files::stdin(),
        _ => files::read(path),
    };
    let unreadable = |reason: String| Refusal::new(format!("cannot read {}: {reason}", path.display()));
    serde_json::from_slice(&bytes.map_err(unreadable)?)
        .map_err(|error| Refusal::new(format!("{} is not a JSON object: {error}", path.display())))
}

/// Answers line by line, so that a program can hold a conversation.
fn batch(dialect: Dialect) -> Result<Exit, Refusal> {
    let mut out = BufWriter::new(std::io::stdout().lock());
    let mut input = std::io::stdin().lock();
    let mut text = Vec::new();
    let broken =
        |what: &str, error: &std::io::Error| Refusal::new(format!("cannot {what}: {}", files::reason(error)));
    loop {
        text.clear();
        if input.read_until(b'\n', &mut text).map_err(|error| broken("read the batch", &error))? == 0 {
            break;
        }
        if text.trim_ascii().is_empty() {
            continue;
        }
        let written = out.write_all(answer(&text, dialect)?.as_bytes());
        // What was asked in one go is answered in one go.
        let waiting = memchr::memchr(b'\n', input.fill_buf().unwrap_or_default()).is_some();
        let written = if waiting { written } else { written.and_then(|()| out.flush()) };
        match written {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(Exit::Passed),
            written => written.map_err(|error| broken("write the answers", &error))?,
        }
    }
    match out.flush() {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(broken("write the answers", &error)),
        _ => Ok(Exit::Passed),
    }
}

fn answer(text: &[u8], dialect: Dialect) -> Result<String, Refusal> {
    let question: Question = match serde_json::from_slice(text) {
        Ok(question) => question,
        Err(error) => {
            let error = format!("the line is not a question: {error}");
            return line(&Answer::Error { id: Some(&serde_json::Value::Null), error });
        }
    };
    let given = Given::new(question.contexts.unwrap_or_default(), dialect);
    match evaluate(&question.expr, dialect, &given) {
        Ok(value) => line(&Answer::Value { id: Some(&question.id), kind: value.kind(), value: &value }),
        Err(failure) => line(&Answer::Error { id: Some(&question.id), error: failure.message }),
    }
}

fn line(answer: &Answer<'_>) -> Result<String, Refusal> {
    let json = serde_json::to_string(answer).map_err(|error| Refusal::new(error.to_string()))?;
    Ok(json + "\n")
}

/// Why an expression has no value.
struct Failure {
    message: String,
    span: Span,
}

impl Failure {
    fn draw(&self, expression: &str) -> String {
        let mut sources = SourceMap::default();
        sources.add("expression", expression);
        let finding = diag::Diagnostic::error(diag::Code("expression"), self.span, self.message.as_str());
        Human { color: colour(), width: None }.render(&sources, [&finding])
    }
}

fn evaluate(expression: &str, dialect: Dialect, given: &Given) -> Result<Value, Failure> {
    let mut sources = SourceMap::default();
    let source = sources.add("expression", "");
    let text =
        Text::plain(expression, Span::new(source, 0, u32::try_from(expression.len()).unwrap_or(u32::MAX)));
    let first = |problems: Vec<diag::Diagnostic>| match problems.into_iter().next() {
        Some(problem) => Failure { message: problem.message, span: problem.primary.span },
        None => Failure { message: "not an expression".to_owned(), span: text.span() },
    };
    let expr = Expr::parse(&text, dialect).map_err(first)?;
    given.knows_all(&expr).map_err(|(message, span)| Failure { message, span })?;
    expr.eval(given).map_err(|error| Failure { message: error.message, span: error.span })
}
