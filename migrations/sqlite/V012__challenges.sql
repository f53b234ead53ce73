-- Challenges: those that people made (the shipped ones are part of the program), who takes part
-- with which habits, invitations.

CREATE TABLE challenges (
    id            BLOB    NOT NULL PRIMARY KEY,   -- random: knowing it is the invitation
    founder_id    BLOB    REFERENCES users (id) ON DELETE SET NULL,   -- it goes on for the others
    title         TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    category      TEXT    NOT NULL,
    duration_days INTEGER NOT NULL,
    created_at    INTEGER NOT NULL
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
    tasks         TEXT    NOT NULL,   -- JSON list of texts, the tasks of each day
    PRIMARY KEY (challenge_id, position)
) STRICT, WITHOUT ROWID;

-- No reference to challenges: shipped ones have no row there.
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

-- Which habit of a member tracks which habit of the challenge. No reference to habits: the record
-- stays when the habit is deleted, as its day counts do.
CREATE TABLE challenge_tracking (
    challenge_id       BLOB NOT NULL,
    user_id            BLOB NOT NULL,
    challenge_habit_id BLOB NOT NULL,
    habit_id           BLOB NOT NULL,
    PRIMARY KEY (challenge_id, user_id, challenge_habit_id),
    FOREIGN KEY (challenge_id, user_id) REFERENCES challenge_members (challenge_id, user_id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

-- How many take part, kept in step by the database itself, since a deleted account leaves by
-- cascade. Counting would grow with a challenge's success.
CREATE TABLE challenge_sizes (
    challenge_id  BLOB    NOT NULL PRIMARY KEY,
    members       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER challenge_joined AFTER INSERT ON challenge_members BEGIN
    INSERT INTO challenge_sizes (challenge_id, members) VALUES (NEW.challenge_id, 1)
    ON CONFLICT (challenge_id) DO UPDATE SET members = members + 1;
END;

CREATE TRIGGER challenge_left AFTER DELETE ON challenge_members BEGIN
    UPDATE challenge_sizes SET members = members - 1 WHERE challenge_id = OLD.challenge_id;
END;

CREATE TABLE challenge_invitations (
    to_user       BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_id  BLOB    NOT NULL,
    from_user     BLOB    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    INTEGER NOT NULL,
    PRIMARY KEY (to_user, challenge_id, from_user)
) STRICT, WITHOUT ROWID;

CREATE INDEX challenge_invitations_sent ON challenge_invitations (from_user, created_at);

-- The challenge a habit was taken on for; its day counts carry it too.
ALTER TABLE habits ADD COLUMN challenge_id BLOB;

CREATE INDEX day_counts_of_challenge ON day_counts (user_id, challenge_id, day) WHERE challenge_id IS NOT NULL;
