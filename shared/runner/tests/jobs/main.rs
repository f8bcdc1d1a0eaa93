//! Whole jobs through the runner, over the fake executor and the native one.

mod desk;
mod native;
mod scripts;
