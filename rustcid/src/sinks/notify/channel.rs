use super::message::Message;
use crate::config::Template;
use crate::config::sections::{Mail, MailTls};
use crate::sinks::outgoing::{Call, Outgoing, OutgoingError};
use engine::job::Secret;
use events::Timestamp;
use hmac::{Hmac, Mac};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use reqwest::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, StatusCode, Url};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// How long a mail server may take.
const LIMIT: Duration = Duration::from_secs(15);

/// Where somebody is told.
#[derive(Clone)]
pub enum Channel {
    /// An incoming webhook of Slack: <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>.
    Slack {
        /// Its URL, which is a secret.
        url: Url,
        /// What is said.
        template: Option<Template>,
    },
    /// A server that takes JSON.
    Webhook {
        /// Its URL, which may be a secret.
        url: Url,
        /// What signs the body.
        secret: Option<Secret>,
    },
    /// A mailbox.
    Mail {
        /// The server.
        mail: Box<Mail>,
        /// Who is written to.
        to: Vec<Mailbox>,
    },
}

/// Why somebody was not told.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// There was no answer.
    #[error(transparent)]
    Outgoing(#[from] OutgoingError),
    /// The answer was no.
    #[error("the server answers {0}")]
    Status(StatusCode),
    /// The mail server does not want it.
    #[error("the mail server: {0}")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The mail server took too long.
    #[error("the mail server gave no answer within {} seconds", LIMIT.as_secs())]
    SlowMail,
    /// It cannot be made a letter.
    #[error("no letter can be written: {0}")]
    Letter(String),
}

impl SendError {
    /// Whether it may go well later.
    pub fn passes(&self) -> bool {
        match self {
            Self::Outgoing(error) => {
                matches!(error, OutgoingError::Slow { .. } | OutgoingError::Failed { .. })
            }
            Self::Status(status) => {
                status.is_server_error()
                    || [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS].contains(status)
            }
            Self::Smtp(error) => !error.is_permanent(),
            Self::SlowMail => true,
            Self::Letter(_) => false,
        }
    }
}

impl Channel {
    /// What people call it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Slack { .. } => "slack",
            Self::Webhook { .. } => "webhook",
            Self::Mail { .. } => "email",
        }
    }

    /// Tells it from others, and tells nothing of it.
    pub fn id(&self) -> String {
        let address = match self {
            Self::Slack { url, .. } | Self::Webhook { url, .. } => url.to_string(),
            Self::Mail { to, .. } => to.iter().map(|to| to.email.to_string()).collect::<Vec<_>>().join(","),
        };
        format!("{} {}", self.name(), hex(&Sha256::digest(address.as_bytes())[..16]))
    }

    /// Says it. `id` is the same whenever the same is said again.
    pub async fn send(
        &self,
        outgoing: &Outgoing,
        message: &Message,
        id: &str,
        now: Timestamp,
    ) -> Result<(), SendError> {
        match self {
            Self::Slack { url, template } => {
                post(outgoing, call(url, message.slack(template.as_ref()))).await
            }
            Self::Webhook { url, secret } => {
                let body = message.json();
                let signed = secret.as_ref().map(|secret| signature(secret, now, &body));
                let mut call = call(url, body);
                let mut header = |name: &'static str, value: String| {
                    if let Ok(value) = HeaderValue::try_from(value) {
                        call.credentials.insert(HeaderName::from_static(name), value);
                    }
                };
                header("x-rustci-event", "run.finished".to_owned());
                header("x-rustci-delivery", id.to_owned());
                header("x-rustci-timestamp", (now.0 / 1000).to_string());
                if let Some(signed) = signed {
                    header("x-rustci-signature", signed);
                }
                post(outgoing, call).await
            }
            Self::Mail { mail, to } => {
                let written = tokio::time::timeout(LIMIT, write(mail, to, message, id)).await;
                written.unwrap_or(Err(SendError::SlowMail))
            }
        }
    }
}

fn call(url: &Url, body: String) -> Call {
    let mut call = Call::new(Method::POST, url.clone());
    call.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    call.body = body.into();
    call
}

async fn post(outgoing: &Outgoing, call: Call) -> Result<(), SendError> {
    let reply = outgoing.send(call).await?;
    if reply.status.is_success() { Ok(()) } else { Err(SendError::Status(reply.status)) }
}

/// Over the time too, so that nobody can send an old body again: `sha256=` and HMAC-SHA256 of `TIMESTAMP.BODY`.
pub(super) fn signature(secret: &Secret, now: Timestamp, body: &str) -> String {
    // A key of any length fits, says <https://www.rfc-editor.org/rfc/rfc2104#section-2>.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.reveal().as_bytes()) else {
        return String::new();
    };
    mac.update(format!("{}.{body}", now.0 / 1000).as_bytes());
    format!("sha256={}", hex(&mac.finalize().into_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn write(mail: &Mail, to: &[Mailbox], message: &Message, id: &str) -> Result<(), SendError> {
    let plain = |text: String| text.replace(|char: char| char.is_control() && char != '\n', " ");
    let subject = mail.subject.as_ref().map_or_else(|| message.line(), |subject| message.text(Some(subject)));
    let letter = lettre::Message::builder()
        .from(mail.from.0.clone())
        .message_id(Some(format!("<{}@{}>", id.replace(' ', "."), mail.from.0.email.domain())))
        .subject(plain(subject).replace('\n', " "))
        .header(ContentType::TEXT_PLAIN);
    let letter = to.iter().fold(letter, |letter, to| letter.to(to.clone()));
    let letter = letter.body(plain(message.text(mail.template.as_ref())));
    let letter = letter.map_err(|error| SendError::Letter(error.to_string()))?;
    let tls = match mail.tls {
        MailTls::Starttls => Tls::Required(TlsParameters::new(mail.host.clone())?),
        MailTls::Tls => Tls::Wrapper(TlsParameters::new(mail.host.clone())?),
        MailTls::Never => Tls::None,
    };
    let server = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&mail.host).port(mail.port).tls(tls);
    let server = match &mail.login {
        Some((user, password)) => {
            server.credentials(Credentials::new(user.clone(), password.reveal().to_owned()))
        }
        None => server,
    };
    server.timeout(Some(LIMIT)).build().send(letter).await?;
    Ok(())
}
