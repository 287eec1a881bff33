//! The REST API as a program uses it.

use anyhow::{Context, bail};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// A program with a token.
pub(crate) struct Program {
    base: String,
    token: String,
}

impl Program {
    pub(crate) fn new(base: String, token: String) -> Self {
        Self { base, token }
    }

    pub(crate) fn project(&self, name: &str) -> anyhow::Result<i64> {
        let made = self.post("/api/projects/", &json!({ "name": name }))?;
        made["data"]["id"].as_i64().context("a project has an id")
    }

    /// Starts a generation; answers the task's id.
    pub(crate) fn generate(&self, body: &Value) -> anyhow::Result<String> {
        let started = self.post("/api/phone-generator/generate-numbers-enhanced/", body)?;
        started["data"]["task_id"].as_str().map(str::to_owned).with_context(|| format!("no task: {started}"))
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
        let mut answer = ureq::get(format!("{}{path}", self.base)).header("Authorization", self.token()).call()?;
        Ok(answer.body_mut().read_json()?)
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> anyhow::Result<Value> {
        let mut answer =
            ureq::post(format!("{}{path}", self.base)).header("Authorization", self.token()).send_json(body)?;
        Ok(answer.body_mut().read_json()?)
    }

    fn token(&self) -> String {
        format!("Token {}", self.token)
    }
}
