use super::holds::{World, describe};
use crate::scope::Known;
use diag::Diagnostic;
use events::Skip;
use ir::{Env, EnvEntry, Need, Rule, Tolerance, When};

/// How something that is in the run takes part in it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) when: When,
    pub(super) tolerance: Option<Tolerance>,
    pub(super) env: Vec<EnvEntry>,
    pub(super) needs: Option<Vec<Need>>,
    pub(super) interruptible: Option<bool>,
}

/// Whether rules let something into the run, and how. Without rules it is in, as `otherwise` says.
pub(super) fn by_rules(
    rules: &[Rule],
    otherwise: &When,
    world: &World<'_>,
    scope: &Known<'_>,
) -> Result<Result<Entry, Skip>, Box<Diagnostic>> {
    let plain = |when: &When| Entry {
        when: when.clone(),
        tolerance: None,
        env: Vec::new(),
        needs: None,
        interruptible: None,
    };
    if rules.is_empty() {
        return Ok(match otherwise {
            When::Never => Err(Skip::Rule { text: "never".to_owned() }),
            when => Ok(plain(when)),
        });
    }
    for rule in rules {
        if world.holds(&rule.test, scope)? {
            return Ok(match &rule.when.value {
                When::Never => Err(Skip::Rule { text: describe(&rule.test) }),
                when => Ok(Entry {
                    tolerance: rule.tolerance.clone(),
                    env: list(&rule.env),
                    needs: rule.needs.clone(),
                    interruptible: rule.interruptible,
                    ..plain(when)
                }),
            });
        }
    }
    Ok(Err(Skip::NoRule))
}

fn list(env: &Env) -> Vec<EnvEntry> {
    env.entries().to_vec()
}
