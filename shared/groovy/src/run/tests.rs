use super::{Args, Host, Interpreter, Outcome, Scope, Stop, Value};
use crate::{Place, parse};
use std::cell::RefCell;

/// A host that notes what is said to it.
#[derive(Default)]
struct Listener(RefCell<Vec<String>>);

impl Host for Listener {
    fn variable(&self, name: &str) -> Option<Value> {
        (name == "env").then(|| Value::Host("env".into()))
    }

    fn assign(&self, _: &str, _: &Value) -> bool {
        false
    }

    fn member(&self, object: &str, name: &str) -> Result<Value, Stop> {
        Ok(Value::text(format!("{object}:{name}")))
    }

    fn set_member(&self, _: &str, name: &str, value: &Value) -> Result<(), Stop> {
        self.0.borrow_mut().push(format!("{name}={value}"));
        Ok(())
    }

    fn call(
        &self,
        interpreter: &mut Interpreter<'_>,
        _: Option<&str>,
        name: &str,
        args: Args,
        at: Place,
    ) -> Result<Option<Value>, Stop> {
        match (name, args.plain.last()) {
            ("echo", Some(text)) => self.0.borrow_mut().push(text.to_string()),
            ("twice", Some(Value::Function(function))) => {
                interpreter.invoke(function, Vec::new(), at)?;
                interpreter.invoke(function, Vec::new(), at)?;
            }
            ("error", Some(text)) => return Err(Stop::throw("AbortException", text.to_string(), at)),
            ("wait", _) => return Err(Stop::Halt),
            _ => return Ok(None),
        }
        Ok(Some(Value::Null))
    }
}

fn run(script: &str) -> (Outcome, Vec<String>) {
    let host = Listener::default();
    let result = Interpreter::new(&host).script(&parse(script).unwrap(), &Scope::root());
    (result, host.0.into_inner())
}

fn value(script: &str) -> String {
    match run(script).0 {
        Ok(value) => value.to_string(),
        Err(Stop::Throw(thrown)) => format!("{}: {}", thrown.class, thrown.message),
        Err(other) => panic!("{script}: {other:?}"),
    }
}

#[test]
fn values_are_as_the_language_has_them() {
    let cases = [
        ("1 + 2 * 3", "7"),
        ("7 / 2", "3.5"),
        ("8 / 2", "4"),
        ("2 ** 10 - 1", "1023"),
        ("'a' + 1 + null", "a1null"),
        ("\"a${1 + 1}b\"", "a2b"),
        ("def x = [a: 1]; \"$x.a!\"", "1!"),
        ("'a\\tb$c'", "a\tb$c"),
        ("\"\\$x\"", "$x"),
        ("/a\\d$/", "a\\d$"),
        ("[1, 2] + 3", "[1, 2, 3]"),
        ("[a: 1, 'b c': [2]]", "[a:1, b c:[2]]"),
        ("[:]", "[:]"),
        ("null ?: 'x'", "x"),
        ("'' ? 1 : 2", "2"),
        ("null?.foo", "null"),
        ("(1..3).collect { it * 2 }.join('-')", "2-4-6"),
        ("[3, 1, 2].sort { a, b -> b <=> a }", "[3, 2, 1]"),
        ("['a', 'bb'].collectEntries { [it, it.size()] }", "[a:1, bb:2]"),
        ("[a: 1, b: 2].findAll { k, v -> v > 1 }", "[b:2]"),
        ("[a: 1].collect { k, v -> \"$k=$v\" }", "[a=1]"),
        ("'a,b,,'.split(',').size()", "2"),
        ("'v1.2' =~ /v(\\d)/ ? 'yes' : 'no'", "yes"),
        ("('v1.2' =~ /v(\\d)/)[0][1]", "1"),
        ("'abc' ==~ /b/", "false"),
        ("'a1b2'.replaceAll(/(\\d)/, '<$1>')", "a<1>b<2>"),
        ("'x' in ['x']", "true"),
        ("1 instanceof Integer", "true"),
        ("'5' as int", "5"),
        ("(1..<3).size()", "2"),
        ("['b', 'a'].sort().first()", "a"),
        ("'abc'[1..2]", "bc"),
        ("'abc'[-1]", "c"),
        ("[[1, 2], [3]].flatten().sum()", "6"),
        ("[1, 2]*.toString().join()", "12"),
        ("env.HOME + env['A']", "env:HOMEenv:A"),
        ("def f(a, b = 2) { a + b }; f(1) + f(1, 1)", "5"),
        ("def f = { a, b = 3 -> a * b }; f(2)", "6"),
        ("def (a, b) = [1, 2]; b", "2"),
        ("def m = [:]; m.x = 1; m['y'] = 2; m", "[x:1, y:2]"),
        ("x = 1; x += 2; x++; x", "4"),
        ("def s = 0; for (i in [1, 2, 3]) { if (i == 2) continue; s += i }; s", "4"),
        ("def s = ''; for (int i = 0; i < 3; i++) { s += i }; s", "012"),
        ("def i = 0; while (true) { if (++i > 3) break }; i", "4"),
        ("switch ('b') { case 'a': return 1; case ['b', 'c']: return 2; default: return 3 }", "2"),
        ("try { error 'no' } catch (e) { e.message } finally { echo 'done' }", "no"),
        (
            "try { throw new Exception('x') } catch (IllegalStateException e) { 1 } catch (Exception e) { 2 }",
            "2",
        ),
        ("String s = 5; s.length()", "1"),
        ("def a = [1]; def b = a; b << 2; a", "[1, 2]"),
        ("new groovy.json.JsonSlurperClassic().parseText('{\"a\": [1]}').a[0]", "1"),
        ("groovy.json.JsonOutput.toJson([a: true])", "{\"a\":true}"),
        ("missing", "MissingPropertyException: No such property: missing for class: groovy.lang.Binding"),
        ("missing()", "NoSuchMethodError: No such DSL method 'missing' found among steps"),
        ("null.foo()", "NullPointerException: Cannot invoke method foo() on null object"),
    ];
    for (script, expected) in cases {
        assert_eq!(value(script), expected, "{script}");
    }
}

