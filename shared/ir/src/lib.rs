//! What the author wrote, in no dialect; every scalar with its place.
