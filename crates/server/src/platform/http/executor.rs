//! [`Executor`]: runs a command as one unit of work and builds its response.

use std::sync::OnceLock;

use axum::http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::idempotency::{Fingerprint, StoredAnswer};
use super::{Answer, Command};
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::limits::{AccountLimit, ChargedAccount, since_epoch};
use crate::platform::problem::Problem;
use crate::platform::secrets::Secrets;

/// Runs commands; cheap to clone.
#[derive(Clone, Debug)]
pub struct Executor {
    db: Db,
    secrets: Secrets,
}

/// A response, and whether this request or an earlier request with the same key did the work.
enum Executed<T> {
    Now(T, Answer),
    Before(Answer),
}

enum Failure<E> {
    Work(E),
    Db(DbError),
    Mismatch,
    Limited(AccountLimit),
    Internal(String),
}

impl<E> From<DbError> for Failure<E> {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

impl<E: Into<Problem>> Failure<E> {
    fn into_problem(self) -> Problem {
        match self {
            Self::Work(error) => error.into(),
            Self::Db(error) => error.into(),
            Self::Mismatch => Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "idempotency-mismatch",
                "This key was used for another request",
            )
            .detail("The Idempotency-Key was sent before with another call or body. Use a new key for a new request."),
            Self::Limited(limit) => limit.into(),
            Self::Internal(reason) => {
                tracing::error!(%reason, "could not make the response");
                Problem::internal()
            }
        }
    }
}

fn find_stored<E>(tx: &mut Tx<'_>, secrets: &Secrets, fingerprint: &Fingerprint) -> Result<Option<Answer>, Failure<E>> {
    match tx.idempotency().find(secrets, fingerprint)? {
        StoredAnswer::None => Ok(None),
        StoredAnswer::Found(answer) => Ok(Some(answer)),
        StoredAnswer::OtherRequest => Err(Failure::Mismatch),
        StoredAnswer::Unreadable => Err(Failure::Internal("a stored response can't be decrypted".into())),
    }
}

impl Executor {
    /// Creates an executor whose stored responses are sealed by `secrets`.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets) -> Self {
        Self { db, secrets }
    }

    /// Returns the database, for reads.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// Returns the response stored for the command's `Idempotency-Key`. Handlers that do expensive work
    /// before [`Executor::run`] call this first, to skip that work for a repeated request.
    ///
    /// # Errors
    /// 422 `idempotency-mismatch` if the key was used for another request.
    pub async fn stored_answer<I>(&self, user: Uuid, command: &Command<I>) -> Result<Option<Answer>, Problem> {
        let Some(key) = &command.idempotency else { return Ok(None) };
        let (fingerprint, secrets) = (key.fingerprint(&self.secrets, user), self.secrets.clone());
        let found = self.db.read(move |tx| find_stored(tx, &secrets, &fingerprint)).await;
        found.map_err(Failure::<Problem>::into_problem)
    }

    /// Like [`Executor::stored_answer`], but decodes the response body.
    ///
    /// # Errors
    /// The same as [`Executor::stored_answer`].
    pub async fn stored_value<I, T: DeserializeOwned>(
        &self,
        user: Uuid,
        command: &Command<I>,
    ) -> Result<Option<T>, Problem> {
        self.stored_answer(user, command).await?.map(|answer| answer.decode()).transpose()
    }

    /// Runs `work` as one unit of work for `user` and returns its result with `status`.
    ///
    /// If the command has an `Idempotency-Key`, the same unit of work stores the response for 24 hours. A
    /// repeated request gets the stored response and `work` does not run again. If `work` fails, nothing is
    /// stored and the client may retry with the same key.
    ///
    /// # Errors
    /// The error of `work`, or 422 `idempotency-mismatch` if the key was used for another request.
    pub async fn run<I, T, E, F>(
        &self,
        user: Uuid,
        status: StatusCode,
        command: Command<I>,
        work: F,
    ) -> Result<Answer, Problem>
    where
        F: Fn(&mut Tx<'_>, &I) -> Result<T, E> + Send + 'static,
        T: Serialize + Send + 'static,
        E: From<DbError> + Into<Problem> + Send + 'static,
        I: Send + 'static,
    {
        match self.run_once(user, status, command, work).await? {
            Executed::Now(_, answer) | Executed::Before(answer) => Ok(answer),
        }
    }

    /// Like [`Executor::run`], but returns the result of `work` itself; for a repeated request it is
    /// decoded from the stored response.
    ///
    /// # Errors
    /// The same as [`Executor::run`].
    pub async fn run_value<I, T, E, F>(
        &self,
        user: Uuid,
        status: StatusCode,
        command: Command<I>,
        work: F,
    ) -> Result<T, Problem>
    where
        F: Fn(&mut Tx<'_>, &I) -> Result<T, E> + Send + 'static,
        T: Serialize + DeserializeOwned + Send + 'static,
        E: From<DbError> + Into<Problem> + Send + 'static,
        I: Send + 'static,
    {
        match self.run_once(user, status, command, work).await? {
            Executed::Now(value, _) => Ok(value),
            Executed::Before(answer) => answer.decode(),
        }
    }

    async fn run_once<I, T, E, F>(
        &self,
        user: Uuid,
        status: StatusCode,
        command: Command<I>,
        work: F,
    ) -> Result<Executed<T>, Problem>
    where
        F: Fn(&mut Tx<'_>, &I) -> Result<T, E> + Send + 'static,
        T: Serialize + Send + 'static,
        E: From<DbError> + Into<Problem> + Send + 'static,
        I: Send + 'static,
    {
        let Command { input, idempotency } = command;
        let fingerprint = idempotency.map(|key| key.fingerprint(&self.secrets, user));
        let secrets = self.secrets.clone();
        let account = fingerprint.and_then(|_| ChargedAccount::current());
        // Decided by the first run: it is charged, which must not refuse a second one.
        let may_store = OnceLock::new();
        let in_transaction = move |tx: &mut Tx<'_>| {
            if let Some(fingerprint) = &fingerprint
                && let Some(answer) = find_stored(tx, &secrets, fingerprint)?
            {
                return Ok(Executed::Before(answer));
            }
            if let Some(account) = &account {
                let now = since_epoch(tx.now());
                (*may_store.get_or_init(|| account.check_stored_responses(now))).map_err(Failure::Limited)?;
            }
            let value = work(tx, &input).map_err(Failure::Work)?;
            let answer = Answer::encode(status, &value).map_err(|error| Failure::Internal(error.to_string()))?;
            if let Some(fingerprint) = &fingerprint {
                tx.idempotency().store(&secrets, fingerprint, &answer)?;
            }
            Ok(Executed::Now(value, answer))
        };
        self.db.write(user, in_transaction).await.map_err(Failure::into_problem)
    }
}
