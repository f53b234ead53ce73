//! Counts the predicate locks that units of work leave on PostgreSQL.

use std::collections::HashSet;

use habitro_server::platform::db::Location;
use postgres::{Client, NoTls};

/// A serializable transaction. While it is open, PostgreSQL keeps the predicate locks of all that commit.
pub struct OlderTransaction {
    client: Client,
    /// The transactions that had locks when this one began.
    before: HashSet<String>,
}

impl OlderTransaction {
    /// Returns `None` for SQLite.
    pub fn connect(location: &Location) -> Option<Self> {
        let Location::Postgres(url) = location else { return None };
        Some(Self { client: Client::connect(url, NoTls).unwrap(), before: HashSet::new() })
    }

    pub fn begin(&mut self) {
        // The first statement takes the snapshot.
        self.client.batch_execute("BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT 1").unwrap();
        self.before = self.locks().into_iter().map(|(holder, _)| holder).collect();
    }

    /// Ends the transaction. Returns the locks (relation, page and tuple) of those that committed meanwhile.
    pub fn end(&mut self) -> Vec<String> {
        let locks = self.locks().into_iter().filter(|(holder, _)| !self.before.contains(holder));
        let locks = locks.map(|(_, lock)| lock).collect();
        self.client.batch_execute("COMMIT").unwrap();
        locks
    }

    /// The transaction and the object of each lock.
    fn locks(&mut self) -> Vec<(String, String)> {
        const LOCKS: &str = "
            SELECT virtualtransaction, CAST(CAST(relation AS regclass) AS text)
                       || COALESCE(' page ' || page, '') || COALESCE(' tuple ' || tuple, '')
            FROM pg_locks JOIN pg_database d ON d.oid = database
            WHERE mode = 'SIReadLock' AND d.datname = current_database() ORDER BY 2";
        self.client.query(LOCKS, &[]).unwrap().iter().map(|row| (row.get(0), row.get(1))).collect()
    }
}
