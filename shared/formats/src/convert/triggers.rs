//! What starts a run: events and their filters in the file, or rules over whatever the service starts.

mod events;
mod globs;
mod rules;
