use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

/// How a delivery proves where it comes from.
#[derive(Clone, Copy, Debug)]
pub enum Proof<'a> {
    /// HMAC-SHA256 of the body, in hexadecimal digits.
    Signature(&'a str),
    /// The secret itself.
    Secret(&'a str),
}

/// A body that comes from who knows a secret. There is no other way to one than through [`Proof::of`].
#[derive(Clone, Copy, Debug)]
pub struct Proved<'a>(&'a [u8]);

impl<'a> Proved<'a> {
    /// The body.
    #[must_use]
    pub fn body(self) -> &'a [u8] {
        self.0
    }
}

impl Proof<'_> {
    /// Which of several secrets it proves. How long that takes depends on none of them, nor on the proof.
    #[must_use]
    pub fn of<'a, 's, T>(
        self,
        body: &'a [u8],
        secrets: impl Iterator<Item = (T, &'s [u8])>,
    ) -> Vec<(T, Proved<'a>)> {
        let checked: Vec<(T, Choice)> =
            secrets.map(|(whose, secret)| (whose, self.is_right(body, secret))).collect();
        checked
            .into_iter()
            .filter(|(_, right)| (*right).into())
            .map(|(whose, _)| (whose, Proved(body)))
            .collect()
    }

    fn is_right(self, body: &[u8], secret: &[u8]) -> Choice {
        match self {
            Self::Signature(given) => {
                // A key of any length is one: https://www.rfc-editor.org/rfc/rfc2104#section-3
                let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return Choice::from(0) };
                mac.update(body);
                let right = mac.finalize().into_bytes();
                let given = digits(given);
                let filled = given.unwrap_or_default();
                right.as_slice().ct_eq(&filled) & Choice::from(u8::from(given.is_some()))
            }
            // Digests are as long as each other, whatever they are of.
            Self::Secret(given) => Sha256::digest(given).as_slice().ct_eq(Sha256::digest(secret).as_slice()),
        }
    }
}

/// The bytes that 64 hexadecimal digits stand for.
fn digits(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        let digit = |digit: u8| char::from(digit).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of GitHub's page on validating deliveries.
    const SIGNED: &str = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    fn holds(proof: Proof<'_>, body: &[u8]) -> bool {
        let secrets: [(u8, &[u8]); 2] = [(1, b"another"), (2, b"It's a Secret to Everybody")];
        let proved: Vec<u8> =
            proof.of(body, secrets.into_iter()).into_iter().map(|(whose, _)| whose).collect();
        assert!(proved.is_empty() || proved == [2]);
        proved == [2]
    }

    #[test]
    fn security_case_03_one_wrong_bit_proves_nothing() {
        let body = b"Hello, World!";
        assert!(holds(Proof::Signature(SIGNED), body));
        for at in 0..body.len() * 8 {
            let mut wrong = *body;
            wrong[at / 8] ^= 1 << (at % 8);
            assert!(!holds(Proof::Signature(SIGNED), &wrong), "bit {at} of the body");
        }
        for at in 0..SIGNED.len() {
            let mut wrong = SIGNED.to_owned().into_bytes();
            wrong[at] = if wrong[at] == b'0' { b'1' } else { b'0' };
            assert!(!holds(Proof::Signature(std::str::from_utf8(&wrong).unwrap()), body), "digit {at}");
        }
        for wrong in ["", "sha256=", &SIGNED[1..], &format!("{SIGNED}0"), &"é".repeat(32), &"0".repeat(64)] {
            assert!(!holds(Proof::Signature(wrong), body), "{wrong}");
        }
        assert!(holds(Proof::Secret("It's a Secret to Everybody"), body));
        assert!(!holds(Proof::Secret("It's a Secret to Everybod"), body) && !holds(Proof::Secret(""), body));
    }
}
