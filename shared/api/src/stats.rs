use crate::Time;
use serde::{Deserialize, Serialize};

/// Figures about the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Stats {
    /// The program's version.
    pub version: String,
    /// Since when it serves.
    pub started: Time,
    /// Runs since then, by what became of them.
    pub runs: RunStats,
    /// Jobs that wait for a runner.
    pub queue: u64,
    /// How many jobs may run at once in this server.
    pub slots: u32,
    /// Processors of the machine in use since the last look, in percent of all.
    pub cpu_percent: f64,
    /// Processor time that the server's process has taken since it began, in seconds.
    pub cpu_seconds: f64,
    /// What the server's state takes on the disk.
    pub disk_bytes: u64,
    /// Its memory.
    pub memory: MemoryStats,
}

/// Runs by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RunStats {
    /// They have begun.
    pub begun: u64,
    /// They ended well.
    pub success: u64,
    /// They ended badly.
    pub failed: u64,
    /// Somebody ended them.
    pub cancelled: u64,
}

/// Memory in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemoryStats {
    /// What the server uses.
    pub used_bytes: u64,
    /// What the machine has.
    pub total_bytes: u64,
}

/// How long the way to the store takes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NetworkStats {
    /// Where the server listens.
    pub address: String,
    /// One read from the store, in milliseconds.
    pub store_read_ms: f64,
    /// One durable write to it.
    pub store_write_ms: f64,
}

/// How jobs come to runners.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Transport {
    /// The runners are in the server's own process.
    InProcess,
}

/// Messages by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageStats {
    /// To runners.
    pub sent: u64,
    /// From runners.
    pub received: u64,
    /// That did not arrive.
    pub failed: u64,
}

/// The protocol between the server and runners elsewhere, in figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ValkyrieStats {
    /// Whether the settings allow it.
    pub enabled: bool,
    /// How jobs come to runners.
    pub transport: Transport,
    /// Runners that are connected.
    pub connections: u64,
    /// Messages since the server began.
    pub messages: MessageStats,
}
