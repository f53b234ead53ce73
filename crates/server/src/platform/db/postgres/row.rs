//! Reading the columns of a row.

use std::ops::Range;

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::{FromSql, Type};
use postgres_protocol::message::backend::DataRowBody;

use super::super::error::DbError;

/// Where a column's bytes are; `None` for NULL.
pub(super) type Column = Option<Range<usize>>;

/// One row of a result.
pub struct PostgresRow<'r> {
    types: &'r [Type],
    columns: &'r [Column],
    bytes: &'r [u8],
}

impl std::fmt::Debug for PostgresRow<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Columns may be personal data, which must not reach a log.
        f.write_str("PostgresRow(..)")
    }
}

impl<'r> PostgresRow<'r> {
    /// `columns` is overwritten.
    pub(super) fn new(types: &'r [Type], body: &'r DataRowBody, columns: &'r mut Vec<Column>) -> Result<Self, DbError> {
        columns.clear();
        let mut ranges = body.ranges();
        while let Some(range) = ranges.next().map_err(|e| DbError::Decode(format!("a row: {e}")))? {
            columns.push(range);
        }
        if columns.len() != types.len() {
            return Err(DbError::Decode(format!("a row of {} columns, not {}", columns.len(), types.len())));
        }
        Ok(Self { types, columns, bytes: body.buffer() })
    }

    pub(in super::super) fn get<T: FromSql<'r>>(&self, index: usize) -> Result<T, String> {
        let (Some(column_type), Some(column)) = (self.types.get(index), self.columns.get(index)) else {
            return Err(format!("there are {} columns", self.types.len()));
        };
        if !T::accepts(column_type) {
            return Err(format!("a value of type {column_type} can't be read as {}", std::any::type_name::<T>()));
        }
        let bytes = column.as_ref().and_then(|range| self.bytes.get(range.clone()));
        T::from_sql_nullable(column_type, bytes).map_err(|e| e.to_string())
    }
}
