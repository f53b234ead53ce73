//! Opening a connection: host by host, with authentication and the session's settings.

use std::io;
use std::time::{Duration, Instant};

use bytes::BytesMut;
use postgres::Config;
use postgres::config::TargetSessionAttrs;
use postgres::fallible_iterator::FallibleIterator;
use postgres_protocol::authentication::md5_hash;
use postgres_protocol::authentication::sasl::{ChannelBinding, SCRAM_SHA_256, ScramSha256};
use postgres_protocol::message::backend::{AuthenticationSaslBody, Message};
use postgres_protocol::message::frontend;
use socket2::SockAddr;

use super::super::error::DbError;
use super::connect::POSTGRES_SESSION;
use super::connection::Connection;
use super::socket::{Socket, addresses};

/// Connects to the first address that accepts. Each has `limit`, of which the rest is returned as a deadline.
pub(super) fn open(config: &Config, limit: Duration) -> Result<(Connection, Instant), DbError> {
    let mut failure = DbError::Unavailable("the host has no address".into());
    for host in addresses(config).map_err(|e| unreachable(&e))? {
        match host {
            Err(error) => failure = unreachable(&error),
            Ok(host_addresses) => {
                for address in host_addresses {
                    let deadline = Instant::now() + limit;
                    match connect(&address, config, deadline) {
                        Ok(connection) => return Ok((connection, deadline)),
                        Err(error) => failure = error,
                    }
                }
            }
        }
    }
    Err(failure)
}

fn unreachable(error: &io::Error) -> DbError {
    DbError::Unavailable(format!("can't connect: {error}"))
}

fn connect(address: &SockAddr, config: &Config, deadline: Instant) -> Result<Connection, DbError> {
    let socket = Socket::connect(address, config, deadline).map_err(|e| unreachable(&e))?;
    let user = match config.get_user() {
        Some(user) => user.to_owned(),
        None => whoami::username().map_err(|e| DbError::Unavailable(format!("can't find the user's name: {e}")))?,
    };
    let mut startup = Startup { connection: Connection::new(socket), config, user: &user, deadline };
    startup.introduce()?;
    startup.authenticate()?;
    startup.wait_until_ready()?;
    let mut connection = startup.connection;
    run_batch(&mut connection, POSTGRES_SESSION, deadline)?;
    check_role(&mut connection, config.get_target_session_attrs(), deadline)?;
    Ok(connection)
}

struct Startup<'a> {
    connection: Connection,
    config: &'a Config,
    user: &'a str,
    deadline: Instant,
}

impl<'a> Startup<'a> {
    fn send(&mut self, encode: impl FnOnce(&mut BytesMut) -> io::Result<()>) -> Result<(), DbError> {
        let mut request = BytesMut::new();
        encode(&mut request).map_err(|e| unreachable(&e))?;
        self.connection.send(&request, self.deadline)
    }

    /// Returns the next message; an error that the server reports is an `Err`.
    fn receive(&mut self) -> Result<Message, DbError> {
        match self.connection.receive(self.deadline)? {
            Message::ErrorResponse(_) => Err(self.connection.reported()),
            message => Ok(message),
        }
    }

    fn introduce(&mut self) -> Result<(), DbError> {
        let optional = [
            ("database", self.config.get_dbname()),
            ("options", self.config.get_options()),
            ("application_name", self.config.get_application_name()),
        ];
        let given = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let parameters = [("client_encoding", "UTF8"), ("user", self.user)].into_iter().chain(given);
        let parameters: Vec<(&str, &str)> = parameters.collect();
        self.send(|request| frontend::startup_message(parameters, request))
    }

