//! Two pure state machines: the run and the job.
//!
//! [`run`] holds a graph of jobs: it is told what came in, says which events follow from it, and learns of them again
//! like any replica does. Neither machine knows a clock, a file or a socket.

pub mod run;
