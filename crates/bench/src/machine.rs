//! Measurements from /proc: processor time and memory of processes, and load on the machine.

use std::fs::read_to_string;
use std::time::Duration;

/// The unit of processor time in /proc; 100 per second on Linux.
const TICK: Duration = Duration::from_millis(10);

/// Returns the name of a process and its processor time, including that of its ended children.
fn cpu_of(pid: &str) -> Option<(String, Duration)> {
    let stat = read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name is in parentheses and may contain spaces.
    let (head, rest) = stat.rsplit_once(')')?;
    let name = head.split_once('(')?.1.to_owned();
    let fields: Vec<u32> = rest.split_whitespace().skip(11).take(4).filter_map(|field| field.parse().ok()).collect();
    Some((name, TICK * fields.iter().sum()))
}

/// Returns the processor time of a process.
#[must_use]
pub fn process_cpu(pid: u32) -> Duration {
    cpu_of(&pid.to_string()).map_or(Duration::ZERO, |(_, cpu)| cpu)
}

/// Returns the processor time of all processes of this name.
#[must_use]
pub fn named_cpu(name: &str) -> Duration {
    let entries = std::fs::read_dir("/proc").unwrap().flatten();
    let numbers = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let processes = numbers.filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()));
    processes.filter_map(|pid| cpu_of(&pid)).filter(|(named, _)| named == name).map(|(_, cpu)| cpu).sum()
}

/// Returns a field of /proc/PID/status in bytes.
fn status_bytes(pid: u32, field: &str) -> u64 {
    let status = read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Returns the resident memory in bytes: the total, and the part without mapped files.
#[must_use]
pub fn memory(pid: u32) -> (u64, u64) {
    (status_bytes(pid, "VmRSS"), status_bytes(pid, "RssAnon"))
}

/// Processor time of the whole machine since its start.
#[derive(Clone, Copy, Debug)]
pub struct MachineCpu {
    total: u64,
    stolen: u64,
}

impl MachineCpu {
    /// Reads the current counters.
    #[must_use]
    pub fn read() -> Self {
        let stat = read_to_string("/proc/stat").unwrap_or_default();
        let line = stat.lines().next().unwrap_or_default();
        let fields: Vec<u64> = line.split_whitespace().skip(1).take(8).filter_map(|field| field.parse().ok()).collect();
        Self { total: fields.iter().sum(), stolen: fields.get(7).copied().unwrap_or(0) }
    }

    /// Returns the percentage of processor time that other virtual machines used since `before`.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a share")]
    pub fn stolen_since(self, before: Self) -> f64 {
        100.0 * (self.stolen - before.stolen) as f64 / (self.total - before.total).max(1) as f64
    }
}

/// Returns the load average of the last minute.
#[must_use]
pub fn load_average() -> f64 {
    let text = read_to_string("/proc/loadavg").unwrap_or_default();
    text.split_whitespace().next().and_then(|load| load.parse().ok()).unwrap_or(0.0)
}

/// Describes the processor, memory and kernel.
#[must_use]
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
