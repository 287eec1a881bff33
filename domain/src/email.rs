//! E-mail addresses, as far as they are looked at: nobody sends mail here, they are what people sign in with.

/// The longest address, in bytes (RFC 5321).
pub const LENGTH_MAX: usize = 254;

/// The address without the spaces around it, when it has the shape of one.
///
/// # Errors
/// What to say at the field.
pub fn check(typed: &str) -> Result<&str, &'static str> {
    let address = typed.trim();
    let shaped = address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if shaped
        && address.len() <= LENGTH_MAX
        && !address.chars().any(|c| c.is_whitespace() || crate::unseen::is_unseen(c))
    {
        Ok(address)
    } else {
        Err("An e-mail address looks like name@example.com.")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_a_host_and_no_spaces() {
        assert_eq!(check(" ann@example.com "), Ok("ann@example.com"));
        for wrong in ["", "ann", "@example.com", "ann@example", "a b@example.com", "ann@exa\0mple.com"] {
            assert!(check(wrong).is_err(), "{wrong:?}");
        }
        assert!(check(&format!("{}@example.com", "a".repeat(LENGTH_MAX))).is_err());
    }
}
