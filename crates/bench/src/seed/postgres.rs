//! The people in PostgreSQL: a statement for each table, made from series of numbers.

use postgres::{Client, NoTls};

use super::{HABITS, LONG_DAYS, LONG_TASKS, People, TASKS, ZONES};

/// Ids as [`super::id`] makes them, and done as [`super::done`] says; gone with the connection.
const FUNCTIONS: &str = "
    CREATE FUNCTION pg_temp.key(kind INT, n BIGINT) RETURNS UUID LANGUAGE SQL IMMUTABLE AS
        $$ SELECT CAST('019200000000' || '7' || lpad(to_hex(kind), 1, '0') || '008' || lpad(to_hex(n), 15, '0') AS UUID) $$;
    CREATE FUNCTION pg_temp.done(u BIGINT, h BIGINT, back BIGINT) RETURNS BIGINT LANGUAGE SQL IMMUTABLE AS
        $$ SELECT CASE WHEN back > 0 THEN 1 + (u + h + back) % 3 ELSE 0 END $$;
    -- Neither references nor triggers: what is made here fits.
    SET session_replication_role = replica; SET synchronous_commit = off;
    SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';";

pub(super) fn seed(url: &str, people: &People) {
    let mut client = Client::connect(url, NoTls).unwrap();
    client.batch_execute(FUNCTIONS).unwrap();
    let zones: Vec<String> =
        (0..).zip(ZONES).map(|(n, zone)| format!("({n}, '{zone}', DATE '{}')", people.today(zone))).collect();
    client
        .batch_execute(&format!(
            "CREATE TEMP TABLE people AS SELECT n, pg_temp.key(1, n) AS id, zone, today
             FROM generate_series(CAST(0 AS BIGINT), {}) n JOIN (VALUES {}) z (at, zone, today) ON z.at = n % {} ORDER BY n;
             ANALYZE people",
            people.users - 1,
            zones.join(", "),
            ZONES.len()
        ))
        .unwrap();
    for statement in statements(people) {
        client.batch_execute(&statement).unwrap_or_else(|error| panic!("{error:?}\n{statement}"));
    }
    client.batch_execute("VACUUM (ANALYZE)").unwrap();
    client.batch_execute("CHECKPOINT").unwrap();
}

