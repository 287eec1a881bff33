//! The look-up in the prefix table, as one statement over a set of numbers.

/// Looks up the numbers `n` of `table` that fulfil `rows`, writes what the prefix table says of their codes, and answers
/// how many were `looked` at and how many of them are `valid`. `range` says the same of the rows by their key alone, and
/// `source` is the placeholder of the import that answers.
///
/// A number whose code the table does not have keeps what is known of it. Rows that say already what the table says are not
/// written again. The table's codes are fetched once for the set, not once a number.
pub(crate) fn look_up(table: &str, rows: &str, range: &str, source: &str) -> String {
    format!(
        "with rows as materialized (
             select n.id, n.number, (n.number / 10000 - 1000000)::int as prefix from {table} where {rows}),
         codes as materialized (
             select * from prefix where prefix = any(array(select distinct prefix from rows))),
         looked as materialized (
             select n.id, p.prefix is not null as found,
                 coalesce(p.assigned, false) as valid,
                 case when p.assigned then null when p.prefix is not null then 2
                      when exists (select from prefix q
                          where q.area_code = (n.number / 10000000 - 1000)::smallint) then 1
                      else 3 end::smallint as reason,
                 p.carrier, p.brand, p.line_type, p.state, p.place
             from rows n left join codes p on p.prefix = n.prefix),
         written as (
             update number n set
                 carrier = case when l.found then l.carrier else n.carrier end,
                 brand = case when l.found then l.brand else n.brand end,
                 line_type = case when l.found then l.line_type else n.line_type end,
                 state = case when l.found then l.state else n.state end,
                 place = case when l.found then l.place else n.place end,
                 valid = l.valid, invalid_reason = l.reason, validated_at = now(), validation_source = 'internal',
                 prefix_source_id = nullif({source}, 0), updated_at = now()
             from looked l
             where {range} and n.id = l.id
                 and (n.valid is distinct from l.valid or n.invalid_reason is distinct from l.reason
                      or l.found and (n.carrier, n.brand, n.line_type, n.state, n.place)
                          is distinct from (l.carrier, l.brand, l.line_type, l.state, l.place)))
         select count(*) as looked, count(*) filter (where valid) as valid from looked"
    )
}

/// The newest import of the codes, which is what answers a look-up; 0 for a table that was not imported.
pub(crate) const SOURCE: &str = "select coalesce(max(id), 0) as n from prefix_source where kind = 'code_report'";
