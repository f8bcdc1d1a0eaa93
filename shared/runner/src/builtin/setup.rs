use super::version::{first, fits};
use super::{Failure, Outputs};
use crate::pump::Pump;
use engine::job::Setup;
use events::{Signal, StepId};
use indexmap::IndexMap;
use plan::ir::Tool;

/// What is known of a tool.
struct Known {
    name: &'static str,
    /// Programs that may be it, the usual one first, and how each tells its version.
    programs: &'static [&'static str],
    asked: &'static [&'static str],
    /// The output with the version.
    output: &'static str,
}

const fn known(tool: Tool) -> Known {
    match tool {
        Tool::Node => {
            Known { name: "Node", programs: &["node"], asked: &["--version"], output: "node-version" }
        }
        Tool::Python => Known {
            name: "Python",
            programs: &["python", "python3"],
            asked: &["--version"],
            output: "python-version",
        },
        Tool::Go => Known { name: "Go", programs: &["go"], asked: &["version"], output: "go-version" },
        Tool::Java => Known { name: "Java", programs: &["java"], asked: &["-version"], output: "version" },
        Tool::Dotnet => {
            Known { name: ".NET", programs: &["dotnet"], asked: &["--version"], output: "dotnet-version" }
        }
        Tool::Ruby => {
            Known { name: "Ruby", programs: &["ruby"], asked: &["--version"], output: "ruby-version" }
        }
        Tool::Rust => {
            Known { name: "Rust", programs: &["rustc"], asked: &["--version"], output: "rustc-version" }
        }
    }
}

impl Pump<'_> {
    /// Uses what the machine or image has, if it is what the job wants.
    pub(crate) async fn setup(&self, step: StepId, setup: Setup) -> Outputs {
        let tool = known(setup.tool);
        let wanted = match (&setup.version, &setup.version_file) {
            (Some(version), _) => Some(version.trim().to_owned()),
            (None, Some(file)) => Some(self.version_in(file).await?),
            (None, None) => None,
        };
        let wanted: Vec<_> = wanted.iter().flat_map(|versions| versions.lines()).map(str::trim).collect();
        let mut found = Vec::new();
        for program in
            tool.programs.iter().map(|program| (*program).to_owned()).chain(named(setup.tool, &wanted))
        {
            if !self.sandbox.has(&program).await? {
                continue;
            }
            let argv: Vec<_> = [program.as_str()].into_iter().chain(tool.asked.iter().copied()).collect();
            let (code, said) = self.ask(&argv).await?;
            let Some(version) = first(&said).filter(|_| code == 0) else { continue };
            if wanted.is_empty()
                || wanted.iter().any(|wanted| channel(setup.tool, wanted) || fits(&version, wanted))
            {
                self.say(step, &format!("{} {version} is here", tool.name)).await?;
                return self.chosen(step, &tool, &program, &version, &setup).await;
            }
            found.push(version);
        }
        let wanted = if wanted.is_empty() { "any version".to_owned() } else { wanted.join(" or ") };
        let place = self
            .sandbox
            .layout()
            .image
            .as_ref()
            .map_or("this machine".to_owned(), |image| format!("image {image}"));
        let has = if found.is_empty() { "has none".to_owned() } else { format!("has {}", found.join(", ")) };
        Err(Failure::Invalid(format!(
            "{} {wanted} is wanted, but {place} {has}; install it there, or choose an image that has it",
            tool.name
        )))
    }

    async fn chosen(
        &self,
        step: StepId,
        tool: &Known,
        program: &str,
        version: &str,
        setup: &Setup,
    ) -> Outputs {
        let temp = &self.sandbox.layout().temp;
        if tool.programs.first().is_some_and(|usual| *usual != program) {
            // The job calls it by its usual name.
            let usual = tool.programs.first().copied().unwrap_or_default();
            let folder = format!("{temp}/bin-{}", step.0);
            let script = format!("#!/bin/sh\nexec {program} \"$@\"\n");
            self.sandbox.put(&format!("{folder}/{usual}"), script.as_bytes(), true).await?;
            self.tell(step, Signal::Path { folder });
        }
        let (_, path) = self.ask(&["sh", "-c", &format!("command -v {program}")]).await?;
        let path = path.trim().to_owned();
        let mut outputs = IndexMap::from([(tool.output.to_owned(), output(setup.tool, version))]);
        match setup.tool {
            Tool::Python => drop(outputs.insert("python-path".to_owned(), path)),
            Tool::Java => drop(outputs.insert("path".to_owned(), path)),
            Tool::Rust => drop(outputs.insert("cachekey".to_owned(), version.to_owned())),
            Tool::Node | Tool::Go | Tool::Dotnet | Tool::Ruby => {}
        }
        outputs.insert("cache-hit".to_owned(), "false".to_owned());
        Ok(outputs)
    }

    /// The version that a file names.
    async fn version_in(&self, file: &str) -> Result<String, Failure> {
        let content = self.sandbox.get(file, 1024 * 1024).await?;
        let content =
            content.ok_or_else(|| Failure::Invalid(format!("the version file `{file}` does not exist")))?;
        let text = String::from_utf8_lossy(&content);
        version_in(file, &text).ok_or_else(|| Failure::Invalid(format!("no version is named in `{file}`")))
    }
}

