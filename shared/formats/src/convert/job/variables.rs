//! Variables, and inputs, which are variables that a person is asked for.
use super::super::Translation;
use super::super::losses::INPUT;
use super::super::speech::understand;
use super::super::term::Term;
use super::super::text::identifier;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{Env, EnvEntry, EnvKind, EnvNames, Input, InputKind, Job, Pipeline, Variable};

impl Translation<'_, '_> {
    /// Variables, secrets and all.
    pub fn env(&mut self, env: &mut Env) {
        match env {
            Env::Computed(template) => *template = self.text(&template.clone()),
            Env::List(entries) => {
                for entry in entries {
                    self.entry(entry);
                }
            }
        }
    }

    /// How processes find a variable.
    pub fn process_name(&self, name: &str) -> String {
        match self.writing.from.conventions.env_names {
            EnvNames::AsWritten => name.to_owned(),
            EnvNames::UpperUnderscore => identifier(name, Dialect::GitLab),
        }
    }

    fn entry(&mut self, entry: &mut EnvEntry) {
        if self.from == Dialect::Azure && entry.name.value.contains(['.', ' ']) && !self.can.expressions {
            entry.name.value = identifier(&entry.name.value, self.to);
        }
        if entry.kind == EnvKind::Secret {
            return;
        }
        // A variable that holds a secret alone is that secret under another name.
        if let Some(Term::Secret(secret)) = entry.value.sole_expr().and_then(|expr| understand(expr).ok())
            && !self.can.expressions
        {
            entry.value = Template::literal(Text::plain(secret, entry.value.text().span()));
            entry.kind = EnvKind::Secret;
            return;
        }
        let had_holes = entry.value.holes().next().is_some();
        entry.value = self.text(&entry.value.clone());
        if self.can.inputs {
            entry.prompt = entry.prompt.take().filter(|_| false);
        }
        entry.kind = match entry.kind {
            EnvKind::Raw if had_holes => EnvKind::Expanded,
            kind => kind,
        };
    }

    /// Inputs are variables that a person is asked for, where texts know no inputs.
    pub fn inputs(&mut self, out: &mut Pipeline) {
        if self.can.inputs {
            for input in &mut out.inputs {
                self.some_text(&mut input.default);
                if matches!(self.to, Dialect::Azure | Dialect::Jenkins) {
                    input.name.value = identifier(&input.name.value, self.to);
                }
            }
            return self.prompts(out);
        }
        let inputs = std::mem::take(&mut out.inputs);
        let mut entries = out.env.entries().to_vec();
        for Input { span: _, name, description, required: _, default, default_value, kind } in inputs {
            let options = match kind {
                InputKind::Choice(options) => options,
                InputKind::Boolean => {
                    ["true", "false"].map(|word| Spanned::new(word.into(), name.span)).into()
                }
                _ => Vec::new(),
            };
            let first = options
                .first()
                .map(|option: &Spanned<ir::Value>| option.value.to_text(self.from).into_owned());
            let given = default_value.map(|value| value.to_text(self.from).into_owned());
            let written = default.as_ref().map(|default| self.text(default).text().to_string());
            let text = given.or(written).or(first.clone()).unwrap_or_default();
            let fits =
                options.is_empty() || options.iter().any(|option| option.value.as_str() == Some(&text));
            let text = if fits { text } else { first.unwrap_or_default() };
            let value = Template::literal(Text::plain(
                text,
                default.map_or(name.span, |default| default.text().span()),
            ));
            let name = Spanned::new(identifier(&name.value, self.to), name.span);
            if let Some(at) = entries.iter().position(|entry| entry.name.value == name.value) {
                if entries[at].value.text().as_str() != self.reference(&name.value, false) {
                    let message = format!("the variable \"{}\" has another value than the input", name.value);
                    self.writing.lost(INPUT, name.span, message, "rename one of them");
                    continue;
                }
                // The variable is the input under its own name.
                self.writing.implied(entries.remove(at).name.span);
            }
            let description = description.or_else(|| Some(Text::plain(name.value.clone(), name.span)));
            let prompt = Some(Variable { description, options });
            entries.push(EnvEntry { name, value, kind: EnvKind::Expanded, prompt });
        }
        out.env = Env::List(entries);
    }

    /// Variables that a person is asked for are inputs.
    fn prompts(&mut self, out: &mut Pipeline) {
        let Env::List(entries) = &mut out.env else { return };
        let originals = self.pipeline_env.clone();
        for entry in entries.iter_mut() {
            let Some(original) = originals.iter().find(|original| original.name == entry.name) else {
                continue;
            };
            let Some(Variable { description, options }) = original.prompt.clone() else { continue };
            let kind = if options.is_empty() {
                InputKind::Text { pattern: None }
            } else {
                InputKind::Choice(options)
            };
            let default = entry.value.as_literal().map(ToOwned::to_owned);
            out.inputs.push(Input {
                span: entry.name.span,
                name: entry.name.clone(),
                description,
                required: false,
                default: Some(entry.value.clone()),
                default_value: default.clone().map(Into::into),
                kind,
            });
            let fallback = default.unwrap_or_default().replace('\'', "''");
            let text = match self.to {
                Dialect::Azure => format!("${{{{ parameters.{} }}}}", entry.name.value),
                _ => format!("${{{{ inputs.{} || '{fallback}' }}}}", entry.name.value),
            };
            entry.value = self.parsed(text, entry.value.text().span());
            entry.prompt = None;
        }
        if self.to == Dialect::Jenkins {
            // Parameters are variables of processes without a word.
            let inputs = &out.inputs;
            entries.retain(|entry| !inputs.iter().any(|input| input.name == entry.name));
        }
    }

    /// Variables that the job's texts turned out to need.
    pub fn add_wanted(&mut self, job: &mut Job) {
        let mut entries = job.env.entries().to_vec();
        let has = |entries: &[EnvEntry], name: &str| entries.iter().any(|entry| entry.name.value == name);
        for (name, value) in std::mem::take(&mut self.wanted) {
            if !has(&entries, &name) {
                let value = self.parsed(value, Span::NOWHERE);
                let name = Spanned::new(name, Span::NOWHERE);
                entries.push(EnvEntry { name, value, kind: EnvKind::Expanded, prompt: None });
            }
        }
        for secret in std::mem::take(&mut self.secrets) {
            if !has(&entries, &secret) {
                let value = Template::literal(Text::from(secret.as_str()));
                let name = Spanned::new(secret, job.id.span);
                entries.push(EnvEntry { name, value, kind: EnvKind::Secret, prompt: None });
            }
        }
        if matches!(job.env, Env::List(_)) {
            job.env = Env::List(entries);
        }
    }
}
