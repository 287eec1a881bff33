//! Which page stands at which address; the addresses themselves are written in `paths`.

use crate::pages;
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::SsrMode;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

/// The application: every route is rendered whole before its first byte leaves, so a page needs no JavaScript and its
/// status is right.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <FlatRoutes fallback=pages::errors::NotFound>
                <Route path=path!("/") view=pages::dashboard::Dashboard ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=pages::account::sign_in::SignIn ssr=SsrMode::Async/>
                <Route path=path!("/numbers") view=pages::projects::list::ProjectList ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/new") view=pages::projects::new::ProjectNew ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id") view=pages::numbers::list::NumberList ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/overview") view=pages::projects::show::ProjectShow ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/edit") view=pages::projects::edit::ProjectEdit ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/delete") view=pages::projects::delete::ProjectDelete ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/generate") view=pages::numbers::generate::Generate ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/change") view=pages::numbers::change::NumbersChange ssr=SsrMode::Async/>
                <Route path=path!("/numbers/statistics") view=pages::numbers::statistics::Statistics ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/export") view=pages::numbers::export::NumbersExport ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/import") view=pages::numbers::import::NumbersImport ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/import/:file") view=pages::numbers::import_file::NumbersImportFile ssr=SsrMode::Async/>
                <Route path=path!("/exports") view=pages::exports::ExportList ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes") view=pages::prefixes::list::PrefixList ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes/import") view=pages::prefixes::import::PrefixImport ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes/versions") view=pages::prefixes::versions::PrefixVersions ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes/versions/:from/:to") view=pages::prefixes::changes::PrefixChangeList ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes/compare") view=pages::prefixes::compare::PrefixCompare ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes/brands") view=pages::prefixes::brands::PrefixBrands ssr=SsrMode::Async/>
                <Route path=path!("/numbers/prefixes/:prefix") view=pages::prefixes::show::PrefixShow ssr=SsrMode::Async/>
                <Route path=path!("/numbers/projects/:id/consent") view=pages::numbers::consent::NumbersConsent ssr=SsrMode::Async/>
                <Route path=path!("/contacts/consent") view=pages::dialling::consents::list::ConsentList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/consent/new") view=pages::dialling::consents::new::ConsentNew ssr=SsrMode::Async/>
                <Route path=path!("/contacts/consent/withdraw") view=pages::dialling::consents::withdraw::ConsentWithdraw ssr=SsrMode::Async/>
                <Route path=path!("/contacts/consent/import") view=pages::dialling::consents::import::ConsentsImport ssr=SsrMode::Async/>
                <Route path=path!("/contacts/dialling") view=pages::dialling::show::Dialling ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call") view=pages::dialling::do_not_call::list::CompanyList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call/new") view=pages::dialling::do_not_call::new::CompanyNew ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call/import") view=pages::dialling::do_not_call::import::CompanyImport ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call/remove") view=pages::dialling::do_not_call::remove::CompanyRemove ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call") view=pages::dialling::do_not_call::list::InstallationList ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call/new") view=pages::dialling::do_not_call::new::InstallationNew ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call/import") view=pages::dialling::do_not_call::import::InstallationImport ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call/remove") view=pages::dialling::do_not_call::remove::InstallationRemove ssr=SsrMode::Async/>
                <Route path=path!("/stop/:link") view=pages::opt_out::show::OptOut ssr=SsrMode::Async/>
                <Route path=path!("/stop/:link/done") view=pages::opt_out::done::OptedOut ssr=SsrMode::Async/>
                <Route path=path!("/jobs") view=pages::jobs::list::JobList ssr=SsrMode::Async/>
                <Route path=path!("/notifications") view=pages::notifications::list::NotificationList ssr=SsrMode::Async/>
                <Route path=path!("/settings/tokens") view=pages::settings::tokens::list::TokenList ssr=SsrMode::Async/>
                <Route path=path!("/settings/tokens/new") view=pages::settings::tokens::new::TokenNew ssr=SsrMode::Async/>
                <Route path=path!("/system") view=pages::system::show::System ssr=SsrMode::Async/>
                <Route path=path!("/jobs/:id") view=pages::jobs::show::JobShow ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
