//! The data folder, the disk and the clock.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use habitro_server::platform::clock::Clock;
use habitro_server::platform::config::Config;
use habitro_server::platform::db::Location;
use habitro_server::platform::file_lock::sibling;
use jiff::Timestamp;

use super::{Finding, fail, ok, warn};

pub fn data_folder(config: &Config) -> Vec<Finding> {
    let (folder, shown) = (&config.data_dir, config.data_dir.display());
    let mut findings = vec![match probe_folder(folder) {
        Err(reason) => fail("data folder", format!("{reason}. Correct HABITRO_DATA_DIR or the owner of the folder")),
        Ok(()) if !folder.exists() => {
            warn("data folder", format!("{shown} does not exist yet; the first start creates it"))
        }
        Ok(()) => ok("data folder", format!("{shown} can be written")),
    }];
    if let Some(mode) = access_of_others(folder) {
        let advice = format!("{shown} has mode {mode:o}, so other users can look into it; run chmod 700 {shown}");
        findings.push(fail("data folder", advice));
    }
    if let Location::Sqlite(database) = &config.database {
        for path in ["", "-wal", "-shm"].map(|suffix| sibling(database, suffix)) {
            if let Some(mode) = access_of_others(&path) {
                let shown = path.display();
                let advice = format!("{shown} has mode {mode:o}, so other users can read it; run chmod 600 {shown}");
                findings.push(fail("database", advice));
            }
        }
    }
    findings
}

/// Returns the permissions of a file or folder that the group or others can access.
pub fn access_of_others(path: &Path) -> Option<u32> {
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Checks that files can be created in `folder`, or in the folder in which it would be created, and leaves none.
pub fn probe_folder(folder: &Path) -> Result<(), String> {
    let existing = nearest_existing(folder);
    let shown = existing.display();
    if !existing.is_dir() {
        return Err(format!("{shown} is not a folder"));
    }
    let action = if existing == folder { "written" } else { "used to create the folder" };
    // Checks run at the same time, some of them in the same folder.
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let probe = existing.join(format!(".doctor-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
    let mut options = fs::OpenOptions::new();
    let created = options.write(true).create_new(true).mode(0o600).open(&probe);
    let written = created.and_then(|mut file| {
        let written = file.write_all(b"x");
        fs::remove_file(&probe).and(written)
    });
    written.map_err(|error| format!("{shown} can't be {action}: {error}"))
}

/// Returns `folder` if it exists, else its nearest existing parent. A link to nothing exists, but is not a folder.
fn nearest_existing(folder: &Path) -> &Path {
    let existing = folder.ancestors().find(|path| path.symlink_metadata().is_ok());
    existing.filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

pub fn disk(folder: &Path) -> Finding {
    let free = rustix::fs::statvfs(nearest_existing(folder)).map(|disk| disk.f_bavail * disk.f_frsize / 1_000_000);
    match free {
        Err(error) => warn("disk", format!("can't read the free space: {error}")),
        Ok(mb) if mb < 100 => fail("disk", format!("only {mb} MB free; the database needs free space to write")),
        Ok(mb) if mb < 1000 => warn("disk", format!("{mb} MB free; make room soon")),
        Ok(mb) => ok("disk", format!("{} GB free", mb / 1000)),
    }
}

/// Checks the clock, which determines what today is. There is no other clock to compare it with, but a time
/// before this program was written or far in the future must be wrong.
pub fn clock() -> Finding {
    let now = Clock::system().now();
    let sane = "2025-01-01T00:00:00Z".parse::<Timestamp>().ok()..="2100-01-01T00:00:00Z".parse::<Timestamp>().ok();
    if sane.contains(&Some(now)) {
        ok("clock", format!("{now:.0} (UTC)"))
    } else {
        fail("clock", format!("{now:.0} can't be right; set the system's clock"))
    }
}

/// A folder to which messages are written instead of being sent.
pub fn message_folder(subject: &'static str, folder: &Path) -> Finding {
    let shown = folder.display();
    if !folder.is_dir() {
        return fail(subject, format!("the folder {shown} does not exist; create it"));
    }
    match probe_folder(folder) {
        Err(reason) => fail(subject, reason),
        Ok(()) => warn(subject, format!("written to files in {shown}: users will not receive their codes")),
    }
}

/// Returns the folder of uploads, unless they are in an object store.
pub fn uploads_folder(config: &Config) -> Option<PathBuf> {
    match &config.uploads_url {
        None => Some(config.data_dir.join("uploads")),
        Some(url) => url.strip_prefix("file://").map(PathBuf::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simultaneous_probes_do_not_disturb_each_other() {
        let folder = std::env::temp_dir().join(format!("habitro-probe-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| (0..200).for_each(|_| probe_folder(&folder).unwrap()));
            }
        });
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        fs::remove_dir(folder).unwrap();
    }
}