    fn authenticate(&mut self) -> Result<(), DbError> {
        match self.receive()? {
            Message::AuthenticationOk => return Ok(()),
            Message::AuthenticationCleartextPassword => {
                let password = self.password()?;
                self.send(|request| frontend::password_message(password, request))?;
            }
            Message::AuthenticationMd5Password(body) => {
                let hash = md5_hash(self.user.as_bytes(), self.password()?, body.salt());
                self.send(|request| frontend::password_message(hash.as_bytes(), request))?;
            }
            Message::AuthenticationSasl(body) => self.authenticate_with_scram(&body)?,
            Message::AuthenticationGss
            | Message::AuthenticationSspi
            | Message::AuthenticationKerberosV5
            | Message::AuthenticationScmCredential => {
                return Err(DbError::Unavailable(
                    "the server wants a kind of authentication that is unknown here".into(),
                ));
            }
            _ => return Err(self.connection.unexpected()),
        }
        match self.receive()? {
            Message::AuthenticationOk => Ok(()),
            _ => Err(self.connection.unexpected()),
        }
    }

    fn authenticate_with_scram(&mut self, offer: &AuthenticationSaslBody) -> Result<(), DbError> {
        let invalid = |error: io::Error| DbError::Unavailable(format!("authentication failed: {error}"));
        if !offer.mechanisms().any(|mechanism| Ok(mechanism == SCRAM_SHA_256)).map_err(invalid)? {
            return Err(DbError::Unavailable("the server does not offer SCRAM-SHA-256".into()));
        }
        let mut scram = ScramSha256::new(self.password()?, ChannelBinding::unsupported());
        self.send(|request| frontend::sasl_initial_response(SCRAM_SHA_256, scram.message(), request))?;
        let Message::AuthenticationSaslContinue(body) = self.receive()? else {
            return Err(self.connection.unexpected());
        };
        scram.update(body.data()).map_err(invalid)?;
        self.send(|request| frontend::sasl_response(scram.message(), request))?;
        // The server proves that it knows the password as well.
        let Message::AuthenticationSaslFinal(body) = self.receive()? else {
            return Err(self.connection.unexpected());
        };
        scram.finish(body.data()).map_err(invalid)
    }

    fn password(&self) -> Result<&'a [u8], DbError> {
        let missing = || DbError::Unavailable("the server wants a password, and the database URL has none".into());
        self.config.get_password().ok_or_else(missing)
    }

    fn wait_until_ready(&mut self) -> Result<(), DbError> {
        loop {
            match self.receive()? {
                Message::ReadyForQuery(_) => return Ok(()),
                Message::BackendKeyData(_) => {}
                _ => return Err(self.connection.unexpected()),
            }
        }
    }
}

/// Refuses a server of the wrong role, so that the next host is tried.
fn check_role(connection: &mut Connection, wanted: TargetSessionAttrs, deadline: Instant) -> Result<(), DbError> {
    let wrong = match wanted {
        TargetSessionAttrs::ReadWrite => "on",
        TargetSessionAttrs::ReadOnly => "off",
        _ => return Ok(()),
    };
    let is_read_only = run_batch(connection, "SHOW transaction_read_only", deadline)?;
    if is_read_only.as_deref() == Some(wrong.as_bytes()) {
        return Err(DbError::Unavailable(format!("the server's transaction_read_only is {wrong}")));
    }
    Ok(())
}

/// Runs statements by the simple protocol. Returns the first column of the last row.
fn run_batch(connection: &mut Connection, sql: &str, deadline: Instant) -> Result<Option<Vec<u8>>, DbError> {
    let mut request = BytesMut::new();
    frontend::query(sql, &mut request).map_err(|e| unreachable(&e))?;
    connection.send(&request, deadline)?;
    let (mut value, mut failure) = (None, None);
    loop {
        match connection.receive(deadline)? {
            Message::DataRow(row) => {
                let column = row.ranges().next().map_err(|e| unreachable(&e))?.flatten();
                value = column.and_then(|range| row.buffer().get(range)).map(<[u8]>::to_vec);
            }
            Message::RowDescription(_) | Message::CommandComplete(_) | Message::EmptyQueryResponse => {}
            Message::ErrorResponse(_) => failure = failure.or_else(|| Some(connection.reported())),
            Message::ReadyForQuery(_) => return failure.map_or(Ok(value), Err),
            _ => return Err(connection.unexpected()),
        }
    }
}

#[cfg(test)]
mod tests;
