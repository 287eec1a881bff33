//! The ways to calls and to their views.

use super::{Row, right};
use crate::access::Door::{Form, Page, Rest};
use domain::Right;

pub(super) const RIGHTS: &[Row] = &[
    (
        right(Right::SeeCalls),
        Page,
        &["GET /calls", "GET /calls/board", "GET /calls/statistics", "GET /calls/demo", "GET /calls/{id}"],
    ),
    (right(Right::ExportCalls), Page, &["GET /calls/export"]),
    (right(Right::ExportCalls), Form, &["POST /forms/calls-export"]),
    (right(Right::ExportCalls), Rest, &["POST /api/v1/calls/export/"]),
    (right(Right::ChangeCalls), Page, &["GET /calls/new", "GET /calls/change", "GET /calls/{id}/edit"]),
    (
        right(Right::ChangeCalls),
        Form,
        &[
            "POST /forms/call-create",
            "POST /forms/call-edit",
            "POST /forms/call-log",
            "POST /forms/call-status",
            "POST /forms/call-favourite",
            "POST /forms/call-close",
            "POST /forms/call-clone",
            "POST /forms/call-note",
            "POST /forms/call-delete",
            "POST /forms/calls-change",
            "POST /forms/calls-undo",
            "POST /forms/calls-demo",
            "POST /forms/calls-clean",
        ],
    ),
    (
        right(Right::SeeCalls),
        Rest,
        &[
            "POST /crm/calls/list",
            "POST /crm/calls/get",
            "GET /crm/calls/get/{call_id}",
            "POST /crm/calls/get/{call_id}",
            "GET /crm/calls/details/get/{call_id}",
            "POST /crm/calls/details/get/{call_id}",
            "GET /crm/calls/get-related-calls/{module}/{record_id}",
            "GET /crm/calls/{call_id}/activities",
            "POST /crm/calls/get-statistics",
            "POST /crm/calls/get-grouped-by-status",
            "GET /crm/calls/demo",
            "POST /custom/views/save",
            "POST /custom/views/get",
            "GET /custom/views/get-by-module-id/{module_id}",
            "POST /custom/views/get/{view_id}",
            "POST /custom/views/by-ukey/{view_ukey}",
            "POST /custom/views/set-default/{view_id}",
            "POST /custom/views/{view_id}/deleted/{value}",
        ],
    ),
    (
        right(Right::ChangeCalls),
        Rest,
        &[
            "POST /api/v1/calls/import/",
            "POST /crm/calls/save",
            "POST /crm/calls/update-status",
            "POST /crm/calls/bulk-update",
            "POST /crm/calls/{call_id}/favorite/{value}",
            "POST /crm/calls/clone/{call_id}",
            "POST /crm/calls/{call_id}/deleted/{value}",
            "POST /crm/calls/delete/{call_id}",
            "DELETE /crm/calls/delete/{call_id}",
            "POST /crm/calls/bulk-delete",
            "POST /crm/calls/demo",
            "DELETE /crm/calls/demo",
        ],
    ),
];
