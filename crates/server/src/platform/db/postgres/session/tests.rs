use std::time::{Duration, Instant};

use postgres::types::Type;

use super::super::fake_server::{
    FakeServer, Peer, bound, complete, done, error, message, notice, prepared, ready, row, status,
};
use super::*;

const LIMIT: Duration = Duration::from_millis(400);
const SELECT: &str = "SELECT n FROM probe WHERE id = $1";
const CHANGE: &str = "UPDATE probe SET n = $1";

fn open(server: &FakeServer) -> Result<PostgresSession, DbError> {
    PostgresSession::open_within(&server.url(), LIMIT, LIMIT)
}

fn select(session: &mut PostgresSession) -> Result<Vec<i64>, DbError> {
    let mut rows = Vec::new();
    session.each(SELECT, &[&1_i64], &mut |row| {
        rows.push(row.get(0)?);
        Ok(true)
    })?;
    Ok(rows)
}

/// Prepares [`SELECT`] and BEGIN, and returns when the pipeline that uses both has come.
fn accept_select(peer: &mut Peer) {
    peer.accept_session();
    peer.accept_statement(&[Type::INT8], &[Type::INT8]);
    peer.accept_statement(&[], &[]);
    assert_eq!(peer.request(), "BEBES");
}

/// Opens a session, begins a read and lets `answer` answer its first pipeline.
fn select_answered_with(answer: impl FnOnce(&mut Peer) + Send + 'static) -> Result<Vec<i64>, DbError> {
    let server = FakeServer::start(move |peer| {
        accept_select(peer);
        answer(peer);
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Read(Instant::now()));
    let selected = select(&mut session);
    assert!(selected.is_ok() || session.is_closed());
    drop(session);
    server.finish();
    selected
}

fn is_unavailable<T>(result: &Result<T, DbError>) -> bool {
    matches!(result, Err(DbError::Unavailable(_)))
}

#[test]
fn begin_statements_and_commit_share_one_sync() {
    let server = FakeServer::start(|peer| {
        peer.accept_session();
        peer.accept_statement(&[Type::INT8], &[]);
        peer.accept_statement(&[], &[]);
        peer.accept_statement(&[Type::INT8], &[Type::INT8]);
        assert_eq!(peer.request(), "BEBEBES", "BEGIN, a change and a query");
        peer.send(&[done("BEGIN"), notice(), done("UPDATE 3"), bound(), row(7), row(8), status()]);
        peer.send(&[complete("SELECT 2"), ready(b'T')]);
        assert_eq!(peer.request(), "BEBES", "a change and COMMIT");
        peer.send(&[done("UPDATE 1"), done("COMMIT"), ready(b'I')]);
        assert_eq!(peer.read().0, 'X');
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Write);
    let changed = session.query_later(CHANGE, &[&1_i64]).unwrap();
    assert_eq!(select(&mut session), Ok(vec![7, 8]));
    assert_eq!(session.fetch(changed).unwrap().affected, 3);
    session.query_later(CHANGE, &[&2_i64]).unwrap();
    assert_eq!(session.commit(), Ok(()));
    assert_eq!(session.round_trips(), 2);
    drop(session);
    server.finish();
}

#[test]
fn end_of_a_read_is_sent_at_once_and_its_response_read_later() {
    let server = FakeServer::start(|peer| {
        accept_select(peer);
        peer.send(&[done("BEGIN"), bound(), row(1), complete("SELECT 1"), ready(b'T')]);
        assert_eq!(peer.request(), "BES");
        assert_eq!(peer.request(), "BEBES");
        // The responses to COMMIT and to the next read.
        peer.send(&[done("COMMIT"), ready(b'I')]);
        peer.send(&[done("BEGIN"), bound(), row(2), complete("SELECT 1"), ready(b'T')]);
        assert_eq!(peer.request(), "BEBEBES", "COMMIT, BEGIN and a query");
        peer.send(&[done("COMMIT"), done("BEGIN"), bound(), row(3), complete("SELECT 1"), ready(b'T')]);
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Ok(vec![1]));
    session.end_read();
    session.close_read();
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Ok(vec![2]));
    session.end_read();
    assert!(session.has_open_read());
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Ok(vec![3]));
    drop(session);
    server.finish();
}

#[test]
fn first_error_is_reported_and_the_session_continues_after_rollback() {
    let server = FakeServer::start(|peer| {
        accept_select(peer);
        peer.send(&[done("BEGIN"), error("ERROR", "23505"), ready(b'E')]);
        assert_eq!(peer.request(), "BES", "ROLLBACK");
        peer.send(&[done("ROLLBACK"), ready(b'I')]);
        assert_eq!(peer.request(), "BEBES");
        peer.send(&[done("BEGIN"), bound(), row(2), complete("SELECT 1"), ready(b'T')]);
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Err(DbError::Unique("probe_pkey".into())));
    assert_eq!(session.roll_back(), Ok(()));
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Ok(vec![2]));
    drop(session);
    server.finish();
}

#[test]
fn responses_out_of_order_end_the_connection() {
    let wrong: [Vec<Vec<u8>>; 10] = [
        vec![ready(b'T')],
        vec![done("BEGIN"), ready(b'T')],
        vec![done("BEGIN"), row(1)],
        vec![bound(), bound()],
        vec![bound(), row(1)],
        vec![done("BEGIN"), bound(), row(1), ready(b'T')],
        vec![done("BEGIN"), done("SELECT 0"), bound()],
        vec![error("ERROR", "23505"), bound()],
        vec![done("BEGIN"), prepared(&[], &[])],
        vec![message(b'G', &[0; 3])],
    ];
    for messages in wrong {
        let sent = format!("{messages:?}");
        let selected = select_answered_with(move |peer| {
            peer.send(&messages);
            peer.be_silent();
        });
        let expected = Err(DbError::Unavailable("the server sent an unexpected message".into()));
        assert_eq!(selected, expected, "{sent}");
    }
}

#[test]
fn bytes_that_are_not_messages_end_the_connection() {
    let garbage: [&[u8]; 5] = [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        &[b'D', 0, 0, 0, 3, 0, 0],
        &[b'D', 0x7f, 0xff, 0xff, 0xff, 0, 0],
        &[b'D', 0xff, 0xff, 0xff, 0xff, 0, 0],
        &[b'C', 0, 0, 0, 6, b'a', b'b'],
    ];
    for bytes in garbage {
        let selected = select_answered_with(move |peer| {
            peer.send(&[bytes.to_vec()]);
            peer.be_silent();
        });
        assert!(is_unavailable(&selected), "{bytes:?}: {selected:?}");
    }
}

#[test]
fn rows_that_do_not_fit_the_statement_are_errors() {
    let rows: [&[u8]; 5] = [
        &[0, 0],
        &[0, 2, 0, 0, 0, 1, 1],
        &[0, 1, 0, 0, 0, 9, 1],
        &[0, 1, 0, 0, 0, 1, 1],
        &[0, 1, 0xff, 0xff, 0xff, 0xff],
    ];
    for bytes in rows {
        let server = FakeServer::start(move |peer| {
            accept_select(peer);
            peer.send(&[done("BEGIN"), bound(), message(b'D', bytes), complete("SELECT 1"), ready(b'T')]);
        });
        let mut session = open(&server).unwrap();
        session.begin(UnitKind::Read(Instant::now()));
        let selected = select(&mut session);
        assert!(matches!(selected, Err(DbError::Decode(_))), "{bytes:?}: {selected:?}");
        server.finish();
    }
}

#[test]
fn response_that_is_cut_off_is_an_error() {
    let response = [done("BEGIN"), bound(), row(1), complete("SELECT 1"), ready(b'T')].concat();
    for length in [0, 1, 4, 5, 12, 20, 30, response.len() - 1] {
        let part = response[..length].to_vec();
        let selected = select_answered_with(move |peer| peer.send(&[part]));
        assert!(is_unavailable(&selected), "{length}: {selected:?}");
    }
}

#[test]
fn response_that_never_ends_is_bounded_in_time_and_size() {
    let started = Instant::now();
    assert!(is_unavailable(&select_answered_with(Peer::be_silent)));
    assert!(is_unavailable(&select_answered_with(|peer| peer.repeat(&notice(), Duration::from_millis(20)))));
    let rows: Vec<u8> = (0..10_000).flat_map(row).collect();
    let endless = select_answered_with(move |peer| {
        peer.send(&[done("BEGIN"), bound()]);
        peer.repeat(&rows, Duration::from_millis(1));
    });
    assert!(matches!(&endless, Err(DbError::Unavailable(_))), "{endless:?}");
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

/// Opens a session and commits one change, which `answer` answers.
fn commit_answered_with(answer: impl FnOnce(&mut Peer) + Send + 'static) -> (Result<(), DbError>, bool) {
    let server = FakeServer::start(move |peer| {
        peer.accept_session();
        peer.accept_statement(&[Type::INT8], &[]);
        peer.accept_statement(&[], &[]);
        assert_eq!(peer.request(), "BEBEBES");
        answer(peer);
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Write);
    session.query_later(CHANGE, &[&1_i64]).unwrap();
    let committed = session.commit();
    let is_closed = session.is_closed();
    drop(session);
    server.finish();
    (committed, is_closed)
}

#[test]
fn commit_that_is_answered_stands_even_if_the_connection_ends_then() {
    for end in [error("FATAL", "57P01"), error("FATAL", "57P02"), Vec::new()] {
        let answered = commit_answered_with(move |peer| {
            peer.send(&[done("BEGIN"), done("UPDATE 1"), done("COMMIT"), end]);
        });
        assert_eq!(answered, (Ok(()), true));
    }
    let answered = commit_answered_with(|peer| {
        peer.send(&[done("BEGIN"), done("UPDATE 1"), done("COMMIT"), error("ERROR", "57014"), ready(b'I')]);
    });
    assert_eq!(answered, (Ok(()), false));
}

#[test]
fn commit_that_is_not_answered_is_reported_with_its_reason() {
    let ended = |end: Vec<u8>| commit_answered_with(move |peer| peer.send(&[done("BEGIN"), done("UPDATE 1"), end]));
    assert_eq!(ended(error("FATAL", "57P01")), (Err(DbError::ServerStopping), true));
    let (crashed, is_closed) = ended(error("FATAL", "57P02"));
    assert!(is_unavailable(&crashed) && is_closed, "{crashed:?}");
    let (lost, is_closed) = ended(Vec::new());
    assert!(is_unavailable(&lost) && is_closed, "{lost:?}");
    let (rolled_back, _) = ended([done("ROLLBACK"), ready(b'I')].concat());
    assert!(matches!(rolled_back, Err(DbError::Other(_))), "{rolled_back:?}");
}

#[test]
fn session_continues_after_a_commit_that_is_answered_by_rollback() {
    let server = FakeServer::start(|peer| {
        peer.accept_session();
        peer.accept_statement(&[Type::INT8], &[]);
        peer.accept_statement(&[], &[]);
        for end in ["ROLLBACK", "COMMIT"] {
            assert_eq!(peer.request(), "BEBEBES");
            peer.send(&[done("BEGIN"), done("UPDATE 1"), done(end), ready(b'I')]);
        }
    });
    let mut session = open(&server).unwrap();
    let mut commit = || {
        session.begin(UnitKind::Write);
        session.query_later(CHANGE, &[&1_i64]).unwrap();
        session.commit()
    };
    assert_eq!(commit(), Err(DbError::Other("the server has rolled back instead of committing".into())));
    assert_eq!(commit(), Ok(()));
    drop(session);
    server.finish();
}

#[test]
fn failure_in_a_pipeline_with_commit_is_followed_by_rollback() {
    let answered = commit_answered_with(|peer| {
        peer.send(&[done("BEGIN"), error("ERROR", "40001"), ready(b'E')]);
        assert_eq!(peer.request(), "BES");
    });
    assert_eq!(answered, (Err(DbError::Serialization), false));
    let answered = commit_answered_with(|peer| {
        peer.send(&[done("BEGIN"), done("UPDATE 1"), bound(), error("ERROR", "40001"), ready(b'I')]);
        assert_eq!(peer.read().0, 'X', "COMMIT itself has failed: nothing is left to roll back");
    });
    assert_eq!(answered, (Err(DbError::Serialization), false));
}

#[test]
fn reason_that_came_before_the_request_is_found() {
    let (sent, has_sent) = std::sync::mpsc::channel();
    let server = FakeServer::start(move |peer| {
        accept_select(peer);
        peer.send(&[done("BEGIN"), bound(), complete("SELECT 0"), ready(b'T')]);
        assert_eq!(peer.request(), "BES");
        peer.send(&[done("COMMIT"), ready(b'I'), error("FATAL", "57P01")]);
        sent.send(()).unwrap();
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Ok(Vec::new()));
    session.end_read();
    session.close_read();
    has_sent.recv().unwrap();
    server.finish();
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Err(DbError::ServerStopping));
    assert!(session.is_closed() && session.roll_back().is_err());
}

#[test]
fn statement_that_the_server_rejects_is_named() {
    let server = FakeServer::start(|peer| {
        peer.accept_session();
        assert_eq!(peer.request(), "PDS");
        peer.send(&[error("ERROR", "42P01"), ready(b'I')]);
        peer.accept_statement(&[Type::TEXT], &[Type::INT8]);
        peer.accept_statement(&[], &[]);
    });
    let mut session = open(&server).unwrap();
    session.begin(UnitKind::Read(Instant::now()));
    assert_eq!(select(&mut session), Err(DbError::Other(format!("on purpose (42P01): {SELECT}"))));
    let mistyped = session.query_later(SELECT, &[&1_i64]);
    assert_eq!(mistyped, Err(DbError::Other("parameter does not fit column type text".into())));
    let miscounted = session.query_later(SELECT, &[]);
    assert_eq!(miscounted, Err(DbError::Other("0 parameters for a statement with 1".into())));
    assert!(!session.has_begun() && !session.is_closed());
    assert_eq!(session.roll_back(), Ok(()));
    drop(session);
    server.finish();
}
