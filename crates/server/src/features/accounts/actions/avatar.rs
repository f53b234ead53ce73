//! Profile pictures: files with unguessable names, written before the account refers to them and
//! removed after it no longer does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;

use super::{Accounts, after};
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::{AccountsError, UserId};
use crate::platform::db::{DbError, Key, Tx};

/// An upload that no account refers to after this time is removed.
const UPLOAD_LIFETIME: SignedDuration = SignedDuration::from_hours(1);
/// Random bytes of a file's name.
const NAME_BYTES: usize = 16;
/// Files removed per call.
const BATCH: u32 = 100;

impl Accounts {
    /// Shrinks a picture, stores it as a file and returns the file's name for
    /// [`Accounts::set_picture`].
    ///
    /// # Errors
    /// `Picture` if it can't be used, `Storage` if it can't be stored.
    pub(in crate::features::accounts) async fn store_picture(
        &self,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<String, AccountsError> {
        let small = self.0.pictures.shrink(bytes).await?;
        // The file is orphaned until an account refers to it, so that it is removed even if this
        // process ends before that.
        let reserve = |tx: &mut Tx<'_>| {
            let name = URL_SAFE_NO_PAD.encode(tx.random_bytes::<NAME_BYTES>());
            let not_before = after(tx.now(), UPLOAD_LIFETIME);
            tx.accounts().mark_file_orphaned(&name, not_before)?;
            Ok::<_, DbError>(name)
        };
        let name = self.db().write(Key::of("pictures"), reserve).await?;
        self.options().uploads.put(&path(&name), small).await.map_err(|error| storage_error(&error))?;
        Ok(name)
    }

    /// Sets a user's picture to the file `name`, or removes it. Runs in the caller's unit of work.
    pub(in crate::features::accounts) fn set_picture(
        &self,
        tx: &mut Tx<'_>,
        user: UserId,
        name: Option<&str>,
        device: &str,
    ) -> Result<(), AccountsError> {
        let before = tx.accounts().profile(user)?.ok_or(AccountsError::Unauthenticated)?.avatar;
        if before.as_deref() == name {
            return Ok(());
        }
        let now = tx.now();
        if let Some(name) = name {
            tx.accounts().unmark_orphaned_file(name)?;
        }
        if let Some(before) = &before {
            tx.accounts().mark_file_orphaned(before, now)?;
        }
        tx.accounts().set_avatar(user, name)?;
        tx.accounts().record_event(user, AccountEventKind::PictureChanged, device)?;
        Ok(())
    }

    /// Returns the picture with this file name, a JPEG.
    ///
    /// # Errors
    /// `NotFound`, or `Storage` if it can't be read.
    pub(in crate::features::accounts) async fn picture(&self, name: &str) -> Result<Vec<u8>, AccountsError> {
        let is_file_name = URL_SAFE_NO_PAD.decode(name).is_ok_and(|bytes| bytes.len() == NAME_BYTES);
        if !is_file_name {
            return Err(AccountsError::NotFound);
        }
        let found = self.options().uploads.get(&path(name)).await.map_err(|error| storage_error(&error))?;
        found.ok_or(AccountsError::NotFound)
    }

    /// Removes files that no account refers to and returns how many. A file that can't be removed
    /// is tried again at the next call.
    pub async fn remove_orphaned_files(&self) -> Result<usize, DbError> {
        let mut removed = 0;
        let orphaned = self.db().read(|tx| tx.accounts().orphaned_files(BATCH)).await?;
        for name in orphaned {
            if let Err(error) = self.options().uploads.remove(&path(&name)).await {
                tracing::warn!(%error, "could not remove a picture");
                continue;
            }
            self.db().write(Key::of("pictures"), move |tx| tx.accounts().unmark_orphaned_file(&name)).await?;
            removed += 1;
        }
        Ok(removed)
    }
}

fn path(name: &str) -> String {
    format!("avatars/{name}.jpg")
}

fn storage_error(error: &crate::platform::uploads::UploadsError) -> AccountsError {
    tracing::error!(%error, "the picture storage failed");
    AccountsError::Storage
}
