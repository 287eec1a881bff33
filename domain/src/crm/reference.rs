//! One record named in another's field.

/// A record by its name, by `#` and its id, or by both as lists of choices write it: `Acme #12`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    pub name: String,
    pub id: Option<i64>,
}

impl Reference {
    /// Reads what was typed; an empty text names nothing.
    pub fn read(typed: &str) -> Self {
        let typed = typed.trim();
        let (name, id) = match typed.rsplit_once('#') {
            Some((name, id)) if !id.is_empty() && id.len() <= 18 && id.bytes().all(|byte| byte.is_ascii_digit()) => {
                (name.trim(), id.parse().ok())
            }
            _ => (typed, None),
        };
        Self { name: name.to_owned(), id }
    }

    /// The reference to a record.
    pub fn to(name: &str, id: i64) -> String {
        format!("{name} #{id}")
    }

    /// Whether nothing is named.
    pub fn is_empty(&self) -> bool {
        self.name.is_empty() && self.id.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_reads_back_even_when_a_name_looks_like_one() {
        for (typed, name, id) in [
            ("Acme", "Acme", None),
            ("#12", "", Some(12)),
            ("Acme #12", "Acme", Some(12)),
            ("Route #", "Route #", None),
            ("C# shop", "C# shop", None),
            ("", "", None),
        ] {
            assert_eq!(Reference::read(typed), Reference { name: name.into(), id }, "{typed}");
        }
        assert_eq!(Reference::read(&Reference::to("Unit #4", 7)), Reference { name: "Unit #4".into(), id: Some(7) });
    }
}
