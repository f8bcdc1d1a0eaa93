//! Text in, findings or a plan out; cannot touch the world.
//!
//! [`check`] reads a file in whatever language it is and says what is wrong with it; [`compile`] goes on to a
//! [`plan::Plan`]; [`convert`](fn@convert) writes it in another language. What a pipeline includes comes through a [`Loader`]; [`rules`] are the pages of every finding there
//! can be.

mod check;
mod convert;
mod pages;
mod rules;
mod run;

pub use check::{Checked, File, Options, check};
pub use convert::{Converted, convert};
pub use formats::{
    FORMATS, Format, GROUP_FOLDER, Loaded, Loader, Missing, Nothing, Request, by_id, group_secrets,
    rustci::SCHEMA,
};
pub use ir::Pipeline;
pub use lint::{Auditing, Level, scripts};
pub use pages::{rule, rules};
pub use plan::{Choice, Plan, asks_for_changes, compared_with, usual_source};
pub use run::{Compiled, Wish, compile, lower};
