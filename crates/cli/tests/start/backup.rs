//! Backup and restore by the commands of docs/operations.md: messages and pictures survive the loss of the folder.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use habitro_testkit::{Client, Mailbox, Person};
use serde_json::json;

use super::fixture::{Node, files_in, text};

/// A PNG of 2 x 1 pixels.
const PNG: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00,
    0x02, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x7b, 0x40, 0xe8, 0xdd, 0x00, 0x00, 0x00, 0x0d, 0x49,
    0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0x00, 0x04, 0xff, 0x01, 0x07, 0x00, 0x01, 0xff, 0xe2, 0x23, 0x9e,
    0x59, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

fn operations() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/operations.md")).unwrap()
}

/// Returns the block of shell commands that contains `command`.
fn documented(command: &str) -> String {
    let page = operations();
    let blocks = page.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    let mut found = blocks.filter(|block| block.contains(command));
    found.next().unwrap_or_else(|| panic!("no block with {command}")).to_owned()
}

/// Runs documented commands on the node's folder, without those that need a real installation.
fn run(node: &Node, commands: &str) {
    let folder = node.folder.0.display().to_string();
    let commands = commands.replace("/var/lib/habitro", &format!("{folder}/data"));
    let commands = commands.replace("/backup", &format!("{folder}/backup"));
    let script = format!("set -e\nsystemctl() {{ :; }}\nchown() {{ :; }}\nsudo() {{ :; }}\n{commands}");
    let output = Command::new("sh").args(["-c", &script]).current_dir(&node.folder.0).output().unwrap();
    assert!(output.status.success(), "{script}\n{}", text(&output.stderr));
}

#[tokio::test]
async fn documented_restore_brings_back_messages_pictures_and_keys() {
    let node = Node::on_sqlite();
    let server = node.serve();
    let mailbox = Mailbox::at(node.folder.0.join("mail"));
    let Person { client: anna, id: anna_id, .. } = Person::sign_up(server.address, &mailbox, "anna").await;
    let Person { client: bo, id: bo_id, .. } = Person::sign_up(server.address, &mailbox, "bo").await;
    anna.post("/api/v1/friends/requests", json!({"user_id": bo_id})).await.expect(202);
    bo.post("/api/v1/friends/requests", json!({"user_id": anna_id})).await.expect(202);
    let opened = anna.post("/api/v1/conversations", json!({"user_id": bo_id})).await.expect(201).json();
    let messages = format!("/api/v1/conversations/{}/messages", opened["id"].as_str().unwrap());
    anna.post(&messages, json!({"client_id": "1", "text": "before the backup"})).await.expect(201);
    let picture = anna.request("PUT", "/api/v1/me/avatar").header("content-type", "image/png").raw(PNG).send().await;
    let picture = picture.expect(200).json()["avatar_url"].as_str().unwrap().to_owned();
    let vapid = anna.get("/api/v1/push/vapid-key").await.expect(200).json();

    run(&node, &documented(".backup"));
    anna.post(&messages, json!({"client_id": "2", "text": "after the backup"})).await.expect(201);
    drop(server);
    run(&node, &documented("systemctl stop habitro"));

    assert_eq!(fs::metadata(node.folder.0.join("data")).unwrap().permissions().mode() & 0o777, 0o700);
    for path in files_in(&node.folder.0.join("data")) {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", path.display());
    }
    let server = node.serve();
    let login = json!({"identifier": "bo@example.org", "password": "nine long stones"});
    let opened = Client::new(server.address).post("/api/v1/auth/login", login).await.expect(200).json();
    let bo = Client::new(server.address).signed_in(opened["token"].as_str().unwrap());
    let page = bo.get(&messages).await.expect(200).json();
    let texts: Vec<&str> =
        page["items"].as_array().unwrap().iter().map(|item| item["text"].as_str().unwrap()).collect();
    assert_eq!(texts, ["before the backup"]);
    bo.get(&picture).await.expect(200);
    assert_eq!(bo.get("/api/v1/push/vapid-key").await.expect(200).json(), vapid);
    let log = server.stop();
    assert!(!log.contains("WARN") && !log.contains("ERROR"), "{log}");
}

#[test]
fn every_file_of_the_data_folder_is_documented() {
    let node = Node::on_sqlite();
    let _server = node.serve();
    node.succeeds(&["keys", "rotate"]);
    let page = operations();
    let section = page.split("## The data folder").nth(1).unwrap().split("\n## ").next().unwrap();
    for entry in fs::read_dir(node.folder.0.join("data")).unwrap() {
        let entry = entry.unwrap();
        let slash = if entry.path().is_dir() { "/" } else { "" };
        let name = format!("`{}{slash}`", entry.file_name().to_string_lossy());
        assert!(section.contains(&name), "{name} is not in the table");
    }
}
