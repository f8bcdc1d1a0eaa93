use super::tree::Tracked;
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;

/// Reads what git tracks from its index, see
/// <https://git-scm.com/docs/index-format>. `None` if this one is of a kind that only git itself understands.
pub(super) fn read(index: &[u8]) -> Option<Tracked> {
    let mut reader = Reader { rest: index };
    if reader.take(4)? != b"DIRC" {
        return None;
    }
    let version = reader.number()?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let count = reader.number()?;
    let mut tracked = Tracked::default();
    let mut path = Vec::new();
    for _ in 0..count {
        let before = reader.rest.len();
        // Times, device and inode.
        reader.take(24)?;
        let mode = reader.number()?;
        // Owner, group, size and hash.
        reader.take(12 + HASH)?;
        let flags = reader.take(2)?;
        if flags[0] & EXTENDED != 0 {
            reader.take(2)?;
        }
        if version == 4 {
            path.truncate(path.len().checked_sub(reader.offset()?)?);
            path.extend_from_slice(reader.text()?);
        } else {
            path = reader.text()?.into();
            // One zero has been read; entries are padded to eight bytes.
            let length = before - reader.rest.len();
            reader.take(length.next_multiple_of(8) - length)?;
        }
        match mode >> 12 {
            0o10 => tracked.files.push(PathBuf::from(OsStr::from_bytes(&path))),
            0o12 => tracked.links.push(PathBuf::from(OsStr::from_bytes(&path))),
            // A submodule, which is a folder like others.
            0o16 => {}
            // A folder that stands for all that is in it: a sparse index.
            _ => return None,
        }
    }
    while reader.rest.len() > HASH {
        let name = reader.take(4)?;
        // In lower case: needed to understand the index (a shared index, sparse folders).
        if name[0].is_ascii_lowercase() {
            return None;
        }
        let length = reader.number()?;
        reader.take(usize::try_from(length).ok()?)?;
    }
    (reader.rest.len() == HASH).then_some(tracked)
}

/// Bytes of a SHA-1. With SHA-256 nothing fits, so that git is asked.
const HASH: usize = 20;
/// A flag: there are more flags.
const EXTENDED: u8 = 0x40;

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_be_bytes)
    }

    /// A number in as many bytes as it needs.
    fn offset(&mut self) -> Option<usize> {
        let mut byte = self.take(1)?[0];
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = self.take(1)?[0];
            value = value.checked_add(1)?.checked_mul(128)? | usize::from(byte & 0x7f);
        }
        Some(value)
    }

    /// Up to a zero, which is taken too.
    fn text(&mut self) -> Option<&'a [u8]> {
        let end = self.rest.iter().position(|byte| *byte == 0)?;
        let text = self.take(end)?;
        self.take(1)?;
        Some(text)
    }
}
