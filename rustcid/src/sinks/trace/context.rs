//! Which trace a run is part of: <https://www.w3.org/TR/trace-context/>.
//!
//! Ids are made of what they name, so that every replica knows them without being told, and a span that is sent twice
//! is one span.

use crate::config::sections::Ratio;
use events::{Attempt, Facts, JobId, StepId};
use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};
use sha2::{Digest, Sha256};

/// The trace of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    id: TraceId,
    /// The span of whoever asked for the run.
    pub parent: Option<SpanId>,
    /// Whether anybody is told of it.
    pub sampled: bool,
    run: String,
}

impl Trace {
    /// The run's own, or that of whoever asked for it, who says too whether it is told of.
    #[must_use]
    pub fn of(facts: &Facts, ratio: Ratio) -> Self {
        let run = facts.run.to_string();
        if let Some((id, parent, sampled)) = facts.traceparent.as_deref().and_then(read) {
            return Self { id, parent: Some(parent), sampled, run };
        }
        let id = TraceId::from_bytes(first(&["trace", &run]));
        Self { id, parent: None, sampled: ratio.takes(id.to_bytes()), run }
    }

    /// The run's span.
    pub fn of_run(&self) -> SpanContext {
        self.span(&["run", &self.run])
    }

    /// A job's.
    pub fn of_job(&self, job: &JobId, attempt: Attempt) -> SpanContext {
        self.span(&["job", &self.run, &job.to_string(), &attempt.0.to_string()])
    }

    /// A step's.
    pub fn of_step(&self, job: &JobId, attempt: Attempt, step: &StepId) -> SpanContext {
        self.span(&["step", &self.run, &job.to_string(), &attempt.0.to_string(), &step.0.to_string()])
    }

    fn span(&self, name: &[&str]) -> SpanContext {
        let flags = if self.sampled { TraceFlags::SAMPLED } else { TraceFlags::NOT_SAMPLED };
        SpanContext::new(self.id, SpanId::from_bytes(first(name)), flags, false, TraceState::NONE)
    }
}

/// What those who go on with a span are told: the header `traceparent`, the variable `TRACEPARENT`.
pub fn traceparent(span: &SpanContext) -> String {
    format!("00-{}-{}-{:02x}", span.trace_id(), span.span_id(), span.trace_flags().to_u8())
}

/// A header as it is kept with the facts, if it is one.
pub fn checked(header: &str) -> Option<String> {
    read(header).map(|_| header.to_owned())
}

/// Later versions may say more behind what this one says.
fn read(header: &str) -> Option<(TraceId, SpanId, bool)> {
    let mut parts = header.split('-');
    let mut hex = |digits: usize| {
        let part = parts.next()?;
        let fits = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (part.len() == digits && part.bytes().all(fits)).then_some(part)
    };
    let (version, trace, span, flags) = (hex(2)?, hex(32)?, hex(16)?, hex(2)?);
    let (id, parent) = (TraceId::from_hex(trace).ok()?, SpanId::from_hex(span).ok()?);
    let sampled = u8::from_str_radix(flags, 16).ok()? & 1 == 1;
    let ends = version != "00" || header.len() == 55;
    let known = version != "ff" && ends && header.len() <= 512;
    (known && id != TraceId::INVALID && parent != SpanId::INVALID).then_some((id, parent, sampled))
}

/// The first bytes of a hash over names, none of which can pass for two.
fn first<const BYTES: usize>(names: &[&str]) -> [u8; BYTES] {
    let mut hash = Sha256::new();
    for name in names {
        hash.update(name.len().to_be_bytes());
        hash.update(name);
    }
    let mut bytes = [0; BYTES];
    bytes.iter_mut().zip(hash.finalize()).for_each(|(byte, hashed)| *byte = hashed);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use events::GitRef;

    const HEADER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn facts(traceparent: Option<&str>) -> Facts {
        let traceparent = traceparent.map(str::to_owned);
        Facts { traceparent, ..Facts::new("7", GitRef::Branch("main".into())) }
    }

    #[test]
    fn a_run_goes_on_with_the_trace_of_whoever_asked_for_it() {
        let trace = Trace::of(&facts(Some(HEADER)), Ratio::NONE);
        assert_eq!(trace.parent, SpanId::from_hex("00f067aa0ba902b7").ok());
        let told = traceparent(&trace.of_job(&"a".into(), Attempt(1)));
        assert!(told.starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-") && told.ends_with("-01"), "{told}");
        assert_ne!(told, HEADER);
        assert_eq!(checked(&told).as_deref(), Some(&*told));
    }

    #[test]
    fn what_is_no_header_is_no_trace() {
        for header in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            &HEADER.to_uppercase(),
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            &format!("{HEADER}-x"),
        ] {
            assert_eq!(checked(header), None, "{header}");
        }
        assert!(checked(&HEADER.replacen("00", "01", 1)).is_some());
        assert!(checked(&format!("01{}-more", &HEADER[2..])).is_some());
    }

    #[test]
    fn every_replica_gives_a_run_the_same_ids() {
        let (one, other) = (Trace::of(&facts(None), Ratio::ALL), Trace::of(&facts(None), Ratio::ALL));
        assert_eq!(
            one.of_step(&"a".into(), Attempt(1), &StepId(2)),
            other.of_step(&"a".into(), Attempt(1), &StepId(2))
        );
        assert_ne!(one.of_job(&"a".into(), Attempt(1)), one.of_job(&"a".into(), Attempt(2)));
        assert!(!Trace::of(&facts(None), Ratio::NONE).sampled);
    }
}
