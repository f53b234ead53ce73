-- Challenges: those that people made (the shipped ones are part of the program), who takes part
-- with which habits, invitations.

CREATE TABLE challenges (
    id            UUID    NOT NULL PRIMARY KEY,   -- random: knowing it is the invitation
    founder_id    UUID    REFERENCES users (id) ON DELETE SET NULL,   -- it goes on for the others
    title         TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    category      TEXT    NOT NULL,
    duration_days BIGINT NOT NULL,
    created_at    TIMESTAMPTZ NOT NULL
);

CREATE INDEX challenges_of_founder ON challenges (founder_id, created_at);

CREATE TABLE challenge_habits (
    challenge_id  UUID    NOT NULL REFERENCES challenges (id) ON DELETE CASCADE,
    position      BIGINT NOT NULL,
    id            UUID    NOT NULL,
    title         TEXT    NOT NULL,
    description   TEXT    NOT NULL,
    frequency     TEXT    NOT NULL CHECK (frequency IN ('daily', 'weekdays')),
    kind          TEXT    NOT NULL CHECK (kind IN ('good', 'bad')),
    tasks         TEXT    NOT NULL,   -- JSON list of texts, the tasks of each day
    PRIMARY KEY (challenge_id, position)
);

-- No reference to challenges: shipped ones have no row there.
CREATE TABLE challenge_members (
    challenge_id  UUID    NOT NULL,
    user_id       UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    starts_on     DATE NOT NULL,
    ends_on       DATE NOT NULL,   -- the last day of its habits
    joined_at     TIMESTAMPTZ NOT NULL,
    finished_at   TIMESTAMPTZ,
    PRIMARY KEY (challenge_id, user_id)
);

CREATE INDEX challenge_members_of_user ON challenge_members (user_id, challenge_id);
CREATE INDEX challenge_members_to_finish ON challenge_members (ends_on) WHERE finished_at IS NULL;

-- Which habit of a member tracks which habit of the challenge. No reference to habits: the record
-- stays when the habit is deleted, as its day counts do.
CREATE TABLE challenge_tracking (
    challenge_id       UUID NOT NULL,
    user_id            UUID NOT NULL,
    challenge_habit_id UUID NOT NULL,
    habit_id           UUID NOT NULL,
    PRIMARY KEY (challenge_id, user_id, challenge_habit_id),
    FOREIGN KEY (challenge_id, user_id) REFERENCES challenge_members (challenge_id, user_id) ON DELETE CASCADE
);

-- How many take part, kept in step by the database itself, since a deleted account leaves by
-- cascade. Counting would grow with a challenge's success.
CREATE TABLE challenge_sizes (
    challenge_id  UUID    NOT NULL PRIMARY KEY,
    members       BIGINT NOT NULL
);

CREATE FUNCTION challenge_joined() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO challenge_sizes (challenge_id, members) VALUES (NEW.challenge_id, 1)
    ON CONFLICT (challenge_id) DO UPDATE SET members = challenge_sizes.members + 1;
    RETURN NULL;
END $$;

CREATE FUNCTION challenge_left() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE challenge_sizes SET members = members - 1 WHERE challenge_id = OLD.challenge_id;
    RETURN NULL;
END $$;

CREATE TRIGGER challenge_joined AFTER INSERT ON challenge_members FOR EACH ROW EXECUTE FUNCTION challenge_joined();
CREATE TRIGGER challenge_left AFTER DELETE ON challenge_members FOR EACH ROW EXECUTE FUNCTION challenge_left();

CREATE TABLE challenge_invitations (
    to_user       UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    challenge_id  UUID    NOT NULL,
    from_user     UUID    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at    TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (to_user, challenge_id, from_user)
);

CREATE INDEX challenge_invitations_sent ON challenge_invitations (from_user, created_at);

-- The challenge a habit was taken on for; its day counts carry it too.
ALTER TABLE habits ADD COLUMN challenge_id UUID;

CREATE INDEX day_counts_of_challenge ON day_counts (user_id, challenge_id, day) WHERE challenge_id IS NOT NULL;