#[test]
fn commands_reach_the_host_in_order() {
    let script = "
        def greet(name) {
            echo \"hi ${name}\"
        }
        twice {
            greet 'you'
        }
        env.A = 'b'
        if (!env.X) echo 'never' else echo 'else'
    ";
    assert_eq!(run(script).1, ["hi you", "hi you", "A=b", "else"]);
}

#[test]
fn what_waits_is_not_caught() {
    let (result, said) = run("try { wait() } catch (Throwable e) { echo 'caught' } finally { echo 'last' }");
    assert!(matches!(result, Err(Stop::Halt)));
    assert!(said.is_empty());
}

#[test]
fn methods_do_not_see_local_variables() {
    assert!(value("def x = 1; def f() { x }; f()").starts_with("MissingPropertyException"));
    assert_eq!(value("@Field def x = 1\ndef f() { x }\nf()"), "1");
}

#[test]
fn endless_scripts_end() {
    for script in [
        "while (true) {}",
        "def f() { f() }; f()",
        "def a = []; while (true) { a << 'x' }",
        "def s = 'x'; while (true) { s += s }",
        "def f = { it }; f = f >> f; [1] * 2",
        "(1..100000).each { a -> (1..100000).each { b -> a + b } }",
        "('a'..'b').combinations()",
    ] {
        let (result, _) = run(script);
        let ended = matches!(result, Ok(_) | Err(Stop::Fail(_) | Stop::Throw(_)));
        assert!(ended, "{script}: {result:?}");
    }
    assert!(matches!(run("while (true) {}").0, Err(Stop::Fail(_))));
}

#[test]
fn the_deepest_script_needs_little_stack() {
    let scripts = [
        "def f(x) { f(x) }; f(1)",
        "def c; c = { c() }; c()",
        "def f(x) { return [1].collect { if (true) { try { f(x) } finally { } } } }; f(1)",
        "def f(x) { [1].each { f(\"${x + f(x)}\") } }; f(1)",
    ];
    for script in scripts {
        let room = std::thread::Builder::new().stack_size(1536 * 1024);
        let ended = room.spawn(move || matches!(run(script).0, Err(Stop::Fail(_)))).unwrap().join();
        assert!(ended.unwrap(), "{script}");
    }
}

#[test]
fn what_costs_too_much_ends_with_its_reason() {
    let doubled = "def x = 'a'; for (i in 1..30) { x = [x, x] };";
    let cases = [
        "while (true) {}".to_owned(),
        "'x' * 1000000000".to_owned(),
        "def s = 'x'; 60.times { s = \"${s}${s}\" }".to_owned(),
        "def l = [1]; 60.times { l.addAll(l) }".to_owned(),
        "(1..1000000000).size()".to_owned(),
        "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'.replaceAll('', 'y' * 1000000)".to_owned(),
        "'x'.padLeft(2000000000)".to_owned(),
        format!("{doubled} x.flatten()"),
        format!("{doubled} x.toString()"),
    ];
    for script in cases {
        let (ended, _) = run(&script);
        let reason = match &ended {
            Err(Stop::Fail(problem)) => problem.message.as_str(),
            Err(Stop::Throw(thrown)) => &thrown.message,
            _ => "",
        };
        assert!(
            ["more than", "at most", "too large"].iter().any(|part| reason.contains(part)),
            "{script}: {ended:?}"
        );
    }
}

#[test]
fn values_that_hold_themselves_are_looked_at_only_so_far() {
    let round = "def l = []; l << l; def m = []; m << m;";
    for end in ["l.toString()", "l == l", "l == m", "l.flatten()", "[l, m].unique()", "l.hashCode()"] {
        assert!(run(&format!("{round} {end}")).0.is_ok(), "{end}");
    }
    let wide = "def x = 'a'; for (i in 1..40) { x = [x, x] }; def y = 'a'; for (i in 1..40) { y = [y, y] };";
    assert!(run(&format!("{wide} x == y")).0.is_ok());
    let Ok(x) = run(&format!("{wide} x")).0 else { panic!("it has a value") };
    assert_eq!(x.parts(1000), None);
    assert!(super::to_json(&x).to_string().len() < 4 << 20);
    assert_eq!(run("[1, [a: 2]]").0.map(|value| value.parts(1000)).unwrap_or_default(), Some(4));
}
