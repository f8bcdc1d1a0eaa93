//! Tests of executors against this machine and, where one answers, a container engine.

#[cfg(test)]
mod bench;
#[cfg(test)]
mod contract;
#[cfg(test)]
mod docker;
#[cfg(test)]
mod registry;
