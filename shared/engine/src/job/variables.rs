use super::{File, Secret, Secrets};
use expr::variables::{Missing, Variable, expand};
use expr::{Dialect, EvalError, Object, Scope, Template, Value};
use indexmap::IndexMap;
use plan::ir::{EnvEntry, EnvKind, EnvNames};
use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

/// The variables of a job or step, laid one over the other.
///
/// A value with `$NAME` in it is filled in only when it is looked at, from whatever stands on top then: see
/// <https://docs.gitlab.com/ci/variables/where_variables_can_be_used/>.
#[derive(Clone, Default)]
pub struct Variables {
    entries: IndexMap<Arc<str>, Entry>,
    /// Those that come with the run rather than from the pipeline: not in the `env` context.
    given: HashSet<Arc<str>>,
    /// Those that nothing covers.
    fixed: HashSet<Arc<str>>,
    /// Those that processes do not see.
    hidden: HashSet<Arc<str>>,
    /// How processes find them.
    names: EnvNames,
    /// Those that processes find under their own name, whatever the others are called.
    kept: HashSet<Arc<str>>,
}

/// A variable ready to be laid on top of others.
pub struct Laid {
    name: Arc<str>,
    entry: Entry,
}

/// A variable's value.
#[derive(Clone)]
enum Entry {
    /// Stands for itself.
    Plain(Secret),
    /// Names other variables.
    Open(Secret),
    /// The variable holds the path of a file with this text.
    File(Box<Entry>),
}

impl Entry {
    /// What a secret is as the value of a variable.
    fn of(secret: Secret) -> Self {
        match secret.is_file() {
            true => Self::File(Box::new(Self::Plain(secret))),
            false => Self::Plain(secret),
        }
    }
}

impl Variables {
    /// None yet; processes will find them so.
    #[must_use]
    pub fn named(names: EnvNames) -> Self {
        Self { names, ..Self::default() }
    }

    /// Lays a value at the bottom that processes do not see.
    pub fn hide(&mut self, name: &str, value: impl Into<String>) {
        self.give(name, value);
        let name = self.key(name).unwrap_or_else(|| name.into());
        self.hidden.insert(name);
    }

    /// Processes find this variable under its own name.
    pub fn keep(&mut self, name: &str) {
        if self.names != EnvNames::AsWritten {
            self.kept.insert(name.into());
        }
    }

    /// The name under which a variable is known already.
    fn key(&self, name: &str) -> Option<Arc<str>> {
        match self.names {
            EnvNames::AsWritten => None,
            EnvNames::UpperUnderscore => {
                self.entries.keys().find(|known| known.eq_ignore_ascii_case(name)).map(Arc::clone)
            }
        }
    }

    /// The name under which a process finds a variable.
    fn shown(&self, name: &str) -> String {
        match self.names {
            EnvNames::UpperUnderscore if !self.kept.contains(name) => {
                name.replace(['.', ' '], "_").to_uppercase()
            }
            _ => name.to_owned(),
        }
    }

    /// Lays a value at the bottom, which comes with the run.
    pub fn give(&mut self, name: &str, value: impl Into<String>) {
        self.set(name, value);
        let name = self.key(name).unwrap_or_else(|| name.into());
        self.given.insert(name);
    }

    /// Lays a value on top that nothing will cover.
    pub fn fix(&mut self, name: &str, value: &str) {
        let entry = self.open(name, value);
        self.insert(name, entry);
        let name = self.key(name).unwrap_or_else(|| name.into());
        self.fixed.insert(name);
    }

