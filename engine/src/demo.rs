//! A demo tenant, so that a first look is not at an empty house.

use crate::error::Result;
use crate::tenancy::{PlatformTx, Tx};
use crate::tenant::Tenant;
use crate::user::{self, NewUser};
use crate::{Engine, call, crm, number, project, tenant};
use domain::Scope;
use domain::call::DemoDraft;
use domain::crm::{Draft, Field, Kind};
use domain::id::UserId;
use domain::phone::GenerationDraft;
use domain::project::ProjectDraft;
use domain::scope::Role;
use secrecy::SecretString;

/// How many calls it has: enough for several pages of its list and a month of its figures.
const CALLS: &str = "260";

/// The short name of the demo tenant.
pub const SLUG: &str = "demo";

/// What was made, with the passwords, which are shown this once.
#[derive(Debug)]
pub struct Demo {
    pub tenant: Tenant,
    /// Who can sign in: owner and platform admin, agent, viewer.
    pub people: Vec<(String, Role, SecretString)>,
}

/// Whether nobody has an account here yet.
///
/// # Errors
/// When the database is away.
pub async fn is_empty(engine: &Engine) -> Result<bool> {
    let tx = PlatformTx::begin(engine).await?;
    let people = tx.figure("select count(*) as n from (select 1 from app_user limit 1) people", []).await?;
    tx.commit().await?;
    Ok(people == 0)
}

/// Makes the tenant "Demo Telephone Company" with an owner who is platform admin too, an agent and a viewer, a project
/// of fictional numbers, a few contacts, and calls with them.
///
/// # Errors
/// [`crate::Error::Invalid`] when it is there already; [`crate::Error::Denied`] for anybody but a platform admin.
pub async fn create(engine: &Engine, scope: &Scope) -> Result<Demo> {
    let tenant = tenant::create(engine, scope, "Demo Telephone Company", SLUG).await?;
    let (mut people, mut owner) = (Vec::new(), None);
    for (name, role) in [("admin", Role::Owner), ("agent", Role::Agent), ("viewer", Role::Viewer)] {
        let password = generated_password();
        let email = format!("{name}@demo.test");
        let new = NewUser {
            email: email.clone(),
            name: format!("Demo {name}"),
            password: password.clone(),
            platform_admin: role == Role::Owner,
            membership: Some((tenant.id, role)),
            legacy_id: None,
        };
        let user = user::create(engine, scope, new).await?;
        owner = owner.or(Some(user));
        people.push((email, role, password));
    }
    if let Some(scope) = scope.acting_in(tenant.id) {
        fill(engine, &scope, owner).await?;
    }
    Ok(Demo { tenant, people })
}

async fn fill(engine: &Engine, scope: &Scope, owner: Option<UserId>) -> Result<()> {
    let draft = ProjectDraft {
        name: "Film props".into(),
        description: "Numbers for screens and scripts: 555-0100 to 555-0199, which ring nowhere.".into(),
        status: "active".into(),
        target_phone_count: "200".into(),
        ..ProjectDraft::default()
    };
    let film = project::create(engine, scope, &draft).await?;
    for area_code in ["212", "415"] {
        let draft = GenerationDraft {
            project_id: film.id.to_string(),
            area_code: area_code.into(),
            quantity: "60".into(),
            batch_size: "100".into(),
            fiction: "on".into(),
            ..GenerationDraft::default()
        };
        number::generate(engine, scope, &draft).await?;
    }
    let draft = ProjectDraft {
        name: "West coast launch".into(),
        description: "Empty for now: generate the first numbers.".into(),
        priority: "high".into(),
        target_phone_count: "5000".into(),
        ..ProjectDraft::default()
    };
    project::create(engine, scope, &draft).await?;
    people(engine, scope).await?;
    // Last: most of them are for the contacts that are there by now.
    let draft = DemoDraft { count: CALLS.into(), days: "45".into(), ..DemoDraft::default() };
    call::generate(engine, scope, &draft, owner).await?;
    Ok(())
}

/// A few companies, contacts, a lead and a deal, all with numbers that ring nowhere; two contacts share a phone.
async fn people(engine: &Engine, scope: &Scope) -> Result<()> {
    use Field::*;
    const RECORDS: &[(Kind, &[(Field, &str)])] = &[
        (
            Kind::Company,
            &[
                (Name, "Harbor Dental"),
                (Phones, "+14155550110 work"),
                (Website, "harbordental.example"),
                (Stage, "customer"),
            ],
        ),
        (Kind::Company, &[(Name, "Northwind Couriers"), (Phones, "+12125550120 work"), (Tags, "logistics")]),
        (
            Kind::Contact,
            &[
                (Name, "Maria Lopez"),
                (Phones, "+14155550111 work\n+14155550112 mobile"),
                (Email, "maria@harbordental.example"),
                (Company, "Harbor Dental"),
                (Stage, "customer"),
                (Tags, "vip"),
                (Notes, "Prefers mornings."),
            ],
        ),
        (Kind::Contact, &[(Name, "M. Lopez"), (Phones, "+14155550111 work"), (Email, "m.lopez@example.test")]),
        (
            Kind::Contact,
            &[(Name, "Dev Patel"), (Phones, "+12125550121 work"), (Company, "Northwind Couriers"), (Stage, "engaged")],
        ),
        (Kind::Contact, &[(Name, "Grace Kim"), (Phones, "+12125550122 mobile"), (TimeZone, "America/Chicago")]),
        (
            Kind::Lead,
            &[(Name, "Ann Chu"), (Phones, "+14155550142 mobile"), (Company, "Chu & Sons"), (Source, "Trade fair")],
        ),
        (
            Kind::Deal,
            &[
                (Name, "40 desk phones"),
                (Amount, "12500"),
                (Company, "Harbor Dental"),
                (Contact, "Maria Lopez"),
                (Stage, "proposal"),
            ],
        ),
    ];
    for (kind, fields) in RECORDS {
        let draft = fields.iter().fold(Draft::default(), |draft, (field, text)| draft.with(*field, *text));
        crm::create(engine, scope, *kind, &draft).await?;
    }
    Ok(())
}

/// Four groups of four letters and digits that can't be mistaken for one another: 79 random bits.
fn generated_password() -> SecretString {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let mut text = String::new();
    for place in 0..16 {
        if place > 0 && place % 4 == 0 {
            text.push('-');
        }
        text.push(char::from(LETTERS[rand::random_range(0..LETTERS.len())]));
    }
    text.into()
}
