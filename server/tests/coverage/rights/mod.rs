//! Which right of the one table (`domain::right`) each way in needs: what the four roles get follows from the table.

mod calls;
mod campaign_pages;
mod campaigns;
mod contacts;

use super::access::Door::{self, File, Form, Live, Page, Rest, Socket};
use domain::Right;

/// What it takes to come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// No role: open to everybody, or to everybody who is signed in.
    NoRight,
    Right(Right),
    /// A platform admin, whatever the role.
    Platform,
    /// A token that was made for it; who has none is kept out, whatever the role.
    OwnScope,
    /// To be the person whom the address names: the owner of the first tenant.
    ToBeNamed,
}

use Needs::{NoRight, Platform, ToBeNamed};

const fn right(right: Right) -> Needs {
    Needs::Right(right)
}

/// Ways in by their door and names, under what they need.
type Row = (Needs, Door, &'static [&'static str]);

/// Every way in, once.
pub(crate) fn all() -> impl Iterator<Item = &'static Row> {
    RIGHTS.iter().chain(contacts::RIGHTS).chain(calls::RIGHTS).chain(campaigns::RIGHTS).chain(campaign_pages::PAGES)
}

const RIGHTS: &[Row] = &[
    (
        NoRight,
        Page,
        &[
            "GET /",
            "GET /sign-in",
            "GET /sign-in/code",
            "GET /reset/{secret}",
            "GET /invite/{secret}",
            "GET /stop/{link}",
            "GET /stop/{link}/done",
            "GET /settings/roles",
            "GET /find",
        ],
    ),
    (
        NoRight,
        Form,
        &[
            "POST /forms/sign-in",
            "POST /forms/sign-in-code",
            "POST /forms/reset-password",
            "POST /forms/opt-out",
            "POST /forms/sign-out",
            "POST /forms/theme",
            "POST /forms/tenant-choose",
            "POST /forms/notifications-read",
            "POST /forms/invitation-accept",
            "POST /forms/invitation-join",
            "POST /forms/acting-stop",
        ],
    ),
    // What a token is, and what the roles are: it may always be asked.
    (NoRight, Rest, &["GET /api/v1/account/", "GET /api/v1/roles/"]),
    (
        right(Right::OwnAccount),
        Page,
        &["GET /account", "GET /account/password", "GET /account/second-factor", "GET /account/sessions"],
    ),
    (
        right(Right::OwnAccount),
        Form,
        &[
            "POST /forms/prove",
            "POST /forms/account-profile",
            "POST /forms/account-password",
            "POST /forms/second-factor-begin",
            "POST /forms/second-factor-confirm",
            "POST /forms/second-factor-codes",
            "POST /forms/second-factor-off",
            "POST /forms/session-end",
            "POST /forms/sessions-end-others",
        ],
    ),
    (
        right(Right::SeeNumbers),
        Page,
        &[
            "GET /numbers",
            "GET /numbers/projects/{id}",
            "GET /numbers/projects/{id}/overview",
            "GET /numbers/statistics",
            "GET /numbers/by-project",
            "GET /exports",
            "GET /numbers/prefixes",
            "GET /numbers/prefixes/export",
            "GET /numbers/prefixes/versions",
            "GET /numbers/prefixes/versions/{from}/{to}",
            "GET /numbers/prefixes/compare",
            "GET /numbers/prefixes/brands",
            "GET /numbers/prefixes/{prefix}",
        ],
    ),
    (
        right(Right::SeeNumbers),
        Form,
        &[
            "GET /forms/capacity",
            "POST /forms/view-save",
            "POST /forms/view-delete",
            "POST /forms/view-pin",
            "POST /forms/view-default",
        ],
    ),
    (
        right(Right::SeeNumbers),
        Rest,
        &[
            "GET /api/projects/",
            "GET /api/projects/{id}/",
            "GET /api/projects/{id}/analytics/",
            "GET /api/phone-generator/get-valid-numbers/",
            "GET /api/phone-generator/list-numbers/",
            "GET /api/phone-generator/statistics/",
            "POST /api/phone-generator/export/",
            "GET /api/v1/prefixes/",
            "GET /api/v1/prefixes/versions/",
            "GET /api/v1/prefixes/compare/",
            "GET /api/v1/prefixes/{prefix}/",
        ],
    ),
    (right(Right::SeeNumbers), File, &["GET /files/{file}"]),
    (right(Right::SeeNumbers), Live, &["GET project:{project}"]),
    (right(Right::ExportNumbers), Page, &["GET /numbers/projects/{id}/export"]),
    (right(Right::ExportNumbers), Form, &["POST /forms/numbers-export"]),
    (
        right(Right::ChangeNumbers),
        Page,
        &[
            "GET /numbers/projects/new",
            "GET /numbers/projects/{id}/generate",
            "GET /numbers/projects/{id}/change",
            "GET /numbers/projects/{id}/import",
            "GET /numbers/projects/{id}/import/{file}",
            "GET /numbers/projects/{id}/edit",
            "GET /numbers/projects/{id}/delete",
        ],
    ),
    (
        right(Right::ChangeNumbers),
        Form,
        &[
            "POST /forms/project-create",
            "POST /forms/project-edit",
            "POST /forms/project-archive",
            "POST /forms/project-delete",
            "POST /forms/generate",
            "POST /forms/numbers-change",
            "POST /forms/numbers-undo",
            "POST /forms/numbers-upload",
            "POST /forms/numbers-import",
        ],
    ),
    (
        right(Right::ChangeNumbers),
        Rest,
        &[
            "POST /api/projects/",
            "PATCH /api/projects/{id}/",
            "DELETE /api/projects/{id}/",
            "POST /api/projects/{id}/archive/",
            "POST /api/projects/{id}/unarchive/",
            "POST /api/phone-generator/generate-numbers-enhanced/",
            "POST /api/phone-generator/generate-numbers-config/",
            "POST /api/phone-generator/validate-numbers-enhanced/",
            "POST /api/phone-generator/bulk-validate/",
            "POST /api/phone-validator/start-validation-free/",
            "POST /api/phone-validator/validate-number-id-free/",
            "POST /api/phone-generator/clear-numbers/",
            "DELETE /api/phone-generator/clear-numbers/",
            "POST /api/phone-generator/delete-all/",
            "DELETE /api/phone-generator/delete-all/",
            "POST /api/phone-generator/delete-numbers/",
            "DELETE /api/phone-generator/delete-numbers/",
            "POST /api/phone-generator/delete-filtered/",
            "DELETE /api/phone-generator/delete-filtered/",
            "POST /api/phone-generator/import/",
        ],
    ),
    (right(Right::SeeJobs), Page, &["GET /jobs", "GET /jobs/{id}", "GET /notifications"]),
    (
        right(Right::SeeJobs),
        Rest,
        &[
            "GET /api/phone-generator/tasks/",
            "GET /api/phone-generator/tasks/active/",
            "GET /api/phone-generator/tasks/{task_id}/progress/",
        ],
    ),
    (right(Right::SeeJobs), Live, &["GET active-jobs", "GET job:{job}", "GET notifications"]),
    (right(Right::SeeJobs), Socket, &["GET /ws/", "GET /ws/tasks/"]),
    (ToBeNamed, Socket, &["GET /ws/phone-generation/{user_id}/", "GET /ws/tasks/{user_id}/"]),
    (
        right(Right::SteerJobs),
        Form,
        &["POST /forms/job-cancel", "POST /forms/job-retry", "POST /forms/jobs-retry", "POST /forms/job-priority"],
    ),
    // The file's own right is asked for once the dry run is found.
    (right(Right::SeeJobs), Form, &["POST /forms/list-import-tried"]),
    (right(Right::SteerJobs), Rest, &["POST /api/phone-generator/tasks/{task_id}/cancel/"]),
    (right(Right::OwnTokens), Page, &["GET /settings/tokens", "GET /settings/tokens/new"]),
    (right(Right::OwnTokens), Form, &["POST /forms/token-create", "POST /forms/token-revoke"]),
    (right(Right::SeeMembers), Page, &["GET /settings/members", "GET /settings/members/{id}"]),
    (right(Right::SeeMembers), Rest, &["GET /api/v1/members/", "GET /api/v1/members/{member_id}/"]),
    (
        right(Right::ManageMembers),
        Page,
        &[
            "GET /settings/members/invite",
            "GET /settings/members/invitations",
            "GET /settings/members/{user}/reset-link",
        ],
    ),
    (
        right(Right::ManageMembers),
        Form,
        &[
            "POST /forms/member-role",
            "POST /forms/member-suspend",
            "POST /forms/member-resume",
            "POST /forms/member-remove",
            "POST /forms/reset-link",
            "POST /forms/invitation-create",
            "POST /forms/invitation-revoke",
        ],
    ),
    (
        right(Right::ManageMembers),
        Rest,
        &[
            "PATCH /api/v1/members/{member_id}/",
            "POST /api/v1/members/{member_id}/suspend/",
            "POST /api/v1/members/{member_id}/resume/",
            "DELETE /api/v1/members/{member_id}/",
            "GET /api/v1/invitations/",
            "POST /api/v1/invitations/",
            "DELETE /api/v1/invitations/{invitation_id}/",
        ],
    ),
    (right(Right::SeeAudit), Page, &["GET /settings/audit", "GET /settings/audit/export"]),
    (right(Right::SeeAudit), Rest, &["GET /api/v1/audit/", "GET /api/v1/audit/export/"]),
    (
        Platform,
        Page,
        &[
            "GET /system",
            "GET /system/audit",
            "GET /system/audit/export",
            "GET /system/tenants",
            "GET /system/tenants/new",
            "GET /system/tenants/{id}",
            "GET /system/do-not-call",
            "GET /system/retry-policy",
            "GET /system/retry-policy/versions/{version}",
            "GET /system/do-not-call/new",
            "GET /system/do-not-call/remove",
            "GET /numbers/prefixes/import",
            "GET /calling-rules/import",
        ],
    ),
    (
        Platform,
        Form,
        &[
            "POST /forms/calling-rules-again",
            "POST /forms/calling-rules-discard",
            "POST /forms/calling-rules-draft",
            "POST /forms/calling-rules-put-in-force",
            "POST /forms/kind-pause",
            "POST /forms/node-drain",
            "POST /forms/prefixes-import",
            "POST /forms/tenant-create",
            "POST /forms/tenant-limits",
            "POST /forms/tenant-suspend",
            "POST /forms/tenant-resume",
            "POST /forms/acting-start",
        ],
    ),
    (
        Platform,
        Rest,
        &[
            "GET /api/v1/system/audit/",
            "GET /api/v1/system/audit/export/",
            "GET /api/v1/tenants/",
            "POST /api/v1/tenants/",
            "GET /api/v1/tenants/{company_id}/",
            "PATCH /api/v1/tenants/{company_id}/",
            "POST /api/v1/tenants/{company_id}/suspend/",
            "POST /api/v1/tenants/{company_id}/resume/",
        ],
    ),
];

/// What a way in needs, when it is told.
pub(crate) fn of(door: Door, name: &str) -> Option<Needs> {
    let row = all().find(|(_, of, names)| *of == door && names.contains(&name));
    row.map(|(needs, ..)| *needs)
}
