-- Signing in by passkey.

CREATE TABLE passkeys (
    id             UUID        NOT NULL PRIMARY KEY,
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    credential_id  BYTEA       NOT NULL UNIQUE,   -- the authenticator's name for it
    name           TEXT        NOT NULL,
    credential     TEXT        NOT NULL,   -- JSON: public key and what else is checked
    counter        BIGINT      NOT NULL,   -- signatures so far; 0 if the authenticator does not count
    created_at     TIMESTAMPTZ NOT NULL,
    last_used_at   TIMESTAMPTZ
);

CREATE INDEX passkeys_of_user ON passkeys (user_id, id);

-- WebAuthn challenges that were issued and not answered yet. They are stored because another process may
-- receive the answer; the first answer removes the row, whether or not it is valid.
CREATE TABLE passkey_ceremonies (
    challenge_hash  BYTEA       NOT NULL PRIMARY KEY,   -- SHA-256
    user_id         UUID        REFERENCES users (id) ON DELETE CASCADE,   -- NULL when signing in
    state           TEXT        NOT NULL,   -- JSON: what the answer is checked against
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX passkey_ceremonies_of_user ON passkey_ceremonies (user_id);
CREATE INDEX passkey_ceremonies_expires ON passkey_ceremonies (expires_at);
