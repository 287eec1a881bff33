use super::list::find;
use crate::allow::allow;
use crate::error::{Error, Result, violated_constraint};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::crm::Kind;
use domain::filter::{Calls, Companies, Contacts, Deals, Leads, ListQuery, Numbers, Schema};
use domain::id::ViewId;
use domain::list_columns::is_column;
use domain::right::Right;
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;
use serde::Serialize;

/// The list of a project's numbers; the lists of records have the words of [`Kind::plural`].
pub const NUMBERS: &str = "numbers";

/// The list of calls.
pub const CALLS: &str = "calls";

/// What it takes to see a list; `None` for a word that names none.
pub(super) fn right_of(list: &str) -> Option<Right> {
    match list {
        NUMBERS => Some(Right::SeeNumbers),
        CALLS => Some(Right::SeeCalls),
        records if Kind::ALL.into_iter().any(|kind| kind.plural() == records) => Some(Right::SeeContacts),
        _ => None,
    }
}

/// The query in its canonical form without a cursor, as its list reads it.
fn canonical(list: &str, query: &str) -> std::result::Result<String, FieldErrors> {
    fn of<S: Schema>(query: &str) -> std::result::Result<String, FieldErrors> {
        ListQuery::<S>::parse_query(query).map(|query| query.at(None).to_query())
    }
    match list {
        CALLS => of::<Calls>(query),
        "contacts" => of::<Contacts>(query),
        "companies" => of::<Companies>(query),
        "leads" => of::<Leads>(query),
        "deals" => of::<Deals>(query),
        _ => of::<Numbers>(query),
    }
}

/// The longest name of a view, in characters: it stands in a menu.
const MAX_NAME: usize = 60;

/// The most views of one list that a person keeps.
const MOST: i64 = 100;

/// The most columns of a list.
const MAX_COLUMNS: usize = 40;

/// A view as typed, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ViewDraft {
    /// The view that is changed; without one it is one's own of this name, or a new one.
    pub id: Option<ViewId>,
    /// `numbers`, `calls`, `contacts`, `companies`, `leads` or `deals`.
    pub list: String,
    pub name: String,
    pub shared: bool,
    /// The list's state as its address says it.
    pub query: String,
    pub columns: Vec<String>,
    pub pinned: bool,
    /// What old clients call the type of the query, 1 to 3; 0 is taken for 1.
    pub query_type: i16,
    /// One's own view of this name may be replaced.
    pub replace: bool,
    /// The version of the view that is changed, where the change is of that one alone.
    pub version: Option<i64>,
}

