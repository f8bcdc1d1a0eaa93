//! `withCredentials`: secrets as variables of the commands in its block
//! (<https://www.jenkins.io/doc/pipeline/steps/credentials-binding/>).
use super::given::Given;
use super::steps::Steps;
use groovy::{Place, Stop, Value};

/// A variable of the block.
pub(super) struct Bound {
    name: String,
    holds: Holds,
}

/// What such a variable holds.
enum Holds {
    /// The whole of a secret.
    Whole { id: String },
    /// A part of it: the user's name, or the password.
    Part { id: String, part: Part },
    /// The path of a file with the secret in it.
    File { id: String },
}

#[derive(Clone, Copy)]
enum Part {
    User,
    Password,
    KeyUser,
    Passphrase,
}

/// The arguments that name variables, and what these hold.
const VARIABLES: [&str; 7] = [
    "variable",
    "usernameVariable",
    "aliasVariable",
    "passwordVariable",
    "passphraseVariable",
    "keyFileVariable",
    "keystoreVariable",
];

impl Holds {
    /// What the variable of an argument holds, in a binding of some kind.
    fn of(kind: &str, variable: &str, id: String) -> Self {
        match (kind, variable) {
            ("file" | "zip", _) | (_, "keyFileVariable" | "keystoreVariable") => Self::File { id },
            ("usernamePassword", "usernameVariable") => Self::Part { id, part: Part::User },
            ("usernamePassword", "passwordVariable") => Self::Part { id, part: Part::Password },
            (_, "usernameVariable" | "aliasVariable") => Self::Part { id, part: Part::KeyUser },
            (_, "passwordVariable" | "passphraseVariable") => Self::Part { id, part: Part::Passphrase },
            _ => Self::Whole { id },
        }
    }
}

/// The variables that `withCredentials` makes.
pub(super) fn bindings(given: &Given, at: Place) -> Result<Vec<Bound>, Stop> {
    let list = match given.get("bindings") {
        Some(Value::List(list)) => list.borrow().clone(),
        Some(one @ Value::Map(_)) => vec![one],
        _ => return Err(Stop::fail(at, "`withCredentials` takes a list of bindings")),
    };
    let mut bound = Vec::new();
    for binding in &list {
        let Value::Map(map) = binding else {
            return Err(Stop::fail(at, "a binding is a call, as string(credentialsId: 'a', variable: 'A')"));
        };
        let map = map.borrow();
        let text = |name: &str| map.get(name).map(Value::to_string);
        let Some(id) = text("credentialsId") else {
            return Err(Stop::fail(at, "a binding lacks `credentialsId`"));
        };
        let kind = text("$kind").unwrap_or_default();
        let named = VARIABLES.iter().filter_map(|key| Some((key, text(key)?)));
        bound.extend(named.map(|(key, name)| Bound { name, holds: Holds::of(&kind, key, id.clone()) }));
    }
    Ok(bound)
}

impl Steps<'_> {
    /// Runs with secrets as variables, for commands and for texts of the script.
    pub(super) fn with_secrets(
        &self,
        bound: Vec<Bound>,
        at: Place,
        run: impl FnOnce() -> Result<Value, Stop>,
    ) -> Result<Value, Stop> {
        let mut files = Vec::new();
        let mut before = Vec::new();
        for Bound { name, holds } in bound {
            let value = match holds {
                Holds::Whole { id } => self.build.credentials(&id, at)?,
                Holds::Part { id, part } => self.part(&id, part, at)?,
                Holds::File { id } => {
                    // It must be there, even if no command looks at it.
                    self.build.credentials(&id, at)?;
                    files.push((name, id));
                    continue;
                }
            };
            before.push((name.clone(), self.build.own(&name)));
            self.build.set_env(&name, Some(value));
        }
        let result = self.inside(|blocks| blocks.files.extend(files), run);
        for (name, old) in before.into_iter().rev() {
            self.build.restore_env(&name, old);
        }
        result
    }

    /// A part of a secret, which is a secret of its own: only so is it hidden in logs.
    fn part(&self, id: &str, part: Part, at: Place) -> Result<String, Stop> {
        match part {
            Part::User => self.build.credentials(&format!("{id}_USR"), at),
            Part::Password => self.build.credentials(&format!("{id}_PSW"), at),
            // Keys may have neither.
            Part::KeyUser => Ok(self.build.secret(&format!("{id}_USR")).unwrap_or_default()),
            Part::Passphrase => Ok(self.build.secret(&format!("{id}_PSW")).unwrap_or_default()),
        }
    }
}
