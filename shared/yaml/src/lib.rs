//! YAML as a tree in which every scalar knows its place.
/// One document.
pub struct Document;
