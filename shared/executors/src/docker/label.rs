use std::collections::HashMap;

/// The label that says which process made something.
pub(super) const OWNER: &str = "rustci.owner";
/// The label that says which sandbox something belongs to.
pub(super) const SANDBOX: &str = "rustci.sandbox";

/// The labels of what belongs to the sandbox of that name, which begins with its owner's.
pub(super) fn labels(sandbox: &str) -> HashMap<String, String> {
    let owner = sandbox.split_once('.').map_or(sandbox, |(owner, _)| owner);
    HashMap::from([(OWNER.into(), owner.into()), (SANDBOX.into(), sandbox.into())])
}

/// Chooses everything that we ever made.
pub(super) fn ours() -> HashMap<String, Vec<String>> {
    HashMap::from([("label".into(), vec![OWNER.into()])])
}
