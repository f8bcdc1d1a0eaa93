use super::Config;

impl Config {
    /// The sections that differ in what is only looked at when the daemon starts. Roles, rate limits and the log's
    /// level are not: they change while it runs.
    #[must_use]
    pub fn needs_restart(&self, new: &Self) -> Vec<&'static str> {
        let mut security = new.security.clone();
        security.rate_limit = self.security.rate_limit;
        let mut observability = new.observability.clone();
        observability.logging.level = self.observability.logging.level.clone();
        let sections = [
            ("server", self.server != new.server),
            ("database", self.database != new.database),
            ("security", self.security != security),
            ("tls", self.tls != new.tls),
            ("runners", self.runners != new.runners),
            ("valkyrie", self.valkyrie != new.valkyrie),
            ("observability", self.observability != observability),
            ("notifications", self.notifications != new.notifications),
            ("outgoing", self.outgoing != new.outgoing),
            ("cache", self.cache != new.cache),
            ("retention", self.retention != new.retention),
        ];
        sections.into_iter().filter(|(_, differs)| *differs).map(|(section, _)| section).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{File, Inputs, read};

    #[test]
    fn what_changes_while_the_daemon_runs_needs_no_restart() {
        let config = |text: &str| {
            let file = Some(File { name: "a.yaml".into(), text: text.into() });
            read(&Inputs { file, ..Inputs::default() }).config
        };
        let old = config("");
        let live = "rbac: {enabled: false}\nsecurity: {rate_limit: {enabled: true, burst_size: 1}}\n\
                    observability: {logging: {level: debug}}\n";
        assert_eq!(old.needs_restart(&config(live)), [""; 0]);
        let dead =
            "server: {port: 1}\nsecurity: {session_timeout: 1}\nobservability: {logging: {format: json}}\n";
        assert_eq!(old.needs_restart(&config(dead)), ["server", "security", "observability"]);
    }
}
