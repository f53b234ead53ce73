//! Messages between nodes, and the trait for transports that carry them.

use std::collections::HashSet;
use std::sync::LazyLock;

use jiff::civil::Date;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A message that is not stored, such as "a user is typing" or "a user is online".
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names say it")]
pub struct EphemeralMessage {
    pub topic: String,
    pub payload: serde_json::Value,
}

/// A message between nodes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BusMessage {
    /// A [`Hint`](super::Hint).
    #[allow(missing_docs, reason = "the fields are those of a hint")]
    Hint {
        topic: String,
        subject: Uuid,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<Date>,
    },
    /// See [`EphemeralMessage`].
    Ephemeral(EphemeralMessage),
}

/// Sends messages to all other nodes. Messages may be lost, so nothing may depend on their arrival.
pub trait BusTransport: Send + Sync + 'static {
    /// Queues `message` without waiting.
    fn send(&self, message: BusMessage);
}

/// Maximum number of interned topics, which bounds the leaked memory. The features have about ten.
const MAX_TOPICS: usize = 64;
/// In bytes.
const MAX_TOPIC_LENGTH: usize = 64;

/// Returns `topic` as a `&'static str`, leaking its memory at the first call. Returns `None` for a new topic that
/// exceeds [`MAX_TOPICS`] or [`MAX_TOPIC_LENGTH`].
pub(super) fn intern_topic(topic: &str) -> Option<&'static str> {
    static TOPICS: LazyLock<Mutex<HashSet<&'static str>>> = LazyLock::new(Mutex::default);
    let mut topics = TOPICS.lock();
    if let Some(known) = topics.get(topic) {
        return Some(known);
    }
    if topics.len() >= MAX_TOPICS || topic.len() > MAX_TOPIC_LENGTH {
        return None;
    }
    let interned: &'static str = Box::leak(topic.to_owned().into_boxed_str());
    topics.insert(interned);
    Some(interned)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Bus, Hint, Origin};
    use super::*;

    /// Passes messages to another bus in this process.
    struct DirectTransport(Bus, Uuid);

    impl BusTransport for DirectTransport {
        fn send(&self, message: BusMessage) {
            let text = serde_json::to_string(&message).unwrap();
            self.0.receive(self.1, serde_json::from_str(&text).unwrap());
        }
    }

    #[test]
    fn hints_and_ephemeral_messages_reach_the_other_node() {
        let (here, there) = (Bus::in_process(), Bus::in_process());
        here.set_transport(Arc::new(DirectTransport(there.clone(), Uuid::from_u128(1))));
        let hints = Arc::new(Mutex::new(Vec::new()));
        for (name, bus) in [("here", &here), ("there", &there)] {
            let hints = Arc::clone(&hints);
            bus.listen_with_origin(move |hint, origin| hints.lock().push((name, hint.topic, origin)));
        }
        let messages = Arc::new(Mutex::new(Vec::new()));
        let received = Arc::clone(&messages);
        there.on_ephemeral(move |from, message| received.lock().push((from, message.clone())));

        let day = Some(jiff::civil::date(2026, 3, 2));
        here.publish(Hint { topic: "day", subject: Uuid::nil(), day });
        assert_eq!(*hints.lock(), [("here", "day", Origin::ThisNode), ("there", "day", Origin::OtherNode)]);

        let message = EphemeralMessage { topic: "typing".into(), payload: serde_json::json!({"a": 1}) };
        here.publish_ephemeral(message.clone());
        assert_eq!(*messages.lock(), [(Uuid::from_u128(1), message)]);
    }

    #[test]
    fn intern_topic_returns_the_same_str_for_a_topic() {
        assert_eq!(intern_topic("a-topic"), Some("a-topic"));
        assert!(std::ptr::eq(intern_topic("a-topic").unwrap(), intern_topic("a-topic").unwrap()));
        assert_eq!(intern_topic(&"x".repeat(MAX_TOPIC_LENGTH + 1)), None);
    }
}
