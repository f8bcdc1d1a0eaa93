//! Runs of strangers' commits, and of other repositories.

use crate::facts::facts;
use crate::house::{House, job, plan};
use events::{Facts, Gate, Outcome, Repository, RunId};
use plan::{Concurrency, Plan};
use scheduler::Standing;
use std::sync::Arc;

fn gate(sha: &str) -> Gate {
    Gate { sha: sha.to_owned(), digest: "d".to_owned() }
}

/// A run of group `deploy` that ends the one before.
async fn submit(house: &House, id: &str, change: impl FnOnce(&mut Facts)) -> RunId {
    let text = |text: &str| expr::Template::literal(diag::Text::from(text));
    let rule = Concurrency { group: text("deploy"), cancel_running: Some(text("true")), queue_all: false };
    let plan = Plan { concurrency: Some(rule), ..plan(vec![job("a", &[])]) };
    let mut facts = facts(&id.into());
    change(&mut facts);
    house.scheduler.submit(Arc::new(plan), Arc::new(facts)).await.unwrap()
}

async fn standing(house: &House, run: &RunId) -> Standing {
    house.scheduler.state(run).await.unwrap().standing()
}

#[tokio::test(start_paused = true)]
async fn a_run_that_nobody_approved_ends_no_other_and_holds_none_up() {
    let house = House::new();
    let ours = submit(&house, "ours", |_| {}).await;
    let theirs = submit(&house, "theirs", |facts| facts.gate = Some(gate("one"))).await;
    assert_eq!(standing(&house, &ours).await, Standing::Going);
    assert!(house.scheduler.state(&theirs).await.unwrap().is_gated());
    // A replica that starts, and a run that comes after, let it begin no more than they wait for it.
    house.another().recover().await.unwrap();
    let next = submit(&house, "next", |_| {}).await;
    assert_eq!(standing(&house, &ours).await, Standing::Finished(Outcome::Cancelled));
    assert_eq!(standing(&house, &next).await, Standing::Going);
    assert_eq!(standing(&house, &theirs).await, Standing::New);
    // Approved it is one like any other.
    assert!(!house.scheduler.approve_run(&theirs, gate("two"), "ada").await.unwrap());
    assert_eq!(standing(&house, &theirs).await, Standing::New);
    assert!(house.another().approve_run(&theirs, gate("one"), "ada").await.unwrap());
    assert!(!house.scheduler.state(&theirs).await.unwrap().is_gated());
}

#[tokio::test(start_paused = true)]
async fn groups_of_two_repositories_are_two() {
    let house = House::new();
    let of = |name: &str| Repository { name: name.to_owned(), ..Repository::default() };
    let one = submit(&house, "one", |facts| facts.repository = of("one")).await;
    let two = submit(&house, "two", |facts| facts.repository = of("two")).await;
    assert_eq!(
        (standing(&house, &one).await, standing(&house, &two).await),
        (Standing::Going, Standing::Going)
    );
}
