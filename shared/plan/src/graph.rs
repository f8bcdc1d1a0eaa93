//! The jobs of a plan as a graph.

use crate::Plan;
use indexmap::IndexMap;
use petgraph::algo::tarjan_scc;
use petgraph::graphmap::DiGraphMap;
use std::collections::HashSet;
use std::fmt::Write;

/// Keys that wait for each other, if there are any: each group in the author's order.
pub(crate) fn cycles<'a>(needs: &'a IndexMap<&'a str, Vec<&'a str>>) -> Vec<Vec<&'a str>> {
    let mut graph: DiGraphMap<usize, ()> = DiGraphMap::new();
    for (from, list) in needs.values().enumerate() {
        graph.add_node(from);
        for to in list.iter().filter_map(|need| needs.get_index_of(need)) {
            graph.add_edge(from, to, ());
        }
    }
    let round = |group: &Vec<usize>| group.len() > 1 || graph.contains_edge(group[0], group[0]);
    let groups = tarjan_scc(&graph).into_iter().filter(round);
    let name = |at: usize| needs.get_index(at).map(|(key, _)| *key);
    groups
        .map(|mut group| {
            group.sort_unstable();
            group.into_iter().filter_map(name).collect()
        })
        .collect()
}

/// A key and all that it needs, directly or not.
pub(crate) fn with_needs<'a>(
    start: impl IntoIterator<Item = &'a str>,
    needs: &IndexMap<&'a str, Vec<&'a str>>,
) -> HashSet<&'a str> {
    let mut found = HashSet::new();
    let mut open: Vec<&str> = start.into_iter().collect();
    while let Some(key) = open.pop() {
        if found.insert(key) {
            open.extend(needs.get(key).into_iter().flatten());
        }
    }
    found
}

impl Plan {
    /// The jobs in levels, keys by the author's order: those of a level wait for nothing but those of levels before.
    #[must_use]
    pub fn levels(&self) -> Vec<Vec<&str>> {
        let mut needs: IndexMap<&str, Vec<&str>> = IndexMap::new();
        for job in &self.jobs {
            needs.insert(&job.key, job.needs.iter().map(|need| need.key.as_str()).collect());
        }
        let mut level: IndexMap<&str, usize> = IndexMap::new();
        let mut waiting: Vec<&str> = needs.keys().copied().collect();
        let mut levels: Vec<Vec<&str>> = Vec::new();
        while !waiting.is_empty() {
            let ready = |key: &&str| {
                needs[*key].iter().all(|need| level.contains_key(need) || !needs.contains_key(need))
            };
            let (now, later): (Vec<&str>, Vec<&str>) = waiting.iter().copied().partition(ready);
            if now.is_empty() {
                break;
            }
            level.extend(now.iter().map(|key| (*key, levels.len())));
            levels.push(now);
            waiting = later;
        }
        levels
    }

    /// The graph as text for people: a line a job, below the jobs it waits for.
    #[must_use]
    pub fn drawing(&self) -> String {
        let mut out = String::new();
        for (depth, level) in self.levels().into_iter().enumerate() {
            for key in level {
                self.draw(key, depth, &mut out);
            }
        }
        for absent in &self.absent {
            writeln!(out, "- {}: {}", absent.job, absent.skip).ok();
        }
        out
    }

    fn draw(&self, key: &str, depth: usize, out: &mut String) {
        let copies: Vec<_> = self.jobs.iter().filter(|job| job.key == key).collect();
        let Some(first) = copies.first() else { return };
        let mut line = format!("{}{key}", "  ".repeat(depth));
        if copies.len() > 1 {
            write!(line, " x{}", copies.len()).ok();
        } else if first.expansion.is_some() {
            line.push_str(" x?");
        }
        let direct = self.direct_needs(first);
        if !direct.is_empty() {
            write!(line, "  <- {}", direct.join(", ")).ok();
        }
        writeln!(out, "{line}").ok();
    }

    /// What a job waits for, without what follows from the rest: of all earlier stages only the last one.
    fn direct_needs<'a>(&'a self, job: &'a crate::Job) -> Vec<&'a str> {
        let stage = |key: &str| {
            let job = self.jobs.iter().find(|job| job.key == key)?;
            self.stages.iter().position(|stage| Some(&stage.name) == job.stage.as_ref())
        };
        let graph = self.customs.stages == ir::Stages::Graph;
        let last = job.needs.iter().filter(|need| need.by_stage).filter_map(|need| stage(&need.key)).max();
        let direct = job.needs.iter().filter(|need| graph || !need.by_stage || stage(&need.key) == last);
        direct.map(|need| need.key.as_str()).collect()
    }
}
