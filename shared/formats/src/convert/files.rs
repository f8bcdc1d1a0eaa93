//! Files from job to job and from run to run: by what a job declares, or by steps.

mod cache;
mod declared;
mod outputs;
mod steps;
