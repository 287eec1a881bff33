//! People: their accounts, passwords and sign-in.

mod by_email;
mod create;
pub(crate) mod password;
mod set_password;
mod set_theme;
mod sign_in;

pub use by_email::by_email;
pub(crate) use create::{Account, insert_account};
pub use create::{NewUser, create};
pub use set_password::set_password;
pub use set_theme::set_theme;
pub use sign_in::{SignIn, SignInError, SignedIn, sign_in};
