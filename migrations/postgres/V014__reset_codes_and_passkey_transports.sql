-- Codes to reset a password, stored by the identifier they were requested for, whether or not an account has it: both
-- cases write the same row, so that they take the same time. And how a passkey's authenticator is reached, which the
-- browser needs to recognise it when it is asked not to register it again.

CREATE TABLE reset_codes (
    identifier_mac  BYTEA       NOT NULL PRIMARY KEY,   -- keyed hash
    id              UUID        NOT NULL,   -- of this code: a part of its hash
    code_mac        BYTEA,                  -- keyed hash of id and code; NULL after too many wrong codes
    expires_at      TIMESTAMPTZ NOT NULL
);

CREATE INDEX reset_codes_expires ON reset_codes (expires_at);

ALTER TABLE passkeys ADD COLUMN transports TEXT NOT NULL DEFAULT '[]';
