use rustix::fs::{Mode, OFlags, Timestamps, copy_file_range, fchmod, fstat, futimens, ioctl_ficlone, open};
use rustix::io::Errno;
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// Copies single files, in the cheapest way that the file system has.
#[derive(Debug)]
pub(super) struct Copier {
    /// Blocks can be shared, as far as we know.
    shares: AtomicBool,
    /// The kernel can copy by itself, as far as we know.
    ranges: AtomicBool,
}

impl Copier {
    pub(super) fn new() -> Self {
        Self { shares: AtomicBool::new(true), ranges: AtomicBool::new(true) }
    }

    /// Copies a file with its mode and time. One that went away meanwhile, or is no file, is left out.
    pub(super) fn copy(&self, from: &Path, to: &Path) -> io::Result<()> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let source = match open(from, flags, Mode::empty()) {
            Err(Errno::NOENT | Errno::LOOP | Errno::NXIO) => return Ok(()),
            source => source?,
        };
        let stat = fstat(&source)?;
        if !rustix::fs::FileType::from_raw_mode(stat.st_mode).is_file() {
            return Ok(());
        }
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let target = open(to, flags, Mode::RUSR | Mode::WUSR)?;
        let (source, target) = (File::from(source), File::from(target));
        self.fill(&source, &target, stat.st_size.cast_unsigned())?;
        fchmod(&target, Mode::from_raw_mode(stat.st_mode & 0o777))?;
        let time = |seconds, nanoseconds: u64| rustix::fs::Timespec {
            tv_sec: seconds,
            tv_nsec: nanoseconds.try_into().unwrap_or_default(),
        };
        let times = Timestamps {
            last_access: time(stat.st_atime, stat.st_atime_nsec),
            last_modification: time(stat.st_mtime, stat.st_mtime_nsec),
        };
        Ok(futimens(&target, &times)?)
    }

    fn fill(&self, mut source: &File, mut target: &File, size: u64) -> io::Result<()> {
        if size == 0 {
            return Ok(());
        }
        if self.shares.load(Ordering::Relaxed) {
            match ioctl_ficlone(target, source) {
                Ok(()) => return Ok(()),
                Err(_) => self.shares.store(false, Ordering::Relaxed),
            }
        }
        if self.ranges.load(Ordering::Relaxed) {
            let mut left = size;
            while left > 0 {
                match copy_file_range(source, None, target, None, usize::try_from(left).unwrap_or(usize::MAX))
                {
                    Ok(0) => break,
                    Ok(copied) => left -= copied as u64,
                    Err(Errno::INTR) => {}
                    Err(Errno::XDEV | Errno::INVAL | Errno::OPNOTSUPP | Errno::NOSYS | Errno::PERM) => {
                        self.ranges.store(false, Ordering::Relaxed);
                        break;
                    }
                    Err(cause) => return Err(cause.into()),
                }
            }
            if left == 0 {
                return Ok(());
            }
        }
        io::copy(&mut source, &mut target).map(drop)
    }
}
