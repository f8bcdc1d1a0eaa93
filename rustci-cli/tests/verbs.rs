//! The real binary: what it prints, and how it ends.

#[cfg(test)]
#[path = "verbs/bad_input.rs"]
mod bad_input;
#[cfg(test)]
#[path = "verbs/completions.rs"]
mod completions;
#[cfg(test)]
#[path = "verbs/convert.rs"]
mod convert;
#[cfg(test)]
#[path = "verbs/expr.rs"]
mod expr;
#[cfg(test)]
#[cfg(unix)]
#[path = "verbs/jenkins.rs"]
mod jenkins;
#[cfg(test)]
#[path = "verbs/plan.rs"]
mod plan;
#[cfg(test)]
#[path = "verbs/program.rs"]
mod program;
#[cfg(test)]
#[path = "verbs/run.rs"]
mod run;
#[cfg(test)]
#[path = "verbs/scripts.rs"]
mod scripts;
#[cfg(test)]
#[cfg(unix)]
#[path = "verbs/tasks.rs"]
mod tasks;
#[cfg(test)]
#[path = "verbs/validate.rs"]
mod validate;
