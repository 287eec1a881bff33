//! The binary from outside: exit codes, what stands on stdout, starting and stopping.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// A folder for one test's server, gone with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("trunkline-command-{}-{name}", std::process::id()));
        std::fs::remove_dir_all(&path).ok();
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).ok();
    }
}

fn trunkline(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_trunkline"));
    command
        .args(arguments)
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .env("TRUNKLINE_DATA_DIR", folder)
        .env("TRUNKLINE_LOG", "warn");
    command
}

fn run(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = trunkline(folder, arguments);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let mut stdin: ChildStdin = child.stdin.take().expect("stdin was asked for");
    stdin.write_all(input.as_bytes()).ok();
    drop(stdin);
    child.wait_with_output().expect("the command ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[track_caller]
fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// A server that says where it is.
struct Served {
    child: Child,
    said: Vec<String>,
}

impl Served {
    fn start(folder: &Path, address: &str, arguments: &[&str]) -> Self {
        let mut child = trunkline(folder, arguments)
            .env("TRUNKLINE_ADDR", address)
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the binary starts");
        let mut lines = BufReader::new(child.stdout.take().expect("stdout was asked for")).lines();
        let first = lines.next().expect("the server says where it is").expect("a line");
        assert_eq!(first, format!("Trunkline is at http://{address}"));
        let wanted = if arguments.contains(&"--demo-if-empty") { 9 } else { 0 };
        let said = lines.by_ref().map_while(Result::ok).take(wanted).collect();
        Self { child, said }
    }

    fn stop(mut self) {
        kill(Pid::from_raw(self.child.id().cast_signed()), Signal::SIGTERM).expect("it runs");
        assert_eq!(self.child.wait().expect("it ends").code(), Some(0));
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.child.kill().ok();
    }
}

fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").to_string()
}

fn status_of(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the server listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").expect("it reads");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("it answers");
    answer.split(' ').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn a_command_that_is_typed_wrong_ends_with_2() {
    let folder = Folder::new("usage");
    for arguments in [
        &["nonsense"][..],
        &[],
        &["user", "create"],
        &["tenant", "create", "x"],
        &["user", "create", "--email", "a@b.c", "--role", "king", "--tenant", "t", "--password-stdin"],
    ] {
        assert_eq!(run(&folder.0, arguments, "").status.code(), Some(2), "{arguments:?}");
    }
    assert_eq!(run(&folder.0, &["--help"], "").status.code(), Some(0));
}

#[test]
fn the_document_is_printed_without_a_database() {
    let folder = Folder::new("openapi");
    let document: serde_json::Value = serde_json::from_str(&done(&run(&folder.0, &["openapi"], ""))).expect("JSON");
    assert!(document["paths"]["/api/projects/"]["post"].is_object());
    assert!(!folder.0.exists(), "nothing was made for it");
}

#[test]
fn a_taken_port_is_one_clear_line_and_nothing_is_started() {
    let folder = Folder::new("port");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it has an address").to_string();
    let output = trunkline(&folder.0, &["serve"]).env("TRUNKLINE_ADDR", &address).output().expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains(&address) && said.contains("TRUNKLINE_ADDR") && said.lines().count() == 1, "{said}");
    assert!(!folder.0.exists());
}

#[test]
fn wrong_settings_are_told_together_and_end_with_1() {
    let folder = Folder::new("settings");
    let output = trunkline(&folder.0, &["doctor"])
        .env("TRUNKLINE_ADDR", "nowhere")
        .env("DATABASE_URL", "mysql://me:hunter2@db")
        .output()
        .expect("it ends");
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("TRUNKLINE_ADDR") && said.contains("DATABASE_URL"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
}

#[test]
fn people_and_tokens_are_made_without_a_server_and_a_token_stands_alone() {
    let folder = Folder::new("people");
    let at = &folder.0;
    done(&run(at, &["migrate", "up"], ""));
    assert_eq!(done(&run(at, &["tenant", "create", "Acme", "--slug", "acme"], "")), "1\n");
    let person =
        ["user", "create", "--tenant", "acme", "--email", "kim@acme.test", "--role", "agent", "--password-stdin"];
    done(&run(at, &person, "correct horse battery\n"));
    let short = run(at, &["user", "password", "--email", "kim@acme.test", "--password-stdin"], "short\n");
    assert_eq!(short.status.code(), Some(1));
    assert!(text(&short.stderr).contains("15 to 256 characters"), "{}", text(&short.stderr));

    let token = done(&run(
        at,
        &["token", "create", "--tenant", "acme", "--user", "kim@acme.test", "--scope", "numbers:read"],
        "",
    ));
    done(&run(at, &["tenant", "create", "Other", "--slug", "other"], ""));
    assert!(token.starts_with("tl_") && token.ends_with('\n') && token.lines().count() == 1, "{token:?}");
    for (arguments, said) in [
        (&["token", "create", "--tenant", "acme", "--user", "nobody@acme.test"][..], "nobody@acme.test"),
        (&["token", "create", "--tenant", "none", "--user", "kim@acme.test"], "none"),
        (
            &["token", "create", "--tenant", "other", "--user", "kim@acme.test"],
            "\"kim@acme.test\" is no member of \"other\"; a token stands for a member\n",
        ),
    ] {
        let output = run(at, arguments, "");
        assert_eq!(output.status.code(), Some(1));
        let stderr = text(&output.stderr);
        assert!(stderr.contains(said) && stderr.lines().count() == 1, "{stderr}");
    }
}

#[test]
fn an_empty_folder_becomes_a_server_which_commands_reach_and_a_signal_stops() {
    let folder = Folder::new("serve");
    let at = &folder.0;
    let address = free_address();
    let served = Served::start(at, &address, &["serve", "--demo-if-empty"]);
    assert!(served.said.iter().any(|line| line.contains("admin@demo.test")), "{:?}", served.said);
    assert_eq!((status_of(&address, "/readyz").as_str(), status_of(&address, "/sign-in").as_str()), ("200", "200"));

    // Through the socket of the running server, which goes on.
    done(&run(at, &["token", "create", "--tenant", "demo", "--user", "admin@demo.test"], ""));
    let second = trunkline(at, &["serve"]).env("TRUNKLINE_ADDR", free_address()).output().expect("it ends");
    assert_eq!(second.status.code(), Some(1));
    assert_eq!(text(&second.stderr).lines().count(), 1, "{}", text(&second.stderr));
    assert_eq!(status_of(&address, "/readyz"), "200");
    served.stop();

    let demo = run(at, &["demo"], "");
    assert_eq!(demo.status.code(), Some(1));
    let said = text(&demo.stderr);
    assert!(said.contains("the demo company is there already") && said.lines().count() == 1, "{said}");

    let again = Served::start(at, &address, &["serve"]);
    done(&run(at, &["token", "create", "--tenant", "demo", "--user", "admin@demo.test"], ""));
    again.stop();
}

#[test]
fn prefixes_are_imported_without_a_server_and_a_wrong_file_says_why() {
    let folder = Folder::new("prefixes");
    std::fs::create_dir_all(&folder.0).expect("a folder");
    let file = folder.0.join("nonsense.txt");
    std::fs::write(&file, "this is no prefix file\n").expect("a file");
    let data = folder.0.join("data");
    done(&run(&data, &["migrate", "up"], ""));
    let output = run(&data, &["prefixes", "import", file.to_str().expect("a path")], "");
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.lines().last().is_some_and(|line| line.contains("nonsense.txt")), "{said}");
    assert_eq!(run(&data, &["prefixes", "import", "/does/not/exist"], "").status.code(), Some(1));
    let output = run(&data, &["prefixes", "import", folder.0.to_str().expect("a path")], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("is a folder"), "{}", text(&output.stderr));

    // Twenty rejected rows are named; the rest are counted.
    let table = folder.0.join("own.csv");
    let short: String = (0..22).map(|_| "41,Own Mobile\n").collect();
    std::fs::write(&table, format!("prefix,carrier\n415200,Own Mobile\n{short}")).expect("a file");
    let output = run(&data, &["prefixes", "import", table.to_str().expect("a path")], "");
    done(&output);
    let said = text(&output.stderr);
    assert!(said.contains("own.csv: Row 3: The prefix can't be read: \"41\"."), "{said}");
    assert!(said.trim_end().ends_with("own.csv: and 2 more rejected"), "{said}");
}

#[test]
fn a_mistyped_folder_is_told_in_one_line_and_nothing_is_made_in_it() {
    let folder = Folder::new("mistyped");
    let empty = folder.0.join("empty");
    std::fs::create_dir_all(&empty).expect("a folder");
    let missing = folder.0.join("missing");
    for arguments in [
        &["token", "create", "--tenant", "demo", "--user", "admin@demo.test"][..],
        &["tenant", "create", "Acme", "--slug", "acme"],
        &["user", "password", "--email", "kim@acme.test", "--password-stdin"],
        &["prefixes", "import", "/dev/null"],
        &["migrate", "status"],
        &["migrate", "down"],
        &["work"],
    ] {
        for data in [&empty, &missing] {
            let output = run(data, arguments, "correct horse battery\n");
            assert_eq!(output.status.code(), Some(1), "{arguments:?}");
            let said = text(&output.stderr);
            let wanted = format!("there is no Trunkline in {}", data.display());
            assert!(said.contains(&wanted) && said.lines().count() == 1, "{arguments:?}: {said}");
        }
    }
    let output = run(&empty, &["doctor"], "");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("wrong  database: there is no Trunkline in"), "{}", text(&output.stdout));
    assert!(!missing.exists());
    assert_eq!(std::fs::read_dir(&empty).expect("it reads").count(), 0, "nothing was made in it");
}

#[test]
fn an_account_that_is_there_joins_another_company_and_keeps_its_password() {
    let folder = Folder::new("second-company");
    done(&run(&folder.0, &["migrate", "up"], ""));
    for (name, slug) in [("Acme", "acme"), ("Globex", "globex")] {
        done(&run(&folder.0, &["tenant", "create", name, "--slug", slug], ""));
    }
    let create = |slug: &str, password: &str| {
        let person = ["--email", "ann@acme.test", "--role", "agent", "--password-stdin"];
        run(&folder.0, &[&["user", "create", "--tenant", slug][..], &person[..]].concat(), password)
    };
    let first = done(&create("acme", "correct horse battery\n"));
    let second = create("globex", "another long password\n");
    assert_eq!(done(&second), first, "it is the same person");
    assert!(text(&second.stderr).contains("keeps its name and password"), "{}", text(&second.stderr));
    let again = create("globex", "another long password\n");
    assert_eq!(again.status.code(), Some(1));
    assert!(text(&again.stderr).contains("belongs to the company already"), "{}", text(&again.stderr));
}
