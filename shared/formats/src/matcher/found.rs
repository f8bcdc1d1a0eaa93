use events::{Annotation, AnnotationLevel};

/// What patterns have found of a remark.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Found {
    pub file: Option<String>,
    pub from_path: Option<String>,
    pub line: Option<String>,
    pub column: Option<String>,
    pub severity: Option<String>,
    pub code: Option<String>,
    pub message: Option<String>,
}

impl Found {
    /// With what earlier lines found; theirs wins.
    pub fn after(self, earlier: Option<&Found>) -> Self {
        let Some(earlier) = earlier.cloned() else { return self };
        Self {
            file: earlier.file.or(self.file),
            from_path: earlier.from_path.or(self.from_path),
            line: earlier.line.or(self.line),
            column: earlier.column.or(self.column),
            severity: earlier.severity.or(self.severity),
            code: earlier.code.or(self.code),
            message: earlier.message.or(self.message),
        }
    }

    /// With a severity, if none was found.
    pub fn or_severity(mut self, default: Option<&str>) -> Self {
        if self.severity.as_ref().is_none_or(String::is_empty) {
            self.severity = default.map(str::to_owned);
        }
        self
    }

    /// The remark for people; `None` when there is nothing to say, or it is not bad enough.
    pub fn annotation(self) -> Option<Annotation> {
        let message = filled(self.message.as_ref())?.to_owned();
        let level = level(self.severity.as_deref().unwrap_or_default())?;
        let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse().ok());
        Some(Annotation {
            level,
            title: filled(self.code.as_ref()).map(|code| code.trim().to_owned()),
            line: number(&self.line),
            column: number(&self.column),
            file: self.path(),
            message,
            ..Annotation::default()
        })
    }

    /// The file, seen from the folder of the one that `fromPath` names.
    fn path(&self) -> Option<String> {
        let file = filled(self.file.as_ref())?;
        let folder = filled(self.from_path.as_ref())
            .and_then(|from| from.rsplit_once(['/', '\\']))
            .map(|(folder, _)| folder);
        Some(match folder {
            Some(folder) if !absolute(file) => format!("{folder}/{file}"),
            _ => file.to_owned(),
        })
    }
}

fn filled(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.trim().is_empty())
}

fn absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.get(1..3).is_some_and(|drive| drive == ":\\" || drive == ":/")
}

/// The level of a severity; those below a notice are left alone.
pub(super) fn level(severity: &str) -> Option<AnnotationLevel> {
    match severity.to_ascii_lowercase().as_str() {
        "" | "error" => Some(AnnotationLevel::Error),
        "warning" => Some(AnnotationLevel::Warning),
        "notice" => Some(AnnotationLevel::Notice),
        _ => None,
    }
}
