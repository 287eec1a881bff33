//! The ways to campaigns by REST.

use super::{Line, rest};

pub(super) const REST: &[Line] = &[
    rest("GET", "/api/v1/campaigns/", "", 200, 200),
    rest("POST", "/api/v1/campaigns/", r#"{"name":"New by program","provider_id":{provider}}"#, 400, 403),
    rest("GET", "/api/v1/campaigns/{campaign_id}/", "", 404, 200),
    rest("PATCH", "/api/v1/campaigns/{campaign_id}/", r#"{"name":"Taken"}"#, 404, 403),
    rest("GET", "/api/v1/campaigns/{campaign_id}/explain/", "", 404, 200),
    rest("GET", "/api/v1/campaigns/{campaign_id}/explain/{phone_number}/", "", 404, 200),
    rest("GET", "/api/v1/campaigns/{campaign_id}/report/", "", 404, 200),
    rest("POST", "/api/v1/campaigns/{campaign_id}/simulate/", "{}", 404, 200),
    rest("POST", "/api/v1/campaigns/{campaign_id}/{action}/", "{}", 404, 403),
    rest("GET", "/api/v1/phone-numbers/?campaign_id={campaign}", "", 404, 200),
    rest("POST", "/api/v1/phone-numbers/", r#"{"campaign_id":{campaign},"phone_numbers":["4152000009"]}"#, 404, 403),
    rest("POST", "/api/v1/initiate-call/", r#"{"campaign_id":{campaign},"phone_number":"4152000009"}"#, 404, 403),
    rest(
        "POST",
        "/api/v1/bulk-initiate-calls/",
        r#"{"campaign_id":{campaign},"phone_numbers":["4152000009"]}"#,
        404,
        403,
    ),
    rest("GET", "/api/v1/metrics/", "", 200, 200),
    rest("GET", "/api/v1/calls/", "", 200, 200),
    rest("GET", "/api/v1/calls/{dial_id}/", "", 404, 200),
    rest("POST", "/api/v1/calls/{dial_id}/call-now/", "", 404, 403),
    rest("POST", "/api/v1/calls/{dial_id}/cancel/", "", 404, 403),
    rest("GET", "/api/v1/batches/{batch_id}/", "", 404, 200),
    rest("GET", "/api/v1/dlq/", "", 200, 200),
    rest("POST", "/api/v1/dlq/replay/", "{}", 200, 403),
    rest("POST", "/api/v1/dlq/discard/", "{}", 200, 403),
    rest("POST", "/api/v1/campaigns/{campaign_id}/take-up-blocked/", "", 404, 403),
    rest("POST", "/api/v1/dlq/{dead_letter_id}/replay/", "", 404, 403),
    rest("POST", "/api/v1/dlq/{dead_letter_id}/discard/", "", 404, 403),
];
