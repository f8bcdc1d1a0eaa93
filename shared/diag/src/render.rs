//! Diagnostics as text: for people, as JSON, as SARIF, as annotations.
