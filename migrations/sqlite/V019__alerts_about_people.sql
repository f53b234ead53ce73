-- An alert that names somebody ("Anna wants to be friends") stood in the other's feed after that
-- account was deleted. Whom it is about is now known, and it goes with that account.

ALTER TABLE notifications ADD COLUMN about_user BLOB REFERENCES users (id) ON DELETE CASCADE;

CREATE INDEX notifications_about ON notifications (about_user) WHERE about_user IS NOT NULL;

UPDATE notifications SET about_user =
    (SELECT id FROM users WHERE id = unhex(replace(json_extract(notifications.data, '$.user_id'), '-', '')))
WHERE json_extract(data, '$.user_id') IS NOT NULL;

-- Of accounts that are gone already.
DELETE FROM notifications WHERE about_user IS NULL AND json_extract(data, '$.user_id') IS NOT NULL;
