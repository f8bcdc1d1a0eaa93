//! From steps that keep and fetch files to jobs that declare them.
use super::super::Translation;
use super::super::losses::ARTIFACT;
use super::super::speech::understand;
use super::super::term::{Status, Term};
use diag::{Span, Spanned, Text};
use expr::Template;
use ir::{Action, Artifact, ArtifactContent, Builtin, Expr, Job, Need, Pipeline, Upload, When, Work};

impl Translation<'_, '_> {
    /// A step's upload as something that the job keeps.
    pub fn declared(&mut self, mut upload: Upload, condition: Option<&Expr>, job: &mut Job) {
        let when = match condition.map(understand) {
            None => When::OnSuccess,
            Some(Ok(Term::Status(Status::Always))) => When::Always,
            Some(Ok(Term::Not(inner))) if *inner == Term::Status(Status::Cancelled) => When::Always,
            Some(Ok(Term::Status(Status::Failure))) => When::OnFailure,
            Some(_) => {
                let message = "files are kept at an outcome of the job, whatever else holds";
                let span = condition.map_or(upload.span, |condition| condition.text().span());
                self.writing.lost(ARTIFACT, span, message, "remove the files in the script");
                When::OnSuccess
            }
        };
        condition.into_iter().for_each(|asked| self.writing.implied(asked.text().span()));
        upload.when = Spanned::new(when, upload.span);
        for path in &mut upload.paths {
            let text = path.text().clone();
            if let Some(taken) = text.as_str().strip_prefix('!') {
                let start = text.as_str().len() - taken.len();
                upload.exclude.push(Template::literal(text.slice(start, text.as_str().len())));
            }
        }
        upload.paths.retain(|path| !path.text().as_str().starts_with('!'));
        self.upload(&mut upload);
        job.artifacts.push(Artifact { span: upload.span, content: ArtifactContent::Files(upload) });
    }

    /// An upload's texts, and how long it is kept.
    pub fn upload(&mut self, upload: &mut Upload) {
        self.some_text(&mut upload.name);
        self.texts(&mut upload.paths);
        self.texts(&mut upload.exclude);
        self.some_text(&mut upload.if_none);
        self.some_text(&mut upload.overwrite);
        self.some_text(&mut upload.hidden);
        let Some(retention) = upload.retention.take() else { return };
        let span = retention.text().span();
        let days = match retention.as_literal() {
            Some(text) if self.was.by_steps => text.parse::<f64>().ok(),
            Some(text) => {
                crate::gitlab::duration::parse(text).map(|time| (time.as_secs_f64() / 86_400.0).ceil())
            }
            None => None,
        };
        upload.retention = match days {
            Some(days) if self.can.by_steps => Some(format!("{days}")),
            Some(days) => Some(format!("{days}d")),
            None => {
                self.writing.lost(
                    ARTIFACT,
                    span,
                    "how long files are kept cannot be computed",
                    "write the time itself",
                );
                None
            }
        }
        .map(|text| Template::literal(Text::plain(text, span)));
    }

    /// A step's download as a need of the job that uploads.
    pub fn needed(
        &mut self,
        source: &Pipeline,
        job: &mut Job,
        name: Option<&Template>,
        path: Option<&Template>,
        span: Span,
    ) {
        let wanted = name.and_then(Template::as_literal);
        // Files come from jobs that have ended before.
        let earlier = super::super::order::all_before(source, &job.id.value);
        let makers = source.jobs.iter().filter(|maker| earlier.contains(&maker.id.value)).filter(|maker| {
            uploads(maker).any(|upload| match (wanted, upload.name.as_ref()) {
                (None, _) => true,
                (Some(wanted), Some(name)) => name.as_literal().is_none_or(|name| name == wanted),
                (Some(wanted), None) => wanted == "artifact",
            })
        });
        let mut found = false;
        for maker in makers {
            found = true;
            name.into_iter().for_each(|name| self.writing.implied(name.text().span()));
            let same = uploads(maker).any(|upload| {
                let lands = path.and_then(Template::as_literal).map(clean);
                lands.is_none_or(|lands| upload.paths.iter().any(|from| clean(from.text().as_str()) == lands))
            });
            if same {
                path.into_iter().for_each(|path| self.writing.implied(path.text().span()));
            } else {
                let message =
                    format!("the files of \"{}\" are brought where that job had them", maker.id.value);
                let place = path.map_or(span, |path| path.text().span());
                self.writing.lost(ARTIFACT, place, message, "move them in the script");
            }
            let needs = job.needs.get_or_insert_default();
            if !needs.iter().any(|need| need.job == maker.id) {
                let id = Spanned::new(maker.id.value.clone(), span);
                needs.push(Need { job: id, optional: false, artifacts: true, legs: Vec::new() });
            }
        }
        if !found {
            name.into_iter().chain(path).for_each(|text| self.writing.implied(text.text().span()));
            self.writing.lost(
                ARTIFACT,
                span,
                "no job of this pipeline uploads these files",
                "fetch them in the script",
            );
        }
    }
}

/// The files that a job keeps by its steps.
fn uploads(job: &Job) -> impl Iterator<Item = &Upload> {
    let steps = match &job.work {
        Work::Steps(steps) => steps.as_slice(),
        _ => &[],
    };
    steps.iter().filter_map(|step| match &step.action {
        Action::Builtin { builtin: Builtin::Upload(upload), .. } => Some(&**upload),
        _ => None,
    })
}

fn clean(path: &str) -> String {
    path.trim().trim_start_matches("./").trim_end_matches("**").trim_end_matches(['/', '*']).to_owned()
}
