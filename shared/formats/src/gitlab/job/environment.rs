//! `environment`: <https://docs.gitlab.com/ci/yaml/#environment>.

use crate::gitlab::codes::VALUE;
use crate::gitlab::duration;
use crate::gitlab::value::{self, Keys};
use expr::Template;
use ir::Environment;
use yaml::{Cursor, Kind};

const ACTIONS: &[&str] = &["start", "prepare", "stop", "verify", "access"];
const TIERS: &[&str] = &["production", "staging", "testing", "development", "other"];

/// Where a job deploys to.
pub fn read(cursor: Cursor<'_>) -> Option<Environment> {
    let span = cursor.span();
    let Kind::Map(_) = cursor.node().kind else {
        let name = name(cursor)?;
        return Some(Environment {
            span,
            name,
            url: None,
            action: None,
            on_stop: None,
            auto_stop_in: None,
            tier: None,
        });
    };
    let mut keys = cursor.map("environment")?;
    let name = keys.need("name").and_then(name);
    let url = keys.get("url").and_then(url);
    let action = keys.get("action").and_then(|action| value::choice(action, ACTIONS)).map(value::spanned);
    let on_stop = keys.get("on_stop").and_then(value::name);
    let auto_stop_in = keys.get("auto_stop_in").and_then(duration::or_never);
    let tier = keys.get("deployment_tier").and_then(|tier| match tier.node().as_str() {
        Some(text) if text.contains('$') => value::name(tier),
        _ => value::choice(tier, TIERS).map(value::spanned),
    });
    if let Some(cluster) = keys.get("kubernetes") {
        kubernetes(cluster);
    }
    keys.finish();
    Some(Environment { span, name: name?, url, action, on_stop, auto_stop_in, tier })
}

fn name(cursor: Cursor<'_>) -> Option<Template> {
    let text = value::filled(cursor)?;
    let allowed =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '/' | '$' | '{' | '}' | ' ' | '.');
    if let Some(c) = text.as_str().chars().find(|c| !allowed(*c)) {
        let finding = cursor.error(VALUE, format!("the name of an environment holds no {c:?}"));
        let help = "letters, digits, blanks, \"-\", \"_\", \"/\", \".\" and variables may stand in it";
        cursor.findings().push(finding.help(help));
    }
    Some(value::expanding(text, cursor.findings()))
}

fn url(cursor: Cursor<'_>) -> Option<Template> {
    let text = value::filled(cursor)?;
    let url = text.as_str();
    let web =
        ["http://", "https://"].iter().any(|scheme| url.len() > scheme.len() && url.starts_with(scheme));
    if !web && !url.starts_with('$') {
        let finding = cursor.error(VALUE, format!("\"{url}\" is not a web address"));
        cursor.findings().push(finding.help("begin it with \"https://\" or a variable"));
        return None;
    }
    Some(value::expanding(text, cursor.findings()))
}

/// It means nothing outside a cluster, but must be well formed.
fn kubernetes(cursor: Cursor<'_>) {
    let Some(mut keys) = cursor.map("kubernetes") else { return };
    keys.get("agent").and_then(value::text);
    keys.get("namespace").and_then(value::filled);
    keys.get("flux_resource_path").and_then(value::text);
    if let Some(mut resources) =
        keys.get("managed_resources").and_then(|cursor| cursor.map("managed_resources"))
    {
        resources.get("enabled").and_then(value::flag);
        resources.finish();
    }
    if let Some(mut dashboard) = keys.get("dashboard").and_then(|cursor| cursor.map("dashboard")) {
        dashboard.get("namespace").and_then(value::filled);
        dashboard.get("flux_resource_path").and_then(value::text);
        dashboard.finish();
    }
    keys.finish();
}
