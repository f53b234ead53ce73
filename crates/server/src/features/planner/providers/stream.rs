//! Parses chat completions: server-sent events as they arrive, or one document.

use serde_json::Value;

/// The content received so far.
#[derive(Debug, Default)]
pub(super) struct Completion {
    /// The text of the model.
    pub text: String,
    /// Tokens in and out, if the server reports them.
    pub tokens: Option<u32>,
    /// An error event.
    pub error: Option<String>,
    /// The status code of the error.
    pub code: Option<u16>,
    /// The model stopped at its token limit.
    pub cut: bool,
    /// The model finished by itself.
    pub finished: bool,
    /// Any part of a response was received, even an empty one.
    pub began: bool,
}

/// Parses an event stream from chunks of any size.
#[derive(Debug, Default)]
pub(super) struct EventParser {
    rest: Vec<u8>,
    pub completion: Completion,
    /// The end marker was received.
    pub ended: bool,
}

impl EventParser {
    /// Parses a chunk and returns whether it contained any part of a response.
    pub fn push(&mut self, bytes: &[u8]) -> bool {
        let mut received = false;
        self.rest.extend_from_slice(bytes);
        let Some(end) = self.rest.iter().rposition(|byte| *byte == b'\n') else { return false };
        let whole: Vec<u8> = self.rest.drain(..=end).collect();
        for line in whole.split(|byte| *byte == b'\n') {
            let line = String::from_utf8_lossy(line);
            // Comments and event names carry no content.
            let Some(data) = line.trim_end().strip_prefix("data:").map(str::trim) else { continue };
            if data == "[DONE]" {
                self.ended = true;
            } else if let Ok(document) = serde_json::from_str::<Value>(data) {
                received = self.completion.take(&document, "delta") || received;
            }
        }
        received
    }
}

/// Parses a complete, unstreamed completion.
pub(super) fn completion(document: &Value) -> Completion {
    let mut parsed = Completion::default();
    parsed.take(document, "message");
    parsed
}

impl Completion {
    fn take(&mut self, document: &Value, part: &str) -> bool {
        let error = &document["error"];
        if !error.is_null() {
            let words = error["message"].as_str().or(error.as_str()).unwrap_or("an error");
            self.error = Some(crate::platform::text::one_line(words).chars().take(300).collect());
            self.code = error["code"].as_u64().and_then(|code| u16::try_from(code).ok());
        }
        if let Some(total) = document["usage"]["total_tokens"].as_u64() {
            self.tokens = Some(u32::try_from(total).unwrap_or(u32::MAX));
        }
        let choice = &document["choices"][0];
        // Some servers stream whole messages.
        let message = if choice[part].is_object() { &choice[part] } else { &choice["message"] };
        self.cut = self.cut || choice["finish_reason"] == "length";
        self.finished = self.finished || choice["finish_reason"] == "stop";
        self.began = self.began || choice.is_object();
        let thinks = ["reasoning", "reasoning_content"].iter().any(|name| message[*name].is_string());
        match &message["content"] {
            Value::String(text) => {
                self.text.push_str(text);
                !text.is_empty() || thinks
            }
            // Parts, as newer servers answer.
            Value::Array(parts) => {
                parts.iter().filter_map(|part| part["text"].as_str()).for_each(|text| self.text.push_str(text));
                true
            }
            _ => thinks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_pieces_of_any_size() {
        let stream = ": OPENROUTER PROCESSING\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"ද\"}}]}\r\n\r\n\
            data: {\"choices\":[{\"delta\":{\"content\":null,\"reasoning\":\"hm\"}}]}\n\n\
            data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"finish_reason\":\"length\"}],\"usage\":{\"total_tokens\":7}}\n\ndata: [DONE]\n\n";
        for size in [1, 2, 7, 4096] {
            let mut parser = EventParser::default();
            stream.as_bytes().chunks(size).for_each(|piece| {
                parser.push(piece);
            });
            assert_eq!((parser.completion.text.as_str(), parser.completion.tokens), ("දb", Some(7)));
            assert!(parser.ended && parser.completion.cut && parser.completion.began);
        }
    }

    #[test]
    fn whole_documents_and_errors() {
        let parsed =
            completion(&serde_json::json!({"choices": [{"message": {"content": [{"type": "text", "text": "x"}]}}]}));
        assert_eq!(parsed.text, "x");
        let parsed = completion(&serde_json::json!({"error": {"message": "no\nmoney", "code": 402}}));
        assert_eq!((parsed.error.as_deref(), parsed.code), (Some("no money"), Some(402)));
    }
}
