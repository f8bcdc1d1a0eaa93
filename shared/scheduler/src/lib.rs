//! Pumps the run machine over a store.
