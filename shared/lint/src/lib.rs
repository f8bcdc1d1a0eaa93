//! Rules over the IR, one function each.
