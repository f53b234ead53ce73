use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use p256::SecretKey;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::super::{Urgency, encryption};
use super::*;

/// A push service that answers every request with the same, and counts connections.
struct Service {
    address: SocketAddr,
    connections: Arc<AtomicUsize>,
}

impl Service {
    async fn start(answer: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let (address, connections) = (listener.local_addr().unwrap(), Arc::<AtomicUsize>::default());
        let counted = Arc::clone(&connections);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counted.fetch_add(1, Ordering::SeqCst);
                let mut space = vec![0; 16 * 1024];
                let _ = stream.read(&mut space).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { address, connections }
    }

    fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

fn sender(reach: Reach, resolver: Resolver) -> WebPush {
    let vapid = Vapid::of(&SecretKey::from_slice(&[7; 32]).unwrap(), "mailto:a@example.org".into());
    WebPush::with_resolver(vapid, reach, Entropy::seeded(1), resolver)
}

fn to(endpoint: &str) -> Subscription {
    let key = encryption::point(&SecretKey::from_slice(&[8; 32]).unwrap().public_key());
    Subscription { endpoint: endpoint.to_owned(), key, auth: [1; AUTH_LENGTH] }
}

fn now() -> Timestamp {
    "2026-03-01T08:00:00Z".parse().unwrap()
}

fn message(body: &str) -> Message {
    let payload = json!({"type": "alert", "id": "1"}).as_object().cloned().unwrap();
    let expires_at = "2026-03-01T09:00:00Z".parse().unwrap();
    Message { urgency: Urgency::High, tag: "t".into(), expires_at, title: "Hello".into(), body: body.into(), payload }
}

const CREATED: &str = "HTTP/1.1 201 Created\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// Addresses that an attacker may register to make the server connect elsewhere.
const HOSTILE: [&str; 62] = [
    "http://push.example/x",
    "ftp://push.example/x",
    "file:///etc/passwd",
    "gopher://push.example/x",
    "data:text/plain,x",
    "javascript:alert(1)",
    "//push.example/x",
    "push.example/x",
    "",
    " ",
    "https://",
    "https:///x",
    "https://push.example:444/x",
    "https://push.example:80/x",
    "https://push.example:22/x",
    "https://push.example:8443/x",
    "https://user@push.example/x",
    "https://user:secret@push.example/x",
    "https://push.example@127.0.0.1/x",
    "https://push.example/x#fragment",
    "https://push.example/\r\nHost: inside",
    "https://push.example/\0",
    "https://127.0.0.1/x",
    "https://127.1/x",
    "https://127.0.0.1./x",
    "https://2130706433/x",
    "https://0x7f000001/x",
    "https://0x7f.0.0.1/x",
    "https://0177.0.0.1/x",
    "https://017700000001/x",
    "https://0/x",
    "https://0.0.0.0/x",
    "https://10.0.0.1/x",
    "https://172.16.0.1/x",
    "https://192.168.0.1/x",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/x",
    "https://198.18.0.1/x",
    "https://224.0.0.1/x",
    "https://255.255.255.255/x",
    "https://8.8.8.8/x",
    "https://①②⑦.⓪.⓪.①/x",
    "https://%31%32%37.0.0.1/x",
    "https://[::1]/x",
    "https://[::]/x",
    "https://[::ffff:127.0.0.1]/x",
    "https://[::ffff:7f00:1]/x",
    "https://[::127.0.0.1]/x",
    "https://[64:ff9b::7f00:1]/x",
    "https://[2002:7f00:1::]/x",
    "https://[2001:0:7f00:1::]/x",
    "https://[fe80::1]/x",
    "https://[fc00::1]/x",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://[ff02::1]/x",
    "https://[2606:4700::1111]/x",
    "https://localhost/x",
    "https://localhost./x",
    "https://a.localhost/x",
    "https://router.local/x",
    "https://metadata.google.internal/x",
    "https://intranet/x",
];

#[tokio::test]
async fn send_refuses_hostile_addresses_without_connecting() {
    let service = Service::start(CREATED).await;
    let here = service.address;
    // Every name leads to this machine.
    let resolver: Resolver = Arc::new(move |_| Box::pin(async move { Ok(vec![here]) }));
    let push = sender(Reach::Public, resolver);
    for address in HOSTILE {
        assert!(endpoint(address, Reach::Public).is_err(), "{address:?}");
        let outcome = push.send(&to(address), &message(""), now()).await;
        assert!(matches!(outcome, Outcome::Never(_)), "{address:?} {outcome:?}");
    }
    assert_eq!(service.connections(), 0);
}

#[tokio::test]
async fn send_refuses_names_that_resolve_to_private_addresses() {
    let service = Service::start(CREATED).await;
    let here = service.address;
    let lookups = Arc::<AtomicUsize>::default();
    let count = Arc::clone(&lookups);
    // Each attempt resolves to another private address; the mapped one is also returned with a second one.
    let resolver: Resolver = Arc::new(move |_| {
        let turn = count.fetch_add(1, Ordering::SeqCst);
        let mapped = SocketAddr::new(Ipv4Addr::LOCALHOST.to_ipv6_mapped().into(), here.port());
        let found = match turn % 3 {
            0 => vec![here],
            1 => vec![mapped, here],
            _ => vec![SocketAddr::new("169.254.169.254".parse().unwrap(), 0), here],
        };
        Box::pin(async move { Ok(found) })
    });
    let push = sender(Reach::Public, resolver);
    for _ in 0..3 {
        let outcome = push.send(&to("https://rebind.example.com/x"), &message(""), now()).await;
        assert_eq!(outcome, Outcome::later("webpush: can't connect"));
    }
    assert_eq!((lookups.load(Ordering::SeqCst), service.connections()), (3, 0));
    // After three failures the service is not called for a while.
    let outcome = push.send(&to("https://rebind.example.com/x"), &message(""), now()).await;
    assert!(matches!(outcome, Outcome::Later { .. }));
    assert_eq!(lookups.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn the_outcome_depends_on_the_status() {
    for (answer, outcome) in [
        (CREATED, Outcome::Taken),
        ("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", Outcome::Gone),
        ("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", Outcome::Gone),
        (
            "HTTP/1.1 429 Slow Down\r\nretry-after: 120\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Later { reason: "webpush: status 429".into(), after: Some(120) },
        ),
        (
            // `now` says 08:00 on that day.
            "HTTP/1.1 429 Slow Down\r\nretry-after: Sun, 01 Mar 2026 08:02:00 GMT\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Later { reason: "webpush: status 429".into(), after: Some(120) },
        ),
        (
            "HTTP/1.1 503 Busy\r\nretry-after: Tue, 01 Jan 2030 00:00:00 GMT\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Later { reason: "webpush: status 503".into(), after: Some(3_600) },
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 25\r\nconnection: close\r\n\r\n{\"reason\":\"Unregistered\"}",
            Outcome::Gone,
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 24\r\nconnection: close\r\n\r\n{\"reason\":\"BadJwtToken\"}",
            Outcome::Never("webpush: status 403 (BadJwtToken)".into()),
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Never("webpush: status 403".into()),
        ),
        (
            "HTTP/1.1 503 Busy\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Later { reason: "webpush: status 503".into(), after: None },
        ),
        (
            "HTTP/1.1 307 Elsewhere\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Never("webpush: status 307".into()),
        ),
        (
            "HTTP/1.1 400 Bad\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
            Outcome::Never("webpush: status 400".into()),
        ),
        ("not HTTP at all\r\n\r\n", Outcome::later("webpush: the connection broke")),
    ] {
        let service = Service::start(answer).await;
        let push = sender(Reach::Loopback, system_resolver());
        let to = to(&format!("http://{}/x", service.address));
        assert_eq!(push.send(&to, &message(""), now()).await, outcome, "{answer}");
        assert_eq!(service.connections(), 1, "one try, no redirect followed");
    }
}

#[test]
fn payload_cuts_a_long_body() {
    let short = payload(&message("hello"));
    assert_eq!(
        serde_json::from_slice::<Value>(&short).unwrap(),
        json!({"type": "alert", "id": "1", "tag": "t", "title": "Hello", "body": "hello"})
    );
    let long = payload(&message(&"ඉ".repeat(5_000)));
    assert!(long.len() <= MAX_PLAINTEXT_LENGTH && long.len() > 1_000, "{}", long.len());
    assert!(serde_json::from_slice::<Value>(&long).unwrap()["body"].as_str().unwrap().ends_with('…'));
}
