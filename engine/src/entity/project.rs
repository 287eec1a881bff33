use crate::scoped::Scoped;
use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "project")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: i64,
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub description: String,
    pub status: String,
    pub priority: String,
    pub target_phone_count: Option<i64>,
    pub start_date: Option<TimeDate>,
    pub end_date: Option<TimeDate>,
    pub created_by: Option<i64>,
    pub created_at: TimeDateTimeWithTimeZone,
    pub updated_at: TimeDateTimeWithTimeZone,
    pub archived_at: Option<TimeDateTimeWithTimeZone>,
    pub deleted_at: Option<TimeDateTimeWithTimeZone>,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}

impl Scoped for Entity {
    fn tenant_column() -> Column {
        Column::TenantId
    }
}

impl From<Model> for domain::project::Project {
    fn from(row: Model) -> Self {
        Self {
            id: domain::id::ProjectId(row.id),
            name: row.name,
            description: row.description,
            status: row.status,
            priority: row.priority,
            target_phone_count: row.target_phone_count.and_then(|count| u64::try_from(count).ok()),
            start_date: row.start_date,
            end_date: row.end_date,
            created_by: row.created_by.map(domain::id::UserId),
            created_at: row.created_at,
            updated_at: row.updated_at,
            archived_at: row.archived_at,
            version: row.version,
        }
    }
}
