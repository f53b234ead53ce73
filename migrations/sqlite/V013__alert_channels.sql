-- Alerts beyond the feed: the devices that pushes go to, who wants to hear of what and how, and
-- what waits to be handed to the channels.

-- A device goes with the session that registered it: who signs a lost phone out silences it.
CREATE TABLE devices (
    id            BLOB    PRIMARY KEY NOT NULL,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id    BLOB    NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind          TEXT    NOT NULL,     -- web_push, fcm
    platform      TEXT,                 -- of fcm: android, ios, web
    name          TEXT    NOT NULL,     -- "Firefox on Linux"
    address       TEXT    NOT NULL,     -- the endpoint or the token
    address_hash  BLOB    NOT NULL,     -- SHA-256: one row for a device, whoever uses it
    public_key    BLOB,                 -- of web_push: what messages are encrypted for
    auth          BLOB,
    created_at    INTEGER NOT NULL,
    last_push_at  INTEGER,
    rests_until   INTEGER               -- its service asked for a pause
) STRICT;

CREATE UNIQUE INDEX devices_address ON devices (address_hash);
CREATE INDEX devices_user ON devices (user_id, id);
CREATE INDEX devices_session ON devices (session_id);

-- What differs from the defaults.
CREATE TABLE notification_preferences (
    user_id  BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind     TEXT    NOT NULL,
    push     INTEGER NOT NULL,
    mail     INTEGER NOT NULL,
    PRIMARY KEY (user_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification_settings (
    user_id      BLOB    PRIMARY KEY NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    quiet_from   INTEGER,               -- minutes after local midnight
    quiet_until  INTEGER,
    tests_since  INTEGER,               -- the hour in which tests are counted
    tests        INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Written with the alert, gone once it is in the outbox.
CREATE TABLE dispatches (
    id               BLOB    PRIMARY KEY NOT NULL,
    user_id          BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    what             TEXT    NOT NULL,  -- alert, again, close
    notification_id  BLOB,              -- of alert and again
    tags             TEXT,              -- of close: a JSON list
    due_at           INTEGER NOT NULL
) STRICT;

CREATE INDEX dispatches_due ON dispatches (due_at);
CREATE INDEX dispatches_user ON dispatches (user_id);
