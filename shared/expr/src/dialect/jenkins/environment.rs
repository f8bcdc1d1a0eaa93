use super::{Build, from_groovy};
use crate::Value;
use groovy::ast::{Block, Expr, ExprKind, StatementKind};
use groovy::run::Scope as Variables;
use groovy::{Interpreter, Stop, Value as Groovy, walk};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

impl Build<'_> {
    /// The variables of an `environment { }`, which may use each other in any order; one that uses itself means the one
    /// around it.
    pub(super) fn environment(
        &self,
        block: &Block,
        interpreter: &mut Interpreter<'_>,
        root: &Rc<Variables>,
    ) -> Result<Value, Stop> {
        let mut entries: Vec<(&str, &Expr)> = Vec::new();
        for statement in block {
            if let StatementKind::Expr(Expr { kind: ExprKind::Assign(target, "", value), .. }) =
                &statement.kind
                && let ExprKind::Name(name) = &target.kind
            {
                entries.push((name, value));
            }
        }
        for index in order(&entries) {
            let (name, value) = entries[index];
            self.lenient.set(true);
            let value = self.entry(name, value, interpreter, root);
            self.lenient.set(false);
            for (name, text) in value? {
                self.set_env(&name, Some(text));
            }
        }
        Ok(self.variables())
    }

    /// The variables that sections have made so far.
    pub(super) fn variables(&self) -> Value {
        let own = self.own_env();
        Value::object(own.into_iter().filter_map(|(name, value)| Some((name, Value::from(value?)))))
    }

    fn entry(
        &self,
        name: &str,
        value: &Expr,
        interpreter: &mut Interpreter<'_>,
        root: &Rc<Variables>,
    ) -> Result<Vec<(String, String)>, Stop> {
        let found = interpreter.value(value, root)?;
        let text = match &found {
            Groovy::Null => String::new(),
            other => from_groovy(other).as_str().map_or_else(|| other.to_string(), str::to_owned),
        };
        let mut entries = vec![(name.to_owned(), text)];
        // The parts are secrets of their own, so that each is hidden in logs.
        if let Some(call) = value.as_call()
            && call.function().is_some_and(|name| &*name.text == "credentials")
            && let Some(id) = call.args.first()
        {
            let id = interpreter.value(&id.value, root)?.to_string();
            for part in ["_USR", "_PSW"] {
                let secret = self.context("secrets", &format!("{id}{part}"));
                if let Some(secret) = secret.as_ref().and_then(Value::as_str) {
                    entries.push((format!("{name}{part}"), secret.to_owned()));
                }
            }
        }
        Ok(entries)
    }
}

/// The entries, each after those it uses; where they go round, as they are written.
fn order(entries: &[(&str, &Expr)]) -> Vec<usize> {
    let places: HashMap<&str, usize> =
        entries.iter().enumerate().map(|(index, (name, _))| (*name, index)).collect();
    let mut done = Vec::new();
    let mut seen = HashSet::new();
    for start in 0..entries.len() {
        // Depth first, with a stack of its own: names may hang on each other in long chains.
        let mut stack = vec![(start, false)];
        while let Some((index, left)) = stack.pop() {
            if left {
                done.push(index);
                continue;
            }
            if !seen.insert(index) {
                continue;
            }
            stack.push((index, true));
            let mut used: Vec<usize> =
                uses(entries[index].1).iter().filter_map(|name| places.get(&**name)).copied().collect();
            used.reverse();
            stack.extend(used.into_iter().filter(|other| *other != index).map(|other| (other, false)));
        }
    }
    done
}

/// The names of variables that an expression may use.
fn uses(value: &Expr) -> Vec<Arc<str>> {
    let mut names = Vec::new();
    walk::expr(value, &mut |expr| match &expr.kind {
        ExprKind::Name(name) => names.push(name.clone()),
        ExprKind::Property(receiver, name, _) if matches!(&receiver.kind, ExprKind::Name(object) if &**object == "env") =>
        {
            names.push(name.text.clone());
        }
        _ => {}
    });
    names
}
