use super::*;
use crate::config::sections::{Address, Mail, MailTls};
use crate::config::{File, Inputs, Network, read};
use crate::vault::Ring;
use async_trait::async_trait;
use axum::body::to_bytes;
use axum::extract::Request as HttpRequest;
use axum::http::StatusCode;
use axum::{Router, routing::any};
use events::{Event, Facts, GitRef, Outcome, PullRequest, Record};
use expr::{Dialect, Template};
use indexmap::IndexMap;
use std::collections::VecDeque;
use stores::{MemoryStore, PipelineDraft, PipelineId, PipelineSource, RunEntry, SecretScope, Submission};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// A clock that need not be waited for.
struct Leaping(Mutex<Timestamp>);

#[async_trait]
impl Clock for Leaping {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, at: Timestamp) {
        let mut now = self.0.lock().unwrap();
        *now = at.max(*now);
    }
}

/// Headers and body.
type Call = (HashMap<String, String>, String);

/// A server that people are told by. It answers with these, then with 200.
#[derive(Clone, Default)]
struct Heard {
    calls: Arc<Mutex<Vec<Call>>>,
    answers: Arc<Mutex<VecDeque<u16>>>,
}

impl Heard {
    fn bodies(&self) -> Vec<String> {
        self.calls.lock().unwrap().iter().map(|(_, body)| body.clone()).collect()
    }

    fn answers(&self, statuses: &[u16]) {
        self.answers.lock().unwrap().extend(statuses);
    }
}

