//! rustci: check, convert and run any CI pipeline.

fn main() {}
