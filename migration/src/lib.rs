//! The shape of the data: schema only, never entities, because a migration must not change its meaning later.
//!
//! One file a [`step::Step`], named by its date and place in the order. A tenant's table is protected in the step that
//! creates it; a test in `engine` lists the tables and fails for one that is not.

use sea_orm_migration::prelude::*;

mod apply;
mod m20261121_000001_tenant_and_user;
mod m20261121_000002_audit_and_file;
mod m20261121_000003_job;
mod m20261121_000004_prefix;
mod m20261121_000005_project_and_number;
mod m20261121_000006_idempotency;
mod m20261121_000007_job_engine;
mod m20261121_000008_number_work;
mod m20261121_000009_prefix_versions;
mod m20261121_000010_files;
mod m20261121_000011_project_and_token;
mod m20261121_000012_upkeep;
mod m20261121_000013_members;
mod m20261121_000014_account;
mod m20261121_000015_contacts;
mod m20261121_000016_consent;
mod m20261121_000017_audit_chain;
mod m20261121_000018_calls;
mod m20261121_000019_contact_files;
mod m20261122_000020_subject_words;
mod m20261122_000021_campaigns;
mod m20261122_000022_call_tally;
mod m20261122_000023_attempt_changes;
mod m20261122_000024_calling_rules;
mod m20261122_000025_dial_figures;
mod m20261122_000026_twilio;
mod m20261122_000027_abandoned;
mod m20261122_000028_retry_policy_changes;
mod m20261122_000029_dials_list;
mod m20261122_000030_provider_tests;
mod m20261123_000031_due_indexes;
mod m20261123_000032_campaign_hours;
mod m20261123_000033_attempt_inputs;
mod rls;
mod step;

pub use apply::{Applied, down, names, pending, status, up};
pub use sea_orm_migration::MigratorTrait;

/// All migrations in order.
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_tenant_and_user::STEP),
            Box::new(m20261121_000002_audit_and_file::STEP),
            Box::new(m20261121_000003_job::STEP),
            Box::new(m20261121_000004_prefix::STEP),
            Box::new(m20261121_000005_project_and_number::STEP),
            Box::new(m20261121_000006_idempotency::STEP),
            Box::new(m20261121_000007_job_engine::STEP),
            Box::new(m20261121_000008_number_work::STEP),
            Box::new(m20261121_000009_prefix_versions::STEP),
            Box::new(m20261121_000010_files::STEP),
            Box::new(m20261121_000011_project_and_token::STEP),
            Box::new(m20261121_000012_upkeep::STEP),
            Box::new(m20261121_000013_members::STEP),
            Box::new(m20261121_000014_account::STEP),
            Box::new(m20261121_000015_contacts::STEP),
            Box::new(m20261121_000016_consent::STEP),
            Box::new(m20261121_000017_audit_chain::STEP),
            Box::new(m20261121_000018_calls::STEP),
            Box::new(m20261121_000019_contact_files::STEP),
            Box::new(m20261122_000020_subject_words::STEP),
            Box::new(m20261122_000021_campaigns::STEP),
            Box::new(m20261122_000022_call_tally::STEP),
            Box::new(m20261122_000023_attempt_changes::STEP),
            Box::new(m20261122_000024_calling_rules::STEP),
            Box::new(m20261122_000025_dial_figures::STEP),
            Box::new(m20261122_000026_twilio::STEP),
            Box::new(m20261122_000027_abandoned::STEP),
            Box::new(m20261122_000028_retry_policy_changes::STEP),
            Box::new(m20261122_000029_dials_list::STEP),
            Box::new(m20261122_000030_provider_tests::STEP),
            Box::new(m20261123_000031_due_indexes::STEP),
            Box::new(m20261123_000032_campaign_hours::STEP),
            Box::new(m20261123_000033_attempt_inputs::STEP),
        ]
    }
}
