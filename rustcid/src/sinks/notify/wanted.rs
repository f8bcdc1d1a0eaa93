//! Who wants to be told of a run: the server's own settings say so, and its pipeline.

use super::channel::Channel;
use super::message::{Message, Verdict};
use crate::config::Template;
use crate::config::sections::{Mail, Notifications};
use engine::job::Secrets;
use expr::{EvalError, Scope, Value};
use ir::NotifyWhen;
use lettre::message::Mailbox;
use plan::Plan;
use reqwest::Url;
use stores::Submission;

/// Those whom the server's settings name.
pub fn by_settings(settings: &Notifications, message: &Message) -> Vec<Channel> {
    let wanted = match message.verdict {
        Verdict::Passed => settings.on_success,
        Verdict::Recovered => settings.on_success || settings.on_recovery,
        Verdict::Failed => settings.on_failure,
    };
    if !wanted || !fits(&settings.branches, message.branch()) {
        return Vec::new();
    }
    let template = || settings.slack_template.clone();
    let slack = settings.slack.as_ref().map(|url| slack(url.reveal().clone(), template()));
    let secret = || settings.webhook_secret.clone();
    let webhook =
        settings.webhook.as_ref().map(|url| Channel::Webhook { url: url.reveal().clone(), secret: secret() });
    let mail = settings.mail.as_ref().filter(|mail| !mail.to.is_empty());
    let mail = mail.map(|mail| letter(mail, mail.to.iter().map(|to| to.0.clone()).collect()));
    [slack, webhook, mail].into_iter().flatten().collect()
}

fn slack(url: Url, template: Option<Template>) -> Channel {
    Channel::Slack { url, template }
}

fn letter(mail: &Mail, to: Vec<Mailbox>) -> Channel {
    Channel::Mail { mail: Box::new(mail.clone()), to }
}

/// Whether one of the patterns is a branch's. They have been read before: one that is none fits nothing.
fn fits(patterns: &[String], branch: &str) -> bool {
    let one = |pattern: &String| {
        globset::Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(branch))
    };
    patterns.is_empty() || patterns.iter().any(one)
}

/// Those whom the pipeline names, or why one of them cannot be told. What comes from a fork names nobody.
pub fn by_pipeline(
    submission: &Submission,
    secrets: &Secrets,
    settings: &Notifications,
    message: &Message,
) -> Vec<Result<Channel, String>> {
    let Submission { plan, facts } = submission;
    if facts.pull_request.as_ref().is_some_and(|request| request.fork) {
        return Vec::new();
    }
    let wanted = |when: &NotifyWhen| match message.verdict {
        Verdict::Passed | Verdict::Recovered => when.success,
        Verdict::Failed => when.failure,
    };
    let scope = Known { plan, secrets };
    let wanted = plan.notifications.iter().filter(|notification| wanted(&notification.when));
    let channel = |notification: &ir::Notification| {
        let target = notification.target.render(&scope).map_err(|error| error.to_string())?;
        let url = || Url::parse(&target).map_err(|error| format!("its address is no URL: {error}"));
        match notification.channel.value.as_str() {
            "slack" => Ok(slack(url()?, settings.slack_template.clone())),
            "webhook" => Ok(Channel::Webhook { url: url()?, secret: None }),
            "email" => {
                let mail = settings.mail.as_ref().ok_or("this server has no notifications.email.host")?;
                let to = target.parse().map_err(|error| format!("its address is none: {error}"))?;
                Ok(letter(mail, vec![to]))
            }
            other => Err(format!("nothing is known of the channel {other}")),
        }
    };
    let named =
        |notification: &ir::Notification, cause: String| format!("{}: {cause}", notification.channel.value);
    wanted.map(|notification| channel(notification).map_err(|cause| named(notification, cause))).collect()
}

/// What an address in a pipeline may be made of: its secrets and variables.
struct Known<'a> {
    plan: &'a Plan,
    secrets: &'a Secrets,
}

impl Scope for Known<'_> {
    fn context(&self, name: &str) -> Option<Value> {
        let secrets = || self.secrets.iter().map(|(name, secret)| (name, Value::from(secret.reveal())));
        (name == "secrets").then(|| Value::object(secrets()))
    }

    fn call(&self, _: &str, _: &[Value]) -> Option<Result<Value, EvalError>> {
        None
    }

    fn variable(&self, name: &str) -> Option<Value> {
        if let Some(secret) = self.secrets.get(name) {
            return Some(Value::from(secret.reveal()));
        }
        let environ = self.plan.environ.env.iter().rev().find(|(known, _)| known == name);
        let own = self.plan.env.iter().rev().find(|entry| entry.name.value.as_str() == name);
        let own = own.and_then(|entry| entry.value.as_literal());
        own.or(environ.map(|(_, value)| value.as_str())).map(Value::from)
    }
}
