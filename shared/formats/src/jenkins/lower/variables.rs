use super::{Around, Lower, compose};
use diag::Spanned;
use expr::{Dialect, Template};
use groovy::ast::ExprKind;
use ir::{Env, EnvEntry, EnvKind};

impl<'m, 'a> Lower<'m, 'a> {
    /// The variables of a job: a list where they are written out, else what the sections come to.
    pub(super) fn variables(&mut self, around: &Around<'m, 'a>) -> Env {
        if self.model.parameters.is_empty()
            && self.asked.by_stages.is_empty()
            && let Some(list) = self.listed(around)
        {
            return Env::List(list);
        }
        let (template, problems) = Template::parse(&self.source.environment(around), Dialect::Jenkins);
        self.findings.extend(problems);
        Env::Computed(template)
    }

    fn listed(&self, around: &Around<'m, 'a>) -> Option<Vec<EnvEntry>> {
        let mut list: Vec<EnvEntry> = Vec::new();
        for (name, value) in &around.axes {
            let name = Spanned::new(name.clone(), self.source.span(self.model.at));
            list.push(EnvEntry { name, value: compose::literal(value), kind: EnvKind::Raw, prompt: None });
        }
        for variable in &around.variables {
            let (value, kind) = match &variable.value.kind {
                ExprKind::Text(text) => (self.source.literal(text, variable.value.at), EnvKind::Raw),
                ExprKind::Int(_) | ExprKind::Bool(_) => {
                    let text = self.source.slice(variable.value.at);
                    (self.source.literal(text, variable.value.at), EnvKind::Raw)
                }
                ExprKind::Call(call) if call.function().is_some_and(|name| &*name.text == "credentials") => {
                    let [arg] = call.args.as_slice() else { return None };
                    let id = arg.value.as_text()?;
                    let whole = self.source.slice(self.model.at);
                    let parts = ["_USR", "_PSW"].map(|part| format!("{}{part}", variable.name));
                    if parts.iter().any(|part| whole.contains(part.as_str())) {
                        return None;
                    }
                    (self.source.literal(id, arg.value.at), EnvKind::Secret)
                }
                _ => return None,
            };
            list.retain(|entry| entry.name.value != variable.name);
            let name = Spanned::new(variable.name.to_owned(), self.source.span(variable.at));
            list.push(EnvEntry { name, value, kind, prompt: None });
        }
        Some(list)
    }
}
