/// The one of `known` that was probably meant by `word`, if any is near enough.
///
/// ```
/// assert_eq!(diag::did_you_mean("run-on", ["runs-on", "steps"]), Some("runs-on"));
/// assert_eq!(diag::did_you_mean("banana", ["runs-on", "steps"]), None);
/// assert_eq!(diag::did_you_mean("x", ["y"]), None);
/// ```
pub fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&lower, &k.to_lowercase()), k))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}
