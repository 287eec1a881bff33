//! Jobs in real processes that are killed, stopped and frozen.

use domain::Scope;
use domain::id::JobId;
use domain::job::{JobProgress, JobState};
use domain::live::Topic;
use domain::phone::GenerationDraft;
use domain::project::ProjectDraft;
use domain::scope::Role;
use engine::testing::World;
use engine::{job, number, project};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server process on the test's database.
struct Process(Child);

impl Process {
    fn start(world: &World) -> Process {
        Self::called(world, "serve", "node")
    }

    /// A process that runs `command` and calls itself `name`.
    fn called(world: &World, command: &str, name: &str) -> Process {
        // Port 0: the system gives a free one, and nobody asks for pages here.
        let child = Command::new(env!("CARGO_BIN_EXE_trunkline"))
            .arg(command)
            .env("TRUNKLINE_NODE_NAME", name)
            // Few enough that each of three gets some of the load.
            .env("TRUNKLINE_WORKER_JOBS", "2")
            .env("DATABASE_URL", world.database.url())
            .env("TRUNKLINE_ADDR", "127.0.0.1:0")
            .env("TRUNKLINE_PUBLIC_URL", "http://127.0.0.1:3999")
            .env("TRUNKLINE_WORKER_LEASE_SECONDS", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary starts");
        Process(child)
    }

    fn signal(&self, signal: Signal) {
        let pid = Pid::from_raw(i32::try_from(self.0.id()).expect("a pid fits"));
        kill(pid, signal).expect("the process is there");
    }

    /// Waits for its end without holding up the test's own tasks.
    async fn ended(mut self) -> std::process::ExitStatus {
        tokio::task::spawn_blocking(move || self.0.wait().expect("it ends")).await.expect("waiting works")
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn queue(world: &World, quantity: u64) -> JobId {
    let project = world.project("numbers").await;
    let draft = GenerationDraft {
        project_id: project.id.to_string(),
        area_code: "415".into(),
        quantity: quantity.to_string(),
        batch_size: "100".into(),
        seed: "11".into(),
        ..GenerationDraft::default()
    };
    number::generate(&world.engine, &world.scope, &draft).await.expect("the generation is queued").job
}

/// Watches the job until `enough`.
async fn until(world: &World, id: JobId, enough: impl Fn(&JobProgress) -> bool) -> JobProgress {
    let mut watch = world.engine.live().subscribe(&world.scope, Topic::Job(id));
    loop {
        let progress = job::progress(&world.engine, &world.scope, id).await.expect("the job is there");
        if enough(&progress) {
            return progress;
        }
        watch.changed().await;
    }
}

async fn stored(world: &World) -> i64 {
    world.figure("select count(*) as n from number").await
}

#[tokio::test]
async fn a_job_whose_process_is_killed_goes_on_elsewhere_from_its_checkpoint_and_stores_no_row_twice() {
    let world = World::new().await;
    let id = queue(&world, 20_000).await;
    let first = Process::start(&world);
    until(&world, id, |job| job.processed >= 2_000).await;
    first.signal(Signal::SIGKILL);
    first.ended().await;
    let at_death = job::progress(&world.engine, &world.scope, id).await.expect("there");
    assert_eq!(at_death.state, JobState::Running, "nobody has told the database yet");
    // One statement sees both or neither of what the dead process's last commit wrote.
    let apart =
        "select (select count(*) from number) - (select processed from job where kind = 'generate_numbers') as n";
    assert_eq!(world.figure(apart).await, 0, "rows and counter were committed together");

    let _second = Process::start(&world);
    let done = until(&world, id, |job| job.state.is_ended()).await;
    assert_eq!((done.state, done.processed, done.attempt), (JobState::Done, 20_000, 2));
    assert_eq!(stored(&world).await, 20_000);
    let attempts = job::attempts(&world.engine, &world.scope, id).await.expect("they read");
    assert_eq!(attempts.last().and_then(|first| first.ended_as.as_deref()), Some("lost"));
}

#[tokio::test]
async fn a_process_told_to_stop_hands_its_job_back_within_ten_seconds_and_the_attempt_does_not_count() {
    let world = World::new().await;
    let id = queue(&world, 50_000).await;
    let first = Process::start(&world);
    until(&world, id, |job| job.processed >= 1_000).await;
    let began = Instant::now();
    first.signal(Signal::SIGTERM);
    let status = first.ended().await;
    assert!(status.success(), "{status}");
    assert!(began.elapsed() < Duration::from_secs(10), "it took {:?}", began.elapsed());
    let handed_back = job::progress(&world.engine, &world.scope, id).await.expect("there");
    assert_eq!(handed_back.state, JobState::Waiting);
    assert_eq!(handed_back.max_attempts - handed_back.attempt, 8);
    assert_eq!(stored(&world).await, handed_back.processed);

    let _second = Process::start(&world);
    let done = until(&world, id, |job| job.state.is_ended()).await;
    assert_eq!((done.state, done.processed), (JobState::Done, 50_000));
    assert_eq!(stored(&world).await, 50_000);
}

#[tokio::test]
async fn a_process_frozen_past_its_lease_writes_nothing_when_it_wakes() {
    let world = World::new().await;
    let id = queue(&world, 30_000).await;
    let frozen = Process::start(&world);
    until(&world, id, |job| job.processed >= 2_000).await;
    frozen.signal(Signal::SIGSTOP);
    let _other = Process::start(&world);
    let done = until(&world, id, |job| job.state.is_ended()).await;
    assert_eq!((done.state, done.processed, done.attempt), (JobState::Done, 30_000, 2));
    let before = fingerprint(&world).await;

    frozen.signal(Signal::SIGCONT);
    // It wakes with a step in its hands, finds another fence, and stops cleanly when told: by then it had its say.
    frozen.signal(Signal::SIGTERM);
    assert!(frozen.ended().await.success());
    assert_eq!(fingerprint(&world).await, before);
    assert_eq!(stored(&world).await, 30_000);
}

/// Queues generations of one tenant, into a project of each.
async fn load(world: &World, scope: &Scope, jobs: usize, quantity: u64) {
    for n in 0..jobs {
        let draft = ProjectDraft { name: format!("numbers {n}"), ..ProjectDraft::default() };
        let project = project::create(&world.engine, scope, &draft).await.expect("the project is made");
        let draft = GenerationDraft {
            project_id: project.id.to_string(),
            area_code: "415".into(),
            quantity: quantity.to_string(),
            batch_size: "100".into(),
            ..GenerationDraft::default()
        };
        number::generate(&world.engine, scope, &draft).await.expect("the generation is queued");
    }
}

#[tokio::test]
async fn any_of_three_nodes_is_killed_under_load_and_nothing_is_lost_or_done_twice() {
    const JOBS: usize = 4;
    const EACH: u64 = 40_000;
    let world = World::new().await;
    let (_, _, other) = world.other("other", Role::Owner).await;
    load(&world, &world.scope, JOBS, EACH).await;
    load(&world, &other, JOBS, EACH).await;
    let nodes = [("serve", "first"), ("work", "second"), ("work", "third")];
    let mut processes: Vec<Process> =
        nodes.iter().map(|(command, name)| Process::called(&world, command, name)).collect();
    let live = world.engine.live();
    let (mut ours, mut theirs) =
        (live.subscribe(&world.scope, Topic::ActiveJobs), live.subscribe(&other, Topic::ActiveJobs));
    let mut moved = async || {
        tokio::select! {
            _ = ours.changed() => {}
            _ = theirs.changed() => {}
        }
    };
    for (victim, (command, name)) in nodes.iter().enumerate() {
        let holds =
            format!("select count(*) as n from job where state = 'running' and node = '{name}' and processed > 0");
        while world.figure(&holds).await == 0 && world.figure(OPEN).await > 0 {
            moved().await;
        }
        processes[victim].signal(Signal::SIGKILL);
        // Another takes its place, under another name, as an orchestrator would start it.
        processes[victim] = Process::called(&world, command, &format!("{name} again"));
    }
    let all = async {
        while world.figure(OPEN).await > 0 {
            moved().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(120), all).await.expect("all end");
    let quantity = i64::try_from(EACH).expect("it fits");
    let jobs = i64::try_from(JOBS * 2).expect("it fits");
    let exact = format!(
        "select count(*) as n from job where state = 'done' and processed = {quantity} and succeeded = {quantity}
             and steps_done = steps_total"
    );
    assert_eq!(world.figure(&exact).await, jobs);
    assert_eq!(stored(&world).await, quantity * jobs);
    let lost = "select count(distinct node) as n from job_attempt where ended_as = 'lost'";
    assert_eq!(world.figure(lost).await, 3, "each of the killed held a job");
}

const OPEN: &str = "select count(*) as n from job where finished_at is null and kind = 'generate_numbers'";

/// Changes when a number, the ledger or the job's row does.
async fn fingerprint(world: &World) -> i64 {
    world
        .figure(
            "select (select coalesce(sum(hashtextextended(n::text, 0) % 1000003), 0)::bigint from number n)
                 + (select count(*) from generated_number)
                 + (select sum(version * 31 + processed)::bigint from job where kind = 'generate_numbers') as n",
        )
        .await
}
