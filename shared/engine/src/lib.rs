//! Two pure state machines: the run and the job.
//!
//! [`run`] holds a graph of jobs, [`job`] the steps of one: each is told what came in, says what follows from it, and
//! learns of it again like any replica does. Neither knows a clock, a file or a socket.

pub mod job;
pub mod run;
