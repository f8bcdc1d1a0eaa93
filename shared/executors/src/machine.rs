use events::RunnerFacts;

/// This machine, in the words that CI languages use for it.
pub(crate) fn machine() -> RunnerFacts {
    let os = match std::env::consts::OS {
        "linux" => "Linux",
        "macos" => "macOS",
        "windows" => "Windows",
        other => other,
    };
    let uname = rustix::system::uname();
    RunnerFacts {
        name: uname.nodename().to_string_lossy().into_owned(),
        os: os.into(),
        arch: arch(std::env::consts::ARCH).into(),
    }
}

/// A processor's name in the words of CI languages, from Rust's or the container world's.
pub(crate) fn arch(name: &str) -> &str {
    match name {
        "x86_64" | "amd64" => "X64",
        "x86" | "i386" | "386" => "X86",
        "aarch64" | "arm64" => "ARM64",
        "arm" => "ARM",
        other => other,
    }
}
