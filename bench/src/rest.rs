//! The REST API as a program uses it.

use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// A program with a token.
pub(crate) struct Program {
    base: String,
    token: String,
    /// Keeps its connections, as programs do that send much.
    agent: ureq::Agent,
}

impl Program {
    pub(crate) fn new(base: String, token: String) -> Self {
        let agent = ureq::Agent::config_builder().max_idle_connections_per_host(64).build().into();
        Self { base, token, agent }
    }

    pub(crate) fn project(&self, name: &str) -> anyhow::Result<i64> {
        let made = self.post("/api/projects/", &json!({ "name": name }))?;
        made["data"]["id"].as_i64().context("a project has an id")
    }

    /// Starts a generation; answers the task's id.
    pub(crate) fn generate(&self, body: &Value) -> anyhow::Result<String> {
        self.task("/api/phone-generator/generate-numbers-enhanced/", body)
    }

    /// Starts a task of any kind; answers its id.
    pub(crate) fn task(&self, path: &str, body: &Value) -> anyhow::Result<String> {
        id_of(&self.post(path, body)?)
    }

    /// Starts the import of a file into a project; answers the task's id. The file is sent as it is read.
    pub(crate) fn import(&self, project: i64, file: &Path) -> anyhow::Result<String> {
        let head = format!(
            "--bench\r\nContent-Disposition: form-data; name=\"project_id\"\r\n\r\n{project}\r\n--bench\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"numbers.csv\"\r\n\r\n"
        );
        let mut body = head.as_bytes().chain(File::open(file)?).chain(&b"\r\n--bench--\r\n"[..]);
        let mut answer = ureq::post(format!("{}/api/phone-generator/import/", self.base))
            .header("Authorization", self.token())
            .header("Content-Type", "multipart/form-data; boundary=bench")
            .send(ureq::SendBody::from_reader(&mut body))?;
        id_of(&answer.body_mut().read_json()?)
    }

    /// Fetches a file into another.
    pub(crate) fn fetch(&self, path: &str, into: &mut impl Write) -> anyhow::Result<()> {
        let answer = ureq::get(format!("{}{path}", self.base)).header("Authorization", self.token()).call()?;
        std::io::copy(&mut answer.into_body().into_reader(), into)?;
        Ok(())
    }

    /// Waits for a task's end; answers its result.
    pub(crate) fn ended(&self, task: &str, every: Duration) -> anyhow::Result<Value> {
        let began = Instant::now();
        loop {
            let progress = self.get(&format!("/api/phone-generator/tasks/{task}/progress/"))?;
            match progress["data"]["status"].as_str() {
                Some("completed") => return Ok(progress["data"]["result_data"].clone()),
                Some("pending" | "in_progress") if began.elapsed() < Duration::from_secs(300) => {
                    std::thread::sleep(every);
                }
                _ => bail!("the task did not complete: {progress}"),
            }
        }
    }

    pub(crate) fn get(&self, path: &str) -> anyhow::Result<Value> {
        let mut answer = self.agent.get(format!("{}{path}", self.base)).header("Authorization", self.token()).call()?;
        Ok(answer.body_mut().read_json()?)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut answer =
            self.agent.post(format!("{}{path}", self.base)).header("Authorization", self.token()).send_json(body)?;
        Ok(answer.body_mut().read_json()?)
    }

    fn token(&self) -> String {
        format!("Token {}", self.token)
    }
}

fn id_of(started: &Value) -> anyhow::Result<String> {
    started["data"]["task_id"].as_str().map(str::to_owned).with_context(|| format!("no task: {started}"))
}
