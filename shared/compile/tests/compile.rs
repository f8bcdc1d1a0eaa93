//! From text to findings and plans, over every language at once.

#[cfg(test)]
#[path = "compile/files.rs"]
mod files;
#[cfg(test)]
#[path = "compile/plans.rs"]
mod plans;
#[cfg(test)]
#[path = "compile/selection.rs"]
mod selection;
#[cfg(test)]
#[path = "compile/stages.rs"]
mod stages;
#[cfg(test)]
#[path = "compile/world.rs"]
mod world;
