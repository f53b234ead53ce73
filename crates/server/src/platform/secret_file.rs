//! Private folders and files, for keys and personal data.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use super::rng::Entropy;

/// Access of the group and of others.
const ACCESS_OF_OTHERS: u32 = 0o077;

/// Makes the files and folders that this process creates accessible only to its user.
pub fn set_private_umask() {
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(ACCESS_OF_OTHERS));
}

/// Creates `folder` and its missing parents, accessible only to this user (mode 0700). An existing
/// folder is not changed.
pub fn create_private_folder(folder: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Creates an empty file with mode 0600 at `path` unless it exists.
pub fn create_private_file(path: &Path) -> io::Result<()> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => give_to_folder_owner(&file, path),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

/// Takes the access of the group and of others from a file or folder of this user. Returns whether they had any. A
/// path that does not exist or belongs to another user is not an error.
pub fn make_private(path: &Path) -> io::Result<bool> {
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(error),
    };
    let mode = found.permissions().mode() & 0o7777;
    if mode & ACCESS_OF_OTHERS == 0 || found.uid() != rustix::process::geteuid().as_raw() {
        return Ok(false);
    }
    fs::set_permissions(path, fs::Permissions::from_mode(mode & !ACCESS_OF_OTHERS))?;
    Ok(true)
}

/// As [`make_private`]; writes the change, or why it is not possible, to the log.
pub fn make_private_or_warn(path: &Path) {
    match make_private(path) {
        Ok(true) => tracing::warn!("{} was accessible to other users and no longer is", path.display()),
        Ok(false) => {}
        Err(error) => tracing::warn!(%error, "{} is accessible to other users", path.display()),
    }
}

/// Checks that the file at `path` can be read and written, if it exists, without opening it. A link to nothing is an
/// error: programs disagree about whether they can create a file through it.
pub fn check_usable(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {
            let access = rustix::fs::Access::READ_OK | rustix::fs::Access::WRITE_OK;
            Ok(rustix::fs::access(path, access)?)
        }
        Ok(_) => Err(io::Error::other("is not a file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => no_broken_link(path),
        Err(error) => Err(error),
    }
}

fn no_broken_link(path: &Path) -> io::Result<()> {
    if path.is_symlink() { Err(io::Error::other("is a link to a file that does not exist")) } else { Ok(()) }
}

/// Reads a secret file; `None` if it does not exist.
pub fn read_secret(path: &Path) -> io::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => no_broken_link(path).map(|()| None),
        Err(error) => Err(error),
    }
}

/// Creates a file (mode 0600) with `content` at `path` unless it exists, and returns its content.
///
/// Creation is atomic: two processes that start together get the same content, and none reads a
/// partly written file.
pub fn read_or_create_secret(path: &Path, content: &str, entropy: &Entropy) -> io::Result<String> {
    let temporary = write_temporary(path, content, entropy)?;
    // Linked to its final name, which fails if that exists.
    let linked = fs::hard_link(&temporary, path);
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    sync_folder(path)?;
    fs::read_to_string(path)
}

/// Replaces the file at `path` by one with `content` (mode 0600, the former owner), or creates it. A reader finds
/// either the former content or the new one.
pub fn replace_secret(path: &Path, content: &str, entropy: &Entropy) -> io::Result<()> {
    let temporary = write_temporary(path, content, entropy)?;
    let renamed = fs::rename(&temporary, path);
    if renamed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    renamed?;
    sync_folder(path)
}

