//! Who may do what.

pub mod rbac;
