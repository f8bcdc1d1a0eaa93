//! The machine or image that a job runs on.
use super::Translation;
use super::losses::{RUNNER, SERVICE};
use super::speech::understand;
use super::term::Term;
use diag::{Span, Text};
use expr::{Dialect, Template};
use ir::{Container, Job, RunsOn, Tool};

impl Translation<'_, '_> {
    /// The labels of a machine of the other service.
    pub fn runs_on(&mut self, job: &mut Job) {
        let RunsOn { labels, group } = std::mem::take(&mut job.runs_on);
        job.runs_on.group = group
            .filter(|_| self.to != Dialect::GitHub || self.from == Dialect::GitHub)
            .map(|group| self.text(&group));
        job.runs_on.labels = match self.to {
            Dialect::GitHub => self.of_github(&labels, job.id.span),
            Dialect::Azure => self.of_azure(labels, job),
            Dialect::Jenkins => labels.iter().filter_map(|label| self.of_jenkins(label)).collect(),
            to => labels.iter().filter_map(|label| self.off_github(label, to)).collect(),
        };
    }

    /// Whether the source's labels name machines that the service itself has.
    fn hosted(&self) -> bool {
        matches!(self.from, Dialect::GitHub | Dialect::Azure)
    }

    fn of_github(&mut self, labels: &[Template], span: Span) -> Vec<Template> {
        if self.hosted() && !labels.is_empty() {
            // The same images, under the same names.
            return labels.iter().take(1).map(|label| self.text(label)).collect();
        }
        let known = |label: &Template| {
            let label = label.as_literal()?.to_lowercase();
            let is = |word: &str| {
                label == word || label.contains(&format!("{word}-")) || label.ends_with(&format!("-{word}"))
            };
            if is("windows") {
                Some("windows-latest")
            } else if is("macos") {
                Some("macos-latest")
            } else if ["linux", "docker", "kubernetes", "native", "shell", "saas"].iter().any(|word| is(word))
            {
                Some("ubuntu-latest")
            } else {
                None
            }
        };
        let at = |text: &str, span| Template::literal(Text::plain(text, span));
        if labels.iter().all(|label| known(label).is_some()) {
            let name = labels.iter().find_map(|label| known(label).map(|name| (name, label.text().span())));
            let (name, span) = name.unwrap_or(("ubuntu-latest", span));
            labels.iter().for_each(|label| self.writing.implied(label.text().span()));
            return vec![at(name, span)];
        }
        let own = std::iter::once(at("self-hosted", span));
        own.chain(labels.iter().map(|label| self.text(label)).collect::<Vec<_>>()).collect()
    }

    /// Images of the service's own machines have the names that GitHub's have; any other machine is in a pool.
    fn of_azure(&mut self, labels: Vec<Template>, job: &mut Job) -> Vec<Template> {
        let at = |text: &str, span| Template::literal(Text::plain(text, span));
        let span = labels.first().map_or(job.id.span, |label| label.text().span());
        let known = |label: &Template| -> Option<String> {
            let text = label.text().as_str().to_lowercase();
            let hosted = ["ubuntu-", "windows-", "macos-"].iter().any(|start| text.starts_with(start));
            match (self.from, text.as_str()) {
                (Dialect::GitHub, _) if hosted => {
                    Some(text.trim_end_matches("-arm").replace("macos-", "macOS-"))
                }
                (Dialect::GitHub, _) => None,
                (_, text) if text.contains("windows") => Some("windows-latest".to_owned()),
                (_, text) if text.contains("macos") => Some("macOS-latest".to_owned()),
                (_, "linux" | "docker" | "kubernetes" | "native" | "shell" | "any") => {
                    Some("ubuntu-latest".to_owned())
                }
                (_, text) if text.contains("linux") => Some("ubuntu-latest".to_owned()),
                _ => None,
            }
        };
        if labels.is_empty() && job.runs_on.group.is_none() {
            return vec![at("ubuntu-latest", span)];
        }
        if let Some(name) = labels.iter().filter(|label| label.holes().next().is_none()).find_map(known) {
            return vec![at(&name, span)];
        }
        if let [label] = labels.as_slice()
            && label.holes().next().is_some()
        {
            return vec![self.text(label)];
        }
        if job.runs_on.group.is_none() {
            let message = "machines of your own are in a pool, here the one named \"Default\"";
            self.writing.lost(RUNNER, span, message, "name the pool that has them");
            job.runs_on.group = Some(at("Default", span));
        }
        let demands = labels.iter().filter(|label| label.as_literal() != Some("self-hosted"));
        demands.map(|label| self.text(label)).collect::<Vec<_>>()
    }

