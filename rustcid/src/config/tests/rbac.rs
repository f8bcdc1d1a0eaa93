//! The `rbac` block.

use super::{found, load};
use crate::auth::rbac::{Action, Rbac};

const BLOCK: &str = r#"
rbac:
  enabled: true
  roles:
    - name: admin
      permissions: ["pipelines:*", "users:*", "system:*"]
    - name: developer
      permissions: ["pipelines:read", "pipelines:create", "pipelines:update"]
    - name: viewer
      permissions: ["pipelines:read", "metrics:read"]
  users:
    - username: "ada@example.com"
      roles: ["admin"]
    - username: "bob@example.com"
      roles: ["developer", "viewer"]
"#;

#[test]
fn roles_and_users_are_read() {
    let loaded = load(BLOCK, &[], &[]);
    assert_eq!(found(&loaded), [""; 0]);
    let rbac = loaded.config.rbac;
    assert_eq!(rbac.roles, Rbac::default().roles);
    assert_eq!(rbac.roles_of("bob@example.com").collect::<Vec<_>>(), ["developer", "viewer"]);
    assert_eq!(rbac.roles_of("Ada@example.com").count(), 0);
    assert!(rbac.allows("viewer", Action::MetricsRead) && !rbac.allows("viewer", Action::PipelinesRun));
}

#[test]
fn the_roles_of_the_file_are_all_there_are() {
    let rbac = load("rbac: {roles: [{name: ops, permissions: ['system:read']}]}", &[], &[]).config.rbac;
    assert!(rbac.allows("ops", Action::AuditRead));
    assert!(!rbac.allows("admin", Action::PipelinesRead));
}

#[test]
fn a_permission_that_grants_nothing_is_an_error() {
    for (permission, finding) in [
        ("pipeline:read", "the permission \"pipeline:read\" grants nothing"),
        ("pipelines", "a permission must be like \"pipelines:read\", found \"pipelines\""),
        ("pipelines:fly", "the permission \"pipelines:fly\" grants nothing"),
    ] {
        let file = format!("rbac:\n  roles:\n    - {{name: a, permissions: [\"{permission}\"]}}\n");
        assert_eq!(found(&load(&file, &[], &[])), [format!("rustci.yaml:3:31 {finding}")]);
    }
}

#[test]
fn a_role_stands_once() {
    let file = "rbac:\n  roles:\n    - {name: a, permissions: []}\n    - {name: a, permissions: []}\n";
    assert_eq!(found(&load(file, &[], &[])), ["rustci.yaml:4:14 there are two roles \"a\""]);
}
