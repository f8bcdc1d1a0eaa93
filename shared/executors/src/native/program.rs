use crate::ExecutorError;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Finds a program as execvp(3) does: by its path if it has a slash, or else in the folders of `search`.
pub(super) fn find(program: &str, search: Option<&str>, directory: &Path) -> Result<PathBuf, ExecutorError> {
    let missing =
        || ExecutorError::MissingProgram { program: program.into(), place: "this machine's PATH".into() };
    if program.contains('/') {
        let path = directory.join(program);
        return if is_program(&path) { Ok(path) } else { Err(missing()) };
    }
    let search = search.unwrap_or("/usr/local/bin:/usr/bin:/bin");
    let mut candidates = search.split(':').map(|folder| directory.join(folder).join(program));
    candidates.find(|path| is_program(path)).ok_or_else(missing)
}

fn is_program(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches_in_order_and_only_what_can_be_run() {
        let root = tempfile::tempdir().unwrap();
        for (folder, mode) in [("a", 0o644), ("b", 0o755), ("c", 0o755)] {
            fs::create_dir(root.path().join(folder)).unwrap();
            let path = root.path().join(folder).join("tool");
            fs::write(&path, "").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        }
        assert_eq!(find("tool", Some("a:b:c"), root.path()).unwrap(), root.path().join("b/tool"));
        assert_eq!(find("./c/tool", None, root.path()).unwrap(), root.path().join("./c/tool"));
        let error = find("a/tool", None, root.path()).unwrap_err().to_string();
        assert_eq!(
            error,
            "`a/tool` was not found in this machine's PATH; install it there, or use another shell or image"
        );
    }
}
