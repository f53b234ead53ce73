-- Every tick changes the balance and the count of ticks: as two rows of two tables they were two
-- pages to write for each. The count now stands in the balance's row.

ALTER TABLE balances ADD COLUMN ticks BIGINT NOT NULL DEFAULT 0;

UPDATE balances SET ticks = f.count FROM facts f WHERE f.user_id = balances.user_id AND f.fact = 'ticks';

DELETE FROM facts WHERE fact = 'ticks';