fn statements(people: &People) -> Vec<String> {
    let People { past, ahead, counted, .. } = *people;
    let days = people.days();
    let now = format!("TIMESTAMPTZ '{}'", people.now);
    let long_start = counted.max(past) + LONG_DAYS;
    let first_zone_today = people.today(ZONES[0]);
    vec![
        format!("INSERT INTO users (id, full_name, display_name, email, email_key, password_hash, time_zone, day_start,
                 locale, leaderboard_visible, created_at)
             SELECT id, 'Person ' || n, 'Person ' || n, e, e, 'none', zone, 0, 'en', TRUE, {now}
             FROM (SELECT *, 'user' || lpad(CAST(n AS TEXT), 8, '0') || '@example.org' AS e FROM people) p ORDER BY n"),
        format!("INSERT INTO sessions (id, user_id, token_hash, device, created_at, last_used_at, expires_at)
             SELECT pg_temp.key(2, n), id, sha256(convert_to(lpad(CAST(n AS TEXT), 43, '0'), 'UTF8')), 'Firefox on Linux',
                    {now}, {now}, {now} + INTERVAL '30 days' FROM people ORDER BY n"),
        "INSERT INTO calendars (user_id, zone, day_start, started) SELECT id, zone, 0, TRUE FROM people ORDER BY n".into(),
        format!("INSERT INTO habits (id, user_id, name, kind, state, duration_days, start_date, end_date, weekdays,
                 reminder_times, color, icon, motivation, created_day, created_at)
             SELECT pg_temp.key(3, n * {HABITS} + h), id, 'Walk after dinner', 'good', 'active', {days}, today - {past},
                    today + {ahead} - 1, 127, '', 'clay', 'footprints', '', today - {past}, {now}
             FROM people, generate_series(0, {HABITS} - 1) h ORDER BY n, h"),
        format!("INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completed_at, completions)
             SELECT id, today - {past} + d, pg_temp.key(3, n * {HABITS} + h), d + 1, p + 1,
                    pg_temp.key(4, ((n * {HABITS} + h) * {days} + d) * {TASKS} + p),
                    'Put on your shoes and walk around the block',
                    CASE WHEN p < pg_temp.done(n, h, {past} - d) THEN {now} END,
                    CASE WHEN p < pg_temp.done(n, h, {past} - d) THEN 1 ELSE 0 END
             FROM people, generate_series(0, {days} - 1) d, generate_series(0, {HABITS} - 1) h,
                  generate_series(0, {TASKS} - 1) p"),
        format!("INSERT INTO day_counts (user_id, day, habit_id, kind, due, done)
             SELECT id, today - {counted} + d, pg_temp.key(3, n * {HABITS} + h), 'good', {TASKS},
                    pg_temp.done(n, h, {counted} - d)
             FROM people, generate_series(0, {counted} + {ahead} - 1) d, generate_series(0, {HABITS} - 1) h"),
        format!("INSERT INTO user_days (user_id, day, due, done)
             SELECT id, today - {counted} + d, {HABITS} * {TASKS}, pg_temp.done(n, 0, {counted} - d)
                    + pg_temp.done(n, 1, {counted} - d) + pg_temp.done(n, 2, {counted} - d)
             FROM people, generate_series(0, {counted} + {ahead} - 1) d"),
        format!("INSERT INTO ledger (user_id, id, currency, amount, reason, reference, created_at)
             SELECT id, pg_temp.key(5, 2 * n + i), CASE i WHEN 0 THEN 'coin' ELSE 'milligem' END,
                    CASE i WHEN 0 THEN 100 ELSE 2000 END, 'welcome', CASE i WHEN 0 THEN 'coins' ELSE 'gems' END, {now}
             FROM people, generate_series(0, 1) i ORDER BY n, i"),
        "INSERT INTO balances (user_id, coins, milligems, day_coins, ticks) SELECT id, 100, 2000, 0, 5000 FROM people ORDER BY n".into(),
        "INSERT INTO streaks (user_id, streak, max_streak, cycle_day, freezes) SELECT id, 0, 0, 0, 2 FROM people ORDER BY n".into(),
        "INSERT INTO user_counters (user_id, counter, subject_id, count)
         SELECT id, f, CAST('00000000-0000-0000-0000-000000000000' AS UUID), c
         FROM people, (VALUES ('early-ticks', 500), ('late-ticks', 500)) v (f, c)".into(),
        format!("INSERT INTO user_counters (user_id, counter, subject_id, count)
             SELECT id, 'habit-days', pg_temp.key(3, n * {HABITS} + h), 5 FROM people, generate_series(0, {HABITS} - 1) h"),
        format!("INSERT INTO tasks (user_id, due_date, habit_id, day, position, id, title, completed_at, completions)
             SELECT pg_temp.key(1, 0), DATE '{first_zone_today}' - {long_start} + d, pg_temp.key(3, 0), d + 1000, p + 1,
                    pg_temp.key(6, d * {LONG_TASKS} + p), 'Put on your shoes and walk around the block',
                    CASE WHEN p < 7 THEN {now} END, CASE WHEN p < 7 THEN 1 ELSE 0 END
             FROM generate_series(0, {LONG_DAYS} - 1) d, generate_series(0, {LONG_TASKS} - 1) p"),
        format!("INSERT INTO day_counts (user_id, day, habit_id, kind, due, done)
             SELECT pg_temp.key(1, 0), DATE '{first_zone_today}' - {long_start} + d, pg_temp.key(3, 0), 'good', {LONG_TASKS}, 7
             FROM generate_series(0, {LONG_DAYS} - 1) d"),
        format!("INSERT INTO user_days (user_id, day, due, done)
             SELECT pg_temp.key(1, 0), DATE '{first_zone_today}' - {long_start} + d, {LONG_TASKS}, 7
             FROM generate_series(0, {LONG_DAYS} - 1) d"),
    ]
}
