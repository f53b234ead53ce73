//! How the rules' words look in the API's description; the rules themselves know no wire.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::builtin::QuestionKind;
use super::rules::{Classification, HabitType};

macro_rules! words {
    ($($type:ident: $words:expr),* $(,)?) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some($words)).into()
            }
        }
        impl ToSchema for $type {}
    )*};
}

words! {
    HabitType: ["good", "bad"],
    Classification: ["good", "bad", "unknown"],
    QuestionKind: ["text", "number", "choice"],
}
