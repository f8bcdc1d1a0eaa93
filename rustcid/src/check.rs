//! Looks at pipelines' texts. Reading is work for a processor, so it is done beside the server's own threads.

use compile::{Checked, Converted, File, Format, Loader, Nothing, Options};
use diag::render::{self, Report};
use diag::{Diagnostic, SourceMap};

/// What a file is called that came without a name.
pub const UNNAMED: &str = "pipeline";

/// A text and what is known of it.
#[derive(Clone)]
pub struct Text {
    /// The file.
    pub text: String,
    /// Its place in a repository, by which its language may be recognised.
    pub path: Option<String>,
    /// Its language, where somebody said so.
    pub format: Option<&'static Format>,
}

impl Text {
    /// The file as it is read. Without a place only what is in it tells its language.
    pub fn file(&self) -> File<'_> {
        let path = self.path.as_deref();
        File { name: path.unwrap_or(UNNAMED), path: path.unwrap_or("-"), bytes: self.text.as_bytes() }
    }
}

/// No such language; what there are.
#[derive(Debug, thiserror::Error)]
#[error("there is no language `{name}`")]
pub struct NoFormat {
    /// What was asked for.
    pub name: String,
    /// What to ask for.
    pub help: String,
}

/// The language of this name.
pub fn format(name: &str) -> Result<&'static Format, NoFormat> {
    compile::by_id(name).ok_or_else(|| {
        let names = || compile::FORMATS.iter().map(|format| format.id);
        let help = match diag::did_you_mean(name, names()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("it is one of {}", names().collect::<Vec<_>>().join(", ")),
        };
        NoFormat { name: name.to_owned(), help }
    })
}

/// What a look at a text came to.
pub struct Looked {
    /// Its language, if it was recognised.
    pub format: Option<&'static Format>,
    /// What it calls itself.
    pub name: Option<String>,
    /// Whether nothing found forbids to run it.
    pub passes: bool,
    /// What was found.
    pub findings: Vec<api::Finding>,
}

/// Says what is wrong with a text.
pub async fn look(text: Text) -> Looked {
    aside(move || {
        let mut sources = SourceMap::default();
        let options = Options { format: text.format, ..Options::default() };
        let checked = compile::check(&mut sources, text.file(), options, &Nothing);
        let passes = checked.passes() && checked.pipeline.is_some();
        let Checked { format, pipeline, diagnostics, .. } = checked;
        let name = pipeline.and_then(|pipeline| pipeline.name?.as_literal().map(str::to_owned));
        Looked { format, name, passes, findings: findings(&sources, &diagnostics) }
    })
    .await
}

/// A text in another language, or what is wrong with it.
pub async fn convert(text: Text, to: &'static Format) -> Result<api::Converted, Vec<api::Finding>> {
    aside(move || {
        let mut sources = SourceMap::default();
        let converted = compile::convert(&mut sources, text.file(), text.format, to, &Nothing);
        let Converted { from, text, diagnostics, losses } = converted;
        match (from, text) {
            (Some(from), Some(yaml)) => Ok(api::Converted {
                from: from.id.to_owned(),
                to: to.id.to_owned(),
                yaml,
                losses: findings(&sources, &losses),
            }),
            _ => Err(findings(&sources, &diagnostics)),
        }
    })
    .await
}

/// Findings as programs read them.
pub fn findings(sources: &SourceMap, diagnostics: &[Diagnostic]) -> Vec<api::Finding> {
    let checked =
        render::Checked { path: UNNAMED.to_owned(), format: None, diagnostics: diagnostics.to_vec() };
    let files = Report::new(sources, &[checked]).files;
    files.into_iter().flat_map(|file| file.diagnostics).map(Into::into).collect()
}

/// Runs what takes a processor's time on a thread for that. A panic goes on here.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is going down, and this with it.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Brings nothing, from anywhere.
pub fn nothing() -> Box<dyn Loader + Send> {
    Box::new(Nothing)
}
