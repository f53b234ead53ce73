-- The feed of alerts, the devices that pushes are sent to, and what waits to be sent.

CREATE TABLE notifications (
    user_id     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id          UUID        NOT NULL,   -- rises with time: the order of the feed
    kind        TEXT        NOT NULL,
    title       TEXT        NOT NULL,
    body        TEXT        NOT NULL,
    data        TEXT        NOT NULL,   -- a JSON object
    link        TEXT        NOT NULL,   -- a path of the web app
    dedup_key   TEXT,                   -- one alert per user and key
    about_user  UUID        REFERENCES users (id) ON DELETE CASCADE,   -- the user that the alert names
    created_at  TIMESTAMPTZ NOT NULL,
    read_at     TIMESTAMPTZ,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX notifications_dedup_key ON notifications (user_id, dedup_key);
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_created ON notifications (created_at);
CREATE INDEX notifications_about ON notifications (about_user) WHERE about_user IS NOT NULL;

-- A device is removed with the session that registered it.
CREATE TABLE devices (
    id            UUID        NOT NULL PRIMARY KEY,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    session_id    UUID        NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    kind          TEXT        NOT NULL,   -- web_push, fcm
    platform      TEXT,                   -- of fcm: android, ios, web
    name          TEXT        NOT NULL,   -- "Firefox on Linux"
    address       TEXT        NOT NULL,   -- the endpoint or the token
    address_hash  BYTEA       NOT NULL,   -- SHA-256: one row per device, whoever uses it
    public_key    BYTEA,                  -- of web_push: messages are encrypted for this key
    auth          BYTEA,                  -- of web_push: the authentication secret
    created_at    TIMESTAMPTZ NOT NULL,
    last_push_at  TIMESTAMPTZ,
    paused_until  TIMESTAMPTZ             -- the push service asked to wait
);

CREATE UNIQUE INDEX devices_address ON devices (address_hash);
CREATE INDEX devices_of_user ON devices (user_id, id);
CREATE INDEX devices_of_session ON devices (session_id);

-- Only choices that differ from the defaults.
CREATE TABLE notification_preferences (
    user_id  UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind     TEXT        NOT NULL,
    push     BOOLEAN     NOT NULL,
    mail     BOOLEAN     NOT NULL,
    PRIMARY KEY (user_id, kind)
);

CREATE TABLE notification_settings (
    user_id      UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    quiet_from   BIGINT,                         -- minutes after local midnight
    quiet_until  BIGINT,
    tests_since  TIMESTAMPTZ,                    -- start of the hour in which test notifications are counted
    tests        BIGINT      NOT NULL DEFAULT 0
);

-- Alerts that wait for their messages to be put into the outbox.
CREATE TABLE dispatches (
    id               UUID        NOT NULL PRIMARY KEY,
    user_id          UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    kind             TEXT        NOT NULL CHECK (kind IN ('alert', 'again', 'close')),
    notification_id  UUID,                   -- of alert and again
    tags             TEXT,                   -- of close: a JSON list
    due_at           TIMESTAMPTZ NOT NULL
);

CREATE INDEX dispatches_due ON dispatches (due_at);
CREATE INDEX dispatches_of_user ON dispatches (user_id);
