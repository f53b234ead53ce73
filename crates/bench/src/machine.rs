//! What /proc says: processor time and memory of processes, and how quiet the machine is.

use std::fs::read_to_string;
use std::time::Duration;

/// Processor time is counted in these: 100 a second on every Linux there is.
const TICK: Duration = Duration::from_millis(10);

/// Processor time of a process, its ended children's included.
fn cpu_of(pid: &str) -> Option<(String, Duration)> {
    let stat = read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in brackets and may have spaces.
    let (head, rest) = stat.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let fields: Vec<u32> = rest.split_whitespace().skip(11).take(4).filter_map(|field| field.parse().ok()).collect();
    Some((name, TICK * fields.iter().sum()))
}

/// Processor time of one process.
pub fn process_cpu(pid: u32) -> Duration {
    cpu_of(&pid.to_string()).map_or(Duration::ZERO, |(_, cpu)| cpu)
}

/// Processor time of all processes of this name.
pub fn named_cpu(name: &str) -> Duration {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let processes = numbers.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
    processes.filter_map(|pid| cpu_of(&pid)).filter(|(named, _)| named == name).map(|(_, cpu)| cpu).sum()
}

/// A line of /proc/PID/status in bytes.
fn status(pid: u32, field: &str) -> u64 {
    let status = read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Resident memory in bytes, all of it, and the part that is no mapped file.
pub fn memory(pid: u32) -> (u64, u64) {
    (status(pid, "VmRSS"), status(pid, "RssAnon"))
}

/// How busy the whole machine was and is.
#[derive(Clone, Copy, Debug)]
pub struct Ticks {
    all: u64,
    stolen: u64,
}

impl Ticks {
    /// Now.
    pub fn read() -> Self {
        let stat = read_to_string("/proc/stat").unwrap_or_default();
        let line = stat.lines().next().unwrap_or_default();
        let fields: Vec<u64> = line.split_whitespace().skip(1).take(8).filter_map(|field| field.parse().ok()).collect();
        Self { all: fields.iter().sum(), stolen: fields.get(7).copied().unwrap_or(0) }
    }

    /// Percent of the processors' time that other machines took since `before`.
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    pub fn stolen_since(self, before: Self) -> f64 {
        100.0 * (self.stolen - before.stolen) as f64 / (self.all - before.all).max(1) as f64
    }
}

/// The load average of the last minute.
pub fn load_average() -> f64 {
    let text = read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(0.0)
}

/// Model of the processor, how many of it, memory, kernel.
pub fn description() -> String {
    let cpu = read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find(|line| line.starts_with("model name")).and_then(|line| line.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let memory = read_to_string("/proc/meminfo").unwrap_or_default();
    let memory =
        memory.lines().next().and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0);
    let kernel = read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let version = kernel.split('-').next().unwrap_or_default().trim();
    format!("{cores} x {}, {} GB, Linux {version}", model.unwrap_or("unknown").trim(), memory.div_ceil(1024 * 1024))
}
