//! The picture of a person: a file with a name that nobody can guess, written before the
//! account points at it and removed after it no longer does.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::SignedDuration;

use super::{Accounts, after};
use crate::features::accounts::rules::account_event::AccountEventKind;
use crate::features::accounts::{AccountsError, UserId};
use crate::platform::db::{DbError, Key, Tx};

/// An upload that did not become a picture within this is removed.
const UPLOAD: SignedDuration = SignedDuration::from_hours(1);
/// Random bytes of a name.
const NAME: usize = 16;
/// Files removed in one go.
const BATCH: u32 = 100;

impl Accounts {
    /// Makes a picture of `bytes` small and keeps it as a file; answers the file's name, to be
    /// given to [`Accounts::wear_picture`].
    ///
    /// # Errors
    /// `Picture`, `Storage`, `Db`.
    pub(in crate::features::accounts) async fn keep_picture(
        &self,
        bytes: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<String, AccountsError> {
        let small = self.0.pictures.shrink(bytes).await?;
        // Doomed from the start: if this process ends before the account has it, it goes.
        let doom = |tx: &mut Tx<'_>| {
            let name = URL_SAFE_NO_PAD.encode(tx.random_bytes::<NAME>());
            let not_before = after(tx.now(), UPLOAD);
            tx.accounts().mark_file_orphaned(&name, not_before)?;
            Ok::<_, DbError>(name)
        };
        let name = self.db().write(Key::of("pictures"), doom).await?;
        self.options().uploads.put(&path(&name), small).await.map_err(|error| storage(&error))?;
        Ok(name)
    }

    /// Gives this person the picture `name`, or none; part of the caller's unit of work.
    ///
    /// # Errors
    /// `Unauthenticated`, `Db`.
    pub(in crate::features::accounts) fn wear_picture(
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
            tx.accounts().spare_file(name)?;
        }
        if let Some(before) = &before {
            tx.accounts().mark_file_orphaned(before, now)?;
        }
        tx.accounts().set_avatar(user, name)?;
        tx.accounts().note_event(user, AccountEventKind::PictureChanged, device)?;
        Ok(())
    }

    /// The picture of this name, a JPEG.
    ///
    /// # Errors
    /// `NotFound`, `Storage`.
    pub(in crate::features::accounts) async fn picture(&self, name: &str) -> Result<Vec<u8>, AccountsError> {
        let ours = URL_SAFE_NO_PAD.decode(name).is_ok_and(|bytes| bytes.len() == NAME);
        if !ours {
            return Err(AccountsError::NotFound);
        }
        let found = self.options().uploads.get(&path(name)).await.map_err(|error| storage(&error))?;
        found.ok_or(AccountsError::NotFound)
    }

    /// Removes files that are nobody's any more; answers how many. One that can't be removed
    /// is tried again at the next call.
    ///
    /// # Errors
    /// What the database says.
    pub async fn remove_orphaned_files(&self) -> Result<usize, DbError> {
        let mut removed = 0;
        let doomed = self.db().read(|tx| tx.accounts().orphaned_files(BATCH)).await?;
        for name in doomed {
            if let Err(error) = self.options().uploads.remove(&path(&name)).await {
                tracing::warn!(%error, "a picture was not removed");
                continue;
            }
            self.db().write(Key::of("pictures"), move |tx| tx.accounts().spare_file(&name)).await?;
            removed += 1;
        }
        Ok(removed)
    }
}

fn path(name: &str) -> String {
    format!("avatars/{name}.jpg")
}

fn storage(error: &crate::platform::uploads::UploadsError) -> AccountsError {
    tracing::error!(%error, "the store of pictures failed");
    AccountsError::Storage
}
