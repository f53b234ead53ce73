use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use postgres_protocol::authentication::md5_hash;
use ring::digest::{SHA256, digest};
use ring::{hmac, pbkdf2};

use super::super::connect::config_from_url;
use super::super::fake_server::{FakeServer, Peer, auth, complete, error, message, notice, ready, row, status};
use super::*;

const LIMIT: Duration = Duration::from_millis(400);

fn open_url(url: &str) -> Result<(), DbError> {
    open(&config_from_url(url).unwrap(), LIMIT).map(drop)
}

/// Connects to a server that reads the first message and then follows `script`.
fn open_at(script: impl FnOnce(&mut Peer) + Send + 'static) -> Result<(), DbError> {
    let server = FakeServer::start(|peer| {
        peer.startup();
        script(peer);
    });
    let opened = open_url(&server.url());
    server.finish();
    opened
}

/// Lets the client in and accepts its settings.
fn welcome(peer: &mut Peer) {
    peer.send(&[auth(0, b""), status(), notice(), message(b'K', &[0; 8]), ready(b'I')]);
    peer.accept_settings();
}

#[test]
fn client_introduces_itself() {
    let server = FakeServer::start(|peer| {
        let introduction = peer.startup();
        for parameter in ["user\0anna\0", "database\0habitro\0", "application_name\0habitro\0", "options\0-c jit=off\0"]
        {
            assert!(introduction.contains(parameter), "{introduction:?}");
        }
        welcome(peer);
    });
    assert_eq!(open_url(&format!("{}?options=-c%20jit%3Doff", server.url())), Ok(()));
    server.finish();
}

#[test]
fn password_is_sent_as_the_server_asks() {
    let plain = open_at(|peer| {
        peer.send(&[auth(3, b"")]);
        assert_eq!(peer.read(), ('p', b"secret\0".to_vec()));
        welcome(peer);
    });
    assert_eq!(plain, Ok(()));
    let hashed = open_at(|peer| {
        peer.send(&[auth(5, b"salt")]);
        assert_eq!(peer.read(), ('p', format!("{}\0", md5_hash(b"anna", b"secret", *b"salt")).into_bytes()));
        welcome(peer);
    });
    assert_eq!(hashed, Ok(()));
}

/// The server's side of SCRAM-SHA-256 with the password "secret".
fn scram(peer: &mut Peer, server_key: &[u8]) {
    let sign = |key: &[u8], text: &[u8]| hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text);
    peer.send(&[auth(10, b"SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0")]);
    let (_, first) = peer.read();
    let first = String::from_utf8(first).unwrap();
    assert!(first.starts_with("SCRAM-SHA-256\0"));
    let bare = &first[first.find("n=").unwrap()..];
    let nonce = bare.split_once("r=").unwrap().1;
    let challenge = format!("r={nonce}more,s={},i=4096", BASE64.encode("salt"));
    peer.send(&[auth(11, challenge.as_bytes())]);
    let (_, last) = peer.read();
    let last = String::from_utf8(last).unwrap();
    let (without_proof, proof) = last.split_once(",p=").unwrap();
    let signed = format!("{bare},{challenge},{without_proof}");
    let mut salted = [0; 32];
    let rounds = 4096.try_into().unwrap();
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, b"salt", b"secret", &mut salted);
    let client_key = sign(&salted, b"Client Key");
    let signature = sign(digest(&SHA256, client_key.as_ref()).as_ref(), signed.as_bytes());
    let expected: Vec<u8> = client_key.as_ref().iter().zip(signature.as_ref()).map(|(key, sign)| key ^ sign).collect();
    assert_eq!(BASE64.decode(proof).unwrap(), expected);
    let server_signature = sign(sign(&salted, server_key).as_ref(), signed.as_bytes());
    peer.send(&[auth(12, format!("v={}", BASE64.encode(server_signature.as_ref())).as_bytes())]);
}

#[test]
fn scram_proves_the_password_to_both_sides() {
    let proved = open_at(|peer| {
        scram(peer, b"Server Key");
        welcome(peer);
    });
    assert_eq!(proved, Ok(()));
    let impostor = open_at(|peer| {
        scram(peer, b"another key");
        peer.be_silent();
    });
    assert!(matches!(&impostor, Err(DbError::Unavailable(text)) if text.contains("authentication")), "{impostor:?}");
}

