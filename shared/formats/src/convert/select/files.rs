//! Rules that ask for files, where conditions know none: a first job compares them, or the events are filtered.
use super::super::Translation;
use super::super::losses::RULE;
use super::super::term::Term;
use diag::{Span, Spanned, Text};
use expr::{Dialect, Template};
use ir::{
    Action, Builtin, Env, EnvEntry, EnvKind, Job, Need, Output, Pipeline, Rule, RunsOn, Script, Shell, Step,
    Strictness, Test, With, Work,
};

/// What of the script is the same whatever is asked: each answer is an output.
const QUESTIONS: &str = "\
changed() { ! git cat-file -e \"$BASE^{commit}\" 2> /dev/null || ! git diff --quiet \"$BASE\" HEAD -- \"$@\"; }
there() { [ -n \"$(git ls-files -- \"$@\")\" ]; }
answer() { name=$1; shift; if \"$@\"; then echo \"$name=true\"; else echo \"$name=false\"; fi >> \"$GITHUB_OUTPUT\"; }
";

/// The commit to compare with: the target of a pull request, or what was pushed before.
const BASE: &str = "${{ github.event.pull_request.base.sha || github.event.before }}";

/// The id of the step that answers.
const STEP: &str = "files";

/// Questions that a first job answers.
#[derive(Default)]
pub(super) struct Questions {
    /// The first job's id; nothing where there cannot be such a job.
    job: Option<String>,
    /// What is asked, and the output that holds the answer.
    asked: Vec<(Term, String)>,
}

impl Questions {
    /// For a pipeline in the words of a language.
    pub fn of(pipeline: &Pipeline, to: Dialect) -> Self {
        let free = |id: &&str| pipeline.job(id).is_none();
        let job = ["changes", "changed-files", "files-changed"].into_iter().find(free);
        Self { job: job.filter(|_| to == Dialect::GitHub).map(ToOwned::to_owned), asked: Vec::new() }
    }

    /// The same term, which asks the first job instead; and whether it does.
    fn answered(&mut self, term: Term, id: &str) -> (Term, bool) {
        let Some(job) = self.job.clone() else { return (term, false) };
        let all = |questions: &mut Self, terms: Vec<Term>| {
            let terms = terms.into_iter().map(|term| questions.answered(term, id));
            terms.fold((Vec::new(), false), |(mut all, any), (term, asks)| {
                all.push(term);
                (all, any || asks)
            })
        };
        match term {
            Term::Changed(globs) | Term::Exists(globs) if globs.iter().any(|glob| glob.contains('$')) => {
                (Term::Changed(globs), false)
            }
            Term::Changed(_) | Term::Exists(_) => {
                let known = self.asked.iter().find(|(asked, _)| *asked == term).map(|(_, name)| name.clone());
                let name = known.unwrap_or_else(|| {
                    let name = self.free_name(id);
                    self.asked.push((term, name.clone()));
                    name
                });
                (Term::equal(Term::NeedOutput(job, name), Term::text("true")), true)
            }
            Term::Not(inner) => {
                let (inner, asks) = self.answered(*inner, id);
                (inner.negated(), asks)
            }
            Term::All(terms) => {
                let (terms, asks) = all(self, terms);
                (Term::all(terms), asks)
            }
            Term::Any(terms) => {
                let (terms, asks) = all(self, terms);
                (Term::any(terms), asks)
            }
            other => (other, false),
        }
    }

    fn free_name(&self, id: &str) -> String {
        let taken = |name: &String| self.asked.iter().any(|(_, own)| own == name);
        let numbered = (2..).map(|number| format!("{id}-{number}"));
        std::iter::once(id.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
    }

    /// The job that answers, if anything is asked.
    fn job(&self, span: Span) -> Option<Job> {
        let id = self.job.clone().filter(|_| !self.asked.is_empty())?;
        let parsed = |text: &str| Template::parse(&Text::plain(text, span), Dialect::GitHub).0;
        let mut job = Job::empty(Spanned::new(id, span), span);
        job.runs_on = RunsOn { labels: vec![parsed("ubuntu-latest")], group: None };
        let mut lines = QUESTIONS.to_owned();
        for (asked, name) in &self.asked {
            let (question, globs) = match asked {
                Term::Changed(globs) => ("changed", globs),
                Term::Exists(globs) => ("there", globs),
                _ => continue,
            };
            let quoted = |glob: &String| format!(" ':(glob){}'", glob.replace('\'', "'\\''"));
            lines += &format!("answer {name} {question}{}\n", globs.iter().map(quoted).collect::<String>());
            let value = parsed(&format!("${{{{ steps.{STEP}.outputs.{name} }}}}"));
            job.outputs.push(Output { name: Spanned::new(name.clone(), span), value });
        }
        let checkout = Builtin::Checkout {
            repository: None,
            revision: None,
            path: None,
            submodules: None,
            depth: Some(parsed("0")),
        };
        let script = Script {
            lines: vec![Template::literal(Text::plain(lines, span))],
            echo: false,
            shell: Shell::Default(Strictness::ErrExit),
            directory: None,
            capture: None,
        };
        let mut compare = Step::new(span, Action::Run(script));
        compare.id = Some(Spanned::new(STEP.to_owned(), span));
        let name = Spanned::new("BASE".to_owned(), span);
        let base = EnvEntry { name, value: parsed(BASE), kind: EnvKind::Expanded, prompt: None };
        compare.env = Env::List(vec![base]);
        let checkout = Action::Builtin { builtin: checkout, reference: None, with: With::new() };
        job.work = Work::Steps(vec![Step::new(span, checkout), compare]);
        Some(job)
    }
}

impl Translation<'_, '_> {
    /// A term that asks the first job for files; where there is none it holds as if they had changed.
    pub(super) fn by_first_job(
        &mut self,
        term: Term,
        job: &mut Job,
        rules: &[Rule],
        questions: &mut Questions,
    ) -> Term {
        let by_itself = self.to == Dialect::Jenkins;
        let asks = |term: &Term| match term {
            Term::Changed(_) => !by_itself,
            Term::Exists(files) => !by_itself || files.iter().any(|file| file.contains('*')),
            _ => false,
        };
        if !term.mentions(asks) {
            return term;
        }
        let place =
            rules.iter().find(|rule| asks_for_files(&rule.test)).map_or(job.id.span, |rule| rule.span);
        let (term, asked) = questions.answered(term, &job.id.value);
        if let (true, Some(first)) = (asked, &questions.job) {
            let id = Spanned::new(first.clone(), place);
            let need = Need { job: id, optional: false, artifacts: false, legs: Vec::new() };
            job.needs.get_or_insert_default().insert(0, need);
            let of_files = rules.iter().flat_map(|rule| globs_of(&rule.test));
            of_files.for_each(|glob| self.writing.implied(glob.text().span()));
        }
        if !term.mentions(asks) {
            return term;
        }
        let help = "filter the workflow's events by \"paths\", or compare files in a first job";
        self.writing.lost(RULE, place, "the job runs whichever files have changed or are there", help);
        replaced(term.pushed(), &asks)
    }

    /// Puts the job that compares files before all others.
    pub(super) fn put_first_job(&mut self, questions: &Questions, out: &mut Pipeline) {
        if let Some(job) = questions.job(Span::NOWHERE) {
            out.jobs.insert(0, job);
        }
    }
}

fn asks_for_files(test: &Test) -> bool {
    match test {
        Test::Changes(_) | Test::Exists(_) => true,
        Test::Not(inner) => asks_for_files(inner),
        Test::All(tests) | Test::Any(tests) => tests.iter().any(asks_for_files),
        Test::Always | Test::Expr(_) | Test::Ref(_) | Test::Source(_) => false,
    }
}

fn globs_of(test: &Test) -> Vec<&Template> {
    match test {
        Test::Changes(filter) | Test::Exists(filter) => filter.include.iter().collect(),
        Test::Not(inner) => globs_of(inner),
        Test::All(tests) | Test::Any(tests) => tests.iter().flat_map(globs_of).collect(),
        Test::Always | Test::Expr(_) | Test::Ref(_) | Test::Source(_) => Vec::new(),
    }
}

/// The same with what cannot be asked taken as given.
fn replaced(term: Term, asks: &impl Fn(&Term) -> bool) -> Term {
    match term {
        Term::All(terms) => Term::all(terms.into_iter().map(|term| replaced(term, asks))),
        Term::Any(terms) => Term::any(terms.into_iter().map(|term| replaced(term, asks))),
        Term::Not(inner) if asks(&inner) => Term::Bool(true),
        term if asks(&term) => Term::Bool(true),
        other => other,
    }
}

/// The globs of files without whose change no job runs, if all ask for the same and nothing else.
pub(super) fn shared(pipeline: &Pipeline) -> Option<Vec<String>> {
    let of = |job: &Job| match job.rules.as_slice() {
        [rule] if rule.when.value != ir::When::Never => match super::super::test::one(&rule.test) {
            Ok(Term::Changed(globs)) if !globs.iter().any(|glob| glob.contains('$')) => Some(globs),
            _ => None,
        },
        _ => None,
    };
    let (first, rest) = pipeline.jobs.split_first()?;
    let globs = of(first)?;
    rest.iter().all(|job| of(job).as_ref() == Some(&globs)).then_some(globs)
}
