//! Archives are packed and unpacked by the programs of the machine or image.

use super::{Selection, is_file};
use crate::builtin::Failure;
use crate::builtin::archive::make_folder;
use crate::pump::Pump;
use events::StepId;
use executors::ExecutorError;

/// What to pack.
pub(super) struct Pack {
    pub from: String,
    pub root: bool,
    pub kind: String,
    pub compression: String,
    pub to: String,
    pub replace: bool,
}

/// Packs `$3` in the folder `$2` into `$1`; python3 does it like zip.
const ZIP: &str = r#"
cd "$2" || exit 1
if command -v zip >/dev/null; then exec zip -qr "$1" -- "$3"; fi
if command -v python3 >/dev/null; then exec python3 -c '
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], "a", zipfile.ZIP_DEFLATED) as archive:
    for folder, _, names in os.walk(sys.argv[2]):
        for path in [folder] + [os.path.join(folder, name) for name in names]:
            if os.path.normpath(path) != ".":
                archive.write(path, os.path.normpath(path))
    if os.path.isfile(sys.argv[2]):
        archive.write(sys.argv[2])
' "$1" "$3"; fi
for program in 7z 7zz 7za; do
  if command -v $program >/dev/null; then exec $program a -tzip -bd -- "$1" "$3"; fi
done
echo "none of zip, python3 and 7z is here to make a zip file"; exit 127
"#;

/// The same for what only 7-Zip makes: `$4` is the kind.
const SEVEN: &str = r#"
cd "$2" || exit 1
for program in 7z 7zz 7za; do
  if command -v $program >/dev/null; then exec $program a "-t$4" -bd -- "$1" "$3"; fi
done
echo "7z is not here to make a $4 file"; exit 127
"#;

/// Unpacks `$1` into `$2`; `$3` is `yes` where files that are there are replaced.
const UNZIP: &str = r#"
if command -v unzip >/dev/null; then
  if [ "$3" = yes ]; then exec unzip -qo "$1" -d "$2"; else exec unzip -qn "$1" -d "$2"; fi
fi
if command -v python3 >/dev/null; then exec python3 -c '
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    for member in archive.infolist():
        target = os.path.join(sys.argv[2], member.filename)
        if sys.argv[3] == "yes" or not os.path.exists(target):
            path = archive.extract(member, sys.argv[2])
            if member.external_attr >> 16 and not member.is_dir():
                os.chmod(path, member.external_attr >> 16 & 0o777)
' "$1" "$2" "$3"; fi
for program in 7z 7zz 7za; do
  if command -v $program >/dev/null; then
    if [ "$3" = yes ]; then exec $program x -aoa -bd "-o$2" -- "$1"; else exec $program x -aos -bd "-o$2" -- "$1"; fi
  fi
done
echo "none of unzip, python3 and 7z is here to unpack a zip file"; exit 127
"#;

const UNTAR: &str = r#"
if [ "$3" = yes ]; then exec tar -xf "$1" -C "$2"; fi
if tar --version 2>/dev/null | grep -q GNU; then exec tar --skip-old-files -xf "$1" -C "$2"; fi
exec tar -kxf "$1" -C "$2"
"#;

const UNSEVEN: &str = r#"
for program in 7z 7zz 7za; do
  if command -v $program >/dev/null; then
    if [ "$3" = yes ]; then exec $program x -aoa -bd "-o$2" -- "$1"; else exec $program x -aos -bd "-o$2" -- "$1"; fi
  fi
done
echo "7z is not here to unpack $1"; exit 127
"#;

/// Endings of archives that tar unpacks, whatever they are compressed with.
const TARS: [&str; 14] = [
    ".tar",
    ".tar.gz",
    ".tgz",
    ".taz",
    ".tar.z",
    ".tar.bz2",
    ".tz2",
    ".tbz2",
    ".tbz",
    ".tar.lz",
    ".tar.lzma",
    ".tlz",
    ".tar.xz",
    ".txz",
];

