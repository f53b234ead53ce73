//! Numbers of members: totals, and the deltas that are not folded into them yet.

use uuid::Uuid;

use super::ChallengesStore;
use crate::features::accounts::UserId;
use crate::features::challenges::ChallengeId;
use crate::platform::db::{DbError, id_list};

const SIZES_SQLITE: &str = "
    SELECT s.challenge_id, CAST(SUM(s.members) AS BIGINT) FROM (
        SELECT challenge_id, members FROM challenge_sizes
        WHERE challenge_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)
        UNION ALL
        SELECT challenge_id, delta FROM challenge_size_deltas
        WHERE challenge_id IN (SELECT unhex(replace(j.value, '-', '')) FROM json_each($1) j)
    ) s GROUP BY s.challenge_id";
const SIZES_POSTGRES: &str = "
    SELECT s.challenge_id, CAST(SUM(s.members) AS BIGINT) FROM (
        SELECT challenge_id, members FROM challenge_sizes
        WHERE challenge_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
        UNION ALL
        SELECT challenge_id, delta FROM challenge_size_deltas
        WHERE challenge_id IN (SELECT CAST(j AS UUID) FROM jsonb_array_elements_text(CAST(CAST($1 AS TEXT) AS JSONB)) j)
    ) s GROUP BY s.challenge_id";
const ADD_DELTA: &str = "INSERT INTO challenge_size_deltas (challenge_id, id, delta) VALUES ($1, $2, $3)";
const COUNT_OUT: &str = "
    INSERT INTO challenge_size_deltas (challenge_id, id, delta)
    SELECT challenge_id, $2, -1 FROM challenge_members WHERE user_id = $1";
const DELTAS: &str = "
    SELECT challenge_id, id, delta FROM challenge_size_deltas
    WHERE (challenge_id, id) > ($1, $2) ORDER BY challenge_id, id LIMIT $3";
const FOLD: &str = "
    INSERT INTO challenge_sizes (challenge_id, members) VALUES ($1, $2)
    ON CONFLICT (challenge_id) DO UPDATE SET members = challenge_sizes.members + excluded.members";
const REMOVE_EMPTY: &str = "DELETE FROM challenge_sizes WHERE challenge_id = $1 AND members = 0";
const REMOVE_DELTAS: &str = "DELETE FROM challenge_size_deltas WHERE challenge_id = $1 AND id >= $2 AND id <= $3";

/// One join (1) or leave (-1) that is not in the total yet.
#[allow(missing_docs, reason = "the names say it")]
#[derive(Clone, Copy, Debug)]
pub struct SizeDelta {
    pub challenge: ChallengeId,
    pub id: Uuid,
    pub delta: i64,
}

impl ChallengesStore<'_, '_> {
    /// Returns the number of members of each of `ids` that ever had one. Never call it in a unit of work that adds a
    /// delta: units that read and write the deltas of one challenge abort each other.
    pub fn sizes(&mut self, ids: &[ChallengeId]) -> Result<Vec<(ChallengeId, u32)>, DbError> {
        let sql = self.pick(SIZES_SQLITE, SIZES_POSTGRES);
        self.0.query(sql, &[&id_list(ids.iter().map(|id| id.0))], |row| Ok((row.get(0)?, row.get(1)?)))
    }

    /// Counts a member in (1) or out (-1).
    pub(super) fn add_delta(&mut self, challenge: ChallengeId, delta: i64) -> Result<(), DbError> {
        let id = self.0.new_id();
        self.0.execute_later(ADD_DELTA, &[&challenge, &id, &delta])
    }

    /// Counts `user` out of all their challenges, before their memberships are removed.
    pub(super) fn count_out(&mut self, user: UserId) -> Result<(), DbError> {
        let id = self.0.new_id();
        self.0.execute_later(COUNT_OUT, &[&user, &id])
    }

    /// Returns up to `limit` deltas after `after`, by challenge and id.
    pub fn size_deltas(&mut self, after: (ChallengeId, Uuid), limit: i64) -> Result<Vec<SizeDelta>, DbError> {
        self.0.query(DELTAS, &[&after.0, &after.1, &limit], |row| {
            Ok(SizeDelta { challenge: row.get(0)?, id: row.get(1)?, delta: row.get(2)? })
        })
    }

    /// Adds `sum` to a challenge's total and removes its deltas from `first` to `last`.
    pub fn fold(&mut self, challenge: ChallengeId, sum: i64, (first, last): (Uuid, Uuid)) -> Result<(), DbError> {
        self.0.execute_later(FOLD, &[&challenge, &sum])?;
        self.0.execute_later(REMOVE_EMPTY, &[&challenge])?;
        self.0.execute_later(REMOVE_DELTAS, &[&challenge, &first, &last])
    }
}
