//! Any text as a Groovy script; what parses is run, against a host that knows every name.
#![no_main]

use groovy::run::{Args, Scope};
use groovy::{Host, Interpreter, Place, Stop, Value};
use libfuzzer_sys::fuzz_target;

struct Anything;

impl Host for Anything {
    fn variable(&self, name: &str) -> Option<Value> {
        Some(if name == "env" { Value::Host("env".into()) } else { Value::text(name) })
    }

    fn assign(&self, name: &str, _value: &Value) -> bool {
        name == "currentBuild"
    }

    fn member(&self, _object: &str, name: &str) -> Result<Value, Stop> {
        Ok(Value::text(name))
    }

    fn set_member(&self, _object: &str, _name: &str, _value: &Value) -> Result<(), Stop> {
        Ok(())
    }

    fn call(
        &self,
        interpreter: &mut Interpreter<'_>,
        _object: Option<&str>,
        name: &str,
        args: Args,
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        match (name, args.plain.last()) {
            ("error", _) => Err(Stop::throw("AbortException", name, at)),
            (_, Some(Value::Function(body))) => interpreter.invoke(body, Vec::new(), at).map(Some),
            _ => Ok(Some(Value::text(name))),
        }
    }
}

fuzz_target!(|text: &str| {
    match groovy::parse(text) {
        Ok(script) => _ = Interpreter::new(&Anything).script(&script, &Scope::root()),
        Err(problem) => assert!(!problem.message.is_empty()),
    }
});
