//! The CI languages: detect, read, write, environ, signal.
