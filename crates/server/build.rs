//! Embeds the built web app (`web/dist`) in the binary. Without it (a build of the Rust code alone) the binary
//! shows a page that says so. Also compresses the license notices, and tells cargo to watch the migrations, which a macro embeds.
#![allow(clippy::print_stdout, reason = "this is how a build script talks to cargo")]
#![allow(clippy::disallowed_methods, reason = "cargo's variables are the build script's input")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

fn main() -> io::Result<()> {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?);
    let out = PathBuf::from(std::env::var("OUT_DIR").map_err(io::Error::other)?);
    // The folder always exists (it has a .gitignore), so that cargo can watch it.
    let dist = here.join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    println!("cargo::rerun-if-changed=../../migrations");
    println!("cargo::rerun-if-changed=build.rs");

    let notices = "src/app/licenses/notices.txt";
    println!("cargo::rerun-if-changed={notices}");
    compress(&here.join(notices), &out.join("notices.txt.gz"))?;

    let mut files = BTreeMap::new();
    if dist.join("index.html").is_file() {
        // Copied first, because a build of the web app could remove files while the compiler reads them.
        let copy = out.join("web");
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        collect(&dist, &copy, "", &mut files)?;
    }
    let mut source = String::from("&[\n");
    for (name, file) in &files {
        if name.ends_with(".br") || name.ends_with(".gz") {
            continue;
        }
        let packed = |suffix: &str| {
            files
                .get(&format!("{name}{suffix}"))
                .map_or("None".to_owned(), |file| format!("Some(include_bytes!({file:?}))"))
        };
        let tag = fingerprint(&fs::read(file)?);
        writeln!(
            source,
            "Asset {{ path: {:?}, tag: \"{tag:016x}\", plain: include_bytes!({file:?}), brotli: {}, gzip: {} }},",
            format!("/{name}"),
            packed(".br"),
            packed(".gz"),
        )
        .map_err(io::Error::other)?;
    }
    source.push(']');
    fs::write(out.join("web_assets.rs"), source)
}

fn compress(from: &Path, to: &Path) -> io::Result<()> {
    let mut encoder = GzEncoder::new(fs::File::create(to)?, Compression::best());
    io::copy(&mut fs::File::open(from)?, &mut encoder)?;
    encoder.finish().map(drop)
}

fn collect(folder: &Path, copy: &Path, prefix: &str, files: &mut BTreeMap<String, PathBuf>) -> io::Result<()> {
    fs::create_dir_all(copy)?;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let full = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &copy.join(&name), &format!("{full}/"), files)?;
        } else {
            let kept = copy.join(&name);
            fs::copy(entry.path(), &kept)?;
            files.insert(full, kept);
        }
    }
    Ok(())
}

/// FNV-1a, for entity tags: collisions that somebody makes on purpose do no harm.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
