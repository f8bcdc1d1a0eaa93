use groovy::run::{Args, Entries, Function};
use groovy::{Place, Stop, Value};
use std::rc::Rc;

/// The arguments of a step.
pub(super) struct Given {
    pub named: Entries,
    plain: Vec<Value>,
    /// The block behind it.
    pub block: Option<Rc<Function>>,
}

impl Given {
    pub fn new(args: Args) -> Self {
        let Args { mut named, mut plain } = args;
        let block = match plain.last() {
            Some(Value::Function(function)) => Some(Rc::clone(function)),
            _ => None,
        };
        if block.is_some() {
            plain.pop();
        }
        // `step([a: 1])` is `step(a: 1)`.
        if let ([Value::Map(map)], true) = (plain.as_slice(), named.is_empty()) {
            named = map.borrow().clone();
            plain = Vec::new();
        }
        Self { named, plain, block }
    }

    /// An argument by its name, or the one without a name.
    pub fn get(&self, name: &str) -> Option<Value> {
        self.named
            .get(name)
            .or_else(|| self.plain.first())
            .filter(|value| !matches!(value, Value::Null))
            .cloned()
    }

    /// An argument by its name only.
    pub fn named(&self, name: &str) -> Option<Value> {
        self.named.get(name).filter(|value| !matches!(value, Value::Null)).cloned()
    }

    /// A text that must be there.
    pub fn text(&self, step: &str, name: &str, at: Place) -> Result<String, Stop> {
        let found = self.get(name).map(|value| value.to_string());
        found.ok_or_else(|| Stop::fail(at, format!("`{step}` lacks `{name}`")))
    }

    pub fn optional(&self, name: &str) -> Option<String> {
        self.named(name).map(|value| value.to_string())
    }

    pub fn flag(&self, name: &str) -> bool {
        self.named(name).is_some_and(|value| value.to_string() == "true")
    }

    pub fn number(&self, step: &str, name: &str, at: Place) -> Result<i64, Stop> {
        match self.get(name) {
            Some(Value::Int(number)) => Ok(number),
            Some(Value::Decimal(number)) => Ok(number as i64),
            Some(other) => other.to_string().trim().parse().map_err(|_| {
                Stop::fail(at, format!("`{name}` of `{step}` is a number, and not \"{other}\""))
            }),
            None => Err(Stop::fail(at, format!("`{step}` lacks `{name}`"))),
        }
    }
}

/// Seconds of a time in Java's words.
pub(in crate::jenkins) fn seconds(time: i64, unit: &str) -> i64 {
    match unit {
        "NANOSECONDS" | "MICROSECONDS" => 0,
        "MILLISECONDS" => time / 1000,
        "SECONDS" => time,
        "HOURS" => time.saturating_mul(3600),
        "DAYS" => time.saturating_mul(86_400),
        _ => time.saturating_mul(60),
    }
}
