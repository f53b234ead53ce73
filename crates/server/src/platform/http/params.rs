//! Extractors of the path and the query.

use std::error::Error;

use axum::extract::FromRequestParts;
use axum::extract::rejection::QueryRejection;
use axum::http::Uri;
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::body::wrong_field;
use super::command::nul_character;
use crate::platform::problem::Problem;

/// The query string, read into a `T` with `#[serde(deny_unknown_fields)]`; 422 names the wrong parameter.
#[derive(Clone, Copy, Debug, Default)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Self::read(&parts.uri)
    }
}

impl<T: DeserializeOwned> Query<T> {
    /// Reads the query of `uri`.
    ///
    /// # Errors
    /// 422 that names the parameter.
    pub fn read(uri: &Uri) -> Result<Self, Problem> {
        if uri.query().is_some_and(|query| query.contains("%00")) {
            return Err(nul_character());
        }
        match axum::extract::Query::<T>::try_from_uri(uri) {
            Ok(query) => Ok(Self(query.0)),
            Err(rejection) => Err(explain(&rejection)),
        }
    }
}

fn explain(rejection: &QueryRejection) -> Problem {
    let mut cause = rejection.source();
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<serde_path_to_error::Error<serde::de::value::Error>>() {
            return wrong_field(&error.path().to_string(), &error.inner().to_string());
        }
        cause = error.source();
    }
    Problem::field("query", "invalid", "The query can't be read.")
}

/// The parameters of the path; 404 if they can't be read.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

/// The only id in the path; 404 if it is not an id.
#[derive(Clone, Copy, Debug)]
pub struct PathId<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        read_path(parts, state).await.map(Self)
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for PathId<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        read_path(parts, state).await.map(Self)
    }
}

async fn read_path<T: DeserializeOwned + Send, S: Send + Sync>(parts: &mut Parts, state: &S) -> Result<T, Problem> {
    if parts.uri.path().contains("%00") {
        return Err(Problem::not_found());
    }
    let path = axum::extract::Path::<T>::from_request_parts(parts, state).await;
    path.map(|path| path.0).map_err(|_| Problem::not_found())
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Range {
        from: u8,
        #[serde(default)]
        state: Option<String>,
    }

    fn fault(query: &str) -> (String, &'static str) {
        let problem = Query::<Range>::read(&format!("/x?{query}").parse().unwrap()).unwrap_err();
        assert_eq!(problem.status.as_u16(), 422);
        problem.errors.first().map_or((String::new(), problem.code), |e| (e.field.clone(), e.code))
    }

    #[test]
    fn names_the_parameter() {
        let Query(range) = Query::<Range>::read(&"/x?from=7&state=a%20b".parse().unwrap()).unwrap();
        assert_eq!((range.from, range.state.as_deref()), (7, Some("a b")));
        assert_eq!(fault(""), ("from".into(), "required"));
        assert_eq!(fault("from=1&page=0"), ("page".into(), "unknown-field"));
        assert_eq!(fault("from=abc").0, "from");
        assert_eq!(fault("from=1&from=2"), ("from".into(), "duplicate"));
        assert_eq!(fault("from=1&state=%00"), (String::new(), "nul-character"));
    }
}
