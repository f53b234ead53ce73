//! The column types that both databases share, and how each stores them.
//!
//! | type | SQLite | PostgreSQL |
//! |---|---|---|
//! | uuid | BLOB, 16 bytes | UUID |
//! | text | TEXT | TEXT |
//! | integer | INTEGER | BIGINT |
//! | boolean | INTEGER 0 / 1 | BOOLEAN |
//! | bytes | BLOB | BYTEA |
//! | date | INTEGER, days since 1970-01-01 | DATE |
//! | instant | INTEGER, microseconds since 1970-01-01T00:00Z | TIMESTAMPTZ |

use bytes::BytesMut;
use jiff::civil::Date;
use jiff::{Span, Timestamp, Unit};
use postgres::types::{FromSql, IsNull, ToSql, Type};
use rusqlite::types::{ToSqlOutput, ValueRef};
use serde::Serialize;
use uuid::Uuid;

use super::error::DbError;
use super::postgres::row::PostgresRow;

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Returns the days from 1970-01-01 to `date`: how SQLite stores dates.
#[must_use]
pub fn days_since_epoch(date: Date) -> i64 {
    EPOCH.until((Unit::Day, date)).map_or(0, |span| i64::from(span.get_days()))
}

/// Returns `ids` as a JSON array, so that one statement can handle any number of them.
#[must_use]
pub fn id_list(ids: impl Iterator<Item = Uuid>) -> String {
    let quoted: Vec<String> = ids.map(|id| format!("\"{id}\"")).collect();
    format!("[{}]", quoted.join(","))
}

/// Returns `rows` as a JSON array, so that one statement can handle any number of them.
#[must_use]
pub fn json_list<T: Serialize>(rows: &[T]) -> String {
    // Serializing ids, numbers and texts can't fail.
    serde_json::to_string(rows).unwrap_or_default()
}

fn date_from_days(days: i64) -> Result<Date, String> {
    let span = Span::new().try_days(days).map_err(|e| e.to_string())?;
    EPOCH.checked_add(span).map_err(|e| e.to_string())
}

/// A borrowed parameter.
#[derive(Clone, Copy, Debug)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// A whole number.
    Integer(i64),
    /// Text without U+0000.
    Text(&'a str),
    /// True or false.
    Boolean(bool),
    /// Raw bytes.
    Bytes(&'a [u8]),
    /// An id.
    Uuid(&'a Uuid),
    /// A calendar date.
    Date(Date),
    /// An instant, microseconds.
    Instant(Timestamp),
}

/// A type that can be bound as a parameter.
pub trait ToDb {
    /// Returns the value to bind.
    fn to_db(&self) -> Value<'_>;
}

macro_rules! to_db {
    ($($type:ty => |$v:ident| $make:expr),* $(,)?) => {
        $(impl ToDb for $type { fn to_db(&self) -> Value<'_> { let $v = self; $make } })*
    };
}

to_db! {
    i64 => |v| Value::Integer(*v),
    i32 => |v| Value::Integer(i64::from(*v)),
    i16 => |v| Value::Integer(i64::from(*v)),
    i8 => |v| Value::Integer(i64::from(*v)),
    u32 => |v| Value::Integer(i64::from(*v)),
    u16 => |v| Value::Integer(i64::from(*v)),
    u8 => |v| Value::Integer(i64::from(*v)),
    bool => |v| Value::Boolean(*v),
    str => |v| Value::Text(v),
    &str => |v| Value::Text(v),
    String => |v| Value::Text(v),
    [u8] => |v| Value::Bytes(v),
    &[u8] => |v| Value::Bytes(v),
    Vec<u8> => |v| Value::Bytes(v),
    Uuid => |v| Value::Uuid(v),
    Date => |v| Value::Date(*v),
    Timestamp => |v| Value::Instant(*v),
}

impl<const N: usize> ToDb for [u8; N] {
    fn to_db(&self) -> Value<'_> {
        Value::Bytes(self)
    }
}

impl<T: ToDb> ToDb for Option<T> {
    fn to_db(&self) -> Value<'_> {
        self.as_ref().map_or(Value::Null, ToDb::to_db)
    }
}

pub(super) struct Bound<'a>(pub Value<'a>);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null => ValueRef::Null,
            Value::Integer(i) => ValueRef::Integer(i),
            Value::Text(t) => ValueRef::Text(t.as_bytes()),
            Value::Boolean(b) => ValueRef::Integer(i64::from(b)),
            Value::Bytes(b) => ValueRef::Blob(b),
            Value::Uuid(u) => ValueRef::Blob(u.as_bytes()),
            Value::Date(d) => ValueRef::Integer(days_since_epoch(d)),
            Value::Instant(t) => ValueRef::Integer(t.as_microsecond()),
        }))
    }
}

impl std::fmt::Debug for Bound<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Parameters may be personal data, which must not reach a log.
        f.write_str("Bound(..)")
    }
}

impl ToSql for Bound<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Integer(i) if *ty == Type::INT4 => i32::try_from(i)?.to_sql(ty, out),
            Value::Integer(i) => i.to_sql(ty, out),
            Value::Text(t) => t.to_sql(ty, out),
            Value::Boolean(b) => b.to_sql(ty, out),
            Value::Bytes(b) => b.to_sql(ty, out),
            Value::Uuid(u) => u.to_sql(ty, out),
            Value::Date(d) => d.to_sql(ty, out),
            Value::Instant(t) => t.to_sql(ty, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    fn to_sql_checked(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        let fits = match self.0 {
            Value::Null => true,
            Value::Integer(_) => matches!(*ty, Type::INT8 | Type::INT4),
            Value::Text(_) => matches!(*ty, Type::TEXT | Type::VARCHAR),
            Value::Boolean(_) => *ty == Type::BOOL,
            Value::Bytes(_) => *ty == Type::BYTEA,
            Value::Uuid(_) => *ty == Type::UUID,
            Value::Date(_) => *ty == Type::DATE,
            Value::Instant(_) => *ty == Type::TIMESTAMPTZ,
        };
        if fits { self.to_sql(ty, out) } else { Err(format!("parameter does not fit column type {ty}").into()) }
    }
}

