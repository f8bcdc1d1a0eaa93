use crate::daemon::House;
use std::os::unix::fs::PermissionsExt;

#[test]
fn a_login_keeps_a_token_that_only_its_user_can_read() {
    let house = House::new();
    let (url, token) = (house.url.clone(), house.token());
    let wrong = house.with_input(&["login", &url], "wrong\n");
    assert_eq!(wrong.exit, 2);
    assert!(wrong.err.contains("sign in first") && wrong.err.contains("rustci login"), "{}", wrong.err);
    let told = house.with_input(&["login", &url, "--name", "here"], &format!("{token}\n")).well();
    assert!(told.contains("as admin; context here is in use"), "{told}");
    let file = house.root.path().join("configuration/rustci/contexts.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let me = house.rustci(&["whoami"]).well();
    assert!(me.contains("name    admin") && me.contains(&url) && me.contains("(context here)"), "{me}");
    assert_eq!(house.rustci(&["whoami", "--format", "json"]).json()["roles"][0], "admin");

    house.rustci(&["login", "--local"]).well();
    let listed = house.rustci(&["contexts"]).well();
    assert!(listed.contains("*  local") || listed.contains("* local"), "{listed}");
    house.rustci(&["contexts", "use", "here"]).well();
    let other = house.rustci(&["whoami", "--context", "hree"]);
    assert!(other.exit == 2 && other.err.contains("did you mean `here`?"), "{}", other.err);
    assert!(house.rustci(&["whoami", "--context", "local"]).well().contains("on this machine"));

    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let open = house.rustci(&["whoami"]);
    assert!(open.exit == 2 && open.err.contains("others may read the tokens"), "{}", open.err);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();

    assert!(house.rustci(&["logout"]).well().contains("context here is forgotten"));
    assert!(!std::fs::read_to_string(&file).unwrap().contains(&token));
}

#[test]
fn a_token_goes_to_its_own_server_only() {
    let (house, other) = (House::new(), House::new());
    house.with_input(&["login", &house.url], &house.token()).well();
    let elsewhere = house.command(&["whoami", "--url", &other.url]).output().unwrap();
    assert_eq!(elsewhere.status.code(), Some(2), "another server is asked without a token");
    let mut named = house.command(&["whoami"]);
    named.env("RUSTCI_URL", &other.url).env("RUSTCI_TOKEN", other.token());
    assert!(named.output().unwrap().status.success());
}

#[test]
fn what_is_wrong_is_said_with_the_way_out() {
    let mut house = House::new();
    let url = house.url.clone();
    house.with_input(&["login", &url], &house.token()).well();
    let missing = house.rustci(&["logs", "nothing"]);
    assert!(
        missing.exit == 2 && missing.err.contains("neither a run nor a pipeline `nothing`"),
        "{}",
        missing.err
    );
    house.file("broken.yaml", "on: push\njobs: {a: {runs-on: x, stepz: []}}\n");
    let invalid = house.rustci(&["trigger", "broken.yaml"]);
    assert!(invalid.exit == 2 && invalid.err.contains("line 2, column"), "{}", invalid.err);
    let tls = house.command(&["whoami"]).env("RUSTCI_URL", url.replace("http:", "https:")).output().unwrap();
    assert_eq!(tls.status.code(), Some(2));
    house.stop();
    let gone = house.rustci(&["runs"]);
    assert!(gone.exit == 2 && gone.err.contains(&format!("no server answers at {url}")), "{}", gone.err);
    // Whoever listens at its address now does not get the token.
    let local = house.rustci(&["login", "--local"]);
    assert!(local.exit == 2 && local.err.contains("no server runs on this machine"), "{}", local.err);
}
