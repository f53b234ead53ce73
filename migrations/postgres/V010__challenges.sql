-- Challenges that users created (the built-in ones are part of the program), their members and invitations.

CREATE TABLE challenges (
    id             UUID        NOT NULL PRIMARY KEY,   -- random: whoever knows it may join
    founder_id     UUID        REFERENCES users (id) ON DELETE SET NULL,   -- members keep the challenge
    title          TEXT        NOT NULL,
    description    TEXT        NOT NULL,
    category       TEXT        NOT NULL,
    duration_days  BIGINT      NOT NULL,
    created_at     TIMESTAMPTZ NOT NULL
);

CREATE INDEX challenges_of_founder ON challenges (founder_id, created_at);

CREATE TABLE challenge_habits (
    challenge_id  UUID        NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    position      BIGINT      NOT NULL,
    id            UUID        NOT NULL,
    title         TEXT        NOT NULL,
    description   TEXT        NOT NULL,
    frequency     TEXT        NOT NULL CHECK (frequency IN ('daily', 'weekdays')),
    kind          TEXT        NOT NULL CHECK (kind IN ('good', 'bad')),
    tasks         TEXT        NOT NULL,   -- JSON: the titles of each day's tasks
    PRIMARY KEY (challenge_id, position)
);

-- No reference to challenges: the built-in ones have no row there.
CREATE TABLE challenge_members (
    challenge_id  UUID        NOT NULL,
    user_id       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    starts_on     DATE        NOT NULL,
    ends_on       DATE        NOT NULL,   -- the last day of its habits
    joined_at     TIMESTAMPTZ NOT NULL,
    finished_at   TIMESTAMPTZ,
    PRIMARY KEY (challenge_id, user_id)
);

CREATE INDEX challenge_members_of_user ON challenge_members (user_id, challenge_id);
CREATE INDEX challenge_members_to_finish ON challenge_members (ends_on) WHERE finished_at IS NULL;

-- How many challenges a user has joined and not finished, for the limit: a row per user, so that joining
-- reads no index page that other members write to.
CREATE TABLE challenge_participants (
    user_id  UUID        NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    running  BIGINT      NOT NULL
);

-- The habits with which a member takes part. No reference to habits: the row remains when the habit is
-- deleted, as its day counts do. None to challenge_members: checking it would read the index page that other
-- members are written to.
CREATE TABLE challenge_tracking (
    challenge_id        UUID        NOT NULL,
    user_id             UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_habit_id  UUID        NOT NULL,
    habit_id            UUID        NOT NULL,
    PRIMARY KEY (user_id, challenge_id, challenge_habit_id)
);

-- Number of members, up to the deltas below: counting members would take longer as a challenge grows.
CREATE TABLE challenge_sizes (
    challenge_id  UUID        NOT NULL PRIMARY KEY,
    members       BIGINT      NOT NULL
);

-- One row per join (1) and leave (-1), so that members who join at the same time do not write the same row.
-- A background job adds them to challenge_sizes.
CREATE TABLE challenge_size_deltas (
    challenge_id  UUID        NOT NULL,
    id            UUID        NOT NULL,
    delta         BIGINT      NOT NULL,
    PRIMARY KEY (challenge_id, id)
);

CREATE TABLE challenge_invitations (
    to_user       UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_id  UUID        NOT NULL,
    from_user     UUID        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (to_user, challenge_id, from_user)
);

CREATE INDEX challenge_invitations_sent ON challenge_invitations (from_user, created_at);
