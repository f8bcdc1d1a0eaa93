use crate::program::rustci;
use std::path::Path;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../completions");
const STALE: &str = "is stale: scripts/completions.sh";

#[test]
fn what_shells_complete_is_what_the_program_knows() {
    let shells = [
        ("bash", "rustci.bash"),
        ("zsh", "_rustci"),
        ("fish", "rustci.fish"),
        ("powershell", "_rustci.ps1"),
        ("elvish", "rustci.elv"),
    ];
    for (shell, file) in shells {
        let done = rustci(Path::new("."), &["completions", shell]);
        let kept = std::fs::read_to_string(format!("{FOLDER}/{file}")).unwrap();
        assert!(done.exit == 0 && done.out == kept, "completions/{file} {STALE}");
    }
}

#[test]
fn the_manual_is_that_of_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let done = rustci(folder.path(), &["man", "."]);
    assert_eq!(done.exit, 0, "{}", done.err);
    let pages = |path: &Path| -> Vec<(String, String)> {
        let files = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path());
        let mut pages: Vec<_> = files
            .filter(|path| path.extension().is_some_and(|kind| kind == "1"))
            .map(|path| {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                (name, std::fs::read_to_string(path).unwrap())
            })
            .collect();
        pages.sort();
        pages
    };
    let (made, kept) = (pages(folder.path()), pages(&Path::new(FOLDER).join("man")));
    assert!(made.len() > 20, "{}", made.len());
    let names = |pages: &[(String, String)]| pages.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&made), names(&kept), "completions/man {STALE}");
    for (page, (name, text)) in made.iter().zip(&kept) {
        assert!(page.1 == *text, "completions/man/{name} {STALE}");
    }
}
