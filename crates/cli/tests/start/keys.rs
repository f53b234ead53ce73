//! Starting with keys that are lost or belong to another database.

use std::collections::BTreeMap;
use std::fs;

use habitro_server::platform::key_ring::new_line;
use habitro_server::platform::rng::Entropy;
use habitro_testkit::TestDatabase;

use super::fixture::{Node, Server, Starting, on_both_databases, rounds};

const FILES: [(&str, &str); 3] =
    [("secret.key", "secret_key"), ("chat.keys", "chat_keys"), ("vapid.pem", "vapid_key_file")];

/// The key files of a node and their contents.
fn key_files(node: &Node) -> BTreeMap<&'static str, Option<String>> {
    FILES.iter().map(|(name, _)| (*name, fs::read_to_string(node.folder.data(name)).ok())).collect()
}

fn accept(node: &Node) -> Server {
    node.spawn(&["--accept-lost-keys"]).wait().unwrap_or_else(|(code, error)| panic!("exit {code:?}: {error}"))
}

#[test]
fn start_refuses_to_replace_a_lost_key_file_until_the_loss_is_accepted() {
    on_both_databases(|node| {
        node.serve().stop();
        for (name, setting) in FILES {
            let content = fs::read_to_string(node.folder.data(name)).unwrap();
            fs::remove_file(node.folder.data(name)).unwrap();
            let before = key_files(&node);
            let error = node.refuses();
            for part in [setting, name, "does not exist", "--accept-lost-keys", "backup"] {
                assert!(error.contains(part), "{part} of {name}: {error}");
            }
            assert_eq!(key_files(&node), before, "nothing is created in its place");
            fs::write(node.folder.data(name), content).unwrap();
            node.serve().stop();
        }
        for (name, setting) in FILES {
            let lost = fs::read_to_string(node.folder.data(name)).unwrap();
            fs::remove_file(node.folder.data(name)).unwrap();
            let log = accept(&node).stop();
            assert!(log.lines().any(|line| line.contains("WARN") && line.contains(setting)), "{log}");
            let log = node.serve().stop();
            assert!(!log.lines().any(|line| line.contains("WARN") && line.contains(setting)), "{log}");
            // The former key is foreign now.
            let created = fs::read_to_string(node.folder.data(name)).unwrap();
            fs::write(node.folder.data(name), lost).unwrap();
            assert!(node.refuses().contains(setting));
            fs::write(node.folder.data(name), created).unwrap();
            node.serve().stop();
        }
    });
}

#[test]
fn accepting_lost_keys_without_a_loss_changes_nothing() {
    let node = Node::on_sqlite();
    accept(&node).stop();
    let before = key_files(&node);
    let log = accept(&node).stop();
    assert!(!log.contains("WARN"), "{log}");
    assert_eq!(key_files(&node), before);
}

#[test]
fn messages_without_their_key_are_noticed_also_in_a_database_without_checks() {
    on_both_databases(|node| {
        node.serve().stop();
        node.insert_message("spring");
        // As migrated from a version that did not register keys.
        node.sql("DELETE FROM key_checks");
        let before = key_files(&node);
        let error = node.refuses();
        assert!(error.contains("chat_keys") && error.contains("messages") && error.contains("(spring)"), "{error}");
        fs::remove_file(node.folder.data("chat.keys")).unwrap();
        assert!(node.refuses().contains("does not exist"));
        // A rotation would create a ring as well.
        let rotation = node.run(&["keys", "rotate"]);
        assert_eq!(rotation.status.code(), Some(1));
        for arguments in [&["keys", "status"][..], &["admin", "reports", "list"]] {
            node.succeeds(arguments);
        }
        assert!(!node.folder.data("chat.keys").exists(), "no command creates a ring");
        assert!(accept(&node).stop().contains("spring"));
        node.serve().stop();
        assert!(node.succeeds(&["keys", "status"]).contains("spring  1 messages  NOT ON THE KEY RING"));
        assert_eq!(key_files(&node)["secret.key"], before["secret.key"], "the other keys stay");
        // The key turns up again and is missed from then on.
        let ring = fs::read_to_string(node.folder.data("chat.keys")).unwrap();
        let spring = new_line(&Entropy::system());
        let spring = format!("spring {}", spring.split(' ').next_back().unwrap());
        fs::write(node.folder.data("chat.keys"), format!("{ring}{spring}\n")).unwrap();
        node.serve().stop();
        fs::write(node.folder.data("chat.keys"), ring).unwrap();
        assert!(node.refuses().contains("(spring)"));
    });
}

