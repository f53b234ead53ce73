//! Files that users upload, stored in a folder or in a cloud's object store.

use std::path::PathBuf;
use std::sync::Arc;

use object_store::local::LocalFileSystem;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, PutPayload};
use url::Url;

/// The store failed; the reason is for the log.
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

/// A store of files by name; cheap to clone.
#[derive(Clone, Debug)]
pub struct Uploads {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

impl Uploads {
    /// Stores files in `folder`, which is created with mode 0700 if it is missing.
    pub fn in_folder(folder: PathBuf) -> Result<Self, UploadsError> {
        super::secret_file::create_private_folder(&folder)
            .map_err(|error| UploadsError(format!("{}: {error}", folder.display())))?;
        let store = LocalFileSystem::new_with_prefix(folder)?;
        Ok(Self { store: Arc::new(store), prefix: Path::default() })
    }

    /// Stores files at `url`; see [`check_url`].
    pub fn at(url: &str) -> Result<Self, UploadsError> {
        let url = parse(url).map_err(UploadsError)?;
        if let Ok(folder) = url.to_file_path() {
            return Self::in_folder(folder);
        }
        cloud(&url)
    }

    /// Stores files in memory, for tests.
    #[must_use]
    pub fn in_memory() -> Self {
        Self { store: Arc::new(object_store::memory::InMemory::new()), prefix: Path::default() }
    }

    /// Stores `content` as `name`: all of it or nothing.
    pub async fn put(&self, name: &str, content: Vec<u8>) -> Result<(), UploadsError> {
        self.store.put(&self.path(name), PutPayload::from(content)).await?;
        Ok(())
    }

    /// Returns the content of `name`, if it exists.
    pub async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, UploadsError> {
        match self.store.get(&self.path(name)).await {
            Ok(found) => Ok(Some(found.bytes().await?.to_vec())),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes `name`, if it exists.
    pub async fn remove(&self, name: &str) -> Result<(), UploadsError> {
        match self.store.delete(&self.path(name)).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn path(&self, name: &str) -> Path {
        name.split('/').fold(self.prefix.clone(), Path::join)
    }
}

/// Checks that this build can store files at `url`.
///
/// # Errors
/// The reason, for the operator.
pub fn check_url(url: &str) -> Result<(), String> {
    let url = parse(url)?;
    if url.scheme() == "file" || cfg!(feature = "cloud-storage") {
        return Ok(());
    }
    Err("this build stores files in folders only: file:///folder (build with the feature cloud-storage for others)"
        .into())
}

fn parse(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|_| "not a URL; expected file:///folder".to_owned())?;
    if url.scheme() == "file" && url.to_file_path().is_err() {
        return Err("a folder is written file:///absolute/path".into());
    }
    Ok(url)
}

/// Reads credentials from the cloud's usual environment variables.
#[cfg(feature = "cloud-storage")]
#[allow(clippy::disallowed_methods, reason = "the clouds' own variables are not settings of Habitro")]
fn cloud(url: &Url) -> Result<Uploads, UploadsError> {
    // The client uses the process's default provider of cryptography, and ring is to be the only one.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let options = std::env::vars().map(|(name, value)| (name.to_ascii_lowercase(), value));
    let (store, prefix) = object_store::parse_url_opts(url, options)?;
    Ok(Uploads { store: Arc::from(store), prefix })
}

#[cfg(not(feature = "cloud-storage"))]
fn cloud(url: &Url) -> Result<Uploads, UploadsError> {
    Err(UploadsError(check_url(url.as_str()).err().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn put_get_and_remove_in_a_folder() {
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
        // A name never leads out of the folder.
        uploads.put("../out.txt", b"x".to_vec()).await.unwrap();
        assert!(!folder.parent().unwrap().join("out.txt").exists());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn check_url_accepts_folders_and_supported_clouds() {
        assert_eq!(check_url("file:///var/lib/habitro/uploads"), Ok(()));
        assert!(check_url("uploads").is_err() && check_url("file://host/x").is_err());
        assert_eq!(check_url("s3://bucket").is_ok(), cfg!(feature = "cloud-storage"));
    }
}
