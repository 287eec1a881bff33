use crate::allow::allow;
use crate::error::{Error, Result};
use crate::tenancy::{TenantTx, Tx};
use crate::{Engine, audit};
use domain::crm::Kind;
use domain::filter::{Companies, Contacts, Deals, Leads, ListQuery, Numbers, Schema};
use domain::id::ViewId;
use domain::right::Right;
use domain::{FieldErrors, Scope};
use sea_orm::FromQueryResult;
use serde::Serialize;

/// The list of a project's numbers; the lists of records have the words of [`Kind::plural`].
pub const NUMBERS: &str = "numbers";

/// What it takes to see a list; `None` for a word that names none.
pub(super) fn right_of(list: &str) -> Option<Right> {
    match list {
        NUMBERS => Some(Right::SeeNumbers),
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

/// A view as typed, unchecked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ViewDraft {
    /// `numbers`, `contacts`, `companies`, `leads` or `deals`.
    pub list: String,
    pub name: String,
    pub shared: bool,
    /// The list's state as its address says it.
    pub query: String,
    /// One's own view of this name may be replaced.
    pub replace: bool,
}

/// Saves a view under its name.
///
/// # Errors
/// [`Error::Invalid`] at `name` and at what of the query does not read, and at `replace` when one has a view of this name
/// and did not say that it may go; [`Error::Denied`] for sharing below the role agent.
pub async fn save(engine: &Engine, scope: &Scope, draft: &ViewDraft) -> Result<ViewId> {
    allow(scope, right_of(&draft.list).unwrap_or(Right::SeeNumbers))?;
    if draft.shared {
        allow(scope, Right::ShareViews)?;
    }
    let owner = scope.actor().user().ok_or_else(|| Error::Denied("Views belong to people.".into()))?;
    let (name, query) = check(draft)?;
    let tx = TenantTx::begin(engine, scope).await?;
    let views = tx
        .figure(
            "select count(*) as n from saved_view
             where tenant_id = $1 and owner_id = $2 and list = $3 and name <> $4",
            [tx.tenant(), owner.0.into(), draft.list.clone().into(), name.clone().into()],
        )
        .await?;
    if views >= MOST {
        let text = format!("You have {MOST} views of this list; delete one first.");
        return Err(FieldErrors::one("name", text).into());
    }
    #[derive(FromQueryResult)]
    struct Saved {
        id: i64,
    }
    let saved: Option<Saved> = tx
        .one(
            "insert into saved_view (tenant_id, list, name, owner_id, shared, query) values ($1, $2, $3, $4, $5, $6)
             on conflict (tenant_id, owner_id, list, name) do update
                 set shared = excluded.shared, query = excluded.query, updated_at = now(),
                     version = saved_view.version + 1
                 where $7 or (saved_view.query = excluded.query and saved_view.shared = excluded.shared)
             returning id",
            [
                tx.tenant(),
                draft.list.clone().into(),
                name.clone().into(),
                owner.0.into(),
                draft.shared.into(),
                query.clone().into(),
                draft.replace.into(),
            ],
        )
        .await?;
    let Some(Saved { id }) = saved else {
        let text = "You have a view of this name. Replace it, or choose another name.";
        return Err(FieldErrors::one("replace", text).into());
    };
    let kept = ViewDraft { name, query, ..draft.clone() };
    audit::record(&tx, scope, audit::Entry::made("view.save", format!("view:{id}"), &kept)?).await?;
    tx.commit().await?;
    Ok(ViewId(id))
}

/// The name, and the query in its canonical form without a cursor.
fn check(draft: &ViewDraft) -> std::result::Result<(String, String), FieldErrors> {
    let mut errors = FieldErrors::new();
    let name = draft.name.trim().to_owned();
    if name.is_empty() {
        errors.add("name", "Give the view a name.");
    } else if name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        errors.add("name", format!("A name has at most {MAX_NAME} characters."));
    }
    if right_of(&draft.list).is_none() {
        errors.add("list", "There is no such list.");
    }
    let query = match canonical(&draft.list, &draft.query) {
        Ok(query) => query,
        Err(wrong) => {
            errors.merge(wrong);
            String::new()
        }
    };
    errors.into_result((name, query))
}
