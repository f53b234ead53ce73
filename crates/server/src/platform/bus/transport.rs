//! What goes from node to node, and who carries it.

use std::collections::HashSet;
use std::sync::OnceLock;

use jiff::civil::Date;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something that is gone once it was said: somebody types, somebody is here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EphemeralMessage {
    /// What kind of thing it is.
    pub topic: String,
    /// What was said.
    pub words: serde_json::Value,
}

/// What is carried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BusMessage {
    /// "This changed."
    Hint {
        /// What kind of thing.
        topic: String,
        /// Whose.
        subject: Uuid,
        /// Which local day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        day: Option<Date>,
    },
    /// Gone once it was said.
    EphemeralMessage(EphemeralMessage),
}

/// Carries parcels to all other nodes, or loses them: nothing may depend on one arriving.
pub trait BusTransport: Send + Sync + 'static {
    /// Sends, without waiting for anything.
    fn send(&self, message: BusMessage);
}

/// Kinds of hints that other nodes may make known; more can't be meant.
const MOST_TOPICS: usize = 64;

/// The topic as a text that lives as long as the process. The rooms' topics are a handful.
pub(super) fn known_topic(topic: &str) -> Option<&'static str> {
    static KNOWN: OnceLock<Mutex<HashSet<&'static str>>> = OnceLock::new();
    let mut known = KNOWN.get_or_init(Mutex::default).lock();
    if let Some(found) = known.get(topic) {
        return Some(found);
    }
    if known.len() >= MOST_TOPICS || topic.len() > 64 {
        return None;
    }
    let kept: &'static str = Box::leak(topic.to_owned().into_boxed_str());
    known.insert(kept);
    Some(kept)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::super::{Bus, Hint, Payload};
    use super::*;

    /// A line from one bus to another.
    struct Line(Bus, Uuid);

    impl BusTransport for Line {
        fn send(&self, message: BusMessage) {
            let text = serde_json::to_string(&message).unwrap();
            self.0.receive(self.1, serde_json::from_str(&text).unwrap());
        }
    }

    #[test]
    fn hints_and_whispers_reach_the_other_node_and_news_stay_here() {
        let (here, there) = (Bus::in_process(), Bus::in_process());
        here.set_transport(Arc::new(Line(there.clone(), Uuid::from_u128(1))));
        let heard = Arc::new(Mutex::new(Vec::new()));
        for (name, bus) in [("here", &here), ("there", &there)] {
            let heard = Arc::clone(&heard);
            bus.listen_with(move |hint, news| heard.lock().push((name, hint.topic, news.is_some())));
        }
        let ephemerals = Arc::new(Mutex::new(Vec::new()));
        let noted = Arc::clone(&ephemerals);
        there.on_ephemeral(move |from, ephemeral| noted.lock().push((from, ephemeral.clone())));

        let day = Some(jiff::civil::date(2026, 3, 2));
        let news: Payload = Arc::new(7_u8);
        here.publish_with(Hint { topic: "day", subject: Uuid::nil(), day }, Some(&news));
        assert_eq!(*heard.lock(), [("here", "day", true), ("there", "day", false)]);

        let ephemeral = EphemeralMessage { topic: "typing".into(), words: serde_json::json!({"a": 1}) };
        here.publish_ephemeral(ephemeral.clone());
        assert_eq!(*ephemerals.lock(), [(Uuid::from_u128(1), ephemeral)]);
    }

    #[test]
    fn topics_are_a_handful() {
        assert_eq!(known_topic("a-topic"), Some("a-topic"));
        assert!(std::ptr::eq(known_topic("a-topic").unwrap(), known_topic("a-topic").unwrap()));
        assert_eq!(known_topic(&"x".repeat(65)), None);
    }
}
