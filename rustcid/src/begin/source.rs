use super::{BeginError, Happening, Key, Wanted, key, named, text_of};
use crate::app::App;
use crate::check::Text;
use crate::config::Config;
use crate::git::{Mirror, Mirrors, RefName, Token, Tree};
use engine::job::Secret;
use events::{Commit, GitRef, Repository};
use executors::Workspace;
use plan::Assignment;
use std::path::PathBuf;
use stores::{Pipeline, PipelineSource};

/// Where pipelines' texts, and the files that their jobs start with, come from.
#[derive(Clone, Debug)]
pub struct Sources {
    mirrors: Mirrors,
}

/// A pipeline's files, and where they are.
pub struct Taken {
    /// The files, at least one.
    pub texts: Vec<Text>,
    /// Their place; none where the pipeline's text is kept here.
    pub place: Option<Place>,
}

/// A commit of a repository.
#[derive(Clone, Debug)]
pub struct Place {
    /// The branch or tag.
    pub git_ref: GitRef,
    /// The commit.
    pub commit: Commit,
    /// The repository.
    pub repository: Repository,
    /// The files in it.
    pub tree: Tree,
}

impl Taken {
    /// The file of this name, or the only one.
    pub fn only(&self, path: Option<&str>) -> Result<Text, BeginError> {
        let known = |text: &&Text| path.is_none_or(|path| text.path.as_deref() == Some(path));
        match self.texts.iter().filter(known).collect::<Vec<_>>().as_slice() {
            [text] => Ok((*text).clone()),
            several => {
                let all: Vec<&str> = self.texts.iter().filter_map(|text| text.path.as_deref()).collect();
                let all = all.join(", ");
                Err(BeginError::Source {
                    message: match several.is_empty() {
                        true => format!("the pipeline has no such file: `path` is one of {all}"),
                        false => format!("the repository has several CI files: name one as `path`: {all}"),
                    },
                })
            }
        }
    }
}

impl Sources {
    /// With mirrors of repositories below a folder.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(folder: PathBuf, config: &Config) -> std::io::Result<Self> {
        let (rules, allowed) = (config.repositories.clone(), config.outgoing.allowed_networks.clone());
        Ok(Self { mirrors: Mirrors::open(folder, rules, allowed)? })
    }

    /// The mirrors of repositories.
    #[must_use]
    pub fn mirrors(&self) -> &Mirrors {
        &self.mirrors
    }

    /// A pipeline's files, at the commit that it is about.
    pub async fn take(&self, app: &App, pipeline: &Pipeline, wanted: &Wanted) -> Result<Taken, BeginError> {
        match &pipeline.source {
            PipelineSource::Text { format, text } => {
                Ok(Taken { texts: vec![text_of(text, format)], place: None })
            }
            PipelineSource::Repository { path, branch, .. } => {
                let (mirror, token) = self.mirror(app, pipeline).await?;
                let place = place(&mirror, token.as_ref(), branch.as_deref(), wanted).await?;
                let (tree, path, sha) = (place.tree.clone(), path.clone(), place.commit.sha.clone());
                let texts = crate::check::aside(move || texts(&tree, path, &sha)).await?;
                Ok(Taken { texts, place: Some(place) })
            }
        }
    }

    /// The files that a job starts with.
    pub async fn workspace(&self, app: &App, assignment: &Assignment) -> Result<Workspace, BeginError> {
        let sha = &assignment.facts.commit.sha;
        if sha.is_empty() {
            return Ok(Workspace::Empty);
        }
        let run = app.catalog.run(&assignment.run).await?.entry;
        let pipeline = app.catalog.pipeline(&run.pipeline).await?;
        let (mirror, token) = self.mirror(app, &pipeline).await?;
        // Another replica may have fetched it, and this one not yet.
        let on: Vec<RefName> = RefName::new(&run.git_ref).into_iter().collect();
        mirror.ensure(token.as_ref(), sha, &on).await?;
        Ok(Workspace::Copy(mirror.checkout(sha, app.clock.now()).await?))
    }

    /// The mirror of a pipeline's repository, and what gets into it.
    async fn mirror(&self, app: &App, pipeline: &Pipeline) -> Result<(Mirror, Option<Token>), BeginError> {
        let Some(url) = pipeline.source.url() else {
            let message = "the pipeline is in no repository any more".to_owned();
            return Err(BeginError::Source { message });
        };
        let address = self.mirrors.address(url)?;
        let token = key(app, &pipeline.id, Key::Repository(&address)).await?.map(|secret| token(&secret));
        Ok((self.mirrors.mirror(&address).await?, token))
    }
}

/// `USER:TOKEN`, or a token alone: most servers ask for no certain user then.
fn token(secret: &Secret) -> Token {
    match secret.reveal().split_once(':') {
        Some((user, token)) => Token { user: user.to_owned(), secret: Secret::new(token) },
        None => Token { user: "x-access-token".to_owned(), secret: secret.clone() },
    }
}

/// The commit that somebody wants, fetched.
async fn place(
    mirror: &Mirror,
    token: Option<&Token>,
    usual: Option<&str>,
    wanted: &Wanted,
) -> Result<Place, BeginError> {
    let default_branch = match (&wanted.default_branch, usual) {
        (Some(branch), _) => branch.clone(),
        (None, Some(branch)) => branch.to_owned(),
        (None, None) => mirror.default_branch(token).await?,
    };
    let (git_ref, sha) = match &wanted.happening {
        Happening::Pushed { git_ref, sha, .. } => {
            mirror.ensure(token, sha, &[RefName::of(git_ref)?]).await?;
            (git_ref.clone(), sha.clone())
        }
        Happening::Requested { request, sha, on } => {
            let base = RefName::new(&format!("refs/heads/{}", request.base))?;
            mirror.fetch(token, &[base, on.clone()]).await?;
            let sha = match sha {
                Some(sha) => {
                    mirror.ensure(token, sha, std::slice::from_ref(on)).await?;
                    sha.clone()
                }
                None => mirror.commit_of(on).await?,
            };
            (GitRef::Branch(request.head.clone()), sha)
        }
        Happening::Asked | Happening::Due | Happening::Ended => {
            let branch = usual.unwrap_or(&default_branch);
            let git_ref = named(wanted.trigger.git_ref.as_deref().unwrap_or(branch));
            let name = RefName::of(&git_ref)?;
            mirror.fetch(token, std::slice::from_ref(&name)).await?;
            (git_ref, mirror.commit_of(&name).await?)
        }
    };
    let (owner, name, url) = mirror.address().repository();
    let repository = Repository { owner, name, url, default_branch };
    Ok(Place { git_ref, commit: mirror.commit(&sha).await?, repository, tree: mirror.tree(&sha).await? })
}

/// The file of this name, or all CI files that there are.
fn texts(tree: &Tree, path: Option<String>, sha: &str) -> Result<Vec<Text>, BeginError> {
    /// More files are no pipelines.
    const MOST: usize = 100;
    let paths = path.map_or_else(|| tree.pipelines(), |path| vec![path]);
    if paths.is_empty() || paths.len() > MOST {
        let message = match paths.len() {
            0 => format!("commit {sha} has no CI file: name one as `path`"),
            count => format!("commit {sha} has {count} CI files, more than the {MOST} that are looked at"),
        };
        return Err(BeginError::Source { message });
    }
    let text = |path: String| {
        let text = tree.text(&path).map_err(|error| BeginError::Source { message: error.to_string() })?;
        Ok(Text { text, path: Some(path), format: None })
    };
    paths.into_iter().map(text).collect()
}
