//! Runs a fake AI to try AI planning without a key: `fake-ai [PORT] [MODE]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command prints")]

use std::process::ExitCode;

use habitro_testkit::{FakeAi, Mode};

#[tokio::main]
async fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let port: Option<u16> = arguments.next().map_or(Some(8090), |port| port.parse().ok());
    let mode = arguments.next().map_or(Some(Mode::Calm), |name| Mode::named(&name));
    let (Some(port), Some(mode)) = (port, mode) else {
        let names: Vec<&str> = Mode::ALL.iter().map(|(name, _)| *name).collect();
        eprintln!("fake-ai [PORT] [MODE]: {}", names.join(" "));
        return ExitCode::from(2);
    };
    let fake = match FakeAi::bind(([127, 0, 0, 1], port).into(), mode).await {
        Ok(fake) => fake,
        Err(error) => {
            eprintln!("fake-ai: port {port}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let base = fake.base_url();
    println!("{base}");
    eprintln!("Point Habitro at it: HABITRO_AI_BASE_URL={base} HABITRO_AI_MODEL=any");
    eprintln!("To change the mode: curl -X PUT -d 500 {}/mode", base.trim_end_matches("/v1"));
    std::future::pending().await
}
