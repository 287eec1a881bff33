//! Campaigns, dials, batches and dead letters that there are.

use crate::support::Server;

/// The families of the old dialler, and those beside them.
pub const FAMILIES: [&str; 8] = [
    "/api/v1/campaigns/",
    "/api/v1/calls/",
    "/api/v1/batches/",
    "/api/v1/dlq/",
    "/api/v1/initiate-call/",
    "/api/v1/bulk-initiate-calls/",
    "/api/v1/phone-numbers/",
    "/api/v1/callback/",
];

/// Three of what a family is about; of campaigns where it is about none of its own. One of three campaigns is a draft, which alone
/// can be deleted.
pub async fn of(server: &Server, family: &str) -> Vec<String> {
    let tenant = server.world.tenant;
    let state = if family == "/api/v1/campaigns/" { 4 } else { 3 };
    server
        .world
        .sql(&format!(
            "insert into provider (tenant_id, id, name, kind, base_url, signing_key, max_concurrent)
             values ({tenant}, 1, 'Mock', 1, 'http://127.0.0.1:9', '\\x00', 10) on conflict do nothing"
        ))
        .await;
    let mut made = Vec::new();
    for place in 0..3 {
        let is_draft = family == "/api/v1/campaigns/" && place == 2;
        let state = if is_draft { 1 } else { state };
        let campaign = server
            .world
            .figure(&format!(
                "insert into campaign (tenant_id, name, provider_id, state, max_concurrent, windows, consent_kinds,
                     consent_required, enforce_hours, longest_call_s)
                 values ({tenant}, 'Fuzz', 1, {state}, 1, '[]', 1, false, false, 60) returning id as n"
            ))
            .await;
        if is_draft {
            made.push(campaign.to_string());
            continue;
        }
        let id = uuid::Uuid::now_v7().to_string();
        let dial = if family == "/api/v1/dlq/" { "7, now()" } else { "2, null" };
        server
            .world
            .sql(&format!(
                "with b as (
                     insert into dial_batch (tenant_id, id, campaign_id, requested, accepted, failed)
                     values ({tenant}, '{id}', {campaign}, 1, 1, 0)),
                 d as (
                     insert into dial (tenant_id, call_id, campaign_id, provider_id, number, batch_id, verdict, state,
                         ended_at)
                     values ({tenant}, '{id}', {campaign}, 1, 14152100000 + {campaign}, '{id}', 'ALLOWED', {dial})
                     returning id)
                 insert into dead_letter (tenant_id, topic, campaign_id, dial_id, payload, error)
                 select {tenant}, 'dial.failed', {campaign}, id, '{{}}', 'It failed.' from d"
            ))
            .await;
        made.push(match family {
            "/api/v1/calls/" | "/api/v1/batches/" | "/api/v1/callback/" => id,
            "/api/v1/dlq/" => server.world.figure("select max(id) as n from dead_letter").await.to_string(),
            _ => campaign.to_string(),
        });
    }
    made
}
