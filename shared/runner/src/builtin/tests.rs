use super::select::How;
use super::{Failure, Outputs};
use crate::pump::Pump;
use events::{Annotation, AnnotationLevel, Signal, StepId};
use indexmap::IndexMap;

/// A report may be this large.
const LIMIT: u64 = 64 * 1024 * 1024;

impl Pump<'_> {
    /// Reads test results in JUnit's XML: how many there are, and a remark for each that failed
    /// (<https://docs.gitlab.com/ci/testing/unit_test_reports/#how-it-works>).
    pub(crate) async fn read_tests(&self, step: StepId, paths: Vec<String>, fails: bool) -> Outputs {
        let rooted = !paths.iter().any(|path| path.starts_with('/'));
        let how = How { exclude: &[], hidden: true, rooted, folders: false };
        let found = self.select(&paths, how).await?;
        let mut all = Results::default();
        for file in &found.files {
            let content =
                self.sandbox.get(&format!("{}/{file}", found.root), LIMIT).await?.unwrap_or_default();
            let read = read(&String::from_utf8_lossy(&content));
            let read = read.map_err(|message| Failure::Invalid(format!("{file}: {message}")))?;
            all.total += read.total;
            all.skipped += read.skipped;
            all.failed.extend(read.failed);
        }
        for annotation in &all.failed {
            self.tell(step, Signal::Annotate(annotation.clone()));
        }
        let line = match found.files.is_empty() {
            true => format!("Warning: no files match {}", paths.join(", ")),
            false => format!("{} tests, {} failed, {} skipped", all.total, all.failed.len(), all.skipped),
        };
        self.say(step, &line).await?;
        match all.failed.len() {
            0 => Ok(IndexMap::new()),
            failed if fails => Err(Failure::Said(format!("{failed} of {} tests failed", all.total))),
            _ => Ok(IndexMap::new()),
        }
    }
}

/// What a report says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Results {
    total: usize,
    skipped: usize,
    failed: Vec<Annotation>,
}

/// Reads a report: JUnit's XML, or what NUnit, xUnit.net and Visual Studio write. Only tags matter; what is neither tag
/// nor text is passed over.
fn read(xml: &str) -> Result<Results, String> {
    let mut results = Results::default();
    let mut case: Option<(String, Option<String>, Option<u32>)> = None;
    // A failure that is yet to say why.
    let mut silent = None;
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        rest = &rest[start..];
        if let Some(length) = passed_over(rest) {
            rest = &rest[length..];
            continue;
        }
        let end = end_of_tag(rest).ok_or("a tag does not end")?;
        let tag = &rest[1..end];
        rest = &rest[end + 1..];
        let name =
            tag.split(|c: char| c.is_whitespace() || c == '/').find(|part| !part.is_empty()).unwrap_or("");
        let attribute = |wanted| attribute(tag, wanted);
        match (tag.starts_with('/'), name) {
            (false, "testcase") => {
                results.total += 1;
                let class = attribute("classname").filter(|class| !class.is_empty());
                let test = attribute("name").unwrap_or_default();
                let title = class.map_or(test.clone(), |class| format!("{class}.{test}"));
                case = Some((title, attribute("file"), attribute("line").and_then(|line| line.parse().ok())));
            }
            (false, "UnitTestResult" | "test-case" | "test") => {
                let result = attribute("outcome").or_else(|| attribute("result"));
                let Some(result) = result.or_else(|| attribute("success")) else { continue };
                results.total += 1;
                match result.to_ascii_lowercase().as_str() {
                    "failed" | "fail" | "failure" | "error" | "timeout" | "aborted" | "false" => {
                        let name = ["fullname", "testName", "name"].into_iter().find_map(attribute);
                        let (level, message, title) = (AnnotationLevel::Error, result, name);
                        silent = Some(results.failed.len());
                        results.failed.push(Annotation { level, message, title, ..Annotation::default() });
                    }
                    "skipped" | "skip" | "notexecuted" | "ignored" | "inconclusive" => results.skipped += 1,
                    _ => {}
                }
            }
            (false, "Message" | "message") => {
                let failure = silent.take().and_then(|at: usize| results.failed.get_mut(at));
                if let (Some(failure), Some(said)) = (failure, text(rest)) {
                    failure.message = said;
                }
            }
            (false, "skipped") => results.skipped += 1,
            (false, "failure" | "error") => {
                // Both may stand in one case: it has failed once.
                if let Some((title, file, line)) = case.take() {
                    let said = attribute("message").or_else(|| text(rest)).unwrap_or_else(|| name.to_owned());
                    results.failed.push(Annotation {
                        level: AnnotationLevel::Error,
                        message: said,
                        title: Some(title),
                        file,
                        line,
                        ..Annotation::default()
                    });
                }
            }
            _ => {}
        }
    }
    Ok(results)
}

