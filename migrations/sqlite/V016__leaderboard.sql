-- The board keeps its order in memory. What it can't hear in the process that changed it stands
-- here: whom the command line shut, whose account or clock or challenges changed. Day counts are
-- not noted on SQLite: one process serves the file, and it hears its own ticks.

CREATE TABLE board_changes (
    position    INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,   -- rises with commits, and is never used again
    user_id     BLOB    NOT NULL,   -- may be gone: that is news, too
    day         INTEGER,            -- the earliest day whose counts changed, if any did
    at          INTEGER NOT NULL DEFAULT (unixepoch())        -- by the database's clock; old rows go
) STRICT;

CREATE INDEX board_changes_at ON board_changes (at);

CREATE TRIGGER board_user_changed AFTER UPDATE OF display_name, leaderboard_visible, avatar ON users BEGIN
    INSERT INTO board_changes (user_id) VALUES (NEW.id);
END;
CREATE TRIGGER board_user_gone AFTER DELETE ON users BEGIN
    INSERT INTO board_changes (user_id) VALUES (OLD.id);
END;

CREATE TRIGGER board_suspended AFTER INSERT ON suspensions BEGIN
    INSERT INTO board_changes (user_id) VALUES (NEW.user_id);
END;
CREATE TRIGGER board_unsuspended AFTER DELETE ON suspensions BEGIN
    INSERT INTO board_changes (user_id) VALUES (OLD.user_id);
END;

CREATE TRIGGER board_calendar_opened AFTER INSERT ON calendars BEGIN
    INSERT INTO board_changes (user_id) VALUES (NEW.user_id);
END;
CREATE TRIGGER board_calendar_changed AFTER UPDATE OF zone, day_start, held_day, held_began, held_until ON calendars
BEGIN
    INSERT INTO board_changes (user_id) VALUES (NEW.user_id);
END;

CREATE TRIGGER board_challenge_joined AFTER INSERT ON challenge_members BEGIN
    INSERT INTO board_changes (user_id) VALUES (NEW.user_id);
END;
CREATE TRIGGER board_challenge_left AFTER DELETE ON challenge_members BEGIN
    INSERT INTO board_changes (user_id) VALUES (OLD.user_id);
END;
