//! A project as REST shows it.

use domain::project::Project;
use serde::Serialize;
use time::OffsetDateTime;
use utoipa::ToSchema;

/// A named pool of numbers.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProjectView {
    pub id: i64,
    pub name: String,
    pub description: String,
    /// planning, active, on_hold or completed.
    pub status: String,
    /// low, medium, high or urgent.
    pub priority: String,
    /// How many numbers it is meant to hold; null without a target.
    pub target_phone_count: Option<u64>,
    /// YYYY-MM-DD.
    pub start_date: Option<String>,
    /// YYYY-MM-DD.
    pub end_date: Option<String>,
    /// The id of the person who made it; null when nobody did by name.
    pub created_by: Option<i64>,
    #[serde(with = "time::serde::rfc3339")]
    pub created_at: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub updated_at: OffsetDateTime,
    /// Null unless it is archived.
    #[serde(with = "time::serde::rfc3339::option")]
    pub archived_at: Option<OffsetDateTime>,
    /// Rises with every change.
    pub version: i64,
}

impl From<Project> for ProjectView {
    fn from(project: Project) -> Self {
        Self {
            id: project.id.0,
            name: project.name,
            description: project.description,
            status: project.status,
            priority: project.priority,
            target_phone_count: project.target_phone_count,
            start_date: project.start_date.map(|day| day.to_string()),
            end_date: project.end_date.map(|day| day.to_string()),
            created_by: project.created_by.map(|user| user.0),
            created_at: project.created_at,
            updated_at: project.updated_at,
            archived_at: project.archived_at,
            version: project.version,
        }
    }
}
