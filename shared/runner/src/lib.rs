//! Takes a job and runs it: the job pump.
