use super::{SqliteStore, schema};
use crate::StoreError;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;
use std::time::Duration;

/// Pages copied at a time; between, the server goes on.
const PAGES: i32 = 1024;

/// While somebody else writes.
const PAUSE: Duration = Duration::from_millis(5);

impl SqliteStore {
    /// Copies the whole store as it is at one moment into a new file, while it is in use. Blocks.
    pub fn backup(&self, target: &Path) -> Result<(), StoreError> {
        copy(&self.path, target)
    }

    /// The same for the store in a file, which another process may have open.
    pub fn backup_of(path: &Path, target: &Path) -> Result<(), StoreError> {
        copy(path, target)
    }

    /// Makes a store's file out of a backup. The backup is checked first; a file that is there is never replaced.
    pub fn restore(backup: &Path, path: &Path) -> Result<(), StoreError> {
        copy(backup, path)?;
        let mut db = Connection::open(path)?;
        let result = check(&db).and_then(|()| schema::migrate(&mut db));
        if result.is_err() {
            drop(db);
            remove(path)?;
        }
        result
    }

    /// Reads every page and every reference; what is damaged is told in one sentence.
    pub async fn check(&self) -> Result<(), StoreError> {
        self.readers.read(check).await
    }
}

fn check(db: &Connection) -> Result<(), StoreError> {
    let found: String = db.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        return Err(StoreError::Unavailable(format!("the database is damaged: {found}")));
    }
    let mut query = db.prepare("PRAGMA foreign_key_check")?;
    if query.exists([])? {
        return Err(StoreError::Unavailable("the database is damaged: a row belongs to nothing".into()));
    }
    Ok(())
}

/// What is half written goes by another name until it is whole and on the disk.
fn copy(from: &Path, to: &Path) -> Result<(), StoreError> {
    if to.exists() {
        return Err(StoreError::Unavailable(format!("there is a file {} already", to.display())));
    }
    let mut name = to.as_os_str().to_owned();
    name.push(".part");
    let part = Path::new(&name);
    remove(part)?;
    let source = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let mut target = Connection::open(part)?;
    copy_pages(&source, &mut target)?;
    target.close().map_err(|(_, error)| error)?;
    let file =
        |cause: std::io::Error| StoreError::Unavailable(format!("cannot write {}: {cause}", to.display()));
    std::fs::File::open(part).and_then(|part| part.sync_all()).map_err(file)?;
    std::fs::rename(part, to).map_err(file)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(file)
}

fn copy_pages(source: &Connection, target: &mut Connection) -> Result<(), StoreError> {
    // Kept open, it holds the source at one moment: a busy server would make the copy begin again and again.
    let moment = source.unchecked_transaction()?;
    moment.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    let backup = Backup::new(source, target)?;
    loop {
        match backup.step(PAGES)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            _ => std::thread::sleep(PAUSE),
        }
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Unavailable(format!("cannot remove {}: {cause}", path.display())))
        }
        _ => Ok(()),
    }
}
