//! Tokens follow the Fernet specification: Python's `cryptography` decrypts ours, and we decrypt its tokens.
//!
//! `fernet.json` contains tokens of both: `python` was made by cryptography 48, `habitro` by this server.
//! scripts/fernet-vectors checks all of them with Python and rewrites the former.

use habitro_server::features::chat::{ConversationId, MessageId, SealedText, open_text, seal_text};
use habitro_server::platform::key_ring::KeyRing;
use serde_json::Value;

fn vectors(of: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("fernet.json")).unwrap();
    all[of].as_array().unwrap().clone()
}

fn id(vector: &Value, name: &str) -> uuid::Uuid {
    vector[name].as_str().unwrap().parse().unwrap()
}

#[test]
fn tokens_of_both_implementations_are_decrypted() {
    for of in ["python", "habitro"] {
        let vectors = vectors(of);
        assert!(vectors.len() >= 3, "{of}");
        for vector in vectors {
            let ring = KeyRing::from_text(vector["key"].as_str().unwrap()).unwrap();
            let sealed = SealedText {
                key_id: ring.newest_id().to_string(),
                token: vector["token"].as_str().unwrap().to_owned(),
            };
            let (conversation, message) =
                (ConversationId(id(&vector, "conversation_id")), MessageId(id(&vector, "message_id")));
            assert_eq!(
                open_text(&ring, conversation, message, &sealed).as_deref(),
                Ok(vector["text"].as_str().unwrap())
            );
        }
    }
}

/// Prints the `habitro` part of `fernet.json`.
#[test]
#[ignore = "prints new test vectors"]
#[allow(clippy::print_stdout, reason = "its output is the result")]
fn make_vectors() {
    let mut made = Vec::new();
    for vector in vectors("python") {
        let ring = KeyRing::from_text(vector["key"].as_str().unwrap()).unwrap();
        let (conversation, message) =
            (ConversationId(id(&vector, "conversation_id")), MessageId(id(&vector, "message_id")));
        let at = "2026-03-02T08:00:00Z".parse().unwrap();
        let sealed = seal_text(&ring, conversation, message, vector["text"].as_str().unwrap(), at);
        let mut vector = vector.clone();
        vector["token"] = sealed.token.into();
        made.push(vector);
    }
    println!("{}", serde_json::to_string_pretty(&made).unwrap());
}
