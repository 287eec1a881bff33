//! Every address of the portal as a function, so that no link is typed twice and none goes nowhere.

mod calls;
mod campaigns;
mod contacts;

pub use calls::*;
pub use campaigns::*;
pub use contacts::*;

use domain::filter::{Filter, Numbers, print_pairs};
use domain::id::{FileId, JobId, NumberId, ProjectId, TenantId, UserId};
use domain::phone::Prefix;
use leptos::prelude::use_context;

/// Where server functions are mounted; a form's action begins with it.
pub const FORMS: &str = "/forms";

pub fn home() -> String {
    "/".to_owned()
}

pub fn sign_in() -> String {
    "/sign-in".to_owned()
}

/// The sign-in page that goes on to `next`, a local address, afterwards.
pub fn sign_in_then(next: &str) -> String {
    if next == "/" { sign_in() } else { format!("/sign-in?next={}", query_value(next)) }
}

pub fn projects() -> String {
    "/numbers".to_owned()
}

pub fn project_new() -> String {
    "/numbers/projects/new".to_owned()
}

pub fn project(id: ProjectId) -> String {
    format!("/numbers/projects/{id}")
}

pub fn project_overview(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/overview")
}

pub fn project_edit(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/edit")
}

pub fn project_delete(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/delete")
}

/// A project's list with one number's panel open, at that number's row.
pub fn number(project: ProjectId, number: NumberId) -> String {
    format!("/numbers/projects/{project}?open={number}#n{number}")
}

pub fn generate(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/generate")
}

/// The form of an export; the query says which numbers.
pub fn numbers_export(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/export")
}

/// Where a file of numbers is brought.
pub fn numbers_import(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/import")
}

/// Where it is said which column of a file that was brought is what.
pub fn numbers_import_file(id: ProjectId, file: FileId) -> String {
    format!("/numbers/projects/{id}/import/{file}")
}

/// The files that jobs made.
pub fn exports() -> String {
    "/exports".to_owned()
}

/// The confirmation of what is done to many numbers; the query says what and to which.
pub fn numbers_change(id: ProjectId) -> String {
    format!("/numbers/projects/{id}/change")
}

/// The figures of all the tenant's numbers.
pub fn statistics() -> String {
    "/numbers/statistics".to_owned()
}

/// The figures of a project's numbers.
pub fn project_statistics(id: ProjectId) -> String {
    format!("/numbers/statistics?project={id}")
}

/// Which projects hold the numbers that match: what a figure of all of them is made of.
pub fn numbers_by_project() -> String {
    "/numbers/by-project".to_owned()
}

/// What a search finds, whatever it is.
pub fn find() -> String {
    "/find".to_owned()
}

pub fn prefixes() -> String {
    "/numbers/prefixes".to_owned()
}

pub fn prefixes_import() -> String {
    "/numbers/prefixes/import".to_owned()
}

pub fn prefix(prefix: Prefix) -> String {
    format!("/numbers/prefixes/{prefix}")
}

pub fn prefix_versions() -> String {
    "/numbers/prefixes/versions".to_owned()
}

/// What the law says about calling people.
pub fn calling_rules() -> String {
    "/calling-rules".to_owned()
}

/// What applies where.
pub fn calling_regions() -> String {
    "/calling-rules/regions".to_owned()
}

/// What applies to people of a region.
pub fn calling_region(region: &str) -> String {
    format!("/calling-rules/regions/{region}")
}

/// The versions of the rules.
pub fn calling_rule_versions() -> String {
    "/calling-rules/versions".to_owned()
}

/// One version of the rules, or a draft.
pub fn calling_rule_version(version: i32) -> String {
    format!("/calling-rules/versions/{version}")
}

/// Brings a file of rules.
pub fn calling_rules_import() -> String {
    "/calling-rules/import".to_owned()
}

/// The rules of a version as a file.
pub fn calling_rules_file(version: i32) -> String {
    format!("/calling-rules/file?version={version}")
}

/// Chooses two versions of the prefix table, and leads to what changed between them.
pub fn prefix_compare() -> String {
    "/numbers/prefixes/compare".to_owned()
}

/// What changed from one version of the prefix table to another.
pub fn prefix_changes(from: i64, to: i64) -> String {
    format!("/numbers/prefixes/versions/{from}/{to}")
}

pub fn prefix_brands() -> String {
    "/numbers/prefixes/brands".to_owned()
}

/// The prefix table as a file; the filter's query is appended.
pub fn prefix_export() -> String {
    "/numbers/prefixes/export".to_owned()
}

/// A project's numbers that match a filter.
pub fn numbers_matching(project: ProjectId, filter: &Filter<Numbers>) -> String {
    format!("/numbers/projects/{project}?{}", print_pairs(&filter.print()))
}

/// Looks all numbers of a project that match a filter up again, after a confirmation.
pub fn numbers_validate(project: ProjectId, filter: &Filter<Numbers>) -> String {
    format!("{}?do=validate&all=1&filter={}", numbers_change(project), query_value(&filter.to_query()))
}

/// Records one consent for each of the chosen numbers of a project, or for all that match.
pub fn numbers_consent(project: ProjectId) -> String {
    format!("/numbers/projects/{project}/consent")
}

