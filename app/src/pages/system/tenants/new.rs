//! Making a company.

use crate::components::badge::Tone;
use crate::components::field::{TextField, Typed};
use crate::components::flash::Notice;
use crate::forms::{Done, FormPost, refused};
use crate::pages::{Place, Sheet, page};
use crate::paths;
use crate::request::{Request, Stop};
use engine::tenant::Tenant;
use leptos::prelude::*;

/// The form of a new company.
#[component]
pub fn TenantNew() -> impl IntoView {
    page(|request: Request| async move {
        if !request.scope()?.is_platform_admin() {
            return Err(engine::Error::Denied("This needs a platform admin.".to_owned()).into());
        }
        let typed = refused(&request).await?;
        Ok(Sheet::new("New company", Place::System, form(&typed))
            .beneath_page("System", paths::system())
            .beneath_page("Companies", paths::tenants())
            .line("It begins empty. Its page then invites its first owner."))
    })
}

fn form(typed: &Typed) -> impl IntoView + use<> {
    let elsewhere = typed.elsewhere(&["name", "slug"]);
    view! {
        <form class="surface max-w-xl" method="post" action=paths::form_anywhere("tenant-create")>
            <div class="flex flex-col gap-4 p-4">
                {(!elsewhere.is_empty()).then(|| view! { <Notice tone=Tone::Error>{elsewhere.join(" ")}</Notice> })}
                <TextField at=typed.field("name") label="Name" autofocus=true maxlength=200 autocomplete="off"/>
                <TextField at=typed.field("slug") label="Short name" maxlength=63 autocomplete="off"
                    help="For commands: lower-case letters, digits and hyphens. It stays as it is."/>
            </div>
            <div class="flex items-center gap-2 border-t hairline px-4 py-3">
                <button class="btn btn-primary" type="submit">"Create company"</button>
                <a class="btn btn-ghost" href=paths::tenants()>"Cancel"</a>
            </div>
        </form>
    }
}

/// Takes the form.
#[server(prefix = "/forms", endpoint = "tenant-create")]
pub async fn create_tenant(
    #[server(default)] name: String,
    #[server(default)] slug: String,
) -> Result<(), ServerFnError> {
    let post = FormPost::on(paths::tenant_new()).typed("name", &name).typed("slug", &slug);
    let outcome = create(&post.request, &name, &slug).await;
    post.finish(outcome, |tenant| Done::at(paths::tenant(tenant.id)).saying(format!("“{}” is there.", tenant.name)))
        .await
}

async fn create(request: &Request, name: &str, slug: &str) -> Result<Tenant, Stop> {
    Ok(engine::tenant::create(&request.engine, request.scope()?, name, slug.trim()).await?)
}
