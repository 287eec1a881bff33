//! The ways to campaigns, to whom they call and through whom, in a browser.

use super::{Row, right};
use crate::access::Door::{Form, Live, Page};
use domain::Right;

pub(super) const PAGES: &[Row] = &[
    (
        right(Right::SeeCampaigns),
        Page,
        &[
            "GET /campaigns",
            "GET /campaigns/{id}",
            "GET /campaigns/{id}/dials",
            "GET /campaigns/{id}/contacts",
            "GET /campaigns/{id}/explain",
            "GET /campaigns/{id}/report",
            "GET /campaigns/{id}/history",
            "GET /campaigns/{id}/simulate",
            "GET /campaigns/{id}/simulate/log",
            "GET /campaigns/{id}/do-not-call",
            "GET /calling-rules",
            "GET /calling-rules/file",
            "GET /calling-rules/regions",
            "GET /calling-rules/regions/{region}",
            "GET /calling-rules/versions",
            "GET /calling-rules/versions/{version}",
            "GET /dials/{dial}",
            "GET /dead-letters",
            "GET /dead-letters/{id}",
            "GET /providers",
            "GET /providers/{id}",
            "GET /settings/retry-policy",
            "GET /settings/retry-policy/versions/{version}",
            "GET /campaigns/{id}/retry-policy",
            "GET /campaigns/{id}/retry-policy/versions/{version}",
        ],
    ),
    (right(Right::SeeCampaigns), Live, &["GET campaign:{campaign}"]),
    (
        right(Right::ChangeCampaigns),
        Page,
        &["GET /campaigns/new", "GET /campaigns/{id}/edit", "GET /campaigns/{id}/contacts/add"],
    ),
    (
        right(Right::ChangeCampaigns),
        Form,
        &[
            "POST /forms/campaign-create",
            "POST /forms/campaign-edit",
            "POST /forms/campaign-remove",
            "POST /forms/campaign-contact-remove",
            "POST /forms/campaign-add-numbers",
            "POST /forms/campaign-add-project",
            "POST /forms/campaign-add-contacts",
            "POST /forms/campaign-add-file",
        ],
    ),
    (right(Right::ExportCalls), Page, &["GET /campaigns/{id}/report/attempts"]),
    (right(Right::SteerCampaigns), Form, &["POST /forms/campaign-steer"]),
    (
        right(Right::StartDials),
        Form,
        &[
            "POST /forms/dial-call-now",
            "POST /forms/dial-cancel",
            "POST /forms/dead-letter-replay",
            "POST /forms/dead-letter-discard",
            "POST /forms/dead-letters-replay",
            "POST /forms/dead-letters-discard",
            "POST /forms/dials-take-up",
        ],
    ),
    (right(Right::ManageProviders), Page, &["GET /providers/new", "GET /providers/{id}/edit"]),
    (
        right(Right::ManageProviders),
        Form,
        &[
            "POST /forms/provider-create",
            "POST /forms/provider-edit",
            "POST /forms/provider-key",
            "POST /forms/provider-remove",
            "POST /forms/provider-test",
            "POST /forms/retry-policy-save",
            "POST /forms/retry-policy-look",
        ],
    ),
];