    /// Labels are those of a server's own agents; what only says that it is Linux says nothing.
    fn of_jenkins(&mut self, label: &Template) -> Option<Template> {
        let span = label.text().span();
        let text = label.text().as_str().to_lowercase();
        let usual = ["linux", "docker", "kubernetes", "native", "shell", "any"];
        if !self.hosted() {
            if usual.contains(&text.as_str()) {
                self.writing.implied(span);
                return None;
            }
            return Some(self.text(label));
        }
        let system = ["windows", "macos"].into_iter().find(|system| text.starts_with(system));
        match system {
            Some(system) => {
                let message = format!("the machine \"{text}\" is one of the service's own");
                let help = format!("give an agent the label \"{system}\"");
                self.writing.lost(RUNNER, span, message, help);
                Some(Template::literal(Text::plain(system, span)))
            }
            None => self.off_github(label, Dialect::Jenkins),
        }
    }

    /// Names of GitHub's own machines mean nothing elsewhere.
    fn off_github(&mut self, label: &Template, to: Dialect) -> Option<Template> {
        let span = label.text().span();
        let text = label.text().as_str().to_lowercase();
        if !self.hosted() {
            return Some(self.text(label));
        }
        if text.starts_with("ubuntu")
            || text.contains('=')
            || text == "self-hosted"
            || text == "linux"
            || text == "x64"
        {
            self.writing.implied(span);
            return None;
        }
        let hosted = if text.starts_with("windows") {
            Some("saas-windows-medium-amd64")
        } else if text.starts_with("macos") {
            Some("saas-macos-medium-m1")
        } else {
            None
        };
        match (hosted, label.sole_expr()) {
            (Some(tag), _) if to == Dialect::GitLab => {
                self.writing.lost(
                    RUNNER,
                    span,
                    format!("the job runs on \"{tag}\" instead of \"{text}\""),
                    "check that you may use it",
                );
                Some(Template::literal(Text::plain(tag, span)))
            }
            (Some(_), _) => {
                self.writing.lost(
                    RUNNER,
                    span,
                    format!("the machine \"{text}\" is GitHub's"),
                    "name a label of your runners",
                );
                None
            }
            (None, Some(expr)) => {
                let matrix = matches!(understand(expr), Ok(Term::Matrix(_)));
                let help = "name labels of your runners, or an image";
                self.writing.lost(RUNNER, span, "machines that expressions name are GitHub's", help);
                (!matrix).then(|| self.text(label))
            }
            (None, None) => Some(self.text(label)),
        }
    }

    /// The image that brings what a step set up.
    pub fn set_up(
        &mut self,
        job: &mut Job,
        tool: Tool,
        version: Option<&Template>,
        file: Option<&Template>,
        span: Span,
    ) {
        let name = match tool {
            Tool::Node => "node",
            Tool::Python => "python",
            Tool::Go => "golang",
            Tool::Java => "eclipse-temurin",
            Tool::Dotnet => "mcr.microsoft.com/dotnet/sdk",
            Tool::Ruby => "ruby",
            Tool::Rust => "rust",
        };
        if let Some(file) = file {
            let message = format!("the version in {} is not looked up", file.text());
            self.writing.lost(
                RUNNER,
                file.text().span(),
                message,
                format!("name it in the image: {name}:VERSION"),
            );
        }
        let tag = version.map(|version| match self.fixed(version) {
            Some(fixed) => tag_of(&fixed),
            None => tag_of(self.text(version).text().as_str()),
        });
        let image = match &tag {
            Some(tag) => format!("{name}:{tag}"),
            None => format!("{name}:latest"),
        };
        self.image(job, image, version.map_or(span, |version| version.text().span()));
    }

