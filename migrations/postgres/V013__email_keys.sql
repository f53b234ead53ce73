-- Accounts whose email key contains other characters than ASCII. Their keys were computed before domains were compared
-- in their ASCII form (IDNA); the server computes them again when it starts, and empties the table.
CREATE TABLE outdated_email_keys (
    user_id  UUID NOT NULL PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE
);

INSERT INTO outdated_email_keys (user_id)
    SELECT id FROM users WHERE octet_length(email_key) <> length(email_key);
