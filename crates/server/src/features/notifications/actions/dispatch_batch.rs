//! Everything that decides where alerts go, loaded for a batch of dispatches with one query per kind of data.

use std::collections::HashMap;

use crate::features::accounts::{self, Recipient, UserId};
use crate::features::notifications::rules::{ChannelPreference, QuietHours};
use crate::features::notifications::store::{Device, Dispatch, DispatchContent, StoredAlert};
use crate::features::notifications::{AlertKind, NotificationId};
use crate::platform::db::{DbError, Tx};

/// Data of the users and alerts in a batch of dispatches.
pub(super) struct DispatchBatch {
    pub alerts: HashMap<NotificationId, StoredAlert>,
    pub recipients: HashMap<UserId, Recipient>,
    pub quiet: HashMap<UserId, QuietHours>,
    pub devices: HashMap<UserId, Vec<Device>>,
    preferences: HashMap<(UserId, AlertKind), ChannelPreference>,
}

impl DispatchBatch {
    pub fn load(tx: &mut Tx<'_>, dispatches: &[&Dispatch]) -> Result<Self, DbError> {
        let mut users: Vec<UserId> = dispatches.iter().map(|dispatch| dispatch.user).collect();
        users.sort();
        users.dedup();
        let alerts: Vec<(UserId, NotificationId)> = dispatches
            .iter()
            .filter_map(|dispatch| match dispatch.content {
                DispatchContent::New(id) | DispatchContent::Snoozed(id) => Some((dispatch.user, id)),
                DispatchContent::Obsolete => None,
            })
            .collect();
        let mut devices: HashMap<UserId, Vec<Device>> = HashMap::new();
        for (user, device) in tx.notifications().devices_of(&users)? {
            devices.entry(user).or_default().push(device);
        }
        let preferences = tx.notifications().preferences_of(&users)?;
        Ok(Self {
            alerts: tx.notifications().alerts(&alerts)?.into_iter().map(|alert| (alert.id, alert)).collect(),
            recipients: accounts::find_recipients(tx, &users)?,
            quiet: tx.notifications().quiet_hours_of(&users)?.into_iter().collect(),
            devices,
            preferences: preferences.into_iter().map(|(user, kind, wanted)| ((user, kind), wanted)).collect(),
        })
    }

    /// Returns the channels that an alert goes out on.
    pub fn preference(&self, user: UserId, alert: &StoredAlert) -> ChannelPreference {
        if alert.kind == AlertKind::Test {
            let channel = alert.data["channel"].as_str();
            return ChannelPreference { push: channel == Some("push"), mail: channel == Some("mail") };
        }
        self.preferences.get(&(user, alert.kind)).copied().unwrap_or(ChannelPreference::DEFAULT)
    }
}
