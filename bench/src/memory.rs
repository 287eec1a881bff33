//! Memory of processes, from /proc.

use std::path::Path;

/// The most memory a process has held so far, in MB.
pub(crate) fn peak(pid: u32) -> f64 {
    field(Path::new(&format!("/proc/{pid}/status")), "VmHWM:")
}

/// The memory a process holds now, in MB.
pub(crate) fn now(pid: u32) -> f64 {
    field(Path::new(&format!("/proc/{pid}/status")), "VmRSS:")
}

/// The memory that a process and its children's children hold now, in MB, shared pages divided among their holders.
pub(crate) fn of_children(pid: u32) -> f64 {
    let Ok(entries) = std::fs::read_dir("/proc") else { return f64::NAN };
    let pids: Vec<u32> =
        entries.flatten().filter_map(|entry| entry.file_name().to_str().and_then(|name| name.parse().ok())).collect();
    let parent =
        |of: u32| field_text(Path::new(&format!("/proc/{of}/status")), "PPid:").and_then(|text| text.parse().ok());
    let below = |of: u32| {
        let mut current = parent(of);
        while let Some(above) = current {
            if above == pid {
                return true;
            }
            current = if above > 1 { parent(above) } else { None };
        }
        false
    };
    pids.into_iter()
        .filter(|of| below(*of))
        .map(|of| field(Path::new(&format!("/proc/{of}/smaps_rollup")), "Pss:"))
        .filter(|held| held.is_finite())
        .sum()
}

fn field(file: &Path, name: &str) -> f64 {
    field_text(file, name).and_then(|text| text.parse::<f64>().ok()).map_or(f64::NAN, |kilobytes| kilobytes / 1_024.0)
}

fn field_text(file: &Path, name: &str) -> Option<String> {
    let text = std::fs::read_to_string(file).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1).map(str::to_owned)
}
