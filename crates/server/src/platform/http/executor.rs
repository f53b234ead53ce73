//! [`Executor`]: a command becomes one unit of work and one answer.

use axum::http::StatusCode;
use serde::Serialize;
use uuid::Uuid;

use super::idempotency::{Fingerprint, Kept};
use super::{Answer, Command};
use crate::platform::db::{Db, DbError, Tx};
use crate::platform::problem::Problem;
use crate::platform::secrets::Secrets;

/// Runs commands; cheap to clone.
#[derive(Clone, Debug)]
pub struct Executor {
    db: Db,
    secrets: Secrets,
}

enum Failure<E> {
    Work(E),
    Db(DbError),
    Mismatch,
    Broken(String),
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
            .detail("The Idempotency-Key came before with another call or body. Use a new key for a new request."),
            Self::Broken(reason) => {
                tracing::error!(%reason, "answer lost");
                Problem::internal()
            }
        }
    }
}

fn find_kept<E>(tx: &mut Tx<'_>, secrets: &Secrets, print: &Fingerprint) -> Result<Option<Answer>, Failure<E>> {
    match tx.idempotency().find(secrets, print)? {
        Kept::New => Ok(None),
        Kept::Answered(answer) => Ok(Some(answer)),
        Kept::Other => Err(Failure::Mismatch),
        Kept::Unreadable => Err(Failure::Broken("a kept answer does not open".into())),
    }
}

impl Executor {
    /// Commands run on `db`; kept answers are sealed by `secrets`.
    #[must_use]
    pub fn new(db: Db, secrets: Secrets) -> Self {
        Self { db, secrets }
    }

    /// The database, for reads.
    #[must_use]
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The answer kept for the command's `Idempotency-Key`, for calls that have work to do before
    /// [`Executor::run`]: a request that comes again is answered without it.
    ///
    /// # Errors
    /// 422 `idempotency-mismatch`, or the database's own problems.
    pub async fn kept<I>(&self, user: Uuid, command: &Command<I>) -> Result<Option<Answer>, Problem> {
        let Some(key) = &command.idempotency else { return Ok(None) };
        let (print, secrets) = (key.fingerprint(&self.secrets, user), self.secrets.clone());
        let found = self.db.read(move |tx| find_kept(tx, &secrets, &print)).await;
        found.map_err(Failure::<Problem>::into_problem)
    }

    /// Runs `work` as one unit of work of `user` and answers its result with `status`.
    ///
    /// With an `Idempotency-Key`, the answer is kept for 24 hours in the same unit: who sends
    /// the key again gets the stored answer and nothing happens twice. What failed keeps
    /// nothing and may be sent again with the same key.
    ///
    /// # Errors
    /// What `work` says, 422 `idempotency-mismatch`, or the database's own problems.
    pub async fn run<I, T, E, F>(
        &self,
        user: Uuid,
        status: StatusCode,
        command: Command<I>,
        work: F,
    ) -> Result<Answer, Problem>
    where
        F: Fn(&mut Tx<'_>, &I) -> Result<T, E> + Send + 'static,
        T: Serialize + 'static,
        E: From<DbError> + Into<Problem> + Send + 'static,
        I: Send + 'static,
    {
        let Command { input, idempotency } = command;
        let print = idempotency.map(|key| key.fingerprint(&self.secrets, user));
        let secrets = self.secrets.clone();
        let unit = move |tx: &mut Tx<'_>| {
            if let Some(print) = &print
                && let Some(answer) = find_kept(tx, &secrets, print)?
            {
                return Ok(answer);
            }
            let result = work(tx, &input).map_err(Failure::Work)?;
            let answer = Answer::encode(status, &result).map_err(|error| Failure::Broken(error.to_string()))?;
            if let Some(print) = &print {
                tx.idempotency().keep(&secrets, print, &answer)?;
            }
            Ok(answer)
        };
        self.db.write(user, unit).await.map_err(Failure::into_problem)
    }
}
