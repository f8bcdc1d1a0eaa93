//! Variables that code computes, one by one where it says them so.
use diag::{Span, Spanned, Text};
use expr::ast::Node;
use expr::{Dialect, Template};
use groovy::ast::{Expr, ExprKind, Statement, StatementKind};
use ir::{Env, EnvEntry, EnvKind, Pipeline};

/// A pipeline whose variables are lists wherever the code that computes them only gives names their values. Inputs are
/// among them, unless they become variables themselves.
pub(super) fn written_out(pipeline: &Pipeline, keeps_inputs: bool) -> Pipeline {
    let mut out = pipeline.clone();
    let inputs = pipeline.inputs.iter().filter(|_| keeps_inputs);
    let names: Vec<String> = inputs.map(|input| input.name.value.clone()).collect();
    let of_stages = out.stages.iter_mut().map(|stage| &mut stage.env);
    for env in of_stages.chain(out.jobs.iter_mut().map(|job| &mut job.env)).chain([&mut out.env]) {
        let Env::Computed(template) = env else { continue };
        if let Some(list) = list(template, &names) {
            *env = Env::List(list);
        }
    }
    if pipeline.dialect == Dialect::Jenkins {
        share(&mut out);
    }
    out
}

/// Variables that every job has first are the pipeline's.
fn share(pipeline: &mut Pipeline) {
    let Some((first, rest)) = pipeline.jobs.split_first() else { return };
    if pipeline.jobs.iter().any(|job| matches!(job.env, Env::Computed(_))) {
        return;
    }
    let mut shared = first.env.entries().to_vec();
    let alike = |a: &EnvEntry, b: &EnvEntry| {
        a.name.value == b.name.value && a.kind == b.kind && a.value.text().as_str() == b.value.text().as_str()
    };
    for job in rest {
        let same = shared.iter().zip(job.env.entries()).take_while(|(a, b)| alike(a, b)).count();
        shared.truncate(same);
    }
    for job in &mut pipeline.jobs {
        job.env = Env::List(job.env.entries().iter().skip(shared.len()).cloned().collect());
    }
    pipeline.env = Env::List(pipeline.env.entries().iter().cloned().chain(shared).collect());
}

fn list(template: &Template, inputs: &[String]) -> Option<Vec<EnvEntry>> {
    let Node::Code(script) = &template.sole_expr()?.ast().node else { return None };
    let mut list: Vec<EnvEntry> = Vec::new();
    for statement in &script.statements {
        let StatementKind::Expr(section) = &statement.kind else { return None };
        let call = section.as_call()?;
        let (closure, _) = call.block.as_ref()?;
        let entries = match &*call.function()?.text {
            "parameters" => inputs.iter().map(|name| parameter(name)).collect(),
            "environment" => {
                let entry = |statement| entry(statement, template.text());
                closure.body.iter().map(entry).collect::<Option<Vec<EnvEntry>>>()?
            }
            _ => return None,
        };
        for entry in entries {
            list.retain(|before| before.name != entry.name);
            list.push(entry);
        }
    }
    Some(list)
}

/// What a person gave, which processes find as a variable.
fn parameter(name: &str) -> EnvEntry {
    let text = Text::plain(format!("params.{name}"), Span::NOWHERE);
    let value = Template::parse(&text, Dialect::Jenkins).0;
    let name = Spanned::new(name.to_owned(), Span::NOWHERE);
    EnvEntry { name, value, kind: EnvKind::Raw, prompt: None }
}

/// `NAME = value`.
fn entry(statement: &Statement, text: &Text) -> Option<EnvEntry> {
    let StatementKind::Expr(Expr { kind: ExprKind::Assign(name, "", value), .. }) = &statement.kind else {
        return None;
    };
    let ExprKind::Name(word) = &name.kind else { return None };
    let span = value.at.span(text);
    let plain = |value: &str| Template::literal(Text::plain(value, span));
    let secret = |call: &groovy::ast::Call| {
        let named = call.function().is_some_and(|name| &*name.text == "credentials");
        call.args.first().filter(|_| named)?.value.as_text().map(plain)
    };
    let (value, kind) = match &value.kind {
        ExprKind::Text(value) => (plain(value), EnvKind::Raw),
        ExprKind::Int(_) | ExprKind::Bool(_) => (plain(value.at.slice(text.as_str())), EnvKind::Raw),
        ExprKind::Call(call) if let Some(id) = secret(call) => (id, EnvKind::Secret),
        _ => {
            let code = text.slice(value.at.start as usize, value.at.end as usize);
            (Template::parse(&code, Dialect::Jenkins).0, EnvKind::Raw)
        }
    };
    Some(EnvEntry { name: Spanned::new(word.to_string(), name.at.span(text)), value, kind, prompt: None })
}
