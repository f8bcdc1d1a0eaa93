//! Scripts: what a shell reads.
use super::Translation;
use super::fact::Fact;
use super::losses::{EXPRESSION, VARIABLE};
use super::speech::{Place, Unsaid, say, understand};
use super::term::Term;
use super::text::{looks_secret, predefined};
use diag::{Span, Text};
use expr::{Dialect, Expr, Part, Template};
use ir::{EnvNames, Script, Shell, Strictness};

/// Files through which a step speaks, by language.
const SPEAKING: &[(&str, &str)] = &[
    ("GITHUB_OUTPUT", "RUSTCI_OUTPUT"),
    ("GITHUB_ENV", "RUSTCI_ENV"),
    ("GITHUB_PATH", "RUSTCI_PATH"),
    ("GITHUB_STEP_SUMMARY", "RUSTCI_SUMMARY"),
];

/// Variables that every shell has.
const SHELLS_OWN: &[&str] = &[
    "PATH",
    "HOME",
    "PWD",
    "OLDPWD",
    "USER",
    "SHELL",
    "TERM",
    "LANG",
    "LC_ALL",
    "HOSTNAME",
    "RANDOM",
    "SECONDS",
    "IFS",
    "UID",
    "EUID",
    "PPID",
    "TMPDIR",
    "TMP",
    "TEMP",
    "LINENO",
    "BASH",
    "BASH_SOURCE",
    "BASH_VERSION",
    "OSTYPE",
    "EDITOR",
    "REPLY",
    "OPTARG",
    "OPTIND",
    "PIPESTATUS",
    "FUNCNAME",
    "DISPLAY",
    "GOPATH",
    "JAVA_HOME",
    "CI",
    "DEBIAN_FRONTEND",
];

impl Translation<'_, '_> {
    /// A script in the words of the other language.
    pub fn script(&mut self, script: &Script) -> Script {
        let is_shell = matches!(script.shell, Shell::Default(_) | Shell::Bash(_) | Shell::Sh(_));
        let lines = script.lines.iter().map(|line| self.line(line, is_shell)).collect();
        let mut directory = script.directory.clone();
        self.some_text(&mut directory);
        let shell = match &script.shell {
            Shell::Computed(template) => Shell::Computed(self.text(template)),
            shell => shell.clone(),
        };
        let shell = match shell {
            // Of one command it makes no difference what happens after an error.
            Shell::Bash(Strictness::Lenient) | Shell::Default(Strictness::Lenient) if is_one_line(script) => {
                Shell::Default(Strictness::ErrExit)
            }
            shell => shell,
        };
        Script { lines, shell, directory, ..script.clone() }
    }

