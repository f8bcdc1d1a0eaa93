//! One seed drives two schedulers, some runners, a clock and a store, and does all to them that a bad day does:
//! messages come late, twice, in the wrong order or never, and anything dies at any point.
//!
//! `SIMULATION_SEED=123 cargo nextest run -p scheduler simulation` plays one seed again and tells every step;
//! `SIMULATION_SEEDS=100000` plays more of them.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that breaks shall say where"
)]

mod chance;
mod check;
mod facts;
mod faulty;
mod plans;
mod runner;
mod world;

use faulty::Planted;
use std::sync::atomic::{AtomicU64, Ordering};
use world::World;

const SEEDS: u64 = 10_000;

/// The first seed that shows a violation, and which.
fn first_violation(seeds: u64, planted: Planted) -> Option<(u64, String)> {
    let next = AtomicU64::new(0);
    let play = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds {
                return None;
            }
            if let Err(violation) = World::new(seed, planted, false).play() {
                return Some((seed, violation));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    std::thread::scope(|scope| {
        let players: Vec<_> = (0..threads).map(|_| scope.spawn(play)).collect();
        players.into_iter().filter_map(|player| player.join().unwrap()).min()
    })
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|text| text.parse().unwrap())
}

#[test]
fn no_seed_shows_a_violation() {
    if let Some(seed) = number("SIMULATION_SEED") {
        World::new(seed, Planted::Nothing, true).play().unwrap();
        return;
    }
    let found = first_violation(number("SIMULATION_SEEDS").unwrap_or(SEEDS), Planted::Nothing);
    if let Some((seed, violation)) = found {
        panic!("seed {seed}: {violation}\nplay it again with SIMULATION_SEED={seed}");
    }
}

#[test]
fn every_planted_bug_is_found() {
    for planted in [
        Planted::AppendsWhateverCameBefore,
        Planted::HandsOutTwice,
        Planted::ForgetsClaims,
        Planted::LosesTickets,
        Planted::ForgetsAttempts,
    ] {
        let found = first_violation(2_000, planted);
        println!("{planted:?}: {found:?}");
        assert!(found.is_some(), "{planted:?} was not found");
    }
}

#[test]
fn a_seed_plays_the_same_twice() {
    for seed in 0..20 {
        let log = || {
            let mut world = World::new(seed, Planted::Nothing, false);
            world.play().unwrap();
            world.log()
        };
        assert_eq!(log(), log());
    }
}
