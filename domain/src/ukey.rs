//! The keys by which old clients know calls and views: the tenant's id, `000`, and the row's (CONTRACTS B).
//!
//! Written so, tenant 1's call 10005 and tenant 10001's call 5 would have one key. The rule: a key of digits alone belongs to
//! the pair with the shortest tenant id that it can be read as, neither id beginning with a zero. Any other pair of the same
//! digits has a hyphen and its tenant's id behind them: `100010005` is (1, 10005), `100010005-10001` is (10001, 5). So a key
//! names one pair, and follows from it alone.

use crate::id::TenantId;

/// The key of a tenant's row.
pub fn ukey(tenant: TenantId, id: i64) -> String {
    let digits = format!("{tenant}000{id}");
    if first_reading(&digits) == Some((tenant.0, id)) { digits } else { format!("{digits}-{tenant}") }
}

/// The id of the row that a key names, when it is one of the tenant's.
pub fn id_of_ukey(tenant: TenantId, key: &str) -> Option<i64> {
    let digits = key.split('-').next()?;
    let id = digits.strip_prefix(&format!("{tenant}000"))?.parse().ok()?;
    (ukey(tenant, id) == key).then_some(id)
}

fn first_reading(digits: &str) -> Option<(i64, i64)> {
    (1..digits.len()).find_map(|place| {
        let (tenant, rest) = digits.split_at_checked(place)?;
        let id = rest.strip_prefix("000")?;
        if tenant.starts_with('0') || id.starts_with('0') {
            return None;
        }
        Some((tenant.parse().ok()?, id.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_tenants_never_share_a_key_and_small_ones_keep_the_plain_form() {
        assert_eq!(ukey(TenantId(1), 10_005), "100010005");
        assert_eq!(ukey(TenantId(10_001), 5), "100010005-10001");
        assert_eq!(ukey(TenantId(10), 5), "100005");
        assert_eq!(ukey(TenantId(100), 7), "1000007");
        assert_eq!(id_of_ukey(TenantId(1), "100010005"), Some(10_005));
        assert_eq!(id_of_ukey(TenantId(10_001), "100010005-10001"), Some(5));
        for (tenant, key) in
            [(10_001, "100010005"), (1, "100010005-1"), (1, "1000"), (1, ""), (1, "1000x"), (2, "10005")]
        {
            assert_eq!(id_of_ukey(TenantId(tenant), key), None, "{key}");
        }
    }

    proptest! {
        #[test]
        fn a_key_names_its_pair_and_no_other(
            one in (1_i64..200_000, 1_i64..2_000_000), other in (1_i64..200_000, 1_i64..2_000_000),
        ) {
            let key = ukey(TenantId(one.0), one.1);
            prop_assert_eq!(id_of_ukey(TenantId(one.0), &key), Some(one.1));
            prop_assert_eq!(key == ukey(TenantId(other.0), other.1), one == other);
        }

        #[test]
        fn digits_that_read_in_two_ways_make_two_keys(tenant in 1_i64..1_000, middle in 1_i64..1_000, id in 1_i64..1_000) {
            let longer: i64 = format!("{tenant}000{middle}").parse().unwrap();
            let rest: i64 = format!("{middle}000{id}").parse().unwrap();
            prop_assert_ne!(ukey(TenantId(tenant), rest), ukey(TenantId(longer), id));
        }

        #[test]
        fn no_text_makes_a_panic(key in ".*", tenant: i64) {
            let _ = id_of_ukey(TenantId(tenant), &key);
        }
    }
}
