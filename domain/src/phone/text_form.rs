//! What numbers, area codes and prefixes share: they are stored as numbers and written as texts.

/// The value of exactly `count` ASCII digits; a sign or a space is none.
pub(super) fn digits(text: &str, count: usize) -> Option<u32> {
    let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.bytes().fold(0, |value, byte| value * 10 + u32::from(byte - b'0')))
}

/// Lets serde write a type as its text and read it back, so that JSON holds what people write.
macro_rules! text_form {
    ($type:ty, $error:ty) => {
        impl From<$type> for String {
            fn from(value: $type) -> String {
                value.to_string()
            }
        }

        impl TryFrom<String> for $type {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }
    };
}

pub(super) use text_form;