/// How long a comment, a section of text or a declaration is.
fn passed_over(text: &str) -> Option<usize> {
    let marks = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
    let (_, end) = marks.into_iter().find(|(start, _)| text.starts_with(start))?;
    Some(text.find(end).map_or(text.len(), |at| at + end.len()))
}

/// Where a tag ends: a bracket outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, letter)| {
        match (quote, letter) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            _ => {}
        }
        None
    })
}

fn attribute(tag: &str, wanted: &str) -> Option<String> {
    tag.match_indices(wanted).find_map(|(at, _)| {
        let before = tag[..at].chars().next_back()?;
        let rest = tag[at + wanted.len()..].trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let value = rest[1..].split(quote).next()?;
        before.is_whitespace().then(|| plain(value))
    })
}

/// The first line of text behind a tag.
fn text(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let inside = rest.strip_prefix("<![CDATA[");
    let body = match inside {
        Some(inside) => inside.split("]]>").next()?,
        None => rest.split('<').next()?,
    };
    body.lines().map(str::trim).find(|line| !line.is_empty()).map(plain)
}

/// A text with its entities put in.
fn plain(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
    text.replace("&#10;", "\n").replace("&amp;", "&")
}

#[cfg(test)]
mod cases {
    use super::*;

    #[test]
    fn reports_are_counted_and_failures_told() {
        let xml = r#"<?xml version="1.0"?><!-- <testcase name="no"/> -->
            <testsuites><testsuite name="s" tests="4">
            <testcase classname="a.B" name="works" time="0.1"/>
            <testcase classname="a.B" name="fails" file="b.py" line="3"><failure message="1 &lt; 2 > 0">long</failure></testcase>
            <testcase name="breaks"><error><![CDATA[
              boom <x>
            ]]></error><failure message="again"/></testcase>
            <testcase name="later"><skipped/></testcase>
            </testsuite></testsuites>"#;
        let results = read(xml).unwrap();
        assert_eq!((results.total, results.skipped, results.failed.len()), (4, 1, 2));
        assert_eq!(results.failed[0].message, "1 < 2 > 0");
        assert_eq!(results.failed[0].title.as_deref(), Some("a.B.fails"));
        assert_eq!((results.failed[0].file.as_deref(), results.failed[0].line), (Some("b.py"), Some(3)));
        assert_eq!(results.failed[1].message, "boom <x>");
        assert!(read("<testcase name=\"").is_err());
    }

    #[test]
    fn other_programs_reports_are_read_too() {
        let visual_studio = r#"<TestRun><Results><UnitTestResult testName="N.A" outcome="Passed"/>
            <UnitTestResult testName="N.B" outcome="Failed"><Output><ErrorInfo><Message>no &amp; no</Message></ErrorInfo>
            </Output></UnitTestResult><UnitTestResult testName="N.C" outcome="NotExecuted"/></Results></TestRun>"#;
        let nunit = r#"<test-run><test-suite result="Failed"><test-case fullname="N.A" result="Passed"/>
            <test-case fullname="N.B" result="Failed"><failure><message><![CDATA[no & no]]></message></failure></test-case>
            <test-case fullname="N.C" result="Skipped"/></test-suite></test-run>"#;
        let xunit = r#"<assemblies><assembly><collection><test name="N.A" result="Pass"/>
            <test name="N.B" result="Fail"><failure><message>no &amp; no</message></failure></test>
            <test name="N.C" result="Skip"/></collection></assembly></assemblies>"#;
        for xml in [visual_studio, nunit, xunit] {
            let results = read(xml).unwrap();
            assert_eq!((results.total, results.skipped, results.failed.len()), (3, 1, 1), "{xml}");
            assert_eq!(results.failed[0].message, "no & no");
            assert_eq!(results.failed[0].title.as_deref(), Some("N.B"));
        }
    }
}
