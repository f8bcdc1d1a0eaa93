//! GitHub Actions: workflows (`.github/workflows/*.yml`) and the metadata of actions (`action.yml`).
//!
//! The reader follows <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax>. It goes
//! through the file once, keeps every expression it meets, and checks those at the end, when all jobs, steps and
//! inputs they may refer to are known.
