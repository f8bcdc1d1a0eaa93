//! Text in, plan or findings out; cannot touch the world.
