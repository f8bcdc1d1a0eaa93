//! Texts with expressions in them.
use super::Translation;
use super::fact::Fact;
use super::losses::{EXPRESSION, VARIABLE};
use super::speech::{Place, Unsaid, say, understand};
use super::term::Term;
use diag::{Span, Text};
use expr::{Dialect, Expr, Part, Template};

/// How long variables may name one another.
const DEPTH: usize = 10;

impl Translation<'_, '_> {
    /// A text in the words of the other language.
    pub fn text(&mut self, template: &Template) -> Template {
        self.text_at(template, 0)
    }

    pub fn texts(&mut self, templates: &mut [Template]) {
        templates.iter_mut().for_each(|template| *template = self.text(template));
    }

    pub fn some_text(&mut self, template: &mut Option<Template>) {
        if let Some(template) = template {
            *template = self.text(template);
        }
    }

    fn text_at(&mut self, template: &Template, depth: usize) -> Template {
        let parts = self.parts(template);
        if !parts.iter().any(|part| matches!(part, Part::Hole(_))) {
            // A dollar sign that stood for itself must go on doing so.
            let literal = template.as_literal().unwrap_or_else(|| template.text().as_str());
            return Template::literal(Text::plain(literal, template.text().span()));
        }
        let mut out = String::new();
        let same = parts.len() == template.parts().len();
        let mut hole = template.holes().map(|(_, span)| span).filter(|_| same);
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Literal(text) if self.to == Dialect::Jenkins => {
                    out += &crate::groovy_text::inside(text.as_str());
                }
                Part::Literal(text) if self.doubles_dollars() => out += &text.as_str().replace('$', "$$"),
                Part::Literal(text) => out += text.as_str(),
                Part::Hole(expr) => {
                    let span = hole.next().unwrap_or(template.text().span());
                    let next = parts.get(at + 1);
                    out += &self.hole(expr, span, next, depth);
                }
            }
        }
        if self.to == Dialect::Jenkins {
            // A text with holes is an expression of the script.
            out = format!("\"{out}\"");
        }
        self.parsed(out, template.text().span())
    }

    /// The parts of a text, those of which the reader has left `${{ }}` cut open.
    pub fn parts(&self, template: &Template) -> Vec<Part> {
        let whole = template.parts().to_vec();
        if self.from != Dialect::Azure || !template.text().as_str().contains("${{") {
            return whole;
        }
        whole.into_iter().flat_map(|part| self.cut(part)).collect()
    }

    fn cut(&self, part: Part) -> Vec<Part> {
        let Part::Literal(text) = &part else { return vec![part] };
        let mut cut = Vec::new();
        let mut rest = text.as_str();
        while let Some((before, hole)) = rest.split_once("${{") {
            let Some((code, after)) = hole.split_once("}}") else { break };
            let Ok(expr) = Expr::parse(&Text::plain(code.trim(), text.span()), self.from) else { break };
            cut.extend([Part::Literal(Text::plain(before, text.span())), Part::Hole(expr)]);
            rest = after;
        }
        cut.push(Part::Literal(Text::plain(rest, text.span())));
        cut
    }

    /// Whether two dollar signs stand for one in a text.
    fn doubles_dollars(&self) -> bool {
        matches!(self.to, Dialect::GitLab | Dialect::Native)
    }

    /// A text of the other language, read.
    pub fn parsed(&self, text: String, span: Span) -> Template {
        Template::parse(&Text::plain(text, span), self.to).0
    }

    fn hole(&mut self, expr: &Expr, span: Span, next: Option<&Part>, depth: usize) -> String {
        let said = understand(expr).and_then(|term| self.said(&term, span, next, depth));
        said.unwrap_or_else(|why| {
            let shown = expr.text().as_str().trim().to_owned();
            let help = "write the value itself, or compute it in a script";
            self.writing.lost(EXPRESSION, span, format!("\"{shown}\" cannot be said: {why}"), help);
            "UNCONVERTED".to_owned()
        })
    }

    /// A term inside a text.
    fn said(&mut self, term: &Term, span: Span, next: Option<&Part>, depth: usize) -> Result<String, Unsaid> {
        let term = &self.placed(term);
        match term {
            Term::Text(text) => return Ok(text.clone()),
            Term::Number(number) => return Ok(number.to_string()),
            Term::Bool(truth) => return Ok(truth.to_string()),
            Term::Null => return Ok(String::new()),
            Term::Join(parts) => {
                let parts = parts.iter().map(|part| self.said(part, span, None, depth));
                return Ok(parts.collect::<Result<Vec<_>, _>>()?.concat());
            }
            _ => {}
        }
        if self.to == Dialect::Jenkins {
            // What conditions and texts use must be there: secrets and outputs.
            let _ = self.variable(term);
            return Ok(format!("${{{}}}", say(term, self.to, Place::Text)?));
        }
        if !self.can.expressions {
            let name = self.variable(term)?;
            return Ok(self.reference(&name, begins_with_letter(next)));
        }
        if let Term::Variable(name) = term {
            if let Some(value) = self.value_of(name).filter(|_| depth < DEPTH) {
                return Ok(self.text_at(&value, depth + 1).text().to_string());
            }
            return Ok(self.outer_variable(name, span));
        }
        if let Term::Fact(fact @ (Fact::ShortCommit | Fact::Token)) = term {
            self.note_fact(*fact, span);
        }
        Ok(format!("${{{{ {} }}}}", say(term, self.to, Place::Text)?))
    }

    /// A variable in a text; in braces where its name would go on.
    pub fn reference(&self, name: &str, goes_on: bool) -> String {
        match self.to {
            // Parameters are filled in while the file is read.
            Dialect::Azure if name.starts_with("${{") => name.to_owned(),
            Dialect::Azure => format!("$({name})"),
            _ if goes_on => format!("${{{name}}}"),
            _ => format!("${name}"),
        }
    }

    /// The variable that holds a term, where texts know nothing else.
    pub fn variable(&mut self, term: &Term) -> Result<String, Unsaid> {
        match term {
            Term::Input(name) if self.to == Dialect::Azure => {
                Ok(format!("${{{{ parameters.{} }}}}", identifier(name, self.to)))
            }
            Term::StepOutput(step, name) if self.to == Dialect::Azure => {
                Ok(format!("{}.{name}", identifier(step, self.to)))
            }
            Term::NeedOutput(job, name) if self.to == Dialect::Azure => {
                let variable = output_variable(job, name);
                let output = self.output_of(job, name);
                let value = format!("$[ dependencies.{}.outputs['{output}'] ]", self.id(job));
                self.wanted.insert(variable.clone(), value);
                Ok(variable)
            }
            Term::Fact(Fact::Branch | Fact::Tag) if self.to == Dialect::Azure => {
                Ok("Build.SourceBranchName".to_owned())
            }
            Term::Fact(Fact::ShortCommit) if self.to == Dialect::Azure => {
                Ok("Build.SourceVersion".to_owned())
            }
            Term::Fact(fact) if self.to == Dialect::Azure => match fact.name(self.to) {
                Some(name) => Ok(name.to_owned()),
                None => Err(format!("no variable holds {}", fact.describe())),
            },
            Term::Variable(name) | Term::Setting(name) if is_identifier(name) => Ok(name.clone()),
            Term::Variable(name) | Term::Setting(name) => Ok(identifier(name, self.to)),
            Term::Secret(name) => {
                self.secrets.insert(name.clone());
                Ok(name.clone())
            }
            Term::Matrix(name) => Ok(self.axis(name)),
            Term::Input(name) => Ok(identifier(name, self.to)),
            Term::StepOutput(step, name) => {
                self.step_outputs.insert((step.clone(), name.clone()));
                Ok(output_variable(step, name))
            }
            Term::NeedOutput(job, name) => {
                self.need_outputs.insert((job.clone(), name.clone()));
                Ok(output_variable(job, name))
            }
            Term::Fact(Fact::Os) => Err("nothing tells the machine's system".to_owned()),
            Term::Fact(fact) => match (fact.variable(self.to), fact) {
                (Some(name), _) => Ok(name.to_owned()),
                (None, Fact::Ref | Fact::RefName) => Ok(match self.to {
                    Dialect::GitLab => "CI_COMMIT_REF_NAME".to_owned(),
                    _ => "RUSTCI_BRANCH".to_owned(),
                }),
                (None, fact) => Err(format!("no variable holds {}", fact.describe())),
            },
            Term::Fingerprint(_) => Err("only a cache's key can be made from files".to_owned()),
            Term::Given(inner) => self.variable(inner),
            _ => Err("only variables can be put into a text".to_owned()),
        }
    }

    /// The step and the name under which an output of a job is found, where outputs are those of steps.
    pub fn output_of(&self, job: &str, name: &str) -> String {
        let known = self.outputs.get(&(job.to_owned(), name.to_owned()));
        known.cloned().unwrap_or_else(|| name.to_owned())
    }

    /// The name of a variable of the matrix.
    pub fn axis(&self, name: &str) -> String {
        identifier(name, self.to)
    }

    /// A variable that neither job nor pipeline defines: the service has it.
    fn outer_variable(&mut self, name: &str, span: Span) -> String {
        if let Some(text) = predefined(name) {
            return text.to_owned();
        }
        if self.all_scripts.contains(&format!("{name}=")) {
            // A step of the job sets it.
            return format!("${{{{ env.{} }}}}", identifier(name, self.to));
        }
        self.must_be_set(name, span);
        let context = if looks_secret(name) { "secrets" } else { "vars" };
        format!("${{{{ {context}.{} }}}}", identifier(name, self.to))
    }

    /// Tells that a person has to set a variable.
    pub fn must_be_set(&mut self, name: &str, span: Span) {
        let kind = if looks_secret(name) { "secret" } else { "variable" };
        let message = format!("\"{name}\" is set outside of the file");
        self.writing.lost(
            VARIABLE,
            span,
            message,
            format!("add the {kind} {name} in the repository's settings"),
        );
    }

    fn note_fact(&mut self, fact: Fact, span: Span) {
        match fact {
            Fact::ShortCommit => {
                self.writing.lost(
                    VARIABLE,
                    span,
                    "the commit is given in full length",
                    "shorten it in the script",
                );
            }
            _ => self.writing.lost(
                VARIABLE,
                span,
                "the run's token has other rights",
                "check what it is used for",
            ),
        }
    }
}

