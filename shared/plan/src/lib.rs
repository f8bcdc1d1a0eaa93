//! What will run: matrices expanded, triggers selected, a graph of jobs.
