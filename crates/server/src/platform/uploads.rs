//! Files that people upload: in a folder, or in a cloud's object store.

use std::path::PathBuf;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use url::Url;

/// The store could not do it; the reason is for the log.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UploadsError(String);

impl From<String> for UploadsError {
    fn from(reason: String) -> Self {
        Self(reason)
    }
}

impl From<object_store::Error> for UploadsError {
    fn from(error: object_store::Error) -> Self {
        Self(error.to_string())
    }
}

/// A store of files by name. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Uploads {
    store: Arc<dyn ObjectStore>,
    under: Path,
}

impl Uploads {
    /// Files in `folder`, which is made (0700) if it is missing.
    ///
    /// # Errors
    /// When the folder can't be made.
    pub fn in_folder(folder: PathBuf) -> Result<Self, UploadsError> {
        super::secret_file::create_private_folder(&folder)
            .map_err(|error| UploadsError(format!("{}: {error}", folder.display())))?;
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { store: Arc::new(store), under: Path::default() })
    }

    /// Files where `url` says.
    ///
    /// # Errors
    /// When it can't be understood or had.
    pub fn at(url: &str) -> Result<Self, UploadsError> {
        let url = parsed(url).map_err(UploadsError)?;
        if let Ok(folder) = url.to_file_path() {
            return Self::in_folder(folder);
        }
        cloud(&url)
    }

    /// Files in memory, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()), under: Path::default() }
    }

    /// Keeps `content` under `name`; all of it or nothing.
    ///
    /// # Errors
    /// What the store says.
    pub async fn put(&self, name: &str, content: Vec<u8>) -> Result<(), UploadsError> {
        self.store.put(&self.path(name), PutPayload::from(content)).await?;
        Ok(())
    }

    /// What is kept under `name`, if anything.
    ///
    /// # Errors
    /// What the store says.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, UploadsError> {
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what is kept under `name`; nothing there is fine.
    ///
    /// # Errors
    /// What the store says.
    pub async fn remove(&self, name: &str) -> Result<(), UploadsError> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.under.clone(), Path::join)
    }
}

/// Whether this build can keep files at `url`.
///
/// # Errors
/// Why not.
pub fn understands(url: &str) -> Result<(), String> {
    let url = parsed(url)?;
    if url.scheme() == "file" || cfg!(feature = "cloud-storage") {
        return Ok(());
    }
    Err("this build keeps files in folders only: file:///folder (build with the feature cloud-storage for others)"
        .into())
}

fn parsed(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "not a URL; expected file:///folder".to_owned())?;
    if url.scheme() == "file" && url.to_file_path().is_err() {
        return Err("a folder is written file:///absolute/path".into());
    }
    Ok(url)
}

/// Credentials come from the cloud's usual environment variables.
#[cfg(feature = "cloud-storage")]
#[allow(clippy::disallowed_methods, reason = "the clouds' own variables are none of our settings")]
fn cloud(url: &Url) -> Result<Uploads, UploadsError> {
    // The client asks for the process's provider of cryptography, and there is to be one alone.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = std::env::vars().map(|(name, value)| (name.to_ascii_lowercase(), value));
    let (store, under) = object_store::parse_url_opts(url, options)?;
    Ok(Uploads { store: Arc::from(store), under })
}

#[cfg(not(feature = "cloud-storage"))]
fn cloud(url: &Url) -> Result<Uploads, UploadsError> {
    Err(UploadsError(understands(url.as_str()).err().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn files_are_kept_found_and_removed_in_a_folder() {
        let tag: [u8; 8] = crate::platform::rng::Entropy::system().bytes();
        let folder = std::env::temp_dir().join(format!("habitro-uploads-{:x}", u64::from_be_bytes(tag)));
        let uploads = Uploads::in_folder(folder.clone()).unwrap();
        assert_eq!(uploads.get("avatars/a.jpg").await.unwrap(), None);
        uploads.put("avatars/a.jpg", b"one".to_vec()).await.unwrap();
        uploads.put("avatars/a.jpg", b"two".to_vec()).await.unwrap();
        assert_eq!(uploads.get("avatars/a.jpg").await.unwrap().as_deref(), Some(b"two".as_slice()));
        assert!(folder.join("avatars/a.jpg").exists());
        uploads.remove("avatars/a.jpg").await.unwrap();
        uploads.remove("avatars/a.jpg").await.unwrap();
        assert!(!folder.join("avatars/a.jpg").exists());
        // Names never lead out of the folder.
        uploads.put("../out.txt", b"x".to_vec()).await.unwrap();
        assert!(!folder.parent().unwrap().join("out.txt").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn where_files_can_be_kept() {
        assert_eq!(understands("file:///var/lib/habitro/uploads"), Ok(()));
        assert!(understands("uploads").is_err() && understands("file://host/x").is_err());
        assert_eq!(understands("s3://bucket").is_ok(), cfg!(feature = "cloud-storage"));
    }
}
