use events::RunnerFacts;

/// A sandbox as its job sees it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The folder that steps start in.
    pub workspace: String,
    /// A folder for passing files, beside the workspace; gone with the sandbox.
    pub temp: String,
    /// A folder for tools, kept from job to job where the executor can.
    pub tools: String,
    /// The home folder of its processes.
    pub home: String,
    /// What processes start with before the job's own variables: what native inherits, what an image sets.
    pub env: Vec<(String, String)>,
    /// The machine inside.
    pub machine: RunnerFacts,
    /// The image that steps run in.
    pub image: Option<String>,
    /// The job's own container.
    pub container: Option<Reachable>,
    /// Its services, in order.
    pub services: Vec<Reachable>,
}

/// A container of the job and how to reach it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reachable {
    /// What the job calls it.
    pub name: String,
    /// The engine's id for it.
    pub id: String,
    /// The network it is on.
    pub network: String,
    /// Open ports: the container's (`5432`, `53/udp`) and the host's.
    pub ports: Vec<(String, u16)>,
}
