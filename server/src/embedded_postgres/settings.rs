//! How the private PostgreSQL is configured: on its command line, so that the cluster's own files stay as initdb made
//! them and a new version of Trunkline brings its settings along.

use std::{fs, path::Path};

use super::folder::{Folder, PORT};

const SMALL_MACHINE_KB: u64 = 2 * 1024 * 1024;

/// The arguments `-c name=value …` that start the cluster of `folder`.
pub(super) fn arguments(folder: &Folder) -> Vec<String> {
    let memory_kb = fs::read_to_string("/proc/meminfo").ok().and_then(|text| parse_total_kb(&text));
    let mut arguments = Vec::new();
    for (name, value) in settings(&folder.socket_dir, memory_kb) {
        arguments.push("-c".to_owned());
        arguments.push(format!("{name}={value}"));
    }
    arguments
}

fn settings(socket_dir: &Path, memory_kb: Option<u64>) -> Vec<(&'static str, String)> {
    let is_small = memory_kb.is_some_and(|kb| kb < SMALL_MACHINE_KB);
    vec![
        ("listen_addresses", String::new()),
        // Quoted: the setting is a list, and a path may hold a comma.
        ("unix_socket_directories", format!("\"{}\"", socket_dir.display())),
        ("unix_socket_permissions", "0700".into()),
        ("port", PORT.to_string()),
        ("max_connections", "100".into()),
        ("shared_buffers", if is_small { "64MB" } else { "256MB" }.into()),
        // A million numbers are written in one go: fewer, larger checkpoints.
        ("max_wal_size", if is_small { "1GB" } else { "4GB" }.into()),
        ("checkpoint_timeout", "15min".into()),
        ("wal_compression", "on".into()),
        // What was committed stays, whatever happens to the machine.
        ("fsync", "on".into()),
        ("synchronous_commit", "on".into()),
        ("timezone", "UTC".into()),
        ("log_timezone", "UTC".into()),
        ("logging_collector", "off".into()),
        ("log_destination", "stderr".into()),
        ("log_line_prefix", "%m [%p] ".into()),
        // Statements and details of errors hold customers' data: the log gets the message alone.
        ("log_min_error_statement", "panic".into()),
        ("log_error_verbosity", "terse".into()),
    ]
}

/// Reads the machine's memory from /proc/meminfo, in kB.
fn parse_total_kb(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str, memory_kb: Option<u64>) -> String {
        let settings = settings(Path::new("/srv/a, b"), memory_kb);
        settings.into_iter().find(|(known, _)| *known == name).expect("a setting of that name").1
    }

    #[test]
    fn nothing_listens_on_a_network_and_commits_are_durable() {
        assert_eq!(value("listen_addresses", None), "");
        assert_eq!(value("unix_socket_directories", None), "\"/srv/a, b\"");
        assert_eq!((value("fsync", None), value("synchronous_commit", None)), ("on".into(), "on".into()));
    }

    #[test]
    fn a_small_machine_gets_small_buffers() {
        assert_eq!(value("shared_buffers", Some(SMALL_MACHINE_KB - 1)), "64MB");
        assert_eq!(value("shared_buffers", Some(SMALL_MACHINE_KB)), "256MB");
        assert_eq!(value("shared_buffers", None), "256MB");
    }

    #[test]
    fn memory_is_read_as_the_kernel_writes_it() {
        assert_eq!(parse_total_kb("MemTotal:       24612340 kB\nMemFree: 1 kB\n"), Some(24_612_340));
        assert_eq!(parse_total_kb("nothing of the kind"), None);
    }
}
