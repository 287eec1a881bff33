//! Campaigns.

use super::{Needs, Row, right};
use crate::access::Door::Rest;
use domain::Right;

pub(super) const RIGHTS: &[Row] = &[
    (
        right(Right::SeeCampaigns),
        Rest,
        &[
            "GET /api/v1/campaigns/",
            "GET /api/v1/campaigns/{campaign_id}/",
            "GET /api/v1/campaigns/{campaign_id}/explain/",
            "GET /api/v1/campaigns/{campaign_id}/report/",
            "GET /api/v1/campaigns/{campaign_id}/history/",
            "GET /api/v1/campaigns/{campaign_id}/explain/{phone_number}/",
            "POST /api/v1/campaigns/{campaign_id}/simulate/",
            "GET /api/v1/calling-rules/",
            "GET /api/v1/calling-rules/regions/{region}/",
            "GET /api/v1/phone-numbers/",
            "GET /api/v1/metrics/",
            "GET /api/v1/calls/",
            "GET /api/v1/calls/{dial_id}/",
            "GET /api/v1/batches/{batch_id}/",
            "GET /api/v1/dlq/",
        ],
    ),
    (
        right(Right::ChangeCampaigns),
        Rest,
        &[
            "POST /api/v1/campaigns/",
            "PATCH /api/v1/campaigns/{campaign_id}/",
            "DELETE /api/v1/campaigns/{campaign_id}/",
            "POST /api/v1/campaigns/{campaign_id}/retry-policy/dry-run/",
            "POST /api/v1/phone-numbers/",
        ],
    ),
    (Needs::OwnScope, Rest, &["POST /api/v1/callback/"]),
    (right(Right::ManageProviders), Rest, &["POST /api/v1/campaigns/retry-policy/dry-run/"]),
    (right(Right::SteerCampaigns), Rest, &["POST /api/v1/campaigns/{campaign_id}/{action}/"]),
    (
        right(Right::StartDials),
        Rest,
        &[
            "POST /api/v1/initiate-call/",
            "POST /api/v1/bulk-initiate-calls/",
            "POST /api/v1/calls/{dial_id}/call-now/",
            "POST /api/v1/calls/{dial_id}/cancel/",
            "POST /api/v1/dlq/replay/",
            "POST /api/v1/dlq/discard/",
            "POST /api/v1/campaigns/{campaign_id}/take-up-blocked/",
            "POST /api/v1/dlq/{dead_letter_id}/replay/",
            "POST /api/v1/dlq/{dead_letter_id}/discard/",
        ],
    ),
];