/// Who did what in the company.
pub fn audit() -> String {
    "/settings/audit".to_owned()
}

/// The audit as a file; the filter's query is appended.
pub fn audit_export() -> String {
    "/settings/audit/export".to_owned()
}

pub fn system_audit_export() -> String {
    "/system/audit/export".to_owned()
}

/// Who did what to the installation.
pub fn system_audit() -> String {
    "/system/audit".to_owned()
}

pub fn jobs() -> String {
    "/jobs".to_owned()
}

/// The jobs that work on a project and have not ended.
pub fn jobs_of_project(id: ProjectId) -> String {
    format!("/jobs?state=held&state=waiting&state=running&state=retrying&project={id}")
}

/// All jobs that worked on a project.
pub fn all_jobs_of_project(id: ProjectId) -> String {
    format!("/jobs?project={id}")
}

pub fn job(id: JobId) -> String {
    format!("/jobs/{id}")
}

pub fn notifications() -> String {
    "/notifications".to_owned()
}

pub fn tokens() -> String {
    "/settings/tokens".to_owned()
}

/// The tokens that were revoked or are past their end.
pub fn tokens_ended() -> String {
    "/settings/tokens?show=ended".to_owned()
}

pub fn token_new() -> String {
    "/settings/tokens/new".to_owned()
}

pub fn members() -> String {
    "/settings/members".to_owned()
}

pub fn member(id: UserId) -> String {
    format!("/settings/members/{id}")
}

pub fn member_invite() -> String {
    "/settings/members/invite".to_owned()
}

/// The form, with the role owner chosen.
pub fn owner_invite() -> String {
    "/settings/members/invite?role=owner".to_owned()
}

pub fn invitations() -> String {
    "/settings/members/invitations".to_owned()
}

/// The invitations that were accepted, revoked or are past their end.
pub fn invitations_ended() -> String {
    "/settings/members/invitations?show=ended".to_owned()
}

/// Where whoever holds an invitation's secret accepts it.
pub fn invitation(secret: &str) -> String {
    format!("/invite/{}", query_value(secret))
}

pub fn roles() -> String {
    "/settings/roles".to_owned()
}

pub fn tenants() -> String {
    "/system/tenants".to_owned()
}

pub fn tenant_new() -> String {
    "/system/tenants/new".to_owned()
}

pub fn tenant(id: TenantId) -> String {
    format!("/system/tenants/{id}")
}

/// The page of what one set for oneself.
pub fn account() -> String {
    "/account".to_owned()
}

pub fn account_password() -> String {
    "/account/password".to_owned()
}

pub fn account_second_factor() -> String {
    "/account/second-factor".to_owned()
}

pub fn account_sessions() -> String {
    "/account/sessions".to_owned()
}

/// Where a code is asked for behind the password; goes on to `next`, a local address, afterwards.
pub fn sign_in_code(next: &str) -> String {
    format!("/sign-in/code?next={}", query_value(next))
}

/// Where the addresses of one-time links begin; what follows is a secret.
pub const RESET: &str = "/reset/";

/// The page of a one-time link that sets a new password.
pub fn reset(secret: &str) -> String {
    format!("{RESET}{secret}")
}

/// Where an admin makes such a link for somebody, and sees it once.
pub fn reset_link(user: UserId) -> String {
    format!("/settings/members/{user}/reset-link")
}

pub fn system() -> String {
    "/system".to_owned()
}

/// The address of a server function, by its `endpoint`. On a page of a company it names the company, so that a form that was
/// opened in one is not sent in another that was chosen meanwhile in a second tab.
pub fn form(endpoint: &str) -> String {
    match use_context::<PageOf>() {
        Some(PageOf(company)) => format!("{}?{COMPANY}={company}", form_anywhere(endpoint)),
        None => form_anywhere(endpoint),
    }
}

/// The same for a form that is about a person or the installation, whichever company is chosen.
pub fn form_anywhere(endpoint: &str) -> String {
    format!("{FORMS}/{endpoint}")
}

/// The company whose page is rendered.
#[derive(Debug, Clone, Copy)]
pub struct PageOf(pub TenantId);

/// The query parameter of a form that names the company.
pub const COMPANY: &str = "company";

/// `text` as the value of a query parameter.
pub fn query_value(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b',' | b':' => out.push(byte as char),
            b' ' => out.push('+'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// `text` as a local address, if it is one: a path of this server, not another host in disguise.
pub fn local(text: &str) -> Option<&str> {
    let visible = text.bytes().all(|byte| (0x21..=0x7e).contains(&byte) && byte != b'\\');
    (text.starts_with('/') && !text.starts_with("//") && visible).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_path_of_this_server_is_local() {
        for good in ["/", "/jobs?state=running", "/numbers/projects/7#n3"] {
            assert_eq!(local(good), Some(good));
        }
        for bad in
            ["", "jobs", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/ü"]
        {
            assert_eq!(local(bad), None, "{bad}");
        }
    }

    #[test]
    fn signing_in_goes_on_to_where_one_was_kept_out() {
        assert_eq!(sign_in_then("/"), "/sign-in");
        assert_eq!(sign_in_then("/jobs?state=done&mine=1"), "/sign-in?next=%2Fjobs%3Fstate%3Ddone%26mine%3D1");
    }
}