#[test]
fn server_that_misbehaves_is_an_error_in_each_phase() {
    type Script = Box<dyn FnOnce(&mut Peer) + Send>;
    let silent = |messages: Vec<Vec<u8>>| -> Script {
        Box::new(move |peer| {
            peer.send(&messages);
            peer.be_silent();
        })
    };
    let closed = |messages: Vec<Vec<u8>>| -> Script { Box::new(move |peer| peer.send(&messages)) };
    let scripts: [(&str, Script); 13] = [
        ("silence", silent(vec![])),
        ("closed at once", closed(vec![])),
        ("cut off", closed(vec![b"R\0\0".to_vec()])),
        ("not PostgreSQL", silent(vec![b"SSH-2.0-OpenSSH_9.6\r\n".to_vec()])),
        ("ready too early", silent(vec![ready(b'I')])),
        ("unknown authentication", silent(vec![auth(99, b"")])),
        ("Kerberos", silent(vec![auth(2, b"")])),
        ("unknown mechanism", silent(vec![auth(10, b"OAUTHBEARER\0\0")])),
        ("broken list of mechanisms", silent(vec![auth(10, b"SCRAM")])),
        ("let in without the server's proof", {
            Box::new(|peer| {
                peer.send(&[auth(10, b"SCRAM-SHA-256\0\0")]);
                peer.read();
                peer.send(&[auth(0, b"")]);
                peer.be_silent();
            })
        }),
        ("never ready", silent(vec![auth(0, b""), status()])),
        ("a row before it is ready", silent(vec![auth(0, b""), row(1)])),
        ("no answer to the settings", silent(vec![auth(0, b""), ready(b'I')])),
    ];
    for (name, script) in scripts {
        let started = Instant::now();
        let opened = open_at(script);
        assert!(matches!(opened, Err(DbError::Unavailable(_))), "{name}: {opened:?}");
        assert!(started.elapsed() < Duration::from_secs(3), "{name}: {:?}", started.elapsed());
    }
}

#[test]
fn error_of_the_server_is_reported_in_each_phase() {
    let refused = |before: Vec<Vec<u8>>, code: &'static str| {
        open_at(move |peer| {
            peer.send(&before);
            peer.send(&[error("FATAL", code)]);
        })
    };
    let wrong_password = Err(DbError::Other("on purpose (28P01)".into()));
    assert_eq!(refused(vec![], "28P01"), wrong_password);
    assert_eq!(refused(vec![auth(0, b"")], "28P01"), wrong_password);
    assert_eq!(refused(vec![], "57P01"), Err(DbError::ServerStopping));
    assert!(matches!(refused(vec![], "57P03"), Err(DbError::Unavailable(_))), "the server is starting");
    let settings = open_at(|peer| {
        peer.send(&[auth(0, b""), ready(b'I')]);
        assert_eq!(peer.request(), "Q");
        peer.send(&[complete("SET"), error("ERROR", "42704"), ready(b'I')]);
    });
    assert_eq!(settings, Err(DbError::Other("on purpose (42704)".into())));
}

#[test]
fn password_that_is_missing_is_asked_for() {
    for request in [auth(3, b""), auth(5, b"salt"), auth(10, b"SCRAM-SHA-256\0\0")] {
        let server = FakeServer::start(|peer| {
            peer.startup();
            peer.send(&[request]);
            peer.be_silent();
        });
        let opened = open_url(&server.url().replace(":secret", ""));
        assert!(matches!(&opened, Err(DbError::Unavailable(text)) if text.contains("password")), "{opened:?}");
        server.finish();
    }
}

#[test]
fn next_host_is_tried() {
    let closed = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let standby = FakeServer::start(|peer| {
        peer.startup();
        welcome(peer);
        assert_eq!(peer.request(), "Q", "SHOW transaction_read_only");
        peer.send(&[message(b'T', &[0, 0]), message(b'D', b"\0\x01\0\0\0\x02on"), complete("SHOW"), ready(b'I')]);
    });
    let primary = FakeServer::start(|peer| {
        peer.startup();
        welcome(peer);
        assert_eq!(peer.request(), "Q");
        peer.send(&[message(b'D', b"\0\x01\0\0\0\x03off"), complete("SHOW"), ready(b'I')]);
    });
    let address = |url: String| url.split(['@', '/']).nth(3).unwrap().to_owned();
    let hosts = [closed.to_string(), address(standby.url()), address(primary.url())].join(",");
    let url = format!("postgres://anna:secret@{hosts}/habitro?target_session_attrs=read-write");
    assert_eq!(open_url(&url), Ok(()));
    standby.finish();
    primary.finish();
}

#[test]
fn url_without_a_usable_host_is_refused() {
    for url in [
        "postgres:///habitro",
        "postgres://anna@a,b/habitro?hostaddr=127.0.0.1",
        "postgres://anna@/habitro?host=a,b,c&port=1,2",
        "postgres://anna@%2Fno%2Fsuch%2Ffolder/habitro",
    ] {
        let opened = open_url(url);
        assert!(matches!(opened, Err(DbError::Unavailable(_))), "{url}: {opened:?}");
    }
}
