//! Two pure state machines: the run and the job.

pub mod job;
