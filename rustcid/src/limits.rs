//! How often somebody may ask.

use crate::config::sections::RateLimit;
use governor::clock::{Clock, MonotonicClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// From this many on, those that have not asked for a while are forgotten at once.
const MANY: usize = 100_000;

/// Whoever has a budget of their own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Asker {
    /// Somebody who has signed in.
    User(String),
    /// Somebody who has not.
    Address(IpAddr),
}

impl Asker {
    /// An address. One customer has a whole network of 2^64 of the new ones: they count together.
    #[must_use]
    pub fn at(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
            }
            old => old,
        })
    }
}

/// How often each may ask: a bucket that fills over time.
pub struct Limits<C: Clock = MonotonicClock> {
    clock: C,
    buckets: RwLock<Option<Arc<Buckets<C>>>>,
}

type Buckets<C> = RateLimiter<Asker, DashMapStateStore<Asker>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl Limits {
    /// Limits by the time of this machine.
    #[must_use]
    pub fn new(limit: Option<RateLimit>) -> Self {
        Self::by(MonotonicClock, limit)
    }
}

impl<C: Clock + Clone> Limits<C> {
    fn by(clock: C, limit: Option<RateLimit>) -> Self {
        let limits = Self { clock, buckets: RwLock::new(None) };
        limits.set(limit);
        limits
    }

    /// Another limit from now on; what was used up is forgotten.
    pub fn set(&self, limit: Option<RateLimit>) {
        let quota = limit.and_then(|limit| {
            let rate = Quota::per_minute(NonZeroU32::new(limit.requests_per_minute)?);
            Some(rate.allow_burst(NonZeroU32::new(limit.burst_size)?))
        });
        let buckets = quota
            .map(|quota| Arc::new(RateLimiter::new(quota, DashMapStateStore::default(), self.clock.clone())));
        *self.buckets.write().unwrap_or_else(PoisonError::into_inner) = buckets;
    }

    /// Takes one request from somebody's budget, or says how long they have to wait for the next.
    pub fn take(&self, asker: &Asker) -> Result<(), Duration> {
        let Some(buckets) = self.buckets() else { return Ok(()) };
        if buckets.len() > MANY {
            buckets.retain_recent();
        }
        buckets.check_key(asker).map_err(|full| full.wait_time_from(self.clock.now()))
    }

    /// Forgets those whose budget is full again.
    pub fn forget_idle(&self) {
        if let Some(buckets) = self.buckets() {
            buckets.retain_recent();
            buckets.shrink_to_fit();
        }
    }

    fn buckets(&self) -> Option<Arc<Buckets<C>>> {
        self.buckets.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Who is behind a connection. Proxies that are trusted say for whom they ask, the nearest one last
/// (`X-Forwarded-For`); what anybody else says there is not believed.
#[must_use]
pub fn client<'h>(
    peer: IpAddr,
    forwarded: impl DoubleEndedIterator<Item = &'h str>,
    trusted: &[IpAddr],
) -> IpAddr {
    let mut client = peer.to_canonical();
    for named in forwarded.rev().flat_map(|list| list.rsplit(',')) {
        if !trusted.contains(&client) {
            break;
        }
        match named.trim().parse::<IpAddr>() {
            Ok(named) => client = named.to_canonical(),
            Err(_) => break,
        }
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;
    use governor::clock::FakeRelativeClock;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn each_has_a_budget_that_fills_again() {
        let clock = FakeRelativeClock::default();
        let limits = Limits::by(clock.clone(), Some(RateLimit { requests_per_minute: 60, burst_size: 3 }));
        let (ada, bob) = (Asker::User("ada".into()), Asker::User("bob".into()));
        for _ in 0..3 {
            assert_eq!(limits.take(&ada), Ok(()));
        }
        assert_eq!(limits.take(&ada), Err(Duration::from_secs(1)));
        assert_eq!(limits.take(&bob), Ok(()));
        clock.advance(Duration::from_secs(1));
        assert_eq!(limits.take(&ada), Ok(()));
        assert!(limits.take(&ada).is_err());
        clock.advance(Duration::from_secs(60));
        limits.forget_idle();
        assert_eq!(limits.buckets().map(|buckets| buckets.len()), Some(0));
        limits.set(None);
        assert!((0..1000).all(|_| limits.take(&ada).is_ok()));
    }

    #[test]
    fn a_network_of_new_addresses_is_one_asker() {
        assert_eq!(Asker::at(ip("2001:db8::1")), Asker::at(ip("2001:db8::ffff:1")));
        assert_ne!(Asker::at(ip("2001:db8::1")), Asker::at(ip("2001:db8:0:1::1")));
        assert_eq!(Asker::at(ip("::ffff:10.0.0.1")), Asker::at(ip("10.0.0.1")));
        assert_ne!(Asker::at(ip("10.0.0.2")), Asker::at(ip("10.0.0.1")));
    }

    /// Class 30 of attacks on servers: a header that only a proxy may set.
    #[test]
    fn a_header_counts_only_from_a_proxy_that_is_trusted() {
        let trusted = [ip("10.0.0.1"), ip("10.0.0.2")];
        let of = |peer: &str, headers: &[&str]| client(ip(peer), headers.iter().copied(), &trusted);
        assert_eq!(of("203.0.113.9", &["198.51.100.7"]), ip("203.0.113.9"));
        assert_eq!(of("10.0.0.1", &["198.51.100.7"]), ip("198.51.100.7"));
        assert_eq!(of("10.0.0.1", &["1.1.1.1, 198.51.100.7, 10.0.0.2"]), ip("198.51.100.7"));
        assert_eq!(of("10.0.0.1", &["1.1.1.1", "198.51.100.7"]), ip("198.51.100.7"));
        assert_eq!(of("10.0.0.1", &["1.1.1.1, unknown"]), ip("10.0.0.1"));
        assert_eq!(of("10.0.0.1", &[]), ip("10.0.0.1"));
        assert_eq!(of("::ffff:10.0.0.1", &["198.51.100.7"]), ip("198.51.100.7"));
    }
}