/// Variables of GitLab's registry, as GitHub's own registry has them.
pub(super) fn predefined(name: &str) -> Option<&'static str> {
    Some(match name {
        "CI_REGISTRY" => "ghcr.io",
        "CI_REGISTRY_IMAGE" => "ghcr.io/${{ github.repository }}",
        "CI_REGISTRY_USER" => "${{ github.actor }}",
        "CI_REGISTRY_PASSWORD" => "${{ secrets.GITHUB_TOKEN }}",
        "CI_COMMIT_REF_SLUG" => "${{ github.ref_name }}",
        "CI_PROJECT_PATH_SLUG" => "${{ github.repository }}",
        _ => return None,
    })
}

/// Whether a variable is likely a secret, by its name.
pub(super) fn looks_secret(name: &str) -> bool {
    let upper = name.to_uppercase();
    ["TOKEN", "PASSWORD", "PASSWD", "SECRET", "KEY", "CREDENTIAL", "PASS", "AUTH", "CERT"]
        .iter()
        .any(|word| upper.contains(word))
}

fn begins_with_letter(next: Option<&Part>) -> bool {
    match next {
        Some(Part::Literal(text)) => {
            text.as_str().starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric())
        }
        _ => false,
    }
}

/// The variable of a step's or a job's output.
pub(super) fn output_variable(owner: &str, name: &str) -> String {
    identifier(&format!("{owner}_{name}"), Dialect::Native)
}

fn is_identifier(name: &str) -> bool {
    !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c == '_' || c.is_ascii_alphanumeric())
}

/// A name that a variable can have.
pub(crate) fn identifier(name: &str, to: Dialect) -> String {
    let valid = |c: char| if c == '_' || c.is_ascii_alphanumeric() { c } else { '_' };
    let mut out: String = name.chars().map(valid).collect();
    if to == Dialect::GitLab {
        out = out.to_uppercase();
    }
    if out.starts_with(|c: char| c.is_ascii_digit()) {
        out.insert(0, '_');
    }
    out
}
