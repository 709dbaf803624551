//! How many messages a second the mock stores, how long an answer takes, and what a stored message costs in memory.
//! `cargo bench --no-default-features --bench mock`; `-- --soak SECONDS` watches the memory of a mock that keeps 10,000.
//!
//! The load comes from this process: 16 connections with keep-alive, each asking again as soon as it is answered.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use cordboard::mock::{Config, Mock};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

const CONNECTIONS: u64 = 16;
const MESSAGES: u64 = 200_000;
const TEXT: usize = 100;

/// The bytes of this process that are in memory; `None` where the system does not tell.
fn resident() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse::<f64>().ok().map(|kilobytes| kilobytes * 1024.0)
}

/// The seconds of processor time that this process took; 0 where the system does not tell. Other than the rate, they
/// hardly depend on what else the machine does.
fn busy() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    // Linux counts here in hundredths of a second, whatever the kernel's own clock does.
    fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// A message of 100 characters, as bytes for the socket.
fn request(address: SocketAddr) -> Vec<u8> {
    let account = format!("AC{}", "0".repeat(32));
    let login = base64::engine::general_purpose::STANDARD.encode(format!("{account}:mock"));
    let body = format!("To=%2B15551230001&From=%2B15005550006&Body={}", "x".repeat(TEXT));
    format!(
        "POST /2010-04-01/Accounts/{account}/Messages.json HTTP/1.1\r\nHost: {address}\r\n\
         Authorization: Basic {login}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The length of the first answer in the bytes, and its status; `None` while it is not complete.
fn answer(bytes: &[u8]) -> Option<(usize, u16)> {
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")? + 4;
    let head = std::str::from_utf8(bytes.get(..end)?).ok()?;
    let status = head.get(9..12)?.parse().ok()?;
    let length =
        head.lines().find_map(|line| line.strip_prefix("content-length: "))?.parse::<usize>().ok()?;
    (bytes.len() >= end + length).then_some((end + length, status))
}

/// Asks over one connection until the common number is used up or it is told to stop; gives microseconds.
async fn ask(
    address: SocketAddr,
    count: u64,
    left: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
) -> std::io::Result<Vec<u32>> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = request(address);
    let mut times = Vec::new();
    let mut got = Vec::with_capacity(8192);
    let take = || left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok();
    while !stop.load(Ordering::Relaxed) && take() {
        let begin = Instant::now();
        stream.write_all(&request).await?;
        got.clear();
        let status = loop {
            if stream.read_buf(&mut got).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            if let Some((_, status)) = answer(&got) {
                break status;
            }
        };
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&got));
        // A soak asks for as long as it lasts, and what it kept would look like growth of the mock.
        if count == u64::MAX {
            continue;
        }
        times.push(u32::try_from(begin.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(times)
}

/// Asks over all connections, from a thread of its own.
fn load(address: SocketAddr, count: u64, stop: Arc<AtomicBool>) -> Vec<u32> {
    let work = thread::Builder::new().name("load".to_owned()).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.unwrap_or_else(|error| unreachable!("a runtime: {error}"));
        let left = Arc::new(AtomicU64::new(count));
        runtime.block_on(async {
            let tasks: Vec<_> = (0..CONNECTIONS)
                .map(|_| tokio::spawn(ask(address, count, Arc::clone(&left), Arc::clone(&stop))))
                .collect();
            let mut times = Vec::new();
            for task in tasks {
                match task.await {
                    Ok(Ok(part)) => times.extend(part),
                    problem => unreachable!("a connection broke: {problem:?}"),
                }
            }
            times
        })
    });
    let times = work.map(thread::JoinHandle::join);
    times.ok().and_then(Result::ok).unwrap_or_else(|| unreachable!("the load ended"))
}

/// From the start of the program to its first line.
fn ready() -> Option<Duration> {
    let begin = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cordboard"));
    let mut child = command.arg("mock").stdout(Stdio::piped()).spawn().ok()?;
    let mut line = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut line).ok()?;
    let elapsed = begin.elapsed();
    child.kill().ok()?;
    child.wait().ok()?;
    line.starts_with("listening on").then_some(elapsed)
}

async fn start(keep: usize) -> Mock {
    let mock = Mock::start(Config { keep, ..Config::default() }).await;
    mock.unwrap_or_else(|error| unreachable!("the mock starts: {error}"))
}

fn soak(seconds: u64, runtime: &tokio::runtime::Runtime) {
    let mock = runtime.block_on(start(10_000));
    let stop = Arc::new(AtomicBool::new(false));
    let (address, told) = (mock.address(), Arc::clone(&stop));
    let work = thread::Builder::new().name("soak".to_owned()).spawn(move || load(address, u64::MAX, told));
    let begin = Instant::now();
    let step = Duration::from_secs((seconds / 12).max(1));
    while begin.elapsed() < Duration::from_secs(seconds) {
        thread::park_timeout(step);
        let megabytes = resident().unwrap_or_default() / 1e6;
        println!("after {:>3} s: {megabytes:.1} MB", begin.elapsed().as_secs());
    }
    stop.store(true, Ordering::Relaxed);
    drop(work.map(thread::JoinHandle::join));
    println!("{} messages, {} kept", mock.log_changes().borrow().to_owned(), mock.messages().len());
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.unwrap_or_else(|error| unreachable!("a runtime: {error}"));
    let arguments: Vec<String> = std::env::args().collect();
    let after = arguments.iter().position(|argument| argument == "--soak");
    if let Some(seconds) = after.and_then(|at| arguments.get(at + 1)?.parse().ok()) {
        soak(seconds, &runtime);
        return;
    }
    let mut starts: Vec<_> = (0..5).filter_map(|_| ready()).collect();
    starts.sort();
    if let Some(median) = starts.get(starts.len() / 2) {
        println!("ready after {:.1} ms", median.as_secs_f64() * 1e3);
    }
    for log in [true, false] {
        let mock = runtime.block_on(start(10_000_000));
        mock.set_log(log);
        let stop = Arc::new(AtomicBool::new(false));
        // The first messages fill the log and the buffers, which are no part of what a message costs.
        drop(load(mock.address(), MESSAGES / 10, Arc::clone(&stop)));
        let before = resident();
        let (begin, worked) = (Instant::now(), busy());
        let mut times = load(mock.address(), MESSAGES, stop);
        let seconds = begin.elapsed().as_secs_f64();
        let name = if log { "with the log" } else { "without the log" };
        println!("{name}: {:.0} messages a second", times.len() as f64 / seconds);
        println!(
            "{name}: {:.1} µs of processor time a message, load included",
            (busy() - worked) * 1e6 / MESSAGES as f64
        );
        // The second mock lives in the memory that the first has left, so only the first can be measured.
        if let (Some(before), Some(after), true) = (before, resident(), log) {
            let times_bytes = times.len() as f64 * 8.0;
            let each = (after - before - times_bytes) / MESSAGES as f64 - TEXT as f64;
            println!("{name}: {each:.0} bytes a message beyond its text");
        }
        times.sort_unstable();
        let at = |share: f64| {
            let index = (times.len() as f64 * share) as usize;
            f64::from(times.get(index.min(times.len().saturating_sub(1))).copied().unwrap_or_default()) / 1e3
        };
        println!("{name}: p50 {:.2} ms, p99 {:.2} ms, longest {:.2} ms", at(0.5), at(0.99), at(1.0));
        runtime.block_on(mock.stop());
    }
}
