//! Private folders and files, for keys and personal data.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

use super::rng::Entropy;

/// Creates `folder` and its missing parents, accessible only to this user (mode 0700). An existing
/// folder is not changed.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Creates a file (mode 0600) with `content` at `path` unless it exists, and returns its content.
///
/// Creation is atomic: two processes that start together get the same content, and none reads a
/// partly written file.
pub fn read_or_create_secret(path: &Path, content: &str, entropy: &Entropy) -> io::Result<String> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    create_private_folder(folder)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    // Written under a temporary name, then linked to its final one, which fails if that exists.
    let temporary = folder.join(format!(".{name}.{:016x}", u64::from_be_bytes(entropy.bytes())));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    // Without this sync a power failure may lose the name, and with it all data that needs the key.
    fs::File::open(folder)?.sync_all()?;
    fs::read_to_string(path)
}
