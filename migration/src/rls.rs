//! The second wall between tenants: forced row-level security.

/// The policy under which a tenant's rows are seen and written.
///
/// `(select …)` is evaluated once a statement instead of once a row. `nullif(…, '')` is needed because the setting is the
/// empty string, not null, after a transaction that had it. With no setting the comparison is null: no row is visible.
/// The second policy is for work across tenants, which says so by name.
pub(crate) fn protect(table: &str, tenant_column: &str) -> String {
    format!(
        r#"
        alter table {table} enable row level security;
        alter table {table} force row level security;
        create policy tenant on {table}
            using ({tenant_column} = (select nullif(current_setting('app.tenant_id', true), '')::bigint));
        create policy platform on {table}
            using ((select current_setting('app.platform', true) = 'on'));
        "#
    )
}
