//! The run's name, after <https://learn.microsoft.com/azure/devops/pipelines/process/run-number>.

use events::Facts;

/// What a run is called where its pipeline does not say.
const USUAL: &str = "$(Date:yyyyMMdd).$(Rev:r)";

/// The name of a run, from its pipeline's `name`.
pub(super) fn run_number(facts: &Facts, known: &[(String, String)]) -> String {
    let wanted = facts.pipeline_name.as_deref().filter(|name| !name.trim().is_empty()).unwrap_or(USUAL);
    let mut out = String::new();
    let mut rest = wanted;
    while let Some((before, after)) = rest.split_once("$(") {
        out.push_str(before);
        let Some((token, behind)) = after.split_once(')') else {
            return out + "$(" + after;
        };
        match value(token, facts, known) {
            // Some characters would break what is made from it.
            Some(value) => out.push_str(&value.replace(['/', '\\', ':', '"'], "_")),
            None => out.push_str(&format!("$({token})")),
        }
        rest = behind;
    }
    out + rest
}

fn value(token: &str, facts: &Facts, known: &[(String, String)]) -> Option<String> {
    let now = Moment::read(&facts.created_at);
    let (name, form) = token.split_once(':').unwrap_or((token, ""));
    let variable = |name: &str| {
        let given = facts.variables.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        let known = || known.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        given.map(|(_, value)| value.clone()).or_else(|| known().map(|(_, value)| value.clone()))
    };
    Some(match name.to_ascii_lowercase().as_str() {
        "date" => now?.format(form),
        "rev" => format!("{:0width$}", facts.number, width = form.len().max(1)),
        "year" => now?.format(form),
        "month" => now?.month.to_string(),
        "dayofmonth" => now?.day.to_string(),
        "dayofyear" => now?.day_of_year().to_string(),
        "hours" => now?.hour.to_string(),
        "minutes" => now?.minute.to_string(),
        "seconds" => now?.second.to_string(),
        "buildid" => facts.number.to_string(),
        "builddefinitionname" | "definitionname" => variable("Build.DefinitionName")?,
        "sourcebranchname" => variable("Build.SourceBranchName")?,
        "teamproject" => variable("System.TeamProject")?,
        _ => variable(token)?,
    })
}

/// A point in time, by the calendar.
#[derive(Clone, Copy)]
struct Moment {
    year: u32,
    month: u32,
    day: u32,
    hour: u32,
    minute: u32,
    second: u32,
}

impl Moment {
    /// From RFC 3339, as it stands there.
    fn read(text: &str) -> Option<Self> {
        let mut numbers = text.split(['-', 'T', ':', 'Z', '.', '+']).map(|part| part.parse().ok());
        let mut next = || numbers.next().flatten();
        Some(Self {
            year: next()?,
            month: next()?,
            day: next()?,
            hour: next()?,
            minute: next()?,
            second: next()?,
        })
    }

    /// Letters like `yyyyMMdd.HHmmss` filled in.
    fn format(self, form: &str) -> String {
        let mut out = String::new();
        let mut rest = form;
        while let Some(letter) = rest.chars().next() {
            let end = rest.find(|other| other != letter).unwrap_or(rest.len());
            let (same, behind) = rest.split_at(end);
            let number = match letter {
                'y' => Some(if end <= 2 { self.year % 100 } else { self.year }),
                'M' => Some(self.month),
                'd' => Some(self.day),
                'H' => Some(self.hour),
                'h' => Some((self.hour + 11) % 12 + 1),
                'm' => Some(self.minute),
                's' => Some(self.second),
                _ => None,
            };
            match number {
                Some(number) => out.push_str(&format!("{number:0end$}")),
                None => out.push_str(same),
            }
            rest = behind;
        }
        out
    }

    fn day_of_year(self) -> u32 {
        let leap =
            self.year.is_multiple_of(4) && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400));
        let february = if leap { 29 } else { 28 };
        let months = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        months.iter().take(self.month.saturating_sub(1) as usize).sum::<u32>() + self.day
    }
}
