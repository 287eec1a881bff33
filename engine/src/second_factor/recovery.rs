//! Recovery codes: ten, each taken once, stored behind the hash of passwords with one salt a person.

use crate::Engine;
use crate::error::Result;
use crate::tenancy::Tx;
use crate::user::slow_hash;
use domain::id::UserId;
use domain::second_factor::{RECOVERY_CODES, RECOVERY_LEN, recovery_code, shown};

use super::RecoveryCodes;

/// Codes with what is stored of them.
pub(super) struct Made {
    salt: Vec<u8>,
    hashes: Vec<Vec<u8>>,
    codes: RecoveryCodes,
}

/// Draws ten codes. It takes ten times as long as checking a password, so it stands outside of any transaction.
pub(super) async fn make(engine: &Engine) -> Result<Made> {
    let salt: [u8; 16] = rand::random();
    let (mut hashes, mut codes) = (Vec::new(), Vec::new());
    for _ in 0..RECOVERY_CODES {
        let random: [u8; RECOVERY_LEN] = rand::random();
        let code = recovery_code(&random);
        codes.push(shown(&code).into());
        hashes.push(slow_hash(engine, &code.into(), salt.to_vec()).await?);
    }
    Ok(Made { salt: salt.to_vec(), hashes, codes: RecoveryCodes(codes) })
}

impl Made {
    /// Puts them in the place of those that were there.
    pub(super) async fn write(self, tx: &impl Tx, user: UserId) -> Result<RecoveryCodes> {
        tx.execute("delete from recovery_code where user_id = $1", [user.0.into()]).await?;
        tx.execute("update second_factor set recovery_salt = $2 where user_id = $1", [user.0.into(), self.salt.into()])
            .await?;
        for hash in self.hashes {
            tx.execute("insert into recovery_code (user_id, code_hash) values ($1, $2)", [user.0.into(), hash.into()])
                .await?;
        }
        Ok(self.codes)
    }
}
