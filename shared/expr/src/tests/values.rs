use super::{parse, text};
use crate::{Dialect, Expr, Object, Template, Value};

#[test]
fn values_are_json() {
    let json = r#"{"b":[null,true,1,2.5,"x"],"a":{}}"#;
    let value: Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::to_string(&value).unwrap(), json);
    let odd = Value::array([f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -0.0].map(Value::Number));
    assert_eq!(serde_json::to_string(&odd).unwrap(), r#"["NaN","Infinity","-Infinity",1e+300,0]"#);
}

#[test]
fn kinds_and_texts() {
    let object = Value::object([("k", Value::from("v"))]);
    for (value, kind, github, native, truthy) in [
        (Value::Null, "Null", "", "", false),
        (Value::from(true), "Boolean", "true", "true", true),
        (Value::from(0.0), "Number", "0", "0", false),
        (Value::from(f64::NAN), "Number", "NaN", "NaN", false),
        (Value::from("false"), "String", "false", "false", true),
        (Value::from(""), "String", "", "", false),
        (Value::array([]), "Array", "Array", "[]", true),
        (object, "Object", "Object", "{\"k\":\"v\"}", true),
    ] {
        assert_eq!(value.kind(), kind);
        assert_eq!(value.to_text(Dialect::GitHub), github);
        assert_eq!(value.to_text(Dialect::Native), native);
        assert_eq!(value.truthy(Dialect::GitHub), truthy, "{kind} {github}");
    }
}

#[test]
fn keys_are_found_exactly_or_without_case() {
    let mut object: Object = [("Path", Value::from("1")), ("PATH", Value::from("2"))].into_iter().collect();
    assert_eq!(object.get("PATH"), Some(&Value::from("2")));
    assert_eq!(object.get("path"), Some(&Value::from("1")));
    assert_eq!(object.get_exact("path"), None);
    object.insert("Path", Value::Null);
    assert_eq!(object.iter().map(|(key, _)| key).collect::<Vec<_>>(), ["Path", "PATH"]);
}

#[test]
fn expressions_and_templates_are_written_as_text() {
    let expr = parse("github.ref == 'x'", Dialect::GitHub);
    let json = serde_json::to_string(&expr).unwrap();
    assert_eq!(json, r#"{"dialect":"github","text":"github.ref == 'x'"}"#);
    assert_eq!(serde_json::from_str::<Expr>(&json).unwrap(), expr);
    let broken = serde_json::from_str::<Expr>(r#"{"dialect":"github","text":"a b"}"#).unwrap_err();
    assert!(broken.to_string().starts_with("expected the end or an operator, but found `b`"));

    for template in [
        Template::parse(&text("a ${{ b }}"), Dialect::GitHub).0,
        Template::parse(&text("a $b"), Dialect::GitLab).0,
        Template::literal(text("${{ b }}")),
    ] {
        let json = serde_json::to_string(&template).unwrap();
        assert_eq!(serde_json::from_str::<Template>(&json).unwrap(), template);
    }
}
