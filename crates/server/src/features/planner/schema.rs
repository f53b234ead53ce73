//! OpenAPI schemas of the rules' types, which know nothing about HTTP.

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::builtin::QuestionKind;
use super::rules::{Classification, HabitType};

macro_rules! string_enums {
    ($($type:ident: $words:expr),* $(,)?) => {$(
        impl PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some($words)).into()
            }
        }
        impl ToSchema for $type {}
    )*};
}

string_enums! {
    HabitType: ["good", "bad"],
    Classification: ["good", "bad", "unknown"],
    QuestionKind: ["text", "number", "choice"],
}
