//! Finders that can't forget the tenant: the scoped one is shorter to write than the unscoped one, which clippy forbids.

use domain::Scope;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};

/// An entity whose rows belong to a tenant.
pub(crate) trait Scoped: EntityTrait {
    /// The column that names the tenant.
    fn tenant_column() -> Self::Column;

    /// The rows of the scope's tenant.
    #[allow(clippy::disallowed_methods, reason = "the one finder the others go through")]
    fn of(scope: &Scope) -> Select<Self> {
        Self::find().filter(Self::tenant_column().eq(scope.tenant().0))
    }
}
