use events::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Who makes access tokens, and for whom.
const ISSUER: &str = "rustcid";

/// Signs access tokens, and knows its own. Of all algorithms only HS256 is taken.
#[derive(Clone)]
pub struct SessionKey {
    encoding: EncodingKey,
    decoding: DecodingKey,
    lasts: Duration,
}

/// What an access token says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claims {
    /// The user.
    pub sub: String,
    /// The session: it ends when this token of the store is taken back.
    pub sid: String,
    iss: String,
    aud: String,
    iat: u64,
    /// Until when it lets in, in seconds.
    pub exp: u64,
}

/// For whom the note is that somebody carries to another service and back.
const JOURNEY: &str = "rustcid-sign-in";

/// How long somebody may be on their way.
const UNDER_WAY: Duration = Duration::from_secs(600);

/// What somebody must bring back who signs in elsewhere.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Journey {
    /// What the other service repeats.
    pub state: String,
    /// What proves that whoever brings the code has asked for it.
    pub verifier: String,
    /// Where they wanted to.
    pub redirect: Option<String>,
}

/// A note of it.
#[derive(Serialize, Deserialize)]
struct Note {
    iss: String,
    aud: String,
    exp: u64,
    #[serde(flatten)]
    journey: Journey,
}

impl SessionKey {
    /// A key made of a secret; tokens last so long.
    #[must_use]
    pub fn new(secret: &str, lasts: Duration) -> Self {
        let (encoding, decoding) =
            (EncodingKey::from_secret(secret.as_bytes()), DecodingKey::from_secret(secret.as_bytes()));
        Self { encoding, decoding, lasts }
    }

    /// For how long its tokens let in.
    #[must_use]
    pub fn lasts(&self) -> Duration {
        self.lasts
    }

    /// An access token for a user's session.
    pub fn sign(
        &self,
        user: &str,
        session: &str,
        now: Timestamp,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = now.0 / 1000;
        let claims = Claims {
            sub: user.to_owned(),
            sid: session.to_owned(),
            iss: ISSUER.to_owned(),
            aud: ISSUER.to_owned(),
            iat,
            exp: iat + self.lasts.as_secs(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    /// A note for somebody who goes elsewhere to sign in. It lets nobody in.
    pub fn journey(&self, journey: Journey, now: Timestamp) -> Result<String, jsonwebtoken::errors::Error> {
        let exp = now.0 / 1000 + UNDER_WAY.as_secs();
        let note = Note { iss: ISSUER.to_owned(), aud: JOURNEY.to_owned(), exp, journey };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &note, &self.encoding)
    }

    /// What such a note says, if it is one of ours and not too old.
    #[must_use]
    pub fn read_journey(&self, note: &str, now: Timestamp) -> Option<Journey> {
        let note = jsonwebtoken::decode::<Note>(note, &self.decoding, &validation(JOURNEY)).ok()?.claims;
        (now.0 / 1000 < note.exp).then_some(note.journey)
    }

    /// What an access token says, if it is one of ours and its time is not over.
    #[must_use]
    pub fn read(&self, token: &str, now: Timestamp) -> Option<Claims> {
        let mut validation = validation(ISSUER);
        validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        let claims = jsonwebtoken::decode::<Claims>(token, &self.decoding, &validation).ok()?.claims;
        (now.0 / 1000 < claims.exp).then_some(claims)
    }
}

fn validation(audience: &str) -> Validation {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[audience]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    // The time is ours to judge: by the server's clock, and without leeway.
    validation.validate_exp = false;
    validation
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_772_366_400_000);

    fn key() -> SessionKey {
        SessionKey::new("a secret of more than 32 bytes, surely", Duration::from_secs(60))
    }

    #[test]
    fn a_token_lets_in_until_its_time_is_over() {
        let token = key().sign("ann", "s1", NOW).unwrap();
        let claims = key().read(&token, NOW.after(Duration::from_secs(59))).unwrap();
        assert_eq!((claims.sub.as_str(), claims.sid.as_str()), ("ann", "s1"));
        assert_eq!(key().read(&token, NOW.after(Duration::from_secs(60))), None);
    }

    #[test]
    fn a_note_is_no_token_and_a_token_no_note() {
        let journey = || Journey { state: "s".into(), verifier: "v".into(), redirect: None };
        let note = key().journey(journey(), NOW).unwrap();
        assert_eq!(key().read_journey(&note, NOW), Some(journey()));
        assert_eq!(key().read_journey(&note, NOW.after(UNDER_WAY)), None);
        assert_eq!(key().read(&note, NOW), None);
        assert_eq!(key().read_journey(&key().sign("ann", "s1", NOW).unwrap(), NOW), None);
    }

    #[test]
    fn tokens_of_others_and_of_other_algorithms_are_no_tokens() {
        let forged = |algorithm, secret: &str, aud: &str, exp: serde_json::Value| {
            let claims = serde_json::json!(
                {"sub": "ann", "sid": "s1", "iss": ISSUER, "aud": aud, "iat": NOW.0 / 1000, "exp": exp}
            );
            let key = EncodingKey::from_secret(secret.as_bytes());
            jsonwebtoken::encode(&Header::new(algorithm), &claims, &key).unwrap()
        };
        let secret = "a secret of more than 32 bytes, surely";
        let later = serde_json::json!(NOW.0 / 1000 + 60);
        let read = |token: &str| key().read(token, NOW).is_some();
        assert!(read(&forged(Algorithm::HS256, secret, ISSUER, later.clone())));
        assert!(!read(&forged(Algorithm::HS384, secret, ISSUER, later.clone())));
        assert!(!read(&forged(Algorithm::HS256, "another", ISSUER, later.clone())));
        assert!(!read(&forged(Algorithm::HS256, secret, "others", later)));
        assert!(!read(&forged(Algorithm::HS256, secret, ISSUER, serde_json::json!("9999999999"))));
        assert!(!read(&forged(Algorithm::HS256, secret, ISSUER, serde_json::Value::Null)));
        // {"alg":"none","typ":"JWT"}
        let token = key().sign("ann", "s1", NOW).unwrap();
        let body = token.split('.').nth(1).unwrap();
        assert!(!read(&format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{body}.")));
    }
}
