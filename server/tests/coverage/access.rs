//! Every way in, and what each of those who ask gets.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Door {
    Page,
    Form,
    Rest,
    Live,
    File,
    /// A socket of the old clients; its status is the code it was closed with, or 200 when it says something.
    Socket,
}

/// One way in, and the status for each who asks: nobody; the owner of another tenant; a viewer of the first one.
pub(crate) struct Line {
    pub(crate) door: Door,
    pub(crate) method: &'static str,
    /// As the router, the document or the topic writes it.
    pub(crate) at: &'static str,
    /// `{project}`, `{job}`, `{file}`, `{token}` and `{tenant}` are the first tenant's.
    pub(crate) body: &'static str,
    pub(crate) nobody: u16,
    pub(crate) stranger: u16,
    pub(crate) viewer: u16,
}

const fn page(at: &'static str, nobody: u16, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Page, method: "GET", at, body: "", nobody, stranger, viewer }
}

const fn form(method: &'static str, at: &'static str, body: &'static str, statuses: [u16; 3]) -> Line {
    let [nobody, stranger, viewer] = statuses;
    Line { door: Door::Form, method, at, body, nobody, stranger, viewer }
}

const fn rest(method: &'static str, at: &'static str, body: &'static str, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Rest, method, at, body, nobody: 401, stranger, viewer }
}

const fn live(at: &'static str, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Live, method: "GET", at, body: "", nobody: 401, stranger, viewer }
}

const fn socket(at: &'static str, stranger: u16, viewer: u16) -> Line {
    Line { door: Door::Socket, method: "GET", at, body: "", nobody: 4001, stranger, viewer }
}

