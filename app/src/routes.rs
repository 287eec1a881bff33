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
                <Route path=path!("/numbers/by-project") view=pages::numbers::by_project::NumbersByProject ssr=SsrMode::Async/>
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
                <Route path=path!("/contacts/consent/:id/proof") view=pages::dialling::consents::prove::ConsentProve ssr=SsrMode::Async/>
                <Route path=path!("/contacts/dialling") view=pages::dialling::show::Dialling ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call") view=pages::dialling::do_not_call::list::CompanyList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call/new") view=pages::dialling::do_not_call::new::CompanyNew ssr=SsrMode::Async/>
                <Route path=path!("/contacts/do-not-call/remove") view=pages::dialling::do_not_call::remove::CompanyRemove ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call") view=pages::dialling::do_not_call::list::InstallationList ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call/new") view=pages::dialling::do_not_call::new::InstallationNew ssr=SsrMode::Async/>
                <Route path=path!("/system/do-not-call/remove") view=pages::dialling::do_not_call::remove::InstallationRemove ssr=SsrMode::Async/>
                <Route path=path!("/stop/:link") view=pages::opt_out::show::OptOut ssr=SsrMode::Async/>
                <Route path=path!("/stop/:link/done") view=pages::opt_out::done::OptedOut ssr=SsrMode::Async/>
                <Route path=path!("/contacts/companies") view=pages::contacts::list::CompanyList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/companies/new") view=pages::contacts::new::CompanyNew ssr=SsrMode::Async/>
                <Route path=path!("/contacts/companies/:id") view=pages::contacts::show::CompanyShow ssr=SsrMode::Async/>
                <Route path=path!("/contacts/companies/:id/edit") view=pages::contacts::edit::CompanyEdit ssr=SsrMode::Async/>
                <Route path=path!("/contacts/leads") view=pages::contacts::list::LeadList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/leads/new") view=pages::contacts::new::LeadNew ssr=SsrMode::Async/>
                <Route path=path!("/contacts/leads/:id") view=pages::contacts::show::LeadShow ssr=SsrMode::Async/>
                <Route path=path!("/contacts/leads/:id/edit") view=pages::contacts::edit::LeadEdit ssr=SsrMode::Async/>
                <Route path=path!("/contacts/leads/:id/convert") view=pages::contacts::convert::LeadConvert ssr=SsrMode::Async/>
                <Route path=path!("/contacts/deals") view=pages::contacts::list::DealList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/deals/new") view=pages::contacts::new::DealNew ssr=SsrMode::Async/>
                <Route path=path!("/contacts/deals/:id") view=pages::contacts::show::DealShow ssr=SsrMode::Async/>
                <Route path=path!("/contacts/deals/:id/edit") view=pages::contacts::edit::DealEdit ssr=SsrMode::Async/>
                <Route path=path!("/contacts") view=pages::contacts::list::ContactList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/change") view=pages::contacts::change::RecordsChange ssr=SsrMode::Async/>
                <Route path=path!("/import") view=pages::imports::upload::ListUpload ssr=SsrMode::Async/>
                <Route path=path!("/import/:file") view=pages::imports::file::ListFile ssr=SsrMode::Async/>
                <Route path=path!("/contacts/export") view=pages::contacts::export::RecordsExport ssr=SsrMode::Async/>
                <Route path=path!("/contacts/duplicates") view=pages::contacts::duplicates::DuplicateList ssr=SsrMode::Async/>
                <Route path=path!("/contacts/new") view=pages::contacts::new::ContactNew ssr=SsrMode::Async/>
                // Behind every other address beneath /contacts, which would else be taken for an id.
                <Route path=path!("/contacts/:id") view=pages::contacts::show::ContactShow ssr=SsrMode::Async/>
                <Route path=path!("/contacts/:id/edit") view=pages::contacts::edit::ContactEdit ssr=SsrMode::Async/>
                <Route path=path!("/contacts/:id/merge") view=pages::contacts::merge::ContactMerge ssr=SsrMode::Async/>
                <Route path=path!("/calls") view=pages::calls::list::CallList ssr=SsrMode::Async/>
                <Route path=path!("/calls/new") view=pages::calls::new::CallNew ssr=SsrMode::Async/>
                <Route path=path!("/calls/board") view=pages::calls::board::CallBoard ssr=SsrMode::Async/>
                <Route path=path!("/calls/statistics") view=pages::calls::statistics::CallStatistics ssr=SsrMode::Async/>
                <Route path=path!("/calls/demo") view=pages::calls::demo::CallDemo ssr=SsrMode::Async/>
                <Route path=path!("/calls/export") view=pages::calls::export::CallsExport ssr=SsrMode::Async/>
                <Route path=path!("/calls/change") view=pages::calls::change::CallsChange ssr=SsrMode::Async/>
                <Route path=path!("/calls/:id") view=pages::calls::show::CallShow ssr=SsrMode::Async/>
                <Route path=path!("/campaigns") view=pages::campaigns::list::CampaignList ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/new") view=pages::campaigns::new::CampaignNew ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id") view=pages::campaigns::show::CampaignShow ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/edit") view=pages::campaigns::edit::CampaignEdit ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/dials") view=pages::campaigns::dials::CampaignDials ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/simulate") view=pages::campaigns::simulate::CampaignSimulate ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/report") view=pages::campaigns::report::CampaignReport ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/history") view=pages::campaigns::history::CampaignHistory ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/explain") view=pages::campaigns::explain::CampaignExplain ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/retry-policy") view=pages::retry_policy::show::CampaignRetryPolicyShow ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/retry-policy/versions/:version") view=pages::retry_policy::version::CampaignRetryPolicyVersion ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/contacts") view=pages::campaigns::contacts::CampaignContactList ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/contacts/add") view=pages::campaigns::add::CampaignContactsAdd ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/do-not-call") view=pages::dialling::do_not_call::list::CampaignList ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/do-not-call/new") view=pages::dialling::do_not_call::new::CampaignNew ssr=SsrMode::Async/>
                <Route path=path!("/campaigns/:id/do-not-call/remove") view=pages::dialling::do_not_call::remove::CampaignRemove ssr=SsrMode::Async/>
                <Route path=path!("/dials/:dial") view=pages::campaigns::dial::DialShow ssr=SsrMode::Async/>
                <Route path=path!("/dead-letters") view=pages::dead_letters::list::DeadLetterList ssr=SsrMode::Async/>
                <Route path=path!("/dead-letters/:id") view=pages::dead_letters::show::DeadLetterShow ssr=SsrMode::Async/>
                <Route path=path!("/calling-rules") view=pages::calling_rules::list::CallingRules ssr=SsrMode::Async/>
                <Route path=path!("/calling-rules/regions") view=pages::calling_rules::regions::CallingRegions ssr=SsrMode::Async/>
                <Route path=path!("/calling-rules/regions/:region") view=pages::calling_rules::region::CallingRegion ssr=SsrMode::Async/>
                <Route path=path!("/calling-rules/versions") view=pages::calling_rules::versions::CallingRuleVersions ssr=SsrMode::Async/>
                <Route path=path!("/calling-rules/versions/:version") view=pages::calling_rules::version::CallingRuleVersion ssr=SsrMode::Async/>
                <Route path=path!("/calling-rules/import") view=pages::calling_rules::import::CallingRulesImport ssr=SsrMode::Async/>
                <Route path=path!("/providers") view=pages::providers::list::ProviderList ssr=SsrMode::Async/>
                <Route path=path!("/providers/new") view=pages::providers::new::ProviderNew ssr=SsrMode::Async/>
                <Route path=path!("/providers/:id") view=pages::providers::show::ProviderShow ssr=SsrMode::Async/>
                <Route path=path!("/providers/:id/edit") view=pages::providers::edit::ProviderEdit ssr=SsrMode::Async/>
                <Route path=path!("/calls/:id/edit") view=pages::calls::edit::CallEdit ssr=SsrMode::Async/>
                <Route path=path!("/find") view=pages::find::Find ssr=SsrMode::Async/>
                <Route path=path!("/jobs") view=pages::jobs::list::JobList ssr=SsrMode::Async/>
                <Route path=path!("/notifications") view=pages::notifications::list::NotificationList ssr=SsrMode::Async/>
                <Route path=path!("/settings/tokens") view=pages::settings::tokens::list::TokenList ssr=SsrMode::Async/>
                <Route path=path!("/settings/tokens/new") view=pages::settings::tokens::new::TokenNew ssr=SsrMode::Async/>
                <Route path=path!("/settings/audit") view=pages::settings::audit::list::AuditList ssr=SsrMode::Async/>
                <Route path=path!("/system/audit") view=pages::settings::audit::list::SystemAudit ssr=SsrMode::Async/>
                <Route path=path!("/settings/members") view=pages::settings::members::list::MemberList ssr=SsrMode::Async/>
                <Route path=path!("/settings/members/invite") view=pages::settings::members::invite::MemberInvite ssr=SsrMode::Async/>
                <Route path=path!("/settings/members/invitations") view=pages::settings::members::invitations::InvitationList ssr=SsrMode::Async/>
                <Route path=path!("/settings/members/:id") view=pages::settings::members::show::MemberShow ssr=SsrMode::Async/>
                <Route path=path!("/settings/retry-policy") view=pages::retry_policy::show::RetryPolicyShow ssr=SsrMode::Async/>
                <Route path=path!("/settings/retry-policy/versions/:version") view=pages::retry_policy::version::RetryPolicyVersion ssr=SsrMode::Async/>
                <Route path=path!("/system/retry-policy") view=pages::retry_policy::show::InstallationRetryPolicyShow ssr=SsrMode::Async/>
                <Route path=path!("/system/retry-policy/versions/:version") view=pages::retry_policy::version::InstallationRetryPolicyVersion ssr=SsrMode::Async/>
                <Route path=path!("/settings/roles") view=pages::settings::roles::RoleTable ssr=SsrMode::Async/>
                <Route path=path!("/invite/:secret") view=pages::account::invitation::Invitation ssr=SsrMode::Async/>
                <Route path=path!("/system/tenants") view=pages::system::tenants::list::TenantList ssr=SsrMode::Async/>
                <Route path=path!("/system/tenants/new") view=pages::system::tenants::new::TenantNew ssr=SsrMode::Async/>
                <Route path=path!("/system/tenants/:id") view=pages::system::tenants::show::TenantShow ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/code") view=pages::account::sign_in_code::SignInCode ssr=SsrMode::Async/>
                <Route path=path!("/account") view=pages::account::profile::Profile ssr=SsrMode::Async/>
                <Route path=path!("/account/password") view=pages::account::password::Password ssr=SsrMode::Async/>
                <Route path=path!("/account/second-factor") view=pages::account::second_factor::SecondFactor ssr=SsrMode::Async/>
                <Route path=path!("/account/sessions") view=pages::account::sessions::Sessions ssr=SsrMode::Async/>
                <Route path=path!("/reset/:secret") view=pages::account::reset::Reset ssr=SsrMode::Async/>
                <Route path=path!("/settings/members/:user/reset-link") view=pages::account::reset_link::ResetLink ssr=SsrMode::Async/>
                <Route path=path!("/system") view=pages::system::show::System ssr=SsrMode::Async/>
                <Route path=path!("/jobs/:id") view=pages::jobs::show::JobShow ssr=SsrMode::Async/>
            </FlatRoutes>
        </Router>
    }
}
