//! Which places of the sources a conversion speaks of: in what is written, or in what it says is lost.
use diag::{Diagnostic, Span};
use yaml::Tree;

/// Places that something stands for.
pub(super) struct Evidence {
    /// All of them, sorted.
    places: Vec<Span>,
    /// Those of which something is told, or which the other language says without a word: what lies below needs no more.
    settled: Vec<Span>,
}

impl Evidence {
    pub fn new(tree: &Tree, losses: &[Diagnostic], implied: &[Span]) -> Self {
        let mut places = Vec::new();
        tree.origins(&mut |origin| places.push(origin));
        let told = losses.iter().map(|found| found.primary.span);
        let settled: Vec<Span> = told.chain(implied.iter().copied()).collect();
        places.extend(&settled);
        places.sort_unstable();
        places.dedup();
        Self { places, settled }
    }

    /// Of nothing at all.
    pub fn nothing() -> Self {
        Self { places: Vec::new(), settled: Vec::new() }
    }

    /// Whether something stands for a part of this place.
    pub fn within(&self, place: Span) -> bool {
        let from =
            self.places.partition_point(|other| (other.source, other.start) < (place.source, place.start));
        let inside =
            |other: &&Span| other.source == place.source && other.start < place.end.max(place.start + 1);
        self.places[from..].iter().take_while(inside).any(|other| other.end <= place.end)
    }

    /// Whether all has been said of this very place.
    pub fn settles(&self, place: Span) -> bool {
        self.settled.contains(&place)
    }
}
