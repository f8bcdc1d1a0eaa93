//! Whole jobs through the runner, over the fake executor and the native one.

#[cfg(test)]
mod desk;
#[cfg(test)]
mod files;
#[cfg(test)]
mod native;
#[cfg(test)]
mod programs;
#[cfg(test)]
mod scripts;