#[test]
fn configured_ring_is_created_by_a_rotation_only() {
    let node = Node::on_sqlite();
    let path = node.folder.0.join("shared.keys");
    let node = node.with("HABITRO_CHAT_KEYS_FILE", &path.display().to_string());
    let error = node.refuses();
    assert!(error.contains("shared.keys") && error.contains("`habitro keys rotate` creates it"), "{error}");
    assert!(!path.exists());
    node.succeeds(&["keys", "rotate"]);
    node.serve().stop();
    // The loss is accepted as for a file in the data folder.
    fs::remove_file(&path).unwrap();
    assert!(node.refuses().contains("does not exist, but this database has been used with chat keys"));
    assert!(accept(&node).stop().contains("chat_keys"));
    node.serve().stop();
}

#[test]
fn foreign_node_does_not_join_a_shared_database() {
    let Some(database) = TestDatabase::postgres_from("") else { return };
    let first = Node::on_postgres(&database);
    let _serving = first.serve();
    let fresh = Node::on_postgres(&database);
    for _ in 0..rounds() {
        let error = fresh.refuses();
        for (name, setting) in FILES {
            assert!(error.contains(setting), "{error}");
            assert!(!fresh.folder.data(name).exists(), "{name} is created");
        }
    }
    // A node with keys of another database.
    let stranger = Node::on_postgres(&database);
    let own = Node::on_sqlite();
    own.serve().stop();
    fs::create_dir_all(stranger.folder.0.join("data")).unwrap();
    for (name, _) in FILES {
        fs::copy(own.folder.data(name), stranger.folder.data(name)).unwrap();
    }
    let error = stranger.refuses();
    assert!(error.contains("secret.key has another key"), "{error}");
    assert!(error.contains("chat.keys has none of the chat keys"), "{error}");
    assert!(error.contains("vapid.pem has another key"), "{error}");
    // With one of them wrong, only that one is named.
    for (name, _) in FILES {
        fs::copy(first.folder.data(name), stranger.folder.data(name)).unwrap();
    }
    stranger.serve().stop();
    for (name, setting) in FILES {
        fs::copy(own.folder.data(name), stranger.folder.data(name)).unwrap();
        let error = stranger.refuses();
        assert_eq!(FILES.iter().filter(|(_, other)| error.contains(&format!("{other}:"))).count(), 1, "{error}");
        assert!(error.contains(&format!("{setting}:")), "{error}");
        fs::copy(first.folder.data(name), stranger.folder.data(name)).unwrap();
    }
}

#[test]
fn fresh_database_accepts_one_of_several_nodes_with_own_keys() {
    for _ in 0..rounds() {
        let Some(database) = TestDatabase::postgres_from("") else { return };
        let nodes: Vec<Node> = (0..4).map(|_| Node::on_postgres(&database)).collect();
        let starting: Vec<Starting> = nodes.iter().map(|node| node.spawn(&[])).collect();
        let results: Vec<_> = starting.into_iter().map(Starting::wait).collect();
        let (serving, refused): (Vec<_>, Vec<_>) = results.into_iter().partition(Result::is_ok);
        assert_eq!(serving.len(), 1);
        for (code, error) in refused.into_iter().filter_map(Result::err) {
            assert!(code == Some(1) && error.contains("secret_key:"), "exit {code:?}: {error}");
        }
    }
}

#[test]
fn rings_are_exchanged_one_node_after_the_other() {
    let Some(database) = TestDatabase::postgres_from("") else { return };
    let (a, b) = (new_line(&Entropy::system()), new_line(&Entropy::system()));
    let (old, added, rotated) = (a.clone(), format!("{a},{b}"), format!("{b},{a}"));
    let first = Node::on_postgres(&database);
    first.serve().stop();
    let second = Node::on_postgres(&database);
    fs::create_dir_all(second.folder.0.join("data")).unwrap();
    for (name, _) in FILES {
        fs::copy(first.folder.data(name), second.folder.data(name)).unwrap();
    }
    let start = |node: Node, ring: &str| {
        let node = node.with("HABITRO_CHAT_KEYS", ring);
        node.serve().stop();
        node
    };
    let first = first.with("HABITRO_CHAT_KEYS", &old);
    assert!(first.refuses().contains("chat_keys: the configured value has none"));
    accept(&first).stop();
    let mut nodes = (start(first, &old), start(second, &old));
    for (one, other) in [(&added, &old), (&added, &added), (&rotated, &added), (&rotated, &old), (&rotated, &rotated)] {
        nodes = (start(nodes.0, one), start(nodes.1, other));
    }
    // The old key has no messages any more.
    nodes = (start(nodes.0, &b), start(nodes.1, &rotated));
    start(nodes.1, &b);
    let stranger = nodes.0.with("HABITRO_CHAT_KEYS", &new_line(&Entropy::system()));
    assert!(stranger.refuses().contains("chat_keys:"));
}