/// Who gets what. A list shows everybody their own tenant's things, so it is 200 for the stranger too, without the mark.
pub(crate) const ACCESS: &[Line] = &[
    page("/", 303, 200, 200),
    page("/sign-in", 200, 303, 303),
    page("/numbers", 303, 200, 200),
    page("/numbers/projects/new", 303, 200, 403),
    page("/numbers/projects/{id}", 303, 404, 200),
    page("/numbers/projects/{id}/generate", 303, 404, 403),
    page("/numbers/projects/{id}/change?do=validate&all=1&filter=", 303, 404, 403),
    page("/numbers/statistics?project={project}", 303, 404, 200),
    page("/numbers/projects/{id}/export", 303, 404, 403),
    page("/numbers/projects/{id}/import", 303, 404, 403),
    page("/numbers/projects/{id}/import/{file}", 303, 404, 403),
    page("/exports", 303, 200, 200),
    page("/numbers/projects/{id}/overview", 303, 404, 200),
    page("/numbers/projects/{id}/edit", 303, 404, 403),
    page("/numbers/projects/{id}/delete", 303, 404, 403),
    page("/numbers/prefixes", 303, 200, 200),
    page("/numbers/prefixes/import", 303, 403, 403),
    page("/numbers/prefixes/export", 303, 200, 200),
    page("/numbers/prefixes/versions", 303, 200, 200),
    page("/numbers/prefixes/versions/{from}/{to}", 303, 404, 404),
    page("/numbers/prefixes/compare", 303, 200, 200),
    page("/numbers/prefixes/brands", 303, 200, 200),
    // The whole installation shares the table, which is empty here.
    page("/numbers/prefixes/{prefix}", 303, 404, 404),
    page("/jobs", 303, 200, 200),
    page("/jobs/{id}", 303, 404, 200),
    page("/notifications", 303, 200, 200),
    page("/settings/tokens", 303, 200, 200),
    page("/settings/tokens/new", 303, 200, 200),
    page("/system", 303, 403, 403),
    page("/numbers/projects/{id}/consent?all=1&filter=", 303, 404, 403),
    page("/contacts/consent", 303, 200, 200),
    page("/contacts/consent/new", 303, 200, 403),
    page("/contacts/consent/withdraw?number=4152000001", 303, 200, 403),
    page("/contacts/consent/import", 303, 200, 403),
    page("/contacts/dialling?number=4152000001", 303, 200, 200),
    page("/contacts/do-not-call", 303, 200, 200),
    page("/contacts/do-not-call/new", 303, 200, 403),
    page("/contacts/do-not-call/import", 303, 200, 403),
    page("/contacts/do-not-call/remove?number=4152000001", 303, 200, 403),
    page("/system/do-not-call", 303, 403, 403),
    page("/system/do-not-call/new", 303, 403, 403),
    page("/system/do-not-call/import", 303, 403, 403),
    page("/system/do-not-call/remove?number=4152000001", 303, 403, 403),
    // Whoever holds a link is nobody; here it is none.
    page("/stop/{link}", 404, 404, 404),
    page("/stop/{link}/done", 404, 404, 404),
    form("POST", "/forms/sign-in", "email=nobody%40acme.test&password=wrong", [400, 400, 400]),
    form("POST", "/forms/theme", "theme=dark", [303, 303, 303]),
    form("POST", "/forms/tenant-choose", "tenant={tenant}", [401, 404, 303]),
    form("POST", "/forms/project-create", "name=New", [401, 303, 403]),
    form("POST", "/forms/project-edit", "id={project}&version=1&name=Taken", [401, 404, 403]),
    form("POST", "/forms/project-archive", "id={project}&archive=true", [401, 404, 403]),
    form("POST", "/forms/project-delete", "id={project}&name=Acme-only+project", [401, 404, 403]),
    form("GET", "/forms/capacity", "project_id={project}&area_code=415", [401, 404, 200]),
    form("POST", "/forms/generate", "project_id={project}&area_code=415&quantity=5", [401, 400, 403]),
    form(
        "POST",
        "/forms/numbers-change",
        "project_id={project}&deed=status&status=active&count=0&digest=0",
        [401, 404, 403],
    ),
    form("POST", "/forms/numbers-undo", "id={job}", [401, 404, 403]),
    form("POST", "/forms/view-save", "name=&query=type%3DMobile", [401, 400, 400]),
    form("POST", "/forms/view-delete", "id=999999", [401, 404, 404]),
    form("POST", "/forms/job-cancel", "id={job}", [401, 404, 403]),
    form("POST", "/forms/job-retry", "id={job}", [401, 404, 403]),
    form("POST", "/forms/jobs-retry", "filter=state%3Dfailed", [401, 409, 403]),
    form("POST", "/forms/job-priority", "id={job}&priority=high", [401, 404, 403]),
    form("POST", "/forms/notifications-read", "", [401, 303, 303]),
    form("POST", "/forms/token-create", "name=&days=90", [401, 400, 400]),
    form("POST", "/forms/token-revoke", "id={token}", [401, 404, 404]),
    form("POST", "/forms/kind-pause", "kind=generate_numbers&pause=true", [401, 403, 403]),
    form("POST", "/forms/node-drain", "node=00000000-0000-7000-8000-000000000000&drain=true", [401, 403, 403]),
    form("POST", "/forms/prefixes-import", "{upload}", [401, 403, 403]),
    form("POST", "/forms/numbers-export", "project_id={project}&format=csv&fields[]=phone_number", [401, 404, 403]),
    form("POST", "/forms/numbers-upload", "{numbers}", [401, 404, 403]),
    form("POST", "/forms/numbers-import", "project_id={project}&file={file}&format=csv&number=0", [401, 404, 403]),
    form("POST", "/forms/consent-record", "phone_number=4152000001&kind=oral&source=x", [401, 303, 403]),
    form("POST", "/forms/consent-withdraw", "phone_number=4152000002&reason=x", [401, 409, 403]),
    form("POST", "/forms/consents-import", "{entries}", [401, 303, 403]),
    form(
        "POST",
        "/forms/consents-matching",
        "project_id={project}&count=0&digest=0&kind=oral&source=x",
        [401, 404, 403],
    ),
    form("POST", "/forms/do-not-call-add", "phone_numbers=4152000001", [401, 303, 403]),
    form("POST", "/forms/do-not-call-remove", "phone_number=4152000002&reason=x", [401, 409, 403]),
    form("POST", "/forms/do-not-call-import", "{entries}", [401, 303, 403]),
    form("POST", "/forms/list-import-tried", "id={job}", [401, 404, 404]),
    form("POST", "/forms/opt-out-link", "phone_number=4152000001", [401, 303, 403]),
    form("POST", "/forms/opt-out", "link=0123", [404, 404, 404]),
    rest("GET", "/api/projects/", "", 200, 200),
    rest("POST", "/api/projects/", r#"{"name":"New by program"}"#, 201, 403),
    rest("GET", "/api/projects/{id}/", "", 404, 200),
    rest("PATCH", "/api/projects/{id}/", r#"{"name":"Taken over"}"#, 404, 403),
    rest("DELETE", "/api/projects/{id}/", "", 404, 403),
    rest("POST", "/api/projects/{id}/archive/", "", 404, 403),
    rest("POST", "/api/projects/{id}/unarchive/", "", 404, 403),
    rest("GET", "/api/projects/{id}/analytics/", "", 404, 200),
    rest(
        "POST",
        "/api/phone-generator/generate-numbers-enhanced/",
        r#"{"project_id":{project},"area_code":"415","quantity":5}"#,
        400,
        403,
    ),
    rest(
        "POST",
        "/api/phone-generator/generate-numbers-config/",
        r#"{"project_id":{project},"area_code":"415","quantity":5}"#,
        400,
        403,
    ),
    rest("POST", "/api/phone-generator/validate-numbers-enhanced/", r#"{"project_id":{project}}"#, 404, 403),
    rest("POST", "/api/phone-generator/bulk-validate/", r#"{"phone_ids":[999999]}"#, 400, 403),
    rest("POST", "/api/phone-validator/start-validation-free/", r#"{"project_id":{project}}"#, 404, 403),
    rest("POST", "/api/phone-validator/validate-number-id-free/", r#"{"phone_id":999999}"#, 404, 403),
    rest("GET", "/api/phone-generator/get-valid-numbers/?project_id={project}", "", 404, 200),
    rest("POST", "/api/phone-generator/clear-numbers/", r#"{"project_id":{project}}"#, 404, 403),
    rest("DELETE", "/api/phone-generator/clear-numbers/", r#"{"project_id":{project}}"#, 404, 403),
    rest("POST", "/api/phone-generator/delete-all/", r#"{"project_id":{project}}"#, 404, 403),
    rest("DELETE", "/api/phone-generator/delete-all/", r#"{"project_id":{project}}"#, 404, 403),
    rest(
        "POST",
        "/api/phone-generator/delete-numbers/",
        r#"{"project_id":{project},"selectedNumbers":[999999]}"#,
        404,
        403,
    ),
    rest(
        "DELETE",
        "/api/phone-generator/delete-numbers/",
        r#"{"project_id":{project},"selectedNumbers":[999999]}"#,
        404,
        403,
    ),
    rest("POST", "/api/phone-generator/delete-filtered/", r#"{"project_id":{project},"search":"1"}"#, 404, 403),
    rest("DELETE", "/api/phone-generator/delete-filtered/", r#"{"project_id":{project},"search":"1"}"#, 404, 403),
    rest("GET", "/api/phone-generator/tasks/", "", 200, 200),
    rest("GET", "/api/phone-generator/tasks/active/", "", 200, 200),
    rest("GET", "/api/phone-generator/tasks/{task_id}/progress/", "", 404, 200),
    rest("POST", "/api/phone-generator/tasks/{task_id}/cancel/", "{}", 404, 403),
    rest("GET", "/api/phone-generator/list-numbers/?project_id={project}", "", 404, 200),
    rest("GET", "/api/phone-generator/statistics/?project_id={project}", "", 404, 200),
    rest("POST", "/api/phone-generator/export/", r#"{"project_id":{project}}"#, 404, 200),
    rest("POST", "/api/phone-generator/import/", "{numbers}", 404, 403),
    Line { door: Door::File, method: "GET", at: "/files/{file}", body: "", nobody: 401, stranger: 404, viewer: 200 },
    rest("GET", "/api/v1/prefixes/", "", 200, 200),
    rest("GET", "/api/v1/prefixes/versions/", "", 200, 200),
    rest("GET", "/api/v1/prefixes/compare/", "", 404, 404),
    rest("GET", "/api/v1/prefixes/{prefix}/", "", 404, 404),
    rest("GET", "/api/v1/consents/", "", 200, 200),
    rest("POST", "/api/v1/consents/", r#"{"phone_number":"4152000001","kind":"oral","source":"x"}"#, 201, 403),
    rest("POST", "/api/v1/consents/withdraw/", r#"{"phone_number":"4152000002","reason":"x"}"#, 409, 403),
    rest("GET", "/api/v1/consents/{phone_number}/", "", 200, 200),
    rest("GET", "/api/v1/do-not-call/", "", 200, 200),
    rest("POST", "/api/v1/do-not-call/", r#"{"phone_numbers":["4152000003"]}"#, 200, 403),
    rest("POST", "/api/v1/do-not-call/remove/", r#"{"phone_number":"4152000002","reason":"x"}"#, 404, 403),
    rest("GET", "/api/v1/do-not-call/check/?number=4152000001", "", 200, 200),
    rest("GET", "/api/v1/dialability/?number=4152000001", "", 200, 200),
    rest("POST", "/api/v1/dialability/", r#"{"numbers":["4152000001"]}"#, 200, 200),
    rest("POST", "/api/v1/opt-outs/", r#"{"phone_number":"4152000004"}"#, 200, 403),
    rest("POST", "/api/v1/opt-outs/links/", r#"{"phone_number":"4152000004"}"#, 200, 403),
    live("active-jobs", 200, 200),
    live("job:{job}", 404, 200),
    live("project:{project}", 404, 200),
    live("notifications", 200, 200),
    socket("/ws/", 200, 200),
    socket("/ws/tasks/", 200, 200),
    socket("/ws/phone-generation/{user_id}/", 4003, 4003),
    socket("/ws/tasks/{user_id}/", 4003, 4003),
    // Last: it ends the sessions that the lines above ask with.
    form("POST", "/forms/sign-out", "", [303, 303, 303]),
];
