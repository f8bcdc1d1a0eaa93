use super::reader::Reader;
use diag::Spanned;
use ir::Environment;
use yaml::{Cursor, Shape};

/// Reads `environment`: a name, or a mapping.
pub(super) fn read(reader: &Reader<'_>, value: Cursor<'_>) -> Option<Environment> {
    let mut environment = Environment {
        span: value.span(),
        name: expr::Template::literal(diag::Text::plain("", value.span())),
        url: None,
        action: None,
        on_stop: None,
        auto_stop_in: None,
        tier: None,
    };
    if value.shape() != Shape::Map {
        environment.name = reader.filled(value)?;
        return Some(environment);
    }
    let mut map = value.map("environment")?;
    let name = reader.required(&mut map, "name").and_then(|name| reader.filled(name));
    let url = map.optional("url");
    let deployment = map.optional("deployment");
    map.finish();
    environment.url = url.and_then(|url| reader.text(url));
    // The job has the environment's secrets and rules, and is no deployment.
    if let Some(deployment) = deployment.and_then(|deployment| reader.flag(deployment)) {
        let span = deployment.text().span();
        environment.action =
            (deployment.as_literal() == Some("false")).then(|| Spanned::new("access".to_owned(), span));
    }
    environment.name = name?;
    Some(environment)
}