/// Saves a view under its name.
///
/// # Errors
/// [`Error::Invalid`] at `name`, `columns`, `query_type` and at what of the query does not read, and at `replace` when one has
/// a view of this name and did not say that it may go; [`Error::Denied`] for sharing below the role agent;
/// [`Error::NotFound`] when the view that is to be changed is not one's own; [`Error::Conflict`] when it was changed since its
/// version.
pub async fn save(engine: &Engine, scope: &Scope, draft: &ViewDraft) -> Result<ViewId> {
    allow(scope, right_of(&draft.list).unwrap_or(Right::SeeNumbers))?;
    if draft.shared {
        allow(scope, if draft.list == CALLS { Right::ChangeCalls } else { Right::ShareViews })?;
    }
    let owner = scope.actor().user().ok_or_else(|| Error::Denied("Views belong to people.".into()))?;
    let kept = check(draft)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let values = [
        tx.tenant(),
        kept.list.clone().into(),
        kept.name.clone().into(),
        owner.0.into(),
        kept.shared.into(),
        kept.query.clone().into(),
        kept.columns.clone().into(),
        kept.pinned.into(),
        kept.query_type.into(),
    ];
    let id = match draft.id {
        Some(id) => {
            let view = find(&tx, scope, id, false).await?;
            if !view.own || view.list != kept.list {
                return Err(Error::NotFound);
            }
            let sql =
                "update saved_view set name = $3, shared = $5, query = $6, columns = $7, pinned = $8, query_type = $9,
                     updated_at = now(), version = version + 1
                 where tenant_id = $1 and list = $2 and owner_id = $4 and id = $10 and version = coalesce($11, version)";
            let mut values = values.to_vec();
            values.extend([id.0.into(), draft.version.into()]);
            let changed = tx.execute(sql, values).await.map_err(|error| {
                let taken =
                    violated_constraint(&error).as_deref() == Some("saved_view_tenant_id_owner_id_list_name_key");
                let text = "You have another view with this name.";
                if taken { FieldErrors::one("name", text).into() } else { Error::from(error) }
            })?;
            if changed == 0 {
                return Err(Error::Conflict(CHANGED.into()));
            }
            id.0
        }
        None => {
            room(&tx, owner.0, &kept).await?;
            let sql =
                "insert into saved_view (tenant_id, list, name, owner_id, shared, query, columns, pinned, query_type)
                 values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                 on conflict (tenant_id, owner_id, list, name) do update
                     set shared = excluded.shared, query = excluded.query, columns = excluded.columns,
                         pinned = excluded.pinned, query_type = excluded.query_type, deleted_at = null,
                         updated_at = now(), version = saved_view.version + 1
                     where $10 or saved_view.deleted_at is not null
                         or (saved_view.query = excluded.query and saved_view.shared = excluded.shared
                             and saved_view.columns = excluded.columns)
                 returning id";
            let mut values = values.to_vec();
            values.push(draft.replace.into());
            let saved: Option<Saved> = tx.one(sql, values).await?;
            let text = "You have a view of this name. Replace it, or choose another name.";
            saved.ok_or_else(|| FieldErrors::one("replace", text))?.id
        }
    };
    audit::record(&tx, scope, audit::Entry::made("view.save", format!("view:{id}"), &kept)?).await?;
    tx.commit().await?;
    Ok(ViewId(id))
}

/// What is said of a view that is another one than whoever acts saw.
pub(super) const CHANGED: &str = "This view was changed meanwhile.";

#[derive(FromQueryResult)]
struct Saved {
    id: i64,
}

async fn room(tx: &TenantTx, owner: i64, kept: &ViewDraft) -> Result<()> {
    let views = tx
        .figure(
            "select count(*) as n from saved_view
             where tenant_id = $1 and owner_id = $2 and list = $3 and name <> $4 and deleted_at is null",
            [tx.tenant(), owner.into(), kept.list.clone().into(), kept.name.clone().into()],
        )
        .await?;
    if views >= MOST {
        let text = format!("You have {MOST} views of this list; delete one first.");
        return Err(FieldErrors::one("name", text).into());
    }
    Ok(())
}

/// The draft with its name trimmed and its query in canonical form without a cursor.
fn check(draft: &ViewDraft) -> std::result::Result<ViewDraft, FieldErrors> {
    let mut errors = FieldErrors::new();
    let name = draft.name.trim().to_owned();
    if name.is_empty() {
        errors.add("name", "Give the view a name.");
    } else if name.chars().count() > MAX_NAME || name.chars().any(domain::unseen::is_unseen) {
        errors.add("name", format!("A name has at most {MAX_NAME} characters."));
    }
    if right_of(&draft.list).is_none() {
        errors.add("list", "There is no such list.");
    }
    let plain = |word: &String| {
        (1..=60).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    if draft.columns.len() > MAX_COLUMNS || !draft.columns.iter().all(plain) {
        errors.add("columns", "Columns are at most 40 names of letters, digits and underscores.");
    } else if let Some(unknown) = draft.columns.iter().find(|word| !is_column(&draft.list, word)) {
        errors.add("columns", format!("There is no column “{unknown}”."));
    }
    let query_type = draft.query_type.max(1);
    if query_type > 3 {
        errors.add("query_type", "This must be 1, 2 or 3.");
    }
    let query = match canonical(&draft.list, &draft.query) {
        Ok(query) => query,
        Err(wrong) => {
            errors.merge(wrong);
            String::new()
        }
    };
    errors.into_result(ViewDraft { name, query, query_type, ..draft.clone() })
}
