use super::select::How;
use super::{Failure, Outputs};
use crate::pump::Pump;
use events::{Annotation, AnnotationLevel, Signal, StepId};
use indexmap::IndexMap;

/// A report may be this large.
const LIMIT: u64 = 20 << 20;

/// So many failures are named; the rest are counted.
const NAMED: usize = 20;

impl Pump<'_> {
    /// Reads test results: says how many there are, and remarks on those that failed
    /// (<https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsjunit>).
    pub(crate) async fn read_tests(&self, step: StepId, paths: Vec<String>) -> Outputs {
        let how = How { exclude: &[], hidden: true, rooted: true, folders: false };
        let found = self.select(&paths, how).await?;
        if found.files.is_empty() {
            self.say(step, &format!("Warning: no files match {}", paths.join(", "))).await?;
        }
        let mut results = Results::default();
        for file in found.files {
            let content = self.sandbox.get(&format!("{}/{file}", found.root), LIMIT).await?.unwrap_or_default();
            let text = String::from_utf8_lossy(&content);
            results.add(&text).map_err(|message| Failure::Invalid(format!("{file}: {message}")))?;
        }
        for (name, message) in results.failed.iter().take(NAMED) {
            let message = format!("{name}: {}", message.lines().next().unwrap_or_default());
            let level = AnnotationLevel::Error;
            self.tell(step, Signal::Annotate(Annotation { level, message, ..Annotation::default() }));
        }
        let Results { count, skipped, failed } = results;
        self.say(step, &format!("Tests: {count} run, {} failed, {skipped} skipped", failed.len())).await?;
        Ok(IndexMap::new())
    }
}

/// What reports came to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Results {
    count: usize,
    skipped: usize,
    failed: Vec<(String, String)>,
}

impl Results {
    fn add(&mut self, xml: &str) -> Result<(), String> {
        let document = roxmltree::Document::parse(xml).map_err(|error| format!("it is not a test report: {error}"))?;
        for case in document.descendants().filter(|node| node.has_tag_name("testcase")) {
            self.count += 1;
            let child = |names: &[&str]| case.children().find(|node| names.contains(&node.tag_name().name()));
            if let Some(failure) = child(&["failure", "error"]) {
                let message = failure.attribute("message").or(failure.text()).unwrap_or_default();
                self.failed.push((name(case), message.trim().to_owned()));
            } else if child(&["skipped"]).is_some() {
                self.skipped += 1;
            }
        }
        Ok(())
    }
}

fn name(case: roxmltree::Node<'_, '_>) -> String {
    let own = case.attribute("name").unwrap_or("a test");
    case.attribute("classname").map_or_else(|| own.to_owned(), |class| format!("{class} {own}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_named_and_the_rest_is_counted() {
        let mut results = Results::default();
        let xml = r#"<testsuites><testsuite>
            <testcase name="a"/><testcase name="b"><skipped/></testcase>
            <testcase classname="C" name="c"><failure message="1 is not 2">trace</failure></testcase>
            <testcase name="d"><error>fell over</error></testcase>
        </testsuite></testsuites>"#;
        results.add(xml).unwrap();
        let failed = [("C c", "1 is not 2"), ("d", "fell over")];
        let failed = failed.map(|(name, message)| (name.to_owned(), message.to_owned())).to_vec();
        assert_eq!(results, Results { count: 4, skipped: 1, failed });
        assert!(results.add("not xml").is_err());
    }
}