/// Removes what processes that were killed while they wrote the file at `path` have left: copies of the secret. No
/// other process may write the file meanwhile.
pub fn remove_temporary_files(path: &Path) -> io::Result<()> {
    let prefix = temporary_prefix(path);
    for entry in fs::read_dir(folder_of(path))? {
        let entry = entry?;
        if entry.file_name().to_str().and_then(|name| name.strip_prefix(&prefix)).is_some_and(is_tag) {
            fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The start of the names of the files that are renamed to `path` once they are complete.
fn temporary_prefix(path: &Path) -> String {
    format!(".{}.", path.file_name().unwrap_or_default().to_string_lossy())
}

fn is_tag(text: &str) -> bool {
    text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Gives a file that root has created in another user's folder to that user, who must be able to use it later.
pub fn give_to_folder_owner(file: &File, path: &Path) -> io::Result<()> {
    if rustix::process::geteuid().is_root() && file.metadata()?.uid() == 0 {
        let folder = fs::metadata(folder_of(path))?;
        if folder.uid() != 0 {
            fchown(file, Some(folder.uid()), Some(folder.gid()))?;
        }
    }
    Ok(())
}

/// Writes `content` to a new file in the folder of `path`, which is created if it is missing.
fn write_temporary(path: &Path, content: &str, entropy: &Entropy) -> io::Result<PathBuf> {
    let folder = folder_of(path);
    create_private_folder(folder)?;
    let temporary = folder.join(format!("{}{:016x}", temporary_prefix(path), u64::from_be_bytes(entropy.bytes())));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    let written =
        give_to_owner(&file, path).and_then(|()| file.write_all(content.as_bytes())).and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written.map(|()| temporary)
}

/// Gives a file that root has created to the owner of the file at `path` or else of its folder.
fn give_to_owner(file: &File, path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(former) if rustix::process::geteuid().is_root() => fchown(file, Some(former.uid()), Some(former.gid())),
        _ => give_to_folder_owner(file, path),
    }
}

/// Makes a new name in the folder of `path` durable. Without it a power failure may lose the name, and with it all
/// data that needs the key.
fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> PathBuf {
        let tag = u64::from_be_bytes(Entropy::system().bytes());
        std::env::temp_dir().join(format!("habitro-secret-file-{tag:016x}"))
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn open_permissions_are_taken_away_and_private_ones_kept() {
        let folder = folder();
        fs::create_dir_all(&folder).unwrap();
        let path = folder.join("file");
        assert!(!make_private(&path).unwrap(), "a missing file is fine");
        create_private_file(&path).unwrap();
        assert_eq!((mode(&path), make_private(&path).unwrap()), (0o600, false));
        for open in [0o644, 0o660, 0o604] {
            fs::set_permissions(&path, fs::Permissions::from_mode(open)).unwrap();
            assert_eq!((make_private(&path).unwrap(), mode(&path)), (true, 0o600), "{open:o}");
        }
        fs::write(&path, "x").unwrap();
        create_private_file(&path).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "x", "an existing file keeps its content");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn folders_and_broken_links_are_not_usable_and_not_missing() {
        let folder = folder();
        fs::create_dir_all(&folder).unwrap();
        let (path, link) = (folder.join("file"), folder.join("link"));
        assert!(check_usable(&path).is_ok(), "it can be created");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(check_usable(&link).is_err() && read_secret(&link).is_err(), "a link to nothing");
        fs::write(&path, "x").unwrap();
        assert!(check_usable(&path).is_ok() && check_usable(&link).is_ok());
        assert!(check_usable(&folder).is_err());
        assert!(check_usable(&path.join("below")).is_err(), "the parent is a file");
        fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn readers_never_see_a_partly_written_file() {
        let folder = folder();
        let path = folder.join("file");
        let content = |n: usize| format!("{}\n", n.to_string().repeat(100_000));
        replace_secret(&path, &content(0), &Entropy::system()).unwrap();
        std::thread::scope(|scope| {
            let writer = scope.spawn(|| {
                for n in 1..10 {
                    replace_secret(&path, &content(n), &Entropy::system()).unwrap();
                }
            });
            while !writer.is_finished() {
                let text = read_secret(&path).unwrap().unwrap();
                assert_eq!(text.len(), 100_001);
                assert!(text.trim_end().bytes().all(|byte| byte == text.as_bytes()[0]));
            }
        });
        assert_eq!((mode(&path), fs::read_dir(&folder).unwrap().count()), (0o600, 1), "no temporary file is left");
        fs::remove_dir_all(&folder).unwrap();
    }
}