/// Programs of a tool that bear the version in their names.
fn named(tool: Tool, wanted: &[&str]) -> Vec<String> {
    match tool {
        Tool::Python => {
            wanted.iter().map(|version| format!("python{}", version.trim_end_matches(".x"))).collect()
        }
        _ => Vec::new(),
    }
}

/// A channel rather than a version.
fn channel(tool: Tool, wanted: &str) -> bool {
    tool == Tool::Rust && matches!(wanted, "stable" | "beta" | "nightly")
}

fn output(tool: Tool, version: &str) -> String {
    match tool {
        Tool::Node => format!("v{version}"),
        _ => version.to_owned(),
    }
}

/// A version in a file such as `.nvmrc`, `.tool-versions`, `go.mod`, `package.json`, `global.json`, `rust-toolchain.toml`.
fn version_in(file: &str, text: &str) -> Option<String> {
    let name = file.rsplit('/').next().unwrap_or(file);
    let after = |word: &str| {
        let mut lines = text.lines().map(str::trim);
        lines.find_map(|line| {
            line.strip_prefix(word).map(|rest| rest.trim_matches([' ', '=', '"', '\'']).to_owned())
        })
    };
    match name {
        "go.mod" | "go.work" => after("go "),
        ".tool-versions" => text.lines().find_map(|line| line.split_whitespace().nth(1).map(str::to_owned)),
        "rust-toolchain.toml" => after("channel"),
        "pyproject.toml" => after("requires-python"),
        "package.json" | "global.json" => {
            let json: serde_json::Value = serde_json::from_str(text).ok()?;
            let paths = ["/volta/node", "/engines/node", "/sdk/version"];
            paths.iter().find_map(|path| json.pointer(path)?.as_str().map(str::to_owned))
        }
        _ => text
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty() && !line.starts_with('#'))
            .map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_name_versions_in_many_ways() {
        let cases = [
            (".nvmrc", "v18.2\n", "v18.2"),
            ("go.mod", "module m\n\ngo 1.22\n", "1.22"),
            (".tool-versions", "nodejs 20.1.0\n", "20.1.0"),
            ("package.json", "{\"engines\": {\"node\": \">=18\"}}", ">=18"),
            ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.80\"\n", "1.80"),
            ("a/.python-version", "# x\n3.11\n", "3.11"),
        ];
        for (file, text, expected) in cases {
            assert_eq!(version_in(file, text).as_deref(), Some(expected), "{file}");
        }
        assert_eq!(version_in("package.json", "{}"), None);
    }
}
