//! `--as FORMAT`: a language by its name.

use compile::{FORMATS, Format, by_id};

/// A format that the user named.
#[derive(Clone, Copy)]
pub struct Named(pub &'static Format);

impl std::fmt::Debug for Named {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.id)
    }
}

impl std::str::FromStr for Named {
    type Err = String;

    fn from_str(id: &str) -> Result<Self, String> {
        by_id(id).map(Self).ok_or_else(|| {
            let known: Vec<&str> = FORMATS.iter().map(|format| format.id).collect();
            match diag::did_you_mean(id, known.iter().copied()) {
                Some(meant) => format!("there is no format \"{id}\"; did you mean \"{meant}\"?"),
                None => format!("there is no format \"{id}\"; there are {}", known.join(", ")),
            }
        })
    }
}
