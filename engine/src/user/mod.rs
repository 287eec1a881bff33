//! People: their accounts, passwords and sign-in.

mod by_email;
mod change_password;
mod create;
mod edit_profile;
pub(crate) mod password;
mod proof;
mod reset_link;
mod reset_password;
mod set_password;
mod set_theme;
mod sign_in;
mod sign_in_code;

pub use by_email::by_email;
pub use change_password::{PasswordDraft, change_password};
pub(crate) use create::{Account, insert_account};
pub use create::{NewUser, create};
pub use edit_profile::edit_profile;
pub(crate) use password::slow_hash;
pub use proof::{Proof, ProofDraft, prove};
pub use reset_link::{RESET_HOURS, ResetLink, make_reset_link, may_make_reset_link};
pub use reset_password::{forget_resets, person_of_reset, reset_password};
pub use set_password::set_password;
pub use set_theme::set_theme;
pub use sign_in::{SignIn, SignInError, SignedIn, sign_in};
pub use sign_in_code::{HalfSignedIn, sign_in_code};