impl Pump<'_> {
    /// Packs a file or folder.
    pub(super) async fn archive(&self, step: StepId, pack: Pack) -> Result<(), Failure> {
        let Pack { from, root, kind, compression, to, replace } = pack;
        if replace {
            self.sandbox.remove(&to).await?;
        }
        let (parent, _) = to.rsplit_once('/').unwrap_or(("/", ""));
        make_folder(self.sandbox, parent).await?;
        let whole = root || self.is_file(&from).await;
        let (folder, name) = match from.rsplit_once('/').filter(|_| whole) {
            Some((parent, name)) => (if parent.is_empty() { "/" } else { parent }, name),
            None => (from.as_str(), "."),
        };
        let kind = kind.trim().to_ascii_lowercase();
        let done = match kind.as_str() {
            "zip" | "default" => self.script(ZIP, &[&to, folder, name]).await,
            "7z" | "wim" => self.script(SEVEN, &[&to, folder, name, &kind]).await,
            "tar" => {
                let how = match compression.trim().to_ascii_lowercase().as_str() {
                    "gz" => "-z",
                    "bz2" => "-j",
                    "xz" => "-J",
                    "none" | "" => "-p",
                    other => return Err(Failure::Invalid(format!("no tar is compressed with `{other}`"))),
                };
                self.script("exec tar -c \"$4\" -f \"$1\" -C \"$2\" -- \"$3\"", &[&to, folder, name, how])
                    .await
            }
            other => return Err(Failure::Invalid(format!("`{other}` is not a kind of archive"))),
        };
        done.map_err(|reason| reason.of(&format!("pack {from}")))?;
        Ok(self.say(step, &format!("Packed {from} as {to}")).await?)
    }

    /// Unpacks archives.
    pub(super) async fn extract(
        &self,
        step: StepId,
        files: &[String],
        to: &str,
        clean: bool,
        overwrite: bool,
    ) -> Result<(), Failure> {
        let archives = self.archives(files).await?;
        if clean {
            self.sandbox.remove(to).await?;
        }
        make_folder(self.sandbox, to).await?;
        if archives.is_empty() {
            self.say(step, &format!("Warning: no archives match {}", files.join(", "))).await?;
        }
        for archive in archives {
            let name = archive.to_ascii_lowercase();
            let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
            let script = match () {
                () if ends(&[".zip", ".jar", ".war", ".ear"]) => UNZIP,
                () if ends(&TARS) => UNTAR,
                () => UNSEVEN,
            };
            let replaced = if overwrite { "yes" } else { "no" };
            let done = self.script(script, &[&archive, to, replaced]).await;
            done.map_err(|reason| reason.of(&format!("unpack {archive}")))?;
            self.say(step, &format!("Unpacked {archive} to {to}")).await?;
        }
        Ok(())
    }

    /// The archives that patterns mean, whole paths. One without wildcards must be there.
    async fn archives(&self, patterns: &[String]) -> Result<Vec<String>, Failure> {
        let mut found: Vec<String> = Vec::new();
        for pattern in patterns {
            let whole = self.folder(Some(pattern.trim_start_matches('!')));
            if pattern.starts_with('!') {
                let selection = Selection::new(&[whole], "", true);
                found.retain(|path| !selection.matches(path.trim_start_matches('/')));
                continue;
            }
            if !whole.contains(['*', '?', '[', '(']) {
                if !self.is_file(&whole).await {
                    return Err(Failure::Invalid(format!("the archive {whole} does not exist")));
                }
                found.push(whole);
                continue;
            }
            let plain = whole.split('/').take_while(|part| !part.contains(['*', '?', '[', '(']));
            let base = plain.collect::<Vec<_>>().join("/");
            let names = self.selected(&base, &[whole], true, is_file).await?;
            found.extend(names.into_iter().map(|name| format!("{base}/{name}")));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }

    /// Runs a script of ours with arguments.
    async fn script(&self, script: &str, arguments: &[&str]) -> Result<(), Refused> {
        let argv = [&["sh", "-c", script, "sh"], arguments].concat();
        match self.ask(&argv).await {
            Ok((0, _)) => Ok(()),
            Ok((_, said)) => Err(Refused::Said(said.trim().to_owned())),
            Err(error) => Err(Refused::Unable(error)),
        }
    }
}

/// Why a program did not do it.
enum Refused {
    Said(String),
    Unable(ExecutorError),
}

impl Refused {
    fn of(self, what: &str) -> Failure {
        match self {
            Self::Said(said) => Failure::Invalid(format!("could not {what}: {said}")),
            Self::Unable(error) => Failure::Executor(error),
        }
    }
}
