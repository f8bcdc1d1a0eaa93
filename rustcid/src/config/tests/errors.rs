//! What is wrong is said with its place and the way out.

use super::{found, load};

/// The first finding for a file, and its help.
fn first(file: &str) -> (String, String) {
    let loaded = load(file, &[], &[]);
    assert!(loaded.is_refused(), "{file}");
    let help = loaded.diagnostics.first().and_then(|found| found.help.clone());
    (found(&loaded).swap_remove(0), help.unwrap_or_default())
}

#[test]
fn an_unknown_key_is_an_error_that_names_the_right_one() {
    for (file, finding, help) in [
        ("sever:\n  port: 1\n", "1:1 unexpected key \"sever\"", "did you mean \"server\"?"),
        (
            "server:\n  prot: 1\n",
            "2:3 unexpected key \"prot\" for \"server\" section",
            "did you mean \"server.port\"?",
        ),
        ("jwt_secret: x\n", "1:1 unexpected key \"jwt_secret\"", "did you mean \"security.jwt_secret\"?"),
        (
            "tls:\n  banana: 1\n",
            "2:3 unexpected key \"banana\" for \"tls\" section",
            "expected one of \"cert_path\", \"enabled\", \"key_path\"",
        ),
        (
            "rbac:\n  roles:\n    - name: a\n      permision: []\n      permissions: []\n",
            "4:7 unexpected key \"permision\" for \"role\" section",
            "expected one of \"name\", \"permissions\"",
        ),
    ] {
        assert_eq!(first(file), (format!("rustci.yaml:{finding}"), help.to_owned()), "{file}");
    }
}

#[test]
fn a_wrong_value_is_an_error_that_says_what_was_wanted() {
    for (file, finding) in [
        ("server: {port: 80800}", "1:16 \"server.port\" must be a port from 0 to 65535, found \"80800\""),
        ("server: {port: [1]}", "1:16 \"server.port\" must be a string, found a sequence"),
        ("server: {port: }", "1:15 \"server.port\" has no value"),
        ("server: 5", "1:9 \"server\" must be a mapping, found a number"),
        ("[server]", "1:1 the settings must be a mapping, found a sequence"),
        ("server: {workers: 0}", "1:19 \"server.workers\" must be a number from 1 to 1024, found \"0\""),
        (
            "server: {host: example.com}",
            "1:16 \"server.host\" must be an address such as 127.0.0.1, 0.0.0.0 or ::, found \"example.com\"",
        ),
        (
            "server: {public_url: ci.example.com}",
            "1:22 \"server.public_url\" must be a URL that begins with http:// or https://, found \"ci.example.com\"",
        ),
        (
            "server: {body_limit: 10X}",
            "1:22 \"server.body_limit\" must be a size in bytes, or one such as 64K, 512Mi or 4G, found \"10X\"",
        ),
        (
            "security: {session_timeout: soon}",
            "1:29 \"security.session_timeout\" must be a number of seconds, or a duration such as 30s or 1h, \
             found \"soon\"",
        ),
        (
            "runners: {docker: {enabled: maybe}}",
            "1:29 \"runners.docker.enabled\" must be one of auto, true, false, found \"maybe\"",
        ),
        ("tls: {enabled: perhaps}", "1:16 \"tls.enabled\" must be true or false, found \"perhaps\""),
        (
            "database: {uri: \"http://x\"}",
            "1:17 \"database.uri\" must be a connection string that begins with mongodb:// or mongodb+srv://, \
             found \"(hidden)\"",
        ),
    ] {
        assert_eq!(first(file).0, format!("rustci.yaml:{finding}"), "{file}");
    }
}

#[test]
fn a_value_that_another_layer_overrides_is_still_checked() {
    let loaded = load("server: {workers: none}", &[("WORKERS", "2")], &[]);
    assert_eq!(loaded.config.server.workers, 2);
    assert_eq!(
        found(&loaded),
        ["rustci.yaml:1:19 \"server.workers\" must be a number from 1 to 1024, found \"none\""]
    );
}

#[test]
fn variables_and_flags_are_checked_alike() {
    let loaded = load("", &[("WORKERS", "many")], &[("server.port", "-1"), ("server.prot", "1")]);
    assert_eq!(
        found(&loaded),
        [
            "command line:1:19 --set server.port must be a port from 0 to 65535, found \"-1\"",
            "environment:1:9 WORKERS must be a number from 1 to 1024, found \"many\"",
            "command line:1:1 there is no setting \"server.prot\"",
        ]
    );
    let tree = load("", &[], &[("rbac.roles", "x")]);
    assert_eq!(found(&tree), ["command line:1:1 \"rbac.roles\" can only be set in the file"]);
}

#[test]
fn a_variable_that_is_nearly_right_is_told() {
    let variables =
        [("RUSTCI_TLS_ENABLE", "true"), ("RUSTCI_URL", "x"), ("RUSTCI_SERVICE_PORT_80_TCP_ADDR", "10.0.0.1")];
    let loaded = load("", &variables, &[]);
    assert_eq!(found(&loaded), ["environment:1:1 no setting has the variable RUSTCI_TLS_ENABLE"]);
    assert_eq!(loaded.diagnostics[0].help.as_deref(), Some("did you mean RUSTCI_TLS_ENABLED?"));
    assert!(!loaded.is_refused());
}

#[test]
fn what_kubernetes_puts_into_a_pod_for_a_service_is_no_setting() {
    let loaded = load("", &[("RUSTCI_SERVER_PORT", "tcp://10.96.0.12:80")], &[]);
    assert_eq!(found(&loaded), [""; 0]);
    assert_eq!(loaded.config.server.port, 8080);
}

#[test]
fn settings_that_do_not_go_together_are_refused() {
    for (file, finding) in [
        (
            "server: {host: 0.0.0.0}\nsecurity: {enabled: false}\n",
            "2:21 without security the daemon listens on this machine only",
        ),
        (
            "security: {oauth: {github: {client_id: a}}}",
            "1:40 sign-in with GitHub needs both the id and the secret of an application",
        ),
        ("rbac:\n  users: [{username: a, roles: [developr]}]\n", "2:33 there is no role \"developr\""),
    ] {
        assert_eq!(first(file).0, format!("rustci.yaml:{finding}"), "{file}");
    }
    assert!(!load("security: {enabled: false}", &[], &[]).is_refused());
}

#[test]
fn a_secret_that_can_be_guessed_is_told() {
    let loaded = load("", &[("JWT_SECRET", "secret")], &[]);
    assert_eq!(found(&loaded), ["environment:1:12 the secret that signs sessions has less than 32 bytes"]);
    assert!(!loaded.is_refused());
}

#[test]
fn bombs_are_refused() {
    let deep = "a: ".to_owned() + &"[".repeat(500) + &"]".repeat(500);
    assert!(load(&deep, &[], &[]).is_refused());
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
                d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n";
    assert!(load(bomb, &[], &[]).is_refused());
}
