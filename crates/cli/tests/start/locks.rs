//! One server per SQLite database, and any number of processes that start at once.

use std::process::{Child, Stdio};

use habitro_testkit::TestDatabase;

use super::fixture::{Folder, Node, Starting, rounds, text};

#[test]
fn second_server_on_a_sqlite_database_exits_with_1_and_names_the_first() {
    let node = Node::on_sqlite();
    let first = node.serve();
    for _ in 0..rounds() {
        let error = node.refuses();
        assert!(error.contains("habitro.db.lock"), "{error}");
        assert!(error.contains(&format!("(process {})", first.id())), "{error}");
    }
    // Other paths to the same file.
    let link = Folder::new();
    std::os::unix::fs::symlink(node.folder.data("habitro.db"), link.0.join("link.db")).unwrap();
    let path = format!("sqlite://{}", link.0.join("link.db").display());
    let linked = Node::on_sqlite().with("HABITRO_DATABASE_URL", &path);
    assert!(linked.refuses().contains("in use by another server"));
    // Other commands work meanwhile.
    for arguments in [&["migrate"][..], &["keys", "status"], &["keys", "rotate"], &["admin", "ledger", "check"]] {
        node.succeeds(arguments);
    }
    // A killed server leaves no lock.
    drop(first);
    assert!(node.serve().stop().contains("stopped"));
}

fn migrate(node: &Node) -> Child {
    node.command(&["migrate"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn servers_on_postgres_share_a_data_folder() {
    let Some(database) = TestDatabase::postgres_from("") else { return };
    let node = Node::on_postgres(&database);
    let starting: Vec<Starting> = (0..4).map(|_| node.spawn(&[])).collect();
    let servers: Vec<_> = starting.into_iter().map(Starting::wait).collect();
    for server in servers {
        server.unwrap_or_else(|(code, error)| panic!("exit {code:?}: {error}")).stop();
    }
}

#[test]
fn simultaneous_starts_on_a_fresh_folder_give_one_server_and_no_failed_migration() {
    for _ in 0..rounds() {
        let node = Node::on_sqlite();
        let migrations: Vec<_> = (0..4).map(|_| migrate(&node)).collect();
        let starting: Vec<Starting> = (0..4).map(|_| node.spawn(&[])).collect();
        for migration in migrations {
            let output = migration.wait_with_output().unwrap();
            assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        }
        let results: Vec<_> = starting.into_iter().map(Starting::wait).collect();
        let (serving, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!(serving.len(), 1);
        for (code, error) in refused.into_iter().filter_map(Result::err) {
            assert!(code == Some(1) && error.contains("in use by another server"), "exit {code:?}: {error}");
        }
    }
}

#[test]
fn migration_killed_at_any_time_is_completed_by_the_next() {
    for round in 0..rounds() * 4 {
        let node = Node::on_sqlite();
        let mut migration = migrate(&node);
        std::thread::yield_now();
        // Later in each round; the whole migration takes some tens of milliseconds.
        let waited = std::time::Instant::now();
        while waited.elapsed().as_millis() < (round as u128 * 7) % 60 {
            std::hint::spin_loop();
        }
        let _ = migration.kill();
        let _ = migration.wait();
        node.succeeds(&["migrate"]);
        assert!(node.succeeds(&["migrate"]).contains("up to date"));
    }
}
