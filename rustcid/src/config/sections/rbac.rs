//! `rbac`: roles and users.

use crate::auth::rbac::{ACTIONS, Permission, Rbac, Role, User};
use crate::config::layers::Layers;
use crate::config::rules::VALUE;
use diag::{Diagnostic, did_you_mean};
use std::collections::BTreeSet;
use yaml::Cursor;

pub(in crate::config) fn read(from: &mut Layers<'_>) -> Rbac {
    let standard = Rbac::default();
    let enabled = from.key("rbac.enabled").or(standard.enabled);
    let names = |roles: &Vec<Role>| list(roles.iter().map(|role| &role.name));
    let roles = from.tree("rbac.roles", None, standard.roles, names, read_roles);
    let names = |users: &Vec<User>| list(users.iter().map(|user| &user.username));
    let users =
        from.tree("rbac.users", None, Vec::new(), names, |from, cursor| read_users(from, cursor, &roles));
    Rbac { enabled, roles, users }
}

fn list<'n>(names: impl Iterator<Item = &'n String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

fn read_roles<'a>(from: &mut Layers<'a>, cursor: Cursor<'a>) -> Vec<Role> {
    let mut roles: Vec<Role> = Vec::new();
    for item in cursor.seq().into_iter().flatten() {
        let Some(mut role) = item.map("role") else { continue };
        let name = role.required("name");
        let permissions = role.required("permissions").and_then(Cursor::seq);
        role.finish();
        let permissions = permissions.into_iter().flatten();
        let permissions = permissions.filter_map(|item| permission(from, item)).collect();
        let Some((at, name)) = name.and_then(|at| Some((at, from.text(at)?))) else { continue };
        if roles.iter().any(|known| known.name == name) {
            let finding = format!("there are two roles \"{name}\"");
            from.findings.push(at.error(VALUE, finding));
        }
        roles.push(Role { name, permissions });
    }
    roles
}

fn permission<'a>(from: &Layers<'a>, item: Cursor<'a>) -> Option<Permission> {
    let text = from.text(item)?;
    let Some(permission) = Permission::read(&text) else {
        let finding = format!("a permission must be like \"pipelines:read\", found \"{text}\"");
        from.findings.push(item.error(VALUE, finding).help("\"*\" stands for any word: \"pipelines:*\""));
        return None;
    };
    if !permission.is_any() {
        let names: BTreeSet<&str> = ACTIONS.iter().flat_map(|(_, names)| *names).copied().collect();
        let finding = format!("the permission \"{text}\" grants nothing");
        let finding = Diagnostic::error(VALUE, item.span(), finding);
        let resources: BTreeSet<&str> = names.iter().filter_map(|name| name.split(':').next()).collect();
        let resource = text.split(':').next().unwrap_or_default();
        let meant = match (resources.contains(resource), did_you_mean(&text, names.iter().copied())) {
            (_, Some(meant)) => format!("did you mean \"{meant}\"?"),
            (true, None) => {
                let of: Vec<&str> = names.into_iter().filter(|name| name.starts_with(resource)).collect();
                format!("there are {}", of.join(", "))
            }
            (false, None) => {
                format!("permissions are for {}", resources.into_iter().collect::<Vec<_>>().join(", "))
            }
        };
        from.findings.push(finding.help(meant));
    }
    Some(permission)
}

fn read_users<'a>(from: &mut Layers<'a>, cursor: Cursor<'a>, known: &[Role]) -> Vec<User> {
    let mut users = Vec::new();
    for item in cursor.seq().into_iter().flatten() {
        let Some(mut user) = item.map("user") else { continue };
        let username = user.required("username").and_then(|at| from.text(at));
        let roles = user.required("roles").and_then(Cursor::seq);
        user.finish();
        let roles = roles.into_iter().flatten().filter_map(|item| {
            let name = from.text(item)?;
            if known.iter().any(|role| role.name == name) {
                return Some(name);
            }
            let finding = item.error(VALUE, format!("there is no role \"{name}\""));
            let names: Vec<&str> = known.iter().map(|role| role.name.as_str()).collect();
            from.findings.push(match did_you_mean(&name, names.iter().copied()) {
                Some(meant) => finding.help(format!("did you mean \"{meant}\"?")),
                None => finding.help(format!("the roles are {}", names.join(", "))),
            });
            None
        });
        let roles = roles.collect();
        users.extend(username.map(|username| User { username, roles }));
    }
    users
}
