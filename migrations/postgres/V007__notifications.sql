-- The feed: news for a user inside the product, as rows that are written with what they tell of.

CREATE TABLE notifications (
    user_id        UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    id             UUID        NOT NULL,       -- rises with time: the feed's order
    kind           TEXT        NOT NULL,
    title          TEXT        NOT NULL,
    body           TEXT        NOT NULL,
    data           TEXT        NOT NULL,       -- a JSON object
    link           TEXT        NOT NULL,       -- a path of the web app
    once           TEXT,                       -- one alert for what happened, however often the news of it comes
    created_at     TIMESTAMPTZ NOT NULL,
    read_at        TIMESTAMPTZ,
    PRIMARY KEY (user_id, id)
);

CREATE UNIQUE INDEX notifications_once ON notifications (user_id, once) WHERE once IS NOT NULL;
CREATE INDEX notifications_unread ON notifications (user_id, id) WHERE read_at IS NULL;
CREATE INDEX notifications_age ON notifications (created_at);
