use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{self, PasswordHash, PasswordHasher, PasswordVerifier, SaltString};

/// A password longer than this is refused before it is hashed.
const LIMIT: usize = 1024;

/// What the store keeps of a password.
///
/// # Errors
/// When it is too long.
pub fn hash(password: &str) -> Result<String, password_hash::Error> {
    if password.len() > LIMIT {
        return Err(password_hash::Error::Password);
    }
    let salt = SaltString::generate(&mut OsRng);
    Ok(Argon2::default().hash_password(password.as_bytes(), &salt)?.to_string())
}

/// Whether it is this one. Without a hash the same time is spent, so that nobody learns which users there are.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    /// The hash of a password nobody has.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5aGFzdGhpcw$\
                          4GmN1vPnX0v5sXIMcW3n3Z0J1Fd0cA6xu8jW3tW3n0M";
    if password.len() > LIMIT {
        return false;
    }
    let Ok(parsed) = PasswordHash::new(hash.unwrap_or(NOBODY)) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok() && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_password_fits() {
        let kept = hash("correct horse").unwrap();
        assert!(kept.starts_with("$argon2id$"));
        assert!(verify("correct horse", Some(&kept)));
        assert!(!verify("correct horse ", Some(&kept)));
        assert!(!verify("correct horse", None));
        assert!(!verify("correct horse", Some("plain")));
        assert!(hash(&"x".repeat(2000)).is_err());
    }
}
