//! Folders that hold keys and people's days.

use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// Makes `folder` and what is missing above it, open to this user alone (0700). One that is
/// there stays as it is.
///
/// # Errors
/// Those of the file system.
pub fn make_private(folder: &Path) -> std::io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
