//! The events that start a workflow, after
//! <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows>.

use ::events::Source;

/// What starts a run, by the name of its event.
pub(super) const SOURCES: &[(&str, Source)] = &[
    ("push", Source::Push),
    ("pull_request", Source::PullRequest),
    ("pull_request_target", Source::PullRequest),
    ("schedule", Source::Schedule),
    ("workflow_dispatch", Source::Manual),
    ("workflow_call", Source::Parent),
    ("workflow_run", Source::Pipeline),
    ("repository_dispatch", Source::Api),
    ("branch_protection_rule", Source::Forge),
    ("check_run", Source::Forge),
    ("check_suite", Source::Forge),
    ("create", Source::Forge),
    ("delete", Source::Forge),
    ("deployment", Source::Forge),
    ("deployment_status", Source::Forge),
    ("discussion", Source::Forge),
    ("discussion_comment", Source::Forge),
    ("fork", Source::Forge),
    ("gollum", Source::Forge),
    ("image_version", Source::Forge),
    ("issue_comment", Source::Forge),
    ("issues", Source::Forge),
    ("label", Source::Forge),
    ("merge_group", Source::Forge),
    ("milestone", Source::Forge),
    ("page_build", Source::Forge),
    ("project", Source::Forge),
    ("project_card", Source::Forge),
    ("project_column", Source::Forge),
    ("public", Source::Forge),
    ("pull_request_comment", Source::Forge),
    ("pull_request_review", Source::Forge),
    ("pull_request_review_comment", Source::Forge),
    ("registry_package", Source::Forge),
    ("release", Source::Forge),
    ("status", Source::Forge),
    ("watch", Source::Forge),
];

/// An event that a forge reports.
pub(super) struct Known {
    pub name: &'static str,
    /// Its activity types.
    pub types: &'static [&'static str],
    /// The activity types that count when none are listed; empty: all.
    pub default_types: &'static [&'static str],
    pub filters: &'static [Kind],
}

/// What a filter looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Branches,
    Tags,
    Paths,
    Workflows,
}

impl Kind {
    /// Every filter key, with what it looks at and whether it takes away.
    pub const KEYS: &'static [(&'static str, Kind, bool)] = &[
        ("branches", Kind::Branches, false),
        ("branches-ignore", Kind::Branches, true),
        ("tags", Kind::Tags, false),
        ("tags-ignore", Kind::Tags, true),
        ("paths", Kind::Paths, false),
        ("paths-ignore", Kind::Paths, true),
        ("workflows", Kind::Workflows, false),
    ];
}

/// The event of that name.
pub(super) fn known(name: &str) -> Option<&'static Known> {
    EVENTS.iter().find(|event| event.name == name)
}

/// The events that know a filter.
pub(super) fn with_filter(kind: Kind) -> Vec<&'static str> {
    EVENTS.iter().filter(|event| event.filters.contains(&kind)).map(|event| event.name).collect()
}

/// All names, those of events with a section of their own too.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let own = ["schedule", "workflow_call", "workflow_dispatch", "repository_dispatch", "image_version"];
    EVENTS.iter().map(|event| event.name).chain(own)
}

const fn event(name: &'static str, types: &'static [&'static str]) -> Known {
    Known { name, types, default_types: &[], filters: &[] }
}

const PULL_REQUEST: &[&str] = &[
    "assigned",
    "unassigned",
    "labeled",
    "unlabeled",
    "opened",
    "edited",
    "closed",
    "reopened",
    "synchronize",
    "converted_to_draft",
    "locked",
    "unlocked",
    "enqueued",
    "dequeued",
    "milestoned",
    "demilestoned",
    "ready_for_review",
    "review_requested",
    "review_request_removed",
    "auto_merge_enabled",
    "auto_merge_disabled",
];
const NEW_COMMITS: &[&str] = &["opened", "synchronize", "reopened"];
const CRUD: &[&str] = &["created", "edited", "deleted"];

static EVENTS: &[Known] = &[
    event("branch_protection_rule", CRUD),
    event("check_run", &["created", "rerequested", "completed", "requested_action"]),
    event("check_suite", &["completed"]),
    event("create", &[]),
    event("delete", &[]),
    event("deployment", &[]),
    event("deployment_status", &[]),
    event(
        "discussion",
        &[
            "created",
            "edited",
            "deleted",
            "transferred",
            "pinned",
            "unpinned",
            "labeled",
            "unlabeled",
            "locked",
            "unlocked",
            "category_changed",
            "answered",
            "unanswered",
        ],
    ),
    event("discussion_comment", CRUD),
    event("fork", &[]),
    event("gollum", &[]),
    event("issue_comment", CRUD),
    event(
        "issues",
        &[
            "opened",
            "edited",
            "deleted",
            "transferred",
            "pinned",
            "unpinned",
            "closed",
            "reopened",
            "assigned",
            "unassigned",
            "labeled",
            "unlabeled",
            "locked",
            "unlocked",
            "milestoned",
            "demilestoned",
            "typed",
            "untyped",
            "field_added",
            "field_removed",
        ],
    ),
    event("label", CRUD),
    Known { filters: &[Kind::Branches], ..event("merge_group", &["checks_requested"]) },
    event("milestone", &["created", "closed", "opened", "edited", "deleted"]),
    event("page_build", &[]),
    event("project", &["created", "updated", "closed", "reopened", "edited", "deleted"]),
    event("project_card", &["created", "moved", "converted", "edited", "deleted"]),
    event("project_column", &["created", "updated", "moved", "deleted"]),
    event("public", &[]),
    Known {
        default_types: NEW_COMMITS,
        filters: &[Kind::Branches, Kind::Paths],
        ..event("pull_request", PULL_REQUEST)
    },
    event("pull_request_comment", CRUD),
    event("pull_request_review", &["submitted", "edited", "dismissed"]),
    event("pull_request_review_comment", CRUD),
    Known {
        default_types: NEW_COMMITS,
        filters: &[Kind::Branches, Kind::Paths],
        ..event("pull_request_target", PULL_REQUEST)
    },
    Known { filters: &[Kind::Branches, Kind::Tags, Kind::Paths], ..event("push", &[]) },
    event("registry_package", &["published", "updated"]),
    event(
        "release",
        &["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"],
    ),
    event("status", &[]),
    event("watch", &["started"]),
    Known {
        filters: &[Kind::Branches, Kind::Workflows],
        ..event("workflow_run", &["completed", "requested", "in_progress"])
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_may_name_can_start_a_run() {
        let starting: Vec<&str> = SOURCES.iter().map(|(name, _)| *name).collect();
        assert!(names().all(|name| starting.contains(&name)));
        assert!(starting.iter().all(|name| names().any(|known| known == *name)));
    }
}
