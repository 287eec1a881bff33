use crate::allow::allow;
use crate::entity::project;
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::project::{Project, ProjectDraft};
use domain::right::Right;
use domain::{FieldErrors, Scope};
use sea_orm::{ActiveModelTrait, DbErr, Set};

/// Makes a project of the scope's tenant.
///
/// # Errors
/// [`Error::Denied`] below the role agent; [`Error::Invalid`] at every failing field, also for a name the tenant has already.
pub async fn create(engine: &Engine, scope: &Scope, draft: &ProjectDraft) -> Result<Project> {
    allow(scope, Right::ChangeNumbers)?;
    let text = draft.check()?;
    let tx = TenantTx::begin(engine, scope).await?;
    let row = project::ActiveModel {
        tenant_id: Set(scope.tenant().0),
        name: Set(text.name),
        description: Set(text.description),
        status: Set(text.status.to_owned()),
        priority: Set(text.priority.to_owned()),
        target_phone_count: Set(text.target_phone_count.and_then(|count| i64::try_from(count).ok())),
        start_date: Set(text.start_date),
        end_date: Set(text.end_date),
        created_by: Set(scope.actor().user().map(|user| user.0)),
        ..Default::default()
    };
    let row = row.insert(tx.connection()).await.map_err(taken)?;
    let project = Project::from(row);
    audit::record(&tx, scope, audit::Entry::made("project.create", format!("project:{}", project.id), &project)?)
        .await?;
    tx.commit().await?;
    Ok(project)
}

/// Says at `name` when another project has it.
pub(super) fn taken(error: DbErr) -> Error {
    match violated_constraint(&error).as_deref() {
        Some("project_tenant_id_name_key") => {
            Error::Invalid(FieldErrors::one("name", "A project with this name already exists."))
        }
        _ => error.into(),
    }
}