/// A type that a column can be read as.
pub trait FromDb: Sized {
    /// The type that the PostgreSQL client decodes.
    type Wire: for<'a> FromSql<'a>;
    /// Converts PostgreSQL's value.
    ///
    /// # Errors
    /// If the value is out of the type's range.
    fn from_wire(wire: Self::Wire) -> Result<Self, String>;
    /// Converts SQLite's value.
    ///
    /// # Errors
    /// If the stored type or range differs.
    fn from_sqlite(value: ValueRef<'_>) -> Result<Self, String>;
}

macro_rules! from_db {
    ($($type:ty, $wire:ty, |$w:ident| $from_wire:expr, { $($pattern:pat => $from_sqlite:expr),* });* $(;)?) => {
        $(impl FromDb for $type {
            type Wire = $wire;
            fn from_wire($w: $wire) -> Result<Self, String> { $from_wire }
            fn from_sqlite(value: ValueRef<'_>) -> Result<Self, String> {
                match value {
                    $($pattern => $from_sqlite,)*
                    other => Err(format!("found {:?}", other.data_type())),
                }
            }
        })*
    };
}

fn narrow<T: TryFrom<i64>>(i: i64) -> Result<T, String> {
    T::try_from(i).map_err(|_| format!("{i} is out of range"))
}

from_db! {
    i64, i64, |w| Ok(w), { ValueRef::Integer(i) => Ok(i) };
    i32, i64, |w| narrow(w), { ValueRef::Integer(i) => narrow(i) };
    u32, i64, |w| narrow(w), { ValueRef::Integer(i) => narrow(i) };
    u16, i64, |w| narrow(w), { ValueRef::Integer(i) => narrow(i) };
    u8, i64, |w| narrow(w), { ValueRef::Integer(i) => narrow(i) };
    i8, i64, |w| narrow(w), { ValueRef::Integer(i) => narrow(i) };
    i16, i64, |w| narrow(w), { ValueRef::Integer(i) => narrow(i) };
    bool, bool, |w| Ok(w), { ValueRef::Integer(i) => Ok(i != 0) };
    String, String, |w| Ok(w), { ValueRef::Text(t) => String::from_utf8(t.to_vec()).map_err(|e| e.to_string()) };
    Vec<u8>, Vec<u8>, |w| Ok(w), { ValueRef::Blob(b) => Ok(b.to_vec()) };
    Uuid, Uuid, |w| Ok(w), { ValueRef::Blob(b) => Uuid::from_slice(b).map_err(|e| e.to_string()) };
    Date, Date, |w| Ok(w), { ValueRef::Integer(i) => date_from_days(i) };
    Timestamp, Timestamp, |w| Ok(w), { ValueRef::Integer(i) => Timestamp::from_microsecond(i).map_err(|e| e.to_string()) };
}

impl<T: FromDb> FromDb for Option<T> {
    type Wire = Option<T::Wire>;

    fn from_wire(wire: Self::Wire) -> Result<Self, String> {
        wire.map(T::from_wire).transpose()
    }

    fn from_sqlite(value: ValueRef<'_>) -> Result<Self, String> {
        match value {
            ValueRef::Null => Ok(None),
            other => T::from_sqlite(other).map(Some),
        }
    }
}

/// One row of a result.
#[derive(Debug)]
pub enum Row<'r> {
    /// From SQLite.
    Sqlite(&'r rusqlite::Row<'r>),
    /// From PostgreSQL.
    Postgres(PostgresRow<'r>),
}

impl Row<'_> {
    /// Returns column `index`, counted from 0.
    ///
    /// # Errors
    /// [`DbError::Decode`] if the column does not hold a `T`, which means a bug or a damaged file.
    pub fn get<T: FromDb>(&self, index: usize) -> Result<T, DbError> {
        let decoded = match self {
            Self::Sqlite(row) => row.get_ref(index).map_err(|e| e.to_string()).and_then(T::from_sqlite),
            Self::Postgres(row) => row.get::<T::Wire>(index).and_then(T::from_wire),
        };
        decoded.map_err(|reason| DbError::Decode(format!("column {index}: {reason}")))
    }
}

/// Declares an id type: a UUID that the compiler distinguishes from the ids of other features.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = uuid::Uuid)]
        pub struct $name(pub uuid::Uuid);

        impl $crate::platform::db::ToDb for $name {
            fn to_db(&self) -> $crate::platform::db::Value<'_> {
                $crate::platform::db::Value::Uuid(&self.0)
            }
        }

        impl $crate::platform::db::FromDb for $name {
            type Wire = uuid::Uuid;
            fn from_wire(wire: uuid::Uuid) -> Result<Self, String> {
                Ok(Self(wire))
            }
            fn from_sqlite(value: rusqlite::types::ValueRef<'_>) -> Result<Self, String> {
                <uuid::Uuid as $crate::platform::db::FromDb>::from_sqlite(value).map(Self)
            }
        }

        impl From<$name> for $crate::platform::db::Key {
            fn from(id: $name) -> Self {
                id.0.into()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}
