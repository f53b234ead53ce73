//! Folders that hold keys and people's days.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::rng::Entropy;

/// Makes `folder` and what is missing above it, open to this user alone (0700). One that is
/// there stays as it is.
///
/// # Errors
/// Those of the file system.
pub fn make_private(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Keeps `content` in a new file (mode 0600) at `path` unless there is one, and answers what
/// stands in it: of two processes that start at once both end with the same, and none ever reads
/// half a file.
///
/// # Errors
/// Those of the file system.
pub fn keep_secret(path: &Path, content: &str, entropy: &Entropy) -> io::Result<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    make_private(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Written beside it and linked into place.
    let draft = folder.join(format!(".{name}.{:016x}", u64::from_be_bytes(entropy.bytes())));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Without this the name may be lost at a power cut, and with it what the key was for.
    fs::File::open(folder)?.sync_all()?;
    fs::read_to_string(path)
}
