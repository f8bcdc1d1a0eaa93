use super::super::model::Agent;
use super::{Around, Lower, compose};
use ir::{Action, Builtin, Container, Env, Job, RunsOn, Step};

impl<'m, 'a> Lower<'m, 'a> {
    /// Puts a job onto its agent; a step that says so where there can be none like it here.
    pub(super) fn machine(&mut self, job: &mut Job, around: &Around<'m, 'a>) -> Option<Step> {
        let agent = around.agent?;
        match agent.kind {
            "any" | "none" => {}
            "label" | "node" | "docker" => {
                job.runs_on = self.labels(agent);
                if agent.kind == "docker" {
                    job.container = self.container(agent);
                }
            }
            kind => {
                let message = format!("agents of kind `{kind}` are made by a Jenkins server, and not here");
                let span = self.source.span(agent.at);
                let fail = Builtin::Fail { message: compose::literal(&message) };
                return Some(Step::new(
                    span,
                    Action::Builtin { builtin: fail, reference: None, with: Vec::new() },
                ));
            }
        }
        None
    }

    fn labels(&mut self, agent: &Agent<'a>) -> RunsOn {
        let label = agent.field("label").filter(|label| label.as_text() != Some(""));
        let labels = label.map(|label| self.template(label)).into_iter().collect();
        RunsOn { labels, group: None }
    }

    fn container(&mut self, agent: &Agent<'a>) -> Option<Container> {
        let image = self.template(agent.field("image")?);
        let options = agent.field("args").map(|args| self.template(args));
        Some(Container {
            span: self.source.span(agent.at),
            image,
            credentials: None,
            env: Env::default(),
            ports: Vec::new(),
            volumes: Vec::new(),
            options,
            entrypoint: None,
            user: None,
            platform: None,
            pull: None,
        })
    }
}
