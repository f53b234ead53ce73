//! `habitro keys rotate` by several processes while a server runs.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::fixture::{Node, on_both_databases, rounds};

/// The ids of the keys on the ring, from `keys status`.
fn ring(node: &Node) -> BTreeSet<String> {
    let status = node.succeeds(&["keys", "status"]);
    status.lines().map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
}

#[test]
fn no_key_is_lost_by_rotations_at_the_same_time() {
    const PROCESSES: usize = 4;
    let each = 5 * rounds();
    let node = Node::on_sqlite();
    let server = node.serve();
    let first = ring(&node);
    let rotate = || {
        let output = node.succeeds(&["keys", "rotate"]);
        output.split(' ').next().unwrap().to_owned()
    };
    let announced: BTreeSet<String> = std::thread::scope(|scope| {
        let rotations: Vec<_> =
            (0..PROCESSES).map(|_| scope.spawn(|| (0..each).map(|_| rotate()).collect::<Vec<_>>())).collect();
        rotations.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(announced.len(), PROCESSES * each);
    let all: BTreeSet<String> = announced.union(&first).cloned().collect();
    assert_eq!(ring(&node), all);
    let mode = fs::metadata(node.folder.data("chat.keys")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let log = server.stop();
    assert!(!log.contains("ERROR") && !log.contains("WARN"), "the server never reads half a ring: {log}");
    node.serve().stop();
}

#[test]
fn running_server_does_not_adopt_a_foreign_ring() {
    on_both_databases(|node| {
        let mut server = node.serve();
        let own = fs::read_to_string(node.folder.data("chat.keys")).unwrap();
        let foreign = Node::on_sqlite();
        foreign.serve().stop();
        fs::copy(foreign.folder.data("chat.keys"), node.folder.data("foreign")).unwrap();
        fs::rename(node.folder.data("foreign"), node.folder.data("chat.keys")).unwrap();
        let line = server.wait_for_log("the key ring is unchanged");
        assert!(line.contains("ERROR") && line.contains("chat_keys"), "{line}");
        // The next start would refuse it as well.
        server.stop();
        assert!(node.refuses().contains("chat_keys:"));
        fs::write(node.folder.data("chat.keys"), own).unwrap();
        node.serve().stop();
    });
}