    fn line(&mut self, line: &Template, is_shell: bool) -> Template {
        let span = line.text().span();
        let mut out = String::new();
        let mut closed = false;
        let parts = self.parts(line);
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Literal(text) => out += &text.as_str()[usize::from(std::mem::take(&mut closed))..],
                Part::Hole(expr) if is_substitution(expr) => out += expr.text().as_str(),
                Part::Hole(expr) => {
                    let goes_on = matches!(parts.get(at + 1), Some(Part::Literal(text))
                        if text.as_str().starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric()));
                    let said = understand(expr).and_then(|term| self.in_script(&term, goes_on, is_shell));
                    let text = said.unwrap_or_else(|why| self.unsaid(expr, &why));
                    // Inside single quotes the shell fills nothing in.
                    let by_shell =
                        text.starts_with('$') && !text.starts_with("$(") && !text.starts_with("${{");
                    let quoted = is_shell && by_shell && in_single_quotes(&out);
                    let whole = out.ends_with('\'')
                        && matches!(parts.get(at + 1), Some(Part::Literal(next)) if next.as_str().starts_with('\''));
                    if quoted && whole {
                        // Nothing else is inside: other quotes do.
                        out.pop();
                        closed = true;
                        out += &format!("\"{text}\"");
                    } else {
                        out += &if quoted { format!("'\"{text}\"'") } else { text };
                    }
                }
            }
        }
        let renamed = self.renamed(&out, span);
        let text = Text::plain(renamed, span);
        match self.to {
            Dialect::GitHub | Dialect::Azure => Template::parse(&text, self.to).0,
            Dialect::GitLab | Dialect::Native | Dialect::Jenkins => Template::literal(text),
        }
    }

    fn unsaid(&mut self, expr: &expr::Expr, why: &str) -> String {
        let shown = expr.text().as_str().trim().to_owned();
        let help = "write the value itself, or compute it in the script";
        self.writing.lost(EXPRESSION, expr.text().span(), format!("\"{shown}\" cannot be said: {why}"), help);
        let plain: String = shown.chars().filter(|c| !"'\"`${}\\\n".contains(*c)).collect();
        // A shell that gets here stops and says what is missing.
        format!("${{UNCONVERTED:?{plain}}}")
    }

    fn in_script(&mut self, term: &Term, goes_on: bool, is_shell: bool) -> Result<String, Unsaid> {
        let term = &self.placed(term);
        match term {
            Term::Text(text) => Ok(text.clone()),
            Term::Number(number) => Ok(number.to_string()),
            Term::Bool(truth) => Ok(truth.to_string()),
            Term::Null => Ok(String::new()),
            Term::Join(parts) => {
                let follows = |at: usize| match parts.get(at + 1) {
                    Some(Term::Text(next)) => {
                        next.starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric())
                    }
                    Some(_) => false,
                    None => goes_on,
                };
                let each = parts.iter().enumerate();
                let each = each.map(|(at, part)| self.in_script(part, follows(at), is_shell));
                Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
            }
            Term::Variable(name)
                if self.can.expressions
                    && self.value_of(name).is_none()
                    && !self.own_names.contains(name) =>
            {
                // Nothing in the file sets it: a process may.
                Ok(self.reference(&super::text::identifier(name, self.to), goes_on))
            }
            term if self.can.expressions => Ok(format!("${{{{ {} }}}}", say(term, self.to, Place::Text)?)),
            _ if !is_shell && self.to != Dialect::Azure => Err("only a shell fills in variables".to_owned()),
            Term::Fact(Fact::Os) if self.to != Dialect::Azure => Ok("Linux".to_owned()),
            Term::Any(branches) if is_shell => self.choice(branches),
            Term::Secret(name) if is_shell && self.to == Dialect::Azure => {
                self.secrets.insert(name.clone());
                Ok(if goes_on { format!("${{{name}}}") } else { format!("${name}") })
            }
            term => self.variable(term).map(|name| self.reference(&name, goes_on)),
        }
    }

    /// `condition && 'a' || 'b'` as a question of the shell.
    fn choice(&mut self, branches: &[Term]) -> Result<String, Unsaid> {
        let other = || "only variables can be put into a script".to_owned();
        let [Term::All(chosen), otherwise] = branches else {
            // The first that is not empty.
            let [first, Term::Text(otherwise)] = branches else { return Err(other()) };
            let name = self.variable(first)?;
            return Ok(format!("${{{name}:-{otherwise}}}"));
        };
        let (value, conditions) = chosen.split_last().ok_or_else(other)?;
        let question = self.question(&Term::all(conditions.iter().cloned()))?;
        let (value, otherwise) =
            (self.in_script(value, false, true)?, self.in_script(otherwise, false, true)?);
        Ok(format!("$(if {question}; then echo \"{value}\"; else echo \"{otherwise}\"; fi)"))
    }

    /// A condition as a command of the shell.
    pub fn question(&mut self, term: &Term) -> Result<String, Unsaid> {
        let mut operand = |term: &Term| match term {
            Term::Text(text) => Ok(format!("\"{text}\"")),
            Term::Number(number) => Ok(number.to_string()),
            Term::Bool(truth) => Ok(format!("\"{truth}\"")),
            Term::Fact(Fact::Os) if self.to != Dialect::Azure => Ok("Linux".to_owned()),
            term => self.variable(term).map(|name| format!("\"{}\"", self.reference(&name, false))),
        };
        let literal = |term: &Term| match term {
            Term::Text(text) => Ok(text.replace(['"', ' ', '*', '?', '['], "?")),
            _ => Err("only a fixed text can be sought".to_owned()),
        };
        Ok(match term {
            Term::Bool(truth) => truth.to_string(),
            Term::Equal(left, right) => format!("[ {} = {} ]", operand(left)?, operand(right)?),
            Term::Given(inner) => format!("[ -n {} ]", operand(inner)?),
            Term::Starts(text, start) => format!("[[ {} == {}* ]]", operand(text)?, literal(start)?),
            Term::Ends(text, end) => format!("[[ {} == *{} ]]", operand(text)?, literal(end)?),
            Term::Contains(text, part) => format!("[[ {} == *{}* ]]", operand(text)?, literal(part)?),
            Term::Matches { text, pattern, .. } => {
                format!("[[ {} =~ {} ]]", operand(text)?, pattern.replace(' ', "\\ "))
            }
            Term::Started(source) => self.started(*source)?,
            Term::Not(inner) => format!("! {}", self.group(inner)?),
            Term::All(terms) => self.chain(terms, " && ")?,
            Term::Any(terms) => self.chain(terms, " || ")?,
            _ => return Err("the shell cannot ask this".to_owned()),
        })
    }

    fn group(&mut self, term: &Term) -> Result<String, Unsaid> {
        let text = self.question(term)?;
        Ok(if matches!(term, Term::All(_) | Term::Any(_)) { format!("{{ {text}; }}") } else { text })
    }

    fn chain(&mut self, terms: &[Term], operator: &str) -> Result<String, Unsaid> {
        Ok(terms.iter().map(|term| self.group(term)).collect::<Result<Vec<_>, _>>()?.join(operator))
    }

    fn started(&mut self, source: events::Source) -> Result<String, Unsaid> {
        let events = self.format.events;
        let word = events.iter().find(|(_, own)| *own == source).map(|(name, _)| *name);
        let (Some(word), Some(name)) = (word, Fact::Event.variable(self.to)) else {
            return Err("there is no such event".to_owned());
        };
        Ok(format!("[ \"${name}\" = {word} ]"))
    }

    /// The same text with the variables that the services set under their new names.
    fn renamed(&mut self, text: &str, span: Span) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(|c: char| c == '_' || c.is_ascii_alphabetic()) {
            let (before, from) = rest.split_at(start);
            out += before;
            let end = from.find(|c: char| c != '_' && !c.is_ascii_alphanumeric()).unwrap_or(from.len());
            let (word, after) = from.split_at(end);
            let dollar = out.ends_with('$') || out.ends_with("${");
            out += &self.word(word, dollar, text, span);
            rest = after;
        }
        out + rest
    }

    fn word(&mut self, word: &str, dollar: bool, script: &str, span: Span) -> String {
        let known =
            word.len() > 3 && word.chars().all(|c| c == '_' || c.is_ascii_uppercase() || c.is_ascii_digit());
        if dollar && self.to == Dialect::Azure && self.value_of(word).is_some() {
            // Processes find all variables under names in capitals.
            return word.to_uppercase();
        }
        if !known {
            return word.to_owned();
        }
        if let Some(name) = self.written(word).filter(|_| dollar) {
            return name;
        }
        if let Some(other) = self.speaking(word) {
            return other;
        }
        let Some(fact) = Fact::by_variable(word, self.from) else {
            if dollar && self.to == Dialect::Azure && self.value_of(word).is_none() && looks_secret(word) {
                // Secrets reach a process only when its step asks for them.
                self.secrets.insert(word.to_owned());
            }
            if dollar && self.can.expressions {
                self.outside(word, script, span);
            }
            return word.to_owned();
        };
        if fact == Fact::Event {
            let message = "the events have other names";
            self.writing.lost(VARIABLE, span, message, format!("check what the script compares {word} with"));
        }
        match fact.variable(self.to) {
            Some(name) => name.to_owned(),
            None if self.can.expressions => {
                if let Ok(expression) = say(&Term::Fact(fact), self.to, Place::Text) {
                    self.wanted.insert(word.to_owned(), format!("${{{{ {expression} }}}}"));
                }
                word.to_owned()
            }
            None => {
                let message = format!("no variable tells {}", fact.describe());
                self.writing.lost(VARIABLE, span, message, format!("set {word} by hand"));
                word.to_owned()
            }
        }
    }

    /// What a variable is called that processes found under a name in capitals.
    fn written(&self, word: &str) -> Option<String> {
        if self.writing.from.conventions.env_names == EnvNames::AsWritten {
            return None;
        }
        if let Some(axis) = self.axes.iter().find(|axis| self.process_name(axis) == word) {
            return (!self.can.expressions).then(|| self.axis(axis));
        }
        let mut defined = self.job_env.iter().chain(&self.pipeline_env);
        let entry = defined.find(|entry| self.process_name(&entry.name.value) == word)?;
        let name = &entry.name.value;
        Some(if name.contains(['.', ' ']) { super::text::identifier(name, self.to) } else { name.clone() })
    }

    /// The name of a file through which steps speak.
    fn speaking(&mut self, word: &str) -> Option<String> {
        let (github, native) = SPEAKING.iter().find(|(github, native)| [*github, *native].contains(&word))?;
        match self.to {
            Dialect::GitHub => Some((*github).to_owned()),
            Dialect::Native => Some((*native).to_owned()),
            _ => None,
        }
    }

    /// A variable that the script gets from outside of the file.
    fn outside(&mut self, name: &str, script: &str, span: Span) {
        let defined = self.value_of(name).is_some() || self.own_names.iter().any(|own| own == name);
        let assigned = ["=", ":="].iter().any(|sign| script.contains(&format!("{name}{sign}")))
            || ["read ", "read -r ", "for ", "export ", "local ", "declare "]
                .iter()
                .any(|word| script.contains(&format!("{word}{name}")));
        let foreign =
            name.starts_with("GITHUB_") || name.starts_with("RUNNER_") || name.starts_with("RUSTCI_");
        if defined || assigned || foreign || SHELLS_OWN.contains(&name) || self.wanted.contains_key(name) {
            return;
        }
        if self.all_scripts.contains(&format!("{name}=")) {
            return;
        }
        if let Some(text) = predefined(name) {
            self.wanted.insert(name.to_owned(), text.to_owned());
            return;
        }
        if name.starts_with("CI_") {
            let message = format!("nothing sets \"{name}\"");
            return self.writing.lost(VARIABLE, span, message, "compute the value in the script");
        }
        self.must_be_set(name, span);
        let context = if looks_secret(name) { "secrets" } else { "vars" };
        self.wanted.insert(name.to_owned(), format!("${{{{ {context}.{name} }}}}"));
    }
}

fn is_one_line(script: &Script) -> bool {
    let lines = script.lines.iter().flat_map(|line| line.text().as_str().lines());
    lines.filter(|line| !line.trim().is_empty()).count() < 2
}

/// Whether a text ends inside single quotes of the shell.
fn in_single_quotes(text: &str) -> bool {
    let (mut single, mut double) = (false, false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if !single => _ = chars.next(),
            '\'' if !double => single = !single,
            '"' if !single => double = !double,

            _ => {}
        }
    }
    single
}

/// Whether a macro of Azure's is a command whose output the shell puts there: no variable has blanks in its name.
fn is_substitution(expr: &Expr) -> bool {
    expr.dialect() == Dialect::Azure
        && matches!(&expr.ast().node, expr::ast::Node::Variable(name) if name.contains(char::is_whitespace))
}
