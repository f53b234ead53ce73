-- Challenges that users created (the built-in ones are part of the program), their members and invitations.

CREATE TABLE challenges (
    id             BLOB    NOT NULL PRIMARY KEY,   -- random: whoever knows it may join
    founder_id     BLOB    REFERENCES users (id) ON DELETE SET NULL,   -- members keep the challenge
    title          TEXT    NOT NULL,
    description    TEXT    NOT NULL,
    category       TEXT    NOT NULL,
    duration_days  INTEGER NOT NULL,
    created_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX challenges_of_founder ON challenges (founder_id, created_at);

CREATE TABLE challenge_habits (
    challenge_id  BLOB    NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    position      INTEGER NOT NULL,
    id            BLOB    NOT NULL,
    title         TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    frequency     TEXT    NOT NULL CHECK (frequency IN ('daily', 'weekdays')),
    kind          TEXT    NOT NULL CHECK (kind IN ('good', 'bad')),
    tasks         TEXT    NOT NULL,   -- JSON: the titles of each day's tasks
    PRIMARY KEY (challenge_id, position)
) STRICT, WITHOUT ROWID;

-- No reference to challenges: the built-in ones have no row there.
CREATE TABLE challenge_members (
    challenge_id  BLOB    NOT NULL,
    user_id       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    starts_on     INTEGER NOT NULL,
    ends_on       INTEGER NOT NULL,   -- the last day of its habits
    joined_at     INTEGER NOT NULL,
    finished_at   INTEGER,
    PRIMARY KEY (challenge_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_members_of_user ON challenge_members (user_id, challenge_id);
CREATE INDEX challenge_members_to_finish ON challenge_members (ends_on) WHERE finished_at IS NULL;

-- How many challenges a user has joined and not finished, for the limit: a row per user, so that joining
-- reads no index page that other members write to.
CREATE TABLE challenge_participants (
    user_id  BLOB    NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    running  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The habits with which a member takes part. No reference to habits: the row remains when the habit is
-- deleted, as its day counts do. None to challenge_members: checking it would read the index page that other
-- members are written to.
CREATE TABLE challenge_tracking (
    challenge_id        BLOB    NOT NULL,
    user_id             BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_habit_id  BLOB    NOT NULL,
    habit_id            BLOB    NOT NULL,
    PRIMARY KEY (user_id, challenge_id, challenge_habit_id)
) STRICT, WITHOUT ROWID;

-- Number of members, up to the deltas below: counting members would take longer as a challenge grows.
CREATE TABLE challenge_sizes (
    challenge_id  BLOB    NOT NULL PRIMARY KEY,
    members       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row per join (1) and leave (-1), so that members who join at the same time do not write the same row.
-- A background job adds them to challenge_sizes.
CREATE TABLE challenge_size_deltas (
    challenge_id  BLOB    NOT NULL,
    id            BLOB    NOT NULL,
    delta         INTEGER NOT NULL,
    PRIMARY KEY (challenge_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge_invitations (
    to_user       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_id  BLOB    NOT NULL,
    from_user     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (to_user, challenge_id, from_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_invitations_sent ON challenge_invitations (from_user, created_at);
