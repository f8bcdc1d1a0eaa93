//! What happens to a run, in words that can be kept: ids, facts, events, signals.
