//! Where events, queue, logs and blobs live: one trait and its backends.