async fn server() -> (String, Heard) {
    let heard = Heard::default();
    let hearing = heard.clone();
    let hear = move |request: HttpRequest| {
        let heard = hearing.clone();
        async move {
            let text = |value: &axum::http::HeaderValue| value.to_str().unwrap().to_owned();
            let headers =
                request.headers().iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            let body = to_bytes(request.into_body(), usize::MAX).await.unwrap();
            heard.calls.lock().unwrap().push((headers, String::from_utf8(body.to_vec()).unwrap()));
            let status = heard.answers.lock().unwrap().pop_front().unwrap_or(200);
            StatusCode::from_u16(status).unwrap()
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/hook", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, Router::new().fallback(any(hear))).await });
    (url, heard)
}

struct House {
    store: Arc<MemoryStore>,
    clock: Arc<Leaping>,
    vault: Arc<Vault>,
    number: u64,
}

impl House {
    async fn new() -> Self {
        let store = Arc::new(MemoryStore::new());
        let draft = PipelineDraft {
            name: "App <1>".into(),
            source: PipelineSource::Text { format: "rustci".into(), text: String::new() },
        };
        let catalog: &dyn Catalog = &*store;
        catalog.create_pipeline(&PipelineId("p".into()), draft, Timestamp(1)).await.unwrap();
        let clock = Arc::new(Leaping(Mutex::new(Timestamp(1_000_000_000))));
        let vault = Arc::new(Vault::new(Ring::of(["0123456789abcdef0123456789abcdef"]).unwrap()));
        Self { store, clock, vault, number: 0 }
    }

    /// A replica with these settings.
    fn notifier(&self, settings: &str) -> Notifier {
        let file = Some(File { name: "a".into(), text: format!("notifications: {{{settings}}}") });
        let loaded = read(&Inputs { file, ..Inputs::default() });
        let found: Vec<&str> = loaded.diagnostics.iter().map(|found| &*found.message).collect();
        assert!(found.is_empty(), "{found:?}");
        Notifier {
            settings: loaded.config.notifications,
            url: "https://ci.test".into(),
            store: Arc::<MemoryStore>::clone(&self.store),
            catalog: Arc::<MemoryStore>::clone(&self.store),
            vault: Arc::clone(&self.vault),
            outgoing: Outgoing::new(&[Network::v4([127, 0, 0, 1], 32)]).unwrap(),
            clock: Arc::<Leaping>::clone(&self.clock),
            lines: Mutex::default(),
        }
    }

    async fn ends(&mut self, outcome: Outcome) -> RunId {
        self.ends_with(outcome, |_, _| {}).await
    }

    async fn ends_with(
        &mut self,
        outcome: Outcome,
        change: impl FnOnce(&mut plan::Plan, &mut Facts),
    ) -> RunId {
        self.number += 1;
        let run = RunId::from(format!("run-{}", self.number));
        let now = self.clock.now();
        let entry = RunEntry {
            run: run.clone(),
            pipeline: PipelineId("p".into()),
            number: self.number,
            title: "Title".into(),
            git_ref: "refs/heads/main".into(),
            sha: "abc".into(),
            actor: "ada".into(),
            created: now,
        };
        let catalog: &dyn Catalog = &*self.store;
        catalog.index_run(entry).await.unwrap();
        let mut plan = plan::Plan::new("rustci", Dialect::Native, Vec::new());
        let mut facts = Facts::new(run.clone(), GitRef::Branch("main".into()));
        change(&mut plan, &mut facts);
        let submission = Submission { plan: Arc::new(plan), facts: Arc::new(facts) };
        let store: &dyn Store = &*self.store;
        store.create(&run, submission).await.unwrap();
        let event = Event::RunFinished { outcome, outputs: IndexMap::new() };
        let at = now.after(Duration::from_secs(61));
        self.clock.sleep_until(at).await;
        store.append(&run, 0, &[Record { seq: 1, at, event }]).await.unwrap();
        run
    }
}

#[tokio::test]
async fn failures_and_recoveries_are_told_and_nothing_twice() {
    let mut house = House::new().await;
    let (url, heard) = server().await;
    let notifier = house.notifier(&format!("slack: {{webhook: \"{url}\"}}"));
    let other = house.notifier(&format!("slack: {{webhook: \"{url}\"}}"));
    for outcome in
        [Outcome::Success, Outcome::Failure, Outcome::Cancelled, Outcome::Success, Outcome::Success]
    {
        let run = house.ends(outcome).await;
        let (one, two) = tokio::join!(notifier.tell(&run), other.tell(&run));
        assert!(one.unwrap() | two.unwrap());
        assert!(notifier.tell(&run).await.unwrap() && other.tell(&run).await.unwrap());
    }
    let said = |number: u64, what: &str| {
        let url = format!("https://ci.test/api/v1/runs/run-{number}");
        format!("{{\"text\":\"App &lt;1&gt; #{number} {what} on main after 1m 1s\\n{url}\"}}")
    };
    assert_eq!(heard.bodies(), [said(2, "failed"), said(4, "passes again")]);
}

#[tokio::test]
async fn settings_say_what_is_told_of_which_branch_in_which_words() {
    let mut house = House::new().await;
    let (url, heard) = server().await;
    let template = "template: \"{{pipeline}} {{status}} {{commit}} {{actor}} by <x>\"";
    let settings =
        format!("slack: {{webhook: \"{url}\", {template}}}, on_success: true, branches: [\"ma*\"]");
    let run = house.ends(Outcome::Success).await;
    house
        .notifier(&format!("slack: {{webhook: \"{url}\"}}, on_success: true, branches: [dev]"))
        .tell(&run)
        .await
        .unwrap();
    house.notifier(&settings).tell(&run).await.unwrap();
    assert_eq!(heard.bodies(), ["{\"text\":\"App &lt;1&gt; success abc ada by <x>\"}"]);
}

#[tokio::test]
async fn a_webhook_is_signed_over_its_time_and_body() {
    let mut house = House::new().await;
    let (url, heard) = server().await;
    let notifier = house.notifier(&format!("webhook: {{url: \"{url}\", secret: key}}"));
    let run = house.ends(Outcome::Failure).await;
    notifier.tell(&run).await.unwrap();
    let (headers, body) = heard.calls.lock().unwrap()[0].clone();
    let seconds: u64 = headers["x-rustci-timestamp"].parse().unwrap();
    let expected = channel::signature(&engine::job::Secret::new("key"), Timestamp(seconds * 1000), &body);
    assert_eq!(headers["x-rustci-signature"], expected);
    assert!(headers["x-rustci-delivery"].starts_with("run-1 webhook "));
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    assert_eq!((&body["status"], &body["pipeline"]["name"]), (&"failure".into(), &"App <1>".into()));
    assert_eq!(body["duration_seconds"], 61);
}

#[tokio::test]
async fn who_is_away_is_asked_again_and_who_refuses_is_not() {
    let mut house = House::new().await;
    let (url, heard) = server().await;
    let notifier = house.notifier(&format!("slack: {{webhook: \"{url}\"}}"));
    heard.answers(&[500, 429, 503]);
    let run = house.ends(Outcome::Failure).await;
    assert!(notifier.tell(&run).await.unwrap());
    assert_eq!(heard.bodies().len(), 4);
    heard.answers(&[404]);
    let run = house.ends(Outcome::Failure).await;
    assert!(notifier.tell(&run).await.unwrap());
    assert_eq!(heard.bodies().len(), 5);
    heard.answers(&[500; 4]);
    let run = house.ends(Outcome::Failure).await;
    assert!(!notifier.tell(&run).await.unwrap(), "it is left for later");
    assert!(notifier.tell(&run).await.unwrap());
    assert_eq!(heard.bodies().len(), 10);
}

#[tokio::test]
async fn what_a_process_could_not_tell_before_it_died_is_told_by_another() {
    let mut house = House::new().await;
    let (url, heard) = server().await;
    let notifier = house.notifier(&format!("slack: {{webhook: \"{url}\"}}"));
    let old = house.ends(Outcome::Failure).await;
    house.clock.sleep_until(house.clock.now().after(SKEW * 2)).await;
    notifier.look().await.unwrap();
    assert!(heard.bodies().is_empty(), "{old} ended before anybody was to be told");
    house.clock.sleep_until(house.clock.now().after(SKEW * 2)).await;
    let run = house.ends(Outcome::Failure).await;
    // It died while it spoke: its claim stands until it has run out.
    let id = notifier.settings.slack.as_ref().unwrap().reveal().clone();
    let id = format!("notifying {run} {}", Channel::Slack { url: id, template: None }.id());
    let now = house.clock.now();
    let claims: &dyn Catalog = &*house.store;
    claims.take_request(&id, b"", now, now.after(LEASE)).await.unwrap();
    notifier.look().await.unwrap();
    assert!(heard.bodies().is_empty());
    house.clock.sleep_until(now.after(LEASE)).await;
    notifier.look().await.unwrap();
    notifier.look().await.unwrap();
    assert_eq!(heard.bodies().len(), 1);
}

fn names(target: &str, channel: &str) -> ir::Notification {
    let (target, problems) = Template::parse(&target.into(), Dialect::Native);
    assert!(problems.is_empty());
    let when = ir::NotifyWhen { success: true, failure: true };
    let channel = ir::Spanned { value: channel.to_owned(), span: diag::Span::NOWHERE };
    ir::Notification { span: diag::Span::NOWHERE, channel, target, when }
}

#[tokio::test]
async fn a_pipeline_names_others_by_its_secrets_but_a_fork_does_not() {
    let mut house = House::new().await;
    let (url, heard) = server().await;
    let scope = SecretScope { pipeline: Some(PipelineId("p".into())), ..SecretScope::default() };
    let sealed = house.vault.seal("SLACK_WEBHOOK", &scope, &url).unwrap();
    let catalog: Arc<dyn Catalog> = Arc::<MemoryStore>::clone(&house.store);
    catalog.put_secret("SLACK_WEBHOOK", &scope, sealed, Timestamp(1)).await.unwrap();
    let notifier = house.notifier("");
    let own = |plan: &mut plan::Plan| plan.notifications = vec![names("${SLACK_WEBHOOK}", "slack")];
    let run = house.ends_with(Outcome::Success, |plan, _| own(plan)).await;
    assert!(notifier.tell(&run).await.unwrap());
    assert_eq!(heard.bodies().len(), 1);
    let fork =
        PullRequest { number: 1, title: String::new(), head: "x".into(), base: "main".into(), fork: true };
    let foreign = |plan: &mut plan::Plan, facts: &mut Facts| {
        own(plan);
        plan.notifications.push(names(&url, "webhook"));
        facts.pull_request = Some(fork);
    };
    let run = house.ends_with(Outcome::Success, foreign).await;
    assert!(notifier.tell(&run).await.unwrap());
    assert_eq!(heard.bodies().len(), 1);
}

#[tokio::test]
async fn ssrf_a_pipeline_cannot_have_the_server_speak_to_its_own_network() {
    let mut house = House::new().await;
    let mut notifier = house.notifier("");
    notifier.outgoing = Outgoing::new(&[]).unwrap();
    let (url, heard) = server().await;
    let target = |plan: &mut plan::Plan| plan.notifications = vec![names(&url, "webhook")];
    let run = house.ends_with(Outcome::Failure, |plan, _| target(plan)).await;
    assert!(notifier.tell(&run).await.unwrap(), "it is not tried again");
    assert!(heard.bodies().is_empty());
}

/// A mail server that takes one letter: <https://www.rfc-editor.org/rfc/rfc5321#appendix-D>.
async fn mailbox() -> (u16, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let talk = async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (read, mut write) = stream.into_split();
        let (mut lines, mut seen, mut data) = (BufReader::new(read).lines(), Vec::new(), false);
        write.write_all(b"220 test\r\n").await.unwrap();
        while let Some(line) = lines.next_line().await.unwrap() {
            let answer: &[u8] = match line.split(' ').next().unwrap_or_default() {
                "." if data => b"250 taken\r\n",
                _ if data => b"",
                "DATA" => b"354 go on\r\n",
                "QUIT" => b"221 bye\r\n",
                _ => b"250 fine\r\n",
            };
            data = line == "DATA" || (data && line != ".");
            seen.push(line);
            write.write_all(answer).await.unwrap();
        }
        seen
    };
    (port, tokio::spawn(talk))
}

#[tokio::test]
async fn a_letter_goes_to_all_who_are_named() {
    let mut house = House::new().await;
    let (port, talk) = mailbox().await;
    let mail =
        format!("host: 127.0.0.1, port: {port}, tls: none, from: CI <ci@x.test>, to: [a@x.test, b@x.test]");
    let notifier = house.notifier(&format!("email: {{{mail}, subject: \"{{{{title}}}}: {{{{status}}}}\"}}"));
    let run = house.ends(Outcome::Failure).await;
    assert!(notifier.tell(&run).await.unwrap());
    drop(notifier);
    let said = talk.await.unwrap();
    for line in
        ["MAIL FROM:<ci@x.test>", "RCPT TO:<a@x.test>", "RCPT TO:<b@x.test>", "Subject: Title: failure"]
    {
        assert!(said.iter().any(|said| said == line), "{line}: {said:#?}");
    }
    assert!(said.iter().any(|line| line.contains("https://ci.test/api/v1/runs/run-1")), "{said:#?}");
}

#[tokio::test]
async fn nothing_is_said_in_plain_to_a_mail_server_that_should_protect_it() {
    let mut house = House::new().await;
    let (port, talk) = mailbox().await;
    let mut notifier = house.notifier("");
    let address = |text: &str| Address(text.parse().unwrap());
    notifier.settings.mail = Some(Mail {
        host: "127.0.0.1".into(),
        port,
        tls: MailTls::Starttls,
        login: Some(("ci".into(), engine::job::Secret::new("canary"))),
        from: address("ci@x.test"),
        to: vec![address("a@x.test")],
        subject: None,
        template: None,
    });
    let run = house.ends(Outcome::Failure).await;
    notifier.tell(&run).await.unwrap();
    drop(notifier);
    let said = talk.await.unwrap();
    assert!(!said.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")), "{said:#?}");
}
