//! Fills the slots of a template.

use crate::features::planner::rules::text::{capitalise, to_me};

/// The values of a template's slots on one day; see `Lex` for their meanings.
pub(super) struct Slots<'a> {
    pub pairs: Vec<(&'static str, &'a str)>,
}

/// Fills a template. Returns `None` if a slot it uses is empty.
///
/// In an if-then ("If ..., then I ...") the slots speak in the first person, as the template does.
pub(super) fn fill(template: &str, slots: &Slots<'_>) -> Option<String> {
    let inner = template.starts_with("If ");
    let mut out = String::with_capacity(template.len() + 48);
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}')?;
        out.push_str(&rest[..open]);
        let name = &rest[open + 1..close];
        let value = slots.pairs.iter().find(|(slot, _)| *slot == name)?.1;
        if value.is_empty() {
            return None;
        }
        // The user's own words stay as they are.
        if inner && name != "m" && name != "cond" {
            out.push_str(&to_me(value));
        } else {
            out.push_str(value);
        }
        rest = &rest[close + 1..];
    }
    out.push_str(rest);
    Some(capitalise(&out))
}
