//! Messages to and from the server.

use std::io;
use std::time::Instant;

use bytes::BytesMut;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator;
use postgres_protocol::message::backend::{ErrorFields, Header, Message};
use postgres_protocol::message::frontend;

use super::super::error::DbError;
use super::socket::Socket;

/// How many bytes the server may send in response to what was sent together. The results of Habitro's statements
/// are far smaller, and a longer response would use up the memory.
const MAX_RESPONSE: usize = if cfg!(test) { 4 << 20 } else { 64 << 20 };
/// How many bytes are received at once.
const CHUNK: usize = 32 << 10;
/// The transaction status of [`Message::ReadyForQuery`] outside of a transaction.
const IDLE: u8 = b'I';

/// A connection on which messages are sent and received. After a failure it is broken and stays so.
pub(super) struct Connection {
    socket: Socket,
    /// Received bytes that are not yet parsed.
    input: BytesMut,
    chunk: Box<[u8]>,
    /// How many bytes were received since the last request.
    received: usize,
    /// How many responses to [`Connection::post`] are still to be received.
    unread_responses: u32,
    /// The last error that the server has reported; the reason if it closes the connection now.
    reported: Option<DbError>,
    /// Why sending has failed. The server may have said why before.
    send_error: Option<io::Error>,
    in_transaction: bool,
    /// Whether the server has accepted the client.
    is_accepted: bool,
    is_broken: bool,
}

impl Connection {
    pub(super) fn new(socket: Socket) -> Self {
        Self {
            socket,
            input: BytesMut::with_capacity(CHUNK),
            chunk: vec![0; CHUNK].into_boxed_slice(),
            received: 0,
            unread_responses: 0,
            reported: None,
            send_error: None,
            in_transaction: false,
            is_accepted: false,
            is_broken: false,
        }
    }

    pub(super) fn is_broken(&self) -> bool {
        self.is_broken
    }

    /// Returns whether a transaction was open, failed or not, when the last response ended.
    pub(super) fn in_transaction(&self) -> bool {
        self.in_transaction
    }

    /// Sends a request, and meanwhile receives what the server sends: it stops reading while nobody reads its
    /// results.
    ///
    /// If the server has closed the connection, this succeeds, and [`Connection::receive`] returns the reason.
    pub(super) fn send(&mut self, request: &[u8], deadline: Instant) -> Result<(), DbError> {
        if self.is_broken {
            return Err(DbError::Unavailable("the connection is closed".into()));
        }
        self.received = 0;
        let mut rest = request;
        while !rest.is_empty() {
            match self.socket.send(rest) {
                Ok(sent) => rest = &rest[sent..],
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let filled = self
                        .socket
                        .wait(deadline)
                        .and_then(|is_readable| if is_readable { self.fill(deadline) } else { Ok(()) });
                    filled.map_err(|error| self.fail(error))?;
                }
                Err(error) => {
                    self.send_error = Some(error);
                    break;
                }
            }
        }
        self.skip_unread_responses(deadline)
    }

    /// Sends a short request that ends a transaction, and leaves its response for later.
    pub(super) fn post(&mut self, request: &[u8]) {
        match self.socket.send(request) {
            Ok(sent) if sent == request.len() => self.unread_responses += 1,
            // The next request fails as well and finds the reason.
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => self.unread_responses += 1,
            // A server that has answered everything and has no room for a short request is stuck.
            _ => self.is_broken = true,
        }
        self.in_transaction = false;
    }

    fn skip_unread_responses(&mut self, deadline: Instant) -> Result<(), DbError> {
        while self.unread_responses > 0 {
            if let Message::ReadyForQuery(_) = self.receive(deadline)? {
                self.unread_responses -= 1;
                if self.in_transaction {
                    return Err(self.unexpected());
                }
            }
        }
        Ok(())
    }

    /// Returns the next message that belongs to a response. An error that ends the connection is an `Err`.
    pub(super) fn receive(&mut self, deadline: Instant) -> Result<Message, DbError> {
        loop {
            let message = self.next_message(deadline).map_err(|error| self.fail(error))?;
            match &message {
                Message::NoticeResponse(_) | Message::ParameterStatus(_) | Message::NotificationResponse(_) => continue,
                Message::ErrorResponse(body) => {
                    let (error, is_fatal) = server_error(body.fields()).map_err(|error| self.fail(error))?;
                    if is_fatal {
                        self.is_broken = true;
                        return Err(error);
                    }
                    self.reported = Some(error);
                }
                Message::ReadyForQuery(body) => {
                    self.is_accepted = true;
                    self.in_transaction = body.status() != IDLE;
                    self.reported = None;
                }
                _ => {}
            }
            return Ok(message);
        }
    }

    /// Returns the error that the server has just reported.
    pub(super) fn reported(&self) -> DbError {
        self.reported.clone().unwrap_or(DbError::NoRow)
    }

    /// Gives the connection up because the server sent a message that has no place here.
    pub(super) fn unexpected(&mut self) -> DbError {
        self.is_broken = true;
        DbError::Unavailable("the server sent an unexpected message".into())
    }

    /// Gives the connection up and returns the reason.
    fn fail(&mut self, error: io::Error) -> DbError {
        self.is_broken = true;
        let error = self.send_error.take().unwrap_or(error);
        self.reported.take().unwrap_or_else(|| DbError::Unavailable(format!("the connection failed: {error}")))
    }

    fn next_message(&mut self, deadline: Instant) -> io::Result<Message> {
        loop {
            if let Some(header) = Header::parse(&self.input)? {
                // The length does not include the tag.
                let length = usize::try_from(header.len()).map_or(usize::MAX, |length| length.saturating_add(1));
                if length > MAX_RESPONSE {
                    return Err(too_long());
                }
                if self.input.len() >= length
                    && let Some(message) = Message::parse(&mut self.input)?
                {
                    return Ok(message);
                }
            }
            self.fill(deadline)?;
        }
    }

    fn fill(&mut self, deadline: Instant) -> io::Result<()> {
        let length = self.socket.receive(&mut self.chunk, deadline)?;
        if length == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "closed by the server"));
        }
        self.received += length;
        if self.received > MAX_RESPONSE {
            return Err(too_long());
        }
        self.input.extend_from_slice(&self.chunk[..length]);
        Ok(())
    }
}

impl Drop for Connection {
    /// Tells the server, which would log a lost connection otherwise.
    fn drop(&mut self) {
        if self.is_accepted && !self.is_broken {
            let mut request = BytesMut::new();
            frontend::terminate(&mut request);
            let _ = self.socket.send(&request);
        }
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the response is too long")
}

/// Returns an error that the server has reported, and whether it ends the connection.
fn server_error(mut fields: ErrorFields<'_>) -> io::Result<(DbError, bool)> {
    let (mut code, mut message, mut is_fatal) = (String::new(), String::new(), false);
    let (mut constraint, mut file) = (None, None);
    while let Some(field) = fields.next()? {
        let text = String::from_utf8_lossy(field.value_bytes());
        match field.type_() {
            b'C' => code = text.into_owned(),
            b'M' => message = text.into_owned(),
            b'n' => constraint = Some(text.into_owned()),
            b'F' => file = Some(text.into_owned()),
            // The severity; `S` may be translated, `V` is not.
            b'S' | b'V' => is_fatal |= matches!(&*text, "FATAL" | "PANIC"),
            _ => {}
        }
    }
    let error = DbError::from_postgres(&SqlState::from_code(&code), &message, constraint.as_deref(), file.as_deref());
    Ok((error, is_fatal))
}
