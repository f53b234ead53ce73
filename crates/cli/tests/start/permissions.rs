//! Nothing that a server writes is readable for other users of the machine.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use habitro_testkit::{Client, Mailbox};
use serde_json::json;

use super::fixture::{Node, files_in};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn assert_private(folder: &Path) {
    for path in files_in(folder) {
        assert_eq!(mode(&path) & 0o077, 0, "{} has mode {:o}", path.display(), mode(&path));
    }
}

#[tokio::test]
async fn files_are_private_whatever_the_umask() {
    let node = Node::on_sqlite();
    let server = node.serve();
    let body = json!({"full_name": "Anna", "email": "anna@example.org", "password": "nine long stones",
        "time_zone": "UTC"});
    Client::new(server.address).post("/api/v1/auth/register", body).await.expect(202);
    Mailbox::at(node.folder.0.join("mail")).wait_for_code("anna@example.org").await;
    node.succeeds(&["keys", "rotate"]);
    assert_eq!(mode(&node.folder.0.join("data")), 0o700);
    for name in ["habitro.db", "habitro.db-wal", "habitro.db-shm", "secret.key", "chat.keys", "vapid.pem"] {
        assert_eq!(mode(&node.folder.data(name)), 0o600, "{name}");
    }
    assert_private(&node.folder.0.join("data"));
    assert_private(&node.folder.0.join("mail"));
}

#[test]
fn start_takes_away_the_access_of_others_to_its_files() {
    let node = Node::on_sqlite();
    let server = node.serve();
    // Killed, so that the log of the database is left too.
    drop(server);
    fs::set_permissions(node.folder.0.join("data"), Permissions::from_mode(0o755)).unwrap();
    for path in files_in(&node.folder.0.join("data")) {
        let mode = if path.is_dir() { 0o755 } else { 0o644 };
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }
    node.succeeds(&["migrate"]);
    assert_eq!(mode(&node.folder.data("habitro.db")), 0o600, "every command that opens the database does it");
    let log = node.serve().stop();
    assert!(log.contains("secret.key was accessible to other users"), "{log}");
    for name in ["habitro.db", "secret.key", "chat.keys", "vapid.pem"] {
        assert_eq!(mode(&node.folder.data(name)), 0o600, "{name}");
    }
    assert_eq!(mode(&node.folder.data("uploads")), 0o700);
}
