//! What decides where alerts go, for a whole batch of dispatches with one question of each kind.

use std::collections::HashMap;

use crate::features::accounts::{self, Recipient, UserId};
use crate::features::notifications::rules::{Quiet, Wanted};
use crate::features::notifications::store::{Device, Dispatch, Stored, What};
use crate::features::notifications::{Kind, NotificationId};
use crate::platform::db::{DbError, Tx};

/// Everything about the users and alerts of a batch.
pub(super) struct DispatchBatch {
    pub alerts: HashMap<NotificationId, Stored>,
    pub recipients: HashMap<UserId, Recipient>,
    pub quiet: HashMap<UserId, Quiet>,
    pub devices: HashMap<UserId, Vec<Device>>,
    preferences: HashMap<(UserId, Kind), Wanted>,
}

impl DispatchBatch {
    /// Looks everything up.
    pub fn of(tx: &mut Tx<'_>, batch: &[Dispatch]) -> Result<Self, DbError> {
        let mut users: Vec<UserId> = batch.iter().map(|dispatch| dispatch.user).collect();
        users.sort();
        users.dedup();
        let alerts: Vec<(UserId, NotificationId)> = batch
            .iter()
            .filter_map(|dispatch| match dispatch.what {
                What::Alert(id) | What::Again(id) => Some((dispatch.user, id)),
                What::Close(_) => None,
            })
            .collect();
        let mut devices: HashMap<UserId, Vec<Device>> = HashMap::new();
        for (user, device) in tx.notifications().devices_of(&users)? {
            devices.entry(user).or_default().push(device);
        }
        let said = tx.notifications().preferences_of(&users)?;
        Ok(Self {
            alerts: tx.notifications().alerts(&alerts)?.into_iter().map(|alert| (alert.id, alert)).collect(),
            recipients: accounts::find_recipients(tx, &users)?,
            quiet: tx.notifications().quiet_of(&users)?.into_iter().collect(),
            devices,
            preferences: said.into_iter().map(|(user, kind, wanted)| ((user, kind), wanted)).collect(),
        })
    }

    /// On which channels this alert goes.
    pub fn wanted(&self, user: UserId, alert: &Stored) -> Wanted {
        if alert.kind == Kind::Test {
            let channel = alert.data["channel"].as_str();
            return Wanted { push: channel == Some("push"), mail: channel == Some("mail") };
        }
        self.preferences.get(&(user, alert.kind)).copied().unwrap_or(Wanted::BY_DEFAULT)
    }
}
