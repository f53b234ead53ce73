-- Signing in by fingerprint or face: passkeys, and the ceremonies that are under way.

CREATE TABLE passkeys (
    id            BLOB NOT NULL PRIMARY KEY,
    user_id       BLOB NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id BLOB NOT NULL UNIQUE,   -- the authenticator's name for it: one account for each
    name          TEXT NOT NULL,
    credential    TEXT NOT NULL,   -- public key and what else is checked, JSON
    counter       INTEGER NOT NULL,   -- signatures so far, 0 where the authenticator does not count
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX passkeys_user ON passkeys (user_id, id);

-- A challenge that was handed out, until it comes back or five minutes are over. In the database,
-- because another node may get the answer; taken out by the first answer, whatever that is worth.
CREATE TABLE passkey_ceremonies (
    challenge_hash BLOB NOT NULL PRIMARY KEY,   -- SHA-256
    user_id        BLOB REFERENCES users (id) ON DELETE CASCADE,   -- who registers; NULL while signing in
    state          TEXT NOT NULL,   -- what the answer is checked against, JSON
    expires_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX passkey_ceremonies_user ON passkey_ceremonies (user_id);
CREATE INDEX passkey_ceremonies_expires ON passkey_ceremonies (expires_at);

-- Which passkey opened a session: taking the passkey away ends it, and for five minutes it may
-- delete the account without the password.
ALTER TABLE sessions ADD COLUMN passkey_id BLOB;