    /// Runs the job in an image, unless it has one.
    pub fn image(&mut self, job: &mut Job, image: String, span: Span) {
        if let Some(container) = &job.container {
            let message = format!("the job's image {} must bring what {image} has", container.image.text());
            return self.writing.lost(
                RUNNER,
                span,
                message,
                "install it in the script, or choose an image with both",
            );
        }
        let image = match self.to {
            Dialect::Jenkins if image.contains("${") => {
                self.parsed(format!("\"{}\"", image.replace('"', "")), span)
            }
            Dialect::Jenkins => Template::literal(Text::plain(image, span)),
            _ => self.parsed(image, span),
        };
        job.container = Some(Container::of_image(span, image));
    }

    /// The text of a template whose variables the file itself defines, where an agent is chosen before they are set.
    fn fixed(&self, template: &Template) -> Option<String> {
        if self.to != Dialect::Jenkins {
            return None;
        }
        let part = |part: &expr::Part| match part {
            expr::Part::Literal(text) => Some(text.to_string()),
            expr::Part::Hole(expr) => match understand(expr).ok()? {
                Term::Variable(name) => Some(self.value_of(&name)?.as_literal()?.to_owned()),
                _ => None,
            },
        };
        template.parts().iter().map(part).collect()
    }

    pub fn containers(&mut self, job: &mut Job) {
        let inside = job.container.is_some();
        if let Some(container) = &mut job.container {
            self.container(container);
        }
        let services = std::mem::take(&mut job.services);
        for mut service in services {
            self.container(&mut service.container);
            self.texts(&mut service.aliases);
            if let Some(command) = &mut service.command {
                self.texts(command);
            }
            if !self.was.expressions && self.can.expressions {
                if service.name.is_none() {
                    let name = crate::github::service_name(service.container.image.text().as_str());
                    service.name = Some(diag::Spanned::new(name, service.container.span));
                }
                if !inside {
                    let span = service.container.span;
                    let help = "add \"ports\" to the service, and use localhost";
                    self.writing.lost(
                        SERVICE,
                        span,
                        "a job outside of a container reaches no service by its name",
                        help,
                    );
                }
            }
            job.services.push(service);
        }
    }

    fn container(&mut self, container: &mut Container) {
        let Container {
            span: _,
            image,
            credentials,
            env,
            ports,
            volumes,
            options,
            entrypoint,
            user,
            platform,
            pull: _,
        } = container;
        *image = self.text(&image.clone());
        if let Some(credentials) = credentials {
            credentials.username = self.text(&credentials.username.clone());
            credentials.password = self.text(&credentials.password.clone());
        }
        self.env(env);
        self.texts(ports);
        self.texts(volumes);
        self.some_text(options);
        if let Some(words) = entrypoint {
            self.texts(words);
        }
        self.some_text(user);
        self.some_text(platform);
    }
}

/// A version as the tag of an image: `20.x` is `20`, `^1.21` is `1.21`.
fn tag_of(version: &str) -> String {
    let plain = version.trim().trim_start_matches(['^', '~', 'v', '=', '>', '<', ' ']);
    match plain.trim_end_matches(".x").trim_end_matches(".*") {
        "stable" | "latest" | "" | "nightly" | "beta" | "node" => "latest".to_owned(),
        lts if lts.starts_with("lts") => "lts".to_owned(),
        plain => plain.to_owned(),
    }
}
