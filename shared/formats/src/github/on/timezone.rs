use crate::github::reader::Reader;
use crate::github::rules::EVENT;
use diag::{Diagnostic, Text, did_you_mean};

/// The areas of the IANA time zone database: <https://www.iana.org/time-zones>.
const AREAS: [&str; 11] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Etc",
    "Europe",
    "Indian",
    "Pacific",
];

/// Zones and links without an area.
const SINGLE: &[&str] = &[
    "CET",
    "CST6CDT",
    "Cuba",
    "EET",
    "EST",
    "EST5EDT",
    "Egypt",
    "Eire",
    "GB",
    "GB-Eire",
    "GMT",
    "GMT+0",
    "GMT-0",
    "GMT0",
    "Greenwich",
    "HST",
    "Hongkong",
    "Iceland",
    "Iran",
    "Israel",
    "Jamaica",
    "Japan",
    "Kwajalein",
    "Libya",
    "MET",
    "MST",
    "MST7MDT",
    "NZ",
    "NZ-CHAT",
    "Navajo",
    "PRC",
    "PST8PDT",
    "Poland",
    "Portugal",
    "ROC",
    "ROK",
    "Singapore",
    "Turkey",
    "UCT",
    "UTC",
    "Universal",
    "W-SU",
    "WET",
    "Zulu",
];

/// Areas kept for old names, as `US/Pacific`.
const FORMER: [&str; 5] = ["Brazil", "Canada", "Chile", "Mexico", "US"];

/// Reports what cannot be a time zone. Which places an area has is not known here.
pub(super) fn check(reader: &Reader<'_>, zone: &Text) {
    let text = zone.as_str();
    let usable = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '+'))
    };
    let known = match text.split_once('/') {
        None => SINGLE.contains(&text),
        Some((area, place)) => {
            (AREAS.contains(&area) || FORMER.contains(&area)) && place.split('/').all(usable)
        }
    };
    if known || text.is_empty() {
        return;
    }
    let finding = Diagnostic::error(EVENT, zone.span(), format!("\"{text}\" is no time zone"));
    let area = text.split('/').next().unwrap_or(text);
    let near = did_you_mean(area, AREAS).filter(|near| *near != area);
    reader.findings.push(finding.help(match near {
        Some(near) => format!("did you mean \"{near}/...\"?"),
        None => "write an IANA name, as Europe/Berlin or UTC".to_owned(),
    }));
}
