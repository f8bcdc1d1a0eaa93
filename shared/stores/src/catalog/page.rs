use crate::StoreError;

/// Where a list goes on. Only the store that made it can read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(pub String);

impl Cursor {
    /// The number in a cursor that was made of one.
    pub(crate) fn number<T: std::str::FromStr>(&self) -> Result<T, StoreError> {
        self.0.parse().map_err(|_| StoreError::BadCursor(self.0.clone()))
    }
}

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The part.
    pub items: Vec<T>,
    /// Where it goes on, if it does.
    pub next: Option<Cursor>,
}

impl<T> Page<T> {
    /// A page of at most `limit` out of what may be one more; `place` says where an item stands.
    pub(crate) fn cut(mut items: Vec<T>, limit: usize, place: impl FnOnce(&T) -> String) -> Self {
        let more = items.len() > limit;
        items.truncate(limit);
        let next = items.last().filter(|_| more).map(|last| Cursor(place(last)));
        Self { items, next }
    }
}
