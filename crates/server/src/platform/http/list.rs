//! Pagination: `?limit=` and `?cursor=` in, `{items, next_cursor}` out.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::{DeserializeOwned, Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::platform::problem::Problem;

/// The most items of a page: 1 to 200, by default 50.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit(u16);

impl Limit {
    const MAX: u16 = 200;

    /// Returns the number of items.
    #[must_use]
    pub fn get(self) -> usize {
        usize::from(self.0)
    }

    /// Returns the number of items plus one: a store reads one more to learn whether another page follows.
    #[must_use]
    pub fn and_one(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for Limit {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Self, D::Error> {
        let text = String::deserialize(source)?;
        match text.parse::<u16>() {
            Ok(number) if (1..=Self::MAX).contains(&number) && text.bytes().all(|b| b.is_ascii_digit()) => {
                Ok(Self(number))
            }
            _ => Err(D::Error::invalid_value(Unexpected::Other("text"), &"a whole number from 1 to 200")),
        }
    }
}

/// A position in a list, opaque to clients: base64url of JSON.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = String)]
pub struct Cursor(String);

impl Cursor {
    /// Encodes `position`, the key of the last item of a page.
    pub fn of<T: Serialize>(position: &T) -> Self {
        // Keys are ids, instants and numbers, which always have a JSON form.
        Self(URL_SAFE_NO_PAD.encode(serde_json::to_vec(position).unwrap_or_default()))
    }

    /// Decodes the position.
    ///
    /// # Errors
    /// 422 that names `cursor`, if this list did not make it.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let bytes = URL_SAFE_NO_PAD.decode(&self.0).ok().filter(|bytes| !super::body::has_nul(bytes));
        bytes
            .and_then(|bytes| serde_json::from_slice(&bytes).ok())
            .ok_or_else(|| Problem::field("cursor", "invalid", "Use the `next_cursor` of the previous page."))
    }
}

/// The query of a list without filters. A list with filters repeats these two fields
/// (`#[serde(default)] limit: Limit, cursor: Option<Cursor>`).
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct List {
    /// The most items of a page.
    #[serde(default)]
    #[param(value_type = Option<u16>, minimum = 1, maximum = 200, default = 50)]
    pub limit: Limit,
    /// The `next_cursor` of the previous page.
    #[param(value_type = Option<String>)]
    pub cursor: Option<Cursor>,
}

impl List {
    /// Returns the position after which the page starts, or `None` for the first page.
    ///
    /// # Errors
    /// 422 that names `cursor`.
    pub fn after<T: DeserializeOwned>(&self) -> Result<Option<T>, Problem> {
        self.cursor.as_ref().map(Cursor::read).transpose()
    }
}

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the list's order.
    pub items: Vec<T>,
    /// The cursor of the next page; `null` on the last one.
    #[schema(required, value_type = Option<String>)]
    pub next_cursor: Option<Cursor>,
}

impl<T> Page<T> {
    /// Makes a page of what was read with [`Limit::and_one`]; `position` returns an item's key.
    pub fn cut<K: Serialize>(mut items: Vec<T>, limit: Limit, position: impl Fn(&T) -> K) -> Self {
        let more = items.len() > limit.get();
        items.truncate(limit.get());
        let next_cursor = items.last().filter(|_| more).map(|last| Cursor::of(&position(last)));
        Self { items, next_cursor }
    }

    /// Makes the only page of a list.
    #[must_use]
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }

    /// Converts each item.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Query;
    use super::*;

    fn list(query: &str) -> Result<List, Problem> {
        Query::<List>::read(&format!("/x?{query}").parse().unwrap()).map(|query| query.0)
    }

    #[test]
    fn limits_are_1_to_200() {
        assert_eq!(list("").unwrap().limit.get(), 50);
        assert_eq!(list("limit=1").unwrap().limit.get(), 1);
        assert_eq!(list("limit=200").unwrap().limit.and_one(), 201);
        for bad in ["0", "201", "-1", "abc", "", "1.5", "99999999999", "+5"] {
            let problem = list(&format!("limit={bad}")).unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.errors[0].field.as_str()), (422, "limit"), "{bad}");
        }
    }

    #[test]
    fn a_foreign_cursor_is_422() {
        let cursor = Cursor::of(&(7, "x"));
        assert_eq!(cursor.read::<(u8, String)>().unwrap(), (7, "x".to_owned()));
        for bad in ["", "!!", "bnVsbA", "eyJhIjoxfQ", "WzcsIlx1MDAwMCJd"] {
            let problem = list(&format!("cursor={bad}")).unwrap().after::<(u8, String)>().unwrap_err();
            assert_eq!((problem.status.as_u16(), problem.errors[0].field.as_str()), (422, "cursor"), "{bad}");
        }
        assert_eq!(list("").unwrap().after::<u8>().unwrap(), None);
    }

    #[test]
    fn cut_sets_next_cursor_only_if_more_follows() {
        let limit = list("limit=2").unwrap().limit;
        let page = Page::cut(vec![1, 2, 3], limit, |item| *item);
        assert_eq!((page.items, page.next_cursor), (vec![1, 2], Some(Cursor::of(&2))));
        assert_eq!(Page::cut(vec![1, 2], limit, |item| *item).next_cursor, None);
        assert_eq!(serde_json::to_string(&Page::<u8>::whole(vec![])).unwrap(), r#"{"items":[],"next_cursor":null}"#);
    }
}
