use fred::error::{Error, ErrorKind};

/// What went wrong with Redis, for people. fred keeps what the system said as Rust prints it for programmers, such as
/// `Os { code: 111, kind: ConnectionRefused, message: "Connection refused" }`: what is quoted in it is for people.
pub(super) fn in_words(error: &Error) -> String {
    let details = error.details();
    let said = details.split_once('"').and_then(|(_, rest)| rest.rsplit_once('"')).map_or(details, |(said, _)| said);
    match error.kind() {
        ErrorKind::Auth => format!("it refuses who asks: {said}"),
        ErrorKind::IO if said.contains("Connection refused") => "nothing listens there (connection refused)".into(),
        ErrorKind::IO if said.contains("UnexpectedEof") => "it closed the connection".into(),
        ErrorKind::IO => said.into(),
        ErrorKind::Canceled => "the connection was closed".into(),
        ErrorKind::Timeout => "it did not answer in time".into(),
        ErrorKind::Tls => format!("no TLS with it: {said}"),
        _ => said.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_said_is_told_as_people_say_it() {
        let refused = std::io::Error::from_raw_os_error(111).into();
        assert_eq!(in_words(&refused), "nothing listens there (connection refused)");
        let unknown = std::io::Error::other("failed to lookup address information: Name or service not known").into();
        assert_eq!(in_words(&unknown), "failed to lookup address information: Name or service not known");
        let wrong = Error::new(ErrorKind::Auth, "WRONGPASS invalid username-password pair");
        assert_eq!(in_words(&wrong), "it refuses who asks: WRONGPASS invalid username-password pair");
        let ended = std::io::Error::from(std::io::ErrorKind::UnexpectedEof).into();
        assert_eq!(in_words(&ended), "it closed the connection");
    }
}
