-- The board keeps its order in memory, on every node. What changed on one of them stands here for
-- the others, written by the database itself: nothing that changes a day count can forget it. A
-- position is the transaction's id, so whoever reads knows by the snapshot which of them are over.

CREATE TABLE board_changes (
    position    BIGINT      NOT NULL DEFAULT CAST(CAST(pg_current_xact_id() AS TEXT) AS BIGINT),
    user_id     UUID        NOT NULL,   -- may be gone: that is news, too
    day         DATE,                   -- the earliest day whose counts changed, if any did
    at          TIMESTAMPTZ NOT NULL DEFAULT now(),   -- by the database's clock; old rows go
    PRIMARY KEY (position, user_id)
);

CREATE INDEX board_changes_at ON board_changes (at);

CREATE FUNCTION board_days_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_changes (user_id, day) SELECT user_id, MIN(day) FROM changed GROUP BY user_id
    ON CONFLICT (position, user_id) DO UPDATE SET day = LEAST(board_changes.day, EXCLUDED.day);
    RETURN NULL;
END $$;

CREATE TRIGGER board_days_written AFTER INSERT ON user_days REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION board_days_changed();
CREATE TRIGGER board_days_moved AFTER UPDATE ON user_days REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION board_days_changed();
CREATE TRIGGER board_days_removed AFTER DELETE ON user_days REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION board_days_changed();

CREATE FUNCTION board_user_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_changes (user_id) VALUES (COALESCE(NEW.id, OLD.id)) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER board_user_changed AFTER UPDATE OF display_name, leaderboard_visible, avatar ON users
    FOR EACH ROW EXECUTE FUNCTION board_user_changed();
CREATE TRIGGER board_user_gone AFTER DELETE ON users FOR EACH ROW EXECUTE FUNCTION board_user_changed();

CREATE FUNCTION board_person_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO board_changes (user_id) VALUES (COALESCE(NEW.user_id, OLD.user_id)) ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE TRIGGER board_suspended AFTER INSERT OR DELETE ON suspensions
    FOR EACH ROW EXECUTE FUNCTION board_person_changed();
CREATE TRIGGER board_calendar_opened AFTER INSERT ON calendars
    FOR EACH ROW EXECUTE FUNCTION board_person_changed();
CREATE TRIGGER board_calendar_changed AFTER UPDATE OF zone, day_start, held_day, held_began, held_until ON calendars
    FOR EACH ROW EXECUTE FUNCTION board_person_changed();
CREATE TRIGGER board_challenge_changed AFTER INSERT OR DELETE ON challenge_members
    FOR EACH ROW EXECUTE FUNCTION board_person_changed();