    /// Lays a value on top, which stands for itself.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.insert(name, Entry::Plain(Secret::new(value)));
    }

    /// Lays a value on top that a step has set, as it has said. What is hidden stays so.
    pub fn set_by(&mut self, variable: &events::Variable) {
        let name = self.key(&variable.name).unwrap_or_else(|| variable.name.as_str().into());
        let hidden = variable.secret || self.hidden.contains(&name);
        self.set(&name, variable.value.as_str());
        if hidden {
            self.hidden.insert(Arc::clone(&name));
        }
        if variable.read_only {
            self.fixed.insert(name);
        }
    }

    fn insert(&mut self, name: &str, entry: Entry) {
        let key = self.key(name);
        let name = key.as_deref().unwrap_or(name);
        if !self.fixed.contains(name) {
            self.given.remove(name);
            self.hidden.remove(name);
            self.entries.insert(name.into(), entry);
        }
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        let exact = self.entries.get(name);
        exact.or_else(|| self.entries.get(&*self.key(name)?))
    }

    /// What an author's variable would be on top of these.
    ///
    /// # Errors
    /// When an expression in it has no value.
    pub fn evaluate(
        &self,
        entry: &EnvEntry,
        secrets: &Secrets,
        scope: &dyn Scope,
    ) -> Result<Laid, EvalError> {
        let name = entry.name.value.as_str();
        let value = match entry.kind {
            EnvKind::Raw => Entry::Plain(Secret::new(plain(&entry.value, scope)?)),
            EnvKind::Secret => {
                let secret = plain(&entry.value, scope)?;
                let missing =
                    || EvalError::new(format!("there is no secret `{secret}` for the variable `{name}`"));
                Entry::of(secrets.get(&secret).cloned().ok_or_else(missing)?)
            }
            EnvKind::Expanded => self.value(name, &entry.value, scope)?,
            EnvKind::File => Entry::File(Box::new(self.value(name, &entry.value, scope)?)),
        };
        Ok(Laid { name: name.into(), entry: value })
    }

    /// Lays it on top.
    pub fn lay(&mut self, laid: Laid) {
        self.insert(&laid.name, laid.entry);
    }

    /// Lays the members of an object on top. One that is the text of a secret is what that secret is.
    ///
    /// # Errors
    /// A sentence for the user when it is no object.
    pub fn lay_computed(&mut self, value: &Value, dialect: Dialect, secrets: &Secrets) -> Result<(), String> {
        match value {
            Value::Null => {}
            Value::Object(object) => {
                for (name, value) in object.iter() {
                    let text = value.to_text(dialect);
                    match secrets.of_text(&text).filter(|secret| secret.is_file()) {
                        Some(secret) => self.insert(name, Entry::of(secret.clone())),
                        None => self.set(name, text),
                    }
                }
            }
            other => return Err(format!("variables come as a mapping, not as {}", other.kind())),
        }
        Ok(())
    }

    fn value(&self, name: &str, template: &Template, scope: &dyn Scope) -> Result<Entry, EvalError> {
        if template.names_variables() {
            return Ok(self.open(name, template.text().as_str()));
        }
        template.render(scope).map(|text| Entry::Plain(Secret::new(text)))
    }

    /// An open value. Where it names itself, it means what it covers.
    fn open(&self, name: &str, text: &str) -> Entry {
        let itself = expr::variables::names(text).any(|(_, used)| used == name);
        if !itself || !self.entries.contains_key(name) {
            return Entry::Open(Secret::new(text));
        }
        let below = self.get(name).unwrap_or_default();
        let mut out = String::new();
        let mut at = 0;
        for (range, used) in expr::variables::names(text) {
            if used == name {
                out.push_str(&text[at..range.start]);
                out.push_str(&below.replace('$', "$$"));
                at = range.end;
            }
        }
        out.push_str(&text[at..]);
        Entry::Open(Secret::new(out))
    }

    /// A variable's value; that of a file is its text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.entry(name).map(|entry| self.read(entry, name))
    }

    fn read(&self, entry: &Entry, name: &str) -> String {
        match entry {
            Entry::Plain(text) => text.reveal().to_owned(),
            Entry::Open(_) => self.fill(&format!("${{{name}}}")),
            Entry::File(inner) => match &**inner {
                Entry::Open(text) => self.fill(text.reveal()),
                other => self.read(other, name),
            },
        }
    }

    /// A text with `$NAME`s filled in; unknown ones become empty.
    #[must_use]
    pub fn fill(&self, text: &str) -> String {
        expand(text, &|name| self.lookup(name), Missing::Empty)
    }

    fn lookup(&self, name: &str) -> Option<Variable<'_>> {
        Some(match self.entry(name)? {
            Entry::Plain(text) => Variable::Raw(Cow::Borrowed(text.reveal())),
            Entry::Open(text) => Variable::Expanded(Cow::Borrowed(text.reveal())),
            Entry::File(_) => Variable::Raw(Cow::Owned(String::new())),
        })
    }

    /// Names and values for a process. Files are put into `folder`, their texts pushed to `files`.
    pub fn process(&self, folder: &str, files: &mut Vec<File>) -> Vec<(String, String)> {
        let path = |name: &str| format!("{folder}/{name}");
        let with_files: Vec<_> = self.entries.iter().filter(|(_, e)| matches!(e, Entry::File(_))).collect();
        let lookup = |name: &str| match self.lookup(name) {
            Some(_) if matches!(self.entries.get(name), Some(Entry::File(_))) => {
                Some(Variable::Raw(Cow::Owned(path(name))))
            }
            found => found,
        };
        for (name, entry) in &with_files {
            files.push(File { path: path(name), content: Secret::new(self.read(entry, name)) });
        }
        let value = |name: &str, entry: &Entry| match entry {
            Entry::Plain(text) => text.reveal().to_owned(),
            Entry::File(_) => path(name),
            Entry::Open(_) => expand(&format!("${{{name}}}"), &lookup, Missing::Empty),
        };
        let seen = self.entries.iter().filter(|(name, _)| !self.hidden.contains(*name));
        seen.map(|(name, entry)| (self.shown(name), value(name, entry))).collect()
    }

    /// All of them as a context.
    #[must_use]
    pub fn all(&self) -> Value {
        let entries =
            self.entries.iter().map(|(name, entry)| (Arc::clone(name), Value::from(self.read(entry, name))));
        Value::Object(Arc::new(entries.collect::<Object>()))
    }

    /// The pipeline's own as a context.
    #[must_use]
    pub fn to_object(&self) -> Value {
        let own = self.entries.iter().filter(|(name, _)| !self.given.contains(*name));
        let entries = own.map(|(name, entry)| (Arc::clone(name), Value::from(self.read(entry, name))));
        Value::Object(Arc::new(entries.collect::<Object>()))
    }
}

/// The text of a value that stands for itself.
fn plain(template: &Template, scope: &dyn Scope) -> Result<String, EvalError> {
    if template.names_variables() { Ok(template.text().to_string()) } else { template.render(scope) }
}
