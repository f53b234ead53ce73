-- The calendar of claims looks for the days that freezes covered by their date; without an index it
-- would read all that ever happened to somebody's freezes.

CREATE INDEX freeze_history_used ON freeze_history (user_id, day) WHERE what = 'used';
