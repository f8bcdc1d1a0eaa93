use crate::pump::Pump;
use async_trait::async_trait;
use engine::job::{ActionImage, ActionInput, Body, Hook, ImageBody, Resolved};
use formats::action::{self, Action, DockerAction, Runs};
use plan::ir::{Env, Reference};
use std::num::NonZeroU32;
use std::path::PathBuf;

/// A file of metadata may be this large.
const LIMIT: u64 = 1024 * 1024;

/// Brings actions and repositories that are not in the workspace.
#[async_trait]
pub trait ActionSource: Send + Sync {
    /// The folder with the repository `owner/repo` at a branch, tag or commit.
    ///
    /// # Errors
    /// A sentence for the user that says what is missing and which option would bring it.
    async fn fetch(
        &self,
        owner: &str,
        repo: &str,
        revision: &str,
        history: History,
    ) -> Result<PathBuf, String>;
}

/// How much of the past comes with a repository that has to be fetched; one that is at hand comes as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// So many commits.
    Commits(NonZeroU32),
    /// All, with every branch and tag.
    All,
}

impl History {
    /// Only the commit itself.
    pub const LAST: Self = Self::Commits(NonZeroU32::MIN);

    /// As a checkout's depth says it: 0 is all, and who says nothing means one commit.
    pub(crate) fn of(depth: Option<&str>) -> Result<Self, String> {
        match depth.map(str::trim).filter(|depth| !depth.is_empty()) {
            None => Ok(Self::LAST),
            Some(depth) => match depth.parse() {
                Ok(commits) => Ok(NonZeroU32::new(commits).map_or(Self::All, Self::Commits)),
                Err(_) => Err(format!("`{depth}` is not a number of commits")),
            },
        }
    }
}

/// Brings nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoActions;

#[async_trait]
impl ActionSource for NoActions {
    async fn fetch(&self, owner: &str, repo: &str, revision: &str, _: History) -> Result<PathBuf, String> {
        Err(format!(
            "`{owner}/{repo}@{revision}` is not on this machine; give a folder or an address that has it with \
             `--actions-from`"
        ))
    }
}

impl Pump<'_> {
    /// Finds out what an action is made of.
    pub(crate) async fn resolve(&self, reference: &Reference) -> Result<Resolved, String> {
        let (folder, origin) = match reference {
            Reference::Local(path) => (self.absolute(path.as_str()), None),
            Reference::Remote { owner, repo, path, revision, .. } => {
                let root = self.bring_action(owner, repo, revision).await?;
                let folder = if path.is_empty() { root } else { format!("{root}/{path}") };
                (folder, Some((format!("{owner}/{repo}"), revision.clone())))
            }
            Reference::Image(text) | Reference::Task(text) => {
                return Err(format!("`{text}` is not known here: only actions in folders and images are"));
            }
        };
        let place = action::place(
            &folder,
            origin.as_ref().map(|(repo, revision)| (repo.as_str(), revision.as_str())),
        );
        let (inputs, body) = self.read_action(reference, &folder).await?;
        Ok(Resolved { inputs, folder, env: place.env, facts: place.contexts, body })
    }

    /// Puts another repository into the sandbox, once a job.
    async fn bring_action(&self, owner: &str, repo: &str, revision: &str) -> Result<String, String> {
        let name: String = format!("{owner}-{repo}-{revision}")
            .chars()
            .map(|letter| {
                if letter.is_ascii_alphanumeric() || matches!(letter, '-' | '.' | '_') { letter } else { '_' }
            })
            .collect();
        let folder = format!("{}/actions/{name}", self.sandbox.layout().temp);
        let mut brought = self.brought.lock().await;
        if !brought.contains(&folder) {
            let from = self.actions.fetch(owner, repo, revision, History::LAST).await?;
            let failed = |failure| match engine::job::Ended::from(failure) {
                engine::job::Ended::Failed(message)
                | engine::job::Ended::Invalid(message)
                | engine::job::Ended::Broken(message) => message,
                _ => "the action could not be brought".to_owned(),
            };
            self.bring_folder(from, &folder).await.map_err(failed)?;
            brought.insert(folder.clone());
        }
        Ok(folder)
    }

    async fn read_action(
        &self,
        reference: &Reference,
        folder: &str,
    ) -> Result<(Vec<ActionInput>, Body), String> {
        for name in ["action.yml", "action.yaml"] {
            let content = self
                .sandbox
                .get(&format!("{folder}/{name}"), LIMIT)
                .await
                .map_err(|error| error.to_string())?;
            if let Some(content) = content {
                let name = format!("{}/{name}", reference.text());
                return read(&name, &String::from_utf8_lossy(&content));
            }
        }
        for file in ["Dockerfile", "dockerfile"] {
            let content = self
                .sandbox
                .get(&format!("{folder}/{file}"), LIMIT)
                .await
                .map_err(|error| error.to_string())?;
            if content.is_some() {
                let image = ActionImage::File(file.to_owned());
                let body = ImageBody {
                    image,
                    entrypoint: None,
                    args: Vec::new(),
                    env: Vec::new(),
                    pre: None,
                    post: None,
                };
                return Ok((Vec::new(), Body::Image(body)));
            }
        }
        let text = reference.text();
        Err(format!(
            "`{text}` is no action: there is no action.yml, action.yaml or Dockerfile in {folder}; is the repository \
             checked out?"
        ))
    }
}

/// Reads an action's metadata.
fn read(name: &str, text: &str) -> Result<(Vec<ActionInput>, Body), String> {
    let (found, wrong) = action::parse(name, text);
    match found {
        Some(Action { inputs, outputs, runs: Some(runs), .. }) => {
            let inputs = inputs.into_iter().map(|input| ActionInput {
                name: input.name.value,
                default: input.default,
                required: input.required,
            });
            let outputs = outputs.into_iter().filter_map(|output| Some((output.name.value, output.value?)));
            Ok((inputs.collect(), body(runs, outputs.collect())?))
        }
        _ => Err(wrong.unwrap_or_else(|| format!("{name} does not say what the action does"))),
    }
}

fn body(runs: Runs, outputs: Vec<(String, expr::Template)>) -> Result<Body, String> {
    let hook = |hook: action::Hook| Hook { run: hook.run.to_string(), condition: hook.condition };
    Ok(match runs {
        Runs::Composite { steps } => Body::Composite { steps: plan::lower_steps(&steps), outputs },
        Runs::JavaScript { main, pre, post, .. } => Body::Program {
            program: "node".to_owned(),
            main: main.to_string(),
            pre: pre.map(hook),
            post: post.map(hook),
        },
        Runs::Docker(DockerAction { image, entrypoint, args, env, pre, post }) => Body::Image(ImageBody {
            image: match image {
                action::ActionImage::Named(name) => ActionImage::Named(name.to_string()),
                action::ActionImage::File(file) => ActionImage::File(file.to_string()),
            },
            entrypoint: entrypoint.map(expr::Template::literal),
            args,
            env: match env {
                Env::List(entries) => {
                    entries.into_iter().map(|entry| (entry.name.value, entry.value)).collect()
                }
                Env::Computed(_) => {
                    return Err("the variables of an action are written out one by one".to_owned());
                }
            },
            pre: pre.map(hook),
            post: post.map(hook),
        }),
    })
}
