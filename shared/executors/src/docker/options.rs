//! Reads options of `docker create`, as authors write them for a container:
//! <https://docs.docker.com/reference/cli/docker/container/create/>.

use super::container::Draft;
use super::reach::Reach;
use super::words;
use crate::ExecutorError;
use bollard::models::{
    DeviceMapping, DeviceRequest, HostConfigCgroupnsModeEnum, ResourcesUlimits, RestartPolicy,
    RestartPolicyNameEnum,
};

/// Adds what the options say to a container.
pub(super) fn apply(options: &str, draft: &mut Draft) -> Result<(), ExecutorError> {
    let unclosed = || ExecutorError::InvalidContainer {
        part: "options",
        value: options.trim().into(),
        why: "a quote is not closed".into(),
    };
    let mut words = words::split(options).ok_or_else(unclosed)?.into_iter();
    while let Some(word) = words.next() {
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name.to_owned(), Some(value.to_owned())),
            _ => short(&word),
        };
        if switch(&name, inline.as_deref(), draft)? {
            continue;
        }
        let option = Named { name: &name };
        let value = match inline {
            Some(value) => value,
            None if !takes_value(&name) => return Err(ExecutorError::UnknownOption { option: name }),
            None => words.next().ok_or_else(|| option.invalid("", "its value is missing"))?,
        };
        set(&option, value, draft)?;
    }
    Ok(())
}

/// A short option's long name, and the value that sticks to it: `-p80:80`.
fn short(word: &str) -> (String, Option<String>) {
    let long = |letter| {
        Some(match letter {
            'c' => "--cpu-shares",
            'e' => "--env",
            'h' => "--hostname",
            'l' => "--label",
            'm' => "--memory",
            'p' => "--publish",
            'u' => "--user",
            'v' => "--volume",
            'w' => "--workdir",
            'i' => "--interactive",
            't' => "--tty",
            'P' => "--publish-all",
            _ => return None,
        })
    };
    let mut chars = word.chars();
    let name = (chars.next() == Some('-')).then(|| chars.next().and_then(long)).flatten();
    let rest = chars.as_str();
    match name {
        Some(name) => (name.into(), (!rest.is_empty()).then(|| rest.trim_start_matches('=').to_owned())),
        None => (word.into(), None),
    }
}

/// Options without a value. Says whether this was one.
fn switch(name: &str, value: Option<&str>, draft: &mut Draft) -> Result<bool, ExecutorError> {
    let on = match value {
        None | Some("true") => true,
        Some("false") => false,
        Some(_) => return Ok(false),
    };
    match name {
        "--privileged" => draft.host.privileged = Some(on),
        "--init" => draft.host.init = Some(on),
        "--read-only" => draft.host.readonly_rootfs = Some(on),
        "--publish-all" => draft.host.publish_all_ports = Some(on),
        "--oom-kill-disable" => draft.host.oom_kill_disable = Some(on),
        "--no-healthcheck" if on => draft.health().test = Some(vec!["NONE".into()]),
        // A job's container is removed at its end, and nobody sits before it.
        "--rm" | "--interactive" | "--tty" | "--detach" | "--no-healthcheck" => {}
        _ => return Ok(false),
    }
    Ok(true)
}

/// Options with a value that are known, all of [`set`].
fn takes_value(name: &str) -> bool {
    const NAMES: [&str; 54] = [
        "--add-host",
        "--cap-add",
        "--cap-drop",
        "--cgroup-parent",
        "--cgroupns",
        "--cpu-period",
        "--cpu-quota",
        "--cpu-shares",
        "--cpus",
        "--cpuset-cpus",
        "--cpuset-mems",
        "--device",
        "--dns",
        "--dns-option",
        "--dns-search",
        "--domainname",
        "--entrypoint",
        "--env",
        "--expose",
        "--gpus",
        "--group-add",
        "--health-cmd",
        "--health-interval",
        "--health-retries",
        "--health-start-period",
        "--health-timeout",
        "--hostname",
        "--ipc",
        "--label",
        "--memory",
        "--memory-reservation",
        "--memory-swap",
        "--memory-swappiness",
        "--name",
        "--net",
        "--net-alias",
        "--network",
        "--network-alias",
        "--oom-score-adj",
        "--pid",
        "--pids-limit",
        "--platform",
        "--publish",
        "--restart",
        "--runtime",
        "--security-opt",
        "--shm-size",
        "--stop-signal",
        "--sysctl",
        "--tmpfs",
        "--ulimit",
        "--user",
        "--userns",
        "--uts",
    ];
    NAMES.contains(&name) || matches!(name, "--volume" | "--workdir")
}

struct Named<'a> {
    name: &'a str,
}

impl Named<'_> {
    fn invalid(&self, value: &str, why: &str) -> ExecutorError {
        let value = format!("{} {value}", self.name);
        ExecutorError::InvalidContainer { part: "option", value: value.trim().into(), why: why.into() }
    }

    fn number<T: std::str::FromStr>(&self, value: &str) -> Result<Option<T>, ExecutorError> {
        value.parse().map(Some).map_err(|_| self.invalid(value, "it must be a number"))
    }

    /// Bytes: `512m`, `2g`.
    fn size(&self, value: &str) -> Result<Option<i64>, ExecutorError> {
        size(value).map(Some).ok_or_else(|| self.invalid(value, "write a size as `512m` or `2g`"))
    }

    /// Nanoseconds: `1m30s`.
    fn duration(&self, value: &str) -> Result<Option<i64>, ExecutorError> {
        duration(value).map(Some).ok_or_else(|| self.invalid(value, "write a duration as `10s` or `1m30s`"))
    }

    fn pair(&self, value: &str) -> Result<(String, String), ExecutorError> {
        let pair = value.split_once('=').map(|(name, value)| (name.into(), value.into()));
        pair.ok_or_else(|| self.invalid(value, "write it as `name=value`"))
    }
}

fn set(option: &Named<'_>, value: String, draft: &mut Draft) -> Result<(), ExecutorError> {
    let host = &mut draft.host;
    let push = |list: &mut Option<Vec<String>>, value: String| list.get_or_insert_default().push(value);
    match option.name {
        "--add-host" => push(&mut host.extra_hosts, value),
        "--cap-add" => push(&mut host.cap_add, value),
        "--cap-drop" => push(&mut host.cap_drop, value),
        "--cgroup-parent" => host.cgroup_parent = Some(value),
        "--cgroupns" => host.cgroupns_mode = Some(cgroupns(option, &value)?),
        "--cpu-period" => host.cpu_period = option.number(&value)?,
        "--cpu-quota" => host.cpu_quota = option.number(&value)?,
        "--cpu-shares" => host.cpu_shares = option.number(&value)?,
        "--cpus" => host.nano_cpus = option.number(&value)?.map(super::container::nano),
        "--cpuset-cpus" => host.cpuset_cpus = Some(value),
        "--cpuset-mems" => host.cpuset_mems = Some(value),
        "--device" => host.devices.get_or_insert_default().push(device(&value)),
        "--dns" => push(&mut host.dns, value),
        "--dns-option" => push(&mut host.dns_options, value),
        "--dns-search" => push(&mut host.dns_search, value),
        "--domainname" => draft.body.domainname = Some(value),
        "--entrypoint" => draft.body.entrypoint = Some(vec![value]),
        "--env" => draft.env.extend(variable(&value, draft.reach)),
        "--expose" => {
            push(&mut draft.body.exposed_ports, if value.contains('/') { value } else { value + "/tcp" })
        }
        "--gpus" => host.device_requests = Some(vec![gpus(option, &value)?]),
        "--group-add" => push(&mut host.group_add, value),
        "--health-cmd" => draft.health().test = Some(vec!["CMD-SHELL".into(), value]),
        "--health-interval" => draft.health().interval = option.duration(&value)?,
        "--health-retries" => draft.health().retries = option.number(&value)?,
        "--health-start-period" => draft.health().start_period = option.duration(&value)?,
        "--health-timeout" => draft.health().timeout = option.duration(&value)?,
        "--hostname" => draft.body.hostname = Some(value),
        "--ipc" => host.ipc_mode = Some(value),
        "--label" => {
            let pair = value.split_once('=').unwrap_or((&value, ""));
            draft.body.labels.get_or_insert_default().insert(pair.0.into(), pair.1.into());
        }
        "--memory" => host.memory = option.size(&value)?,
        "--memory-reservation" => host.memory_reservation = option.size(&value)?,
        "--memory-swap" => host.memory_swap = if value == "-1" { Some(-1) } else { option.size(&value)? },
        "--memory-swappiness" => host.memory_swappiness = option.number(&value)?,
        "--name" => draft.name = Some(value),
        "--net" | "--network" => draft.network = Some(value),
        "--net-alias" | "--network-alias" => draft.aliases.push(value),
        "--oom-score-adj" => host.oom_score_adj = option.number(&value)?,
        "--pid" => host.pid_mode = Some(value),
        "--pids-limit" => host.pids_limit = option.number(&value)?,
        "--platform" => draft.platform = Some(value),
        "--publish" => draft.publish(&value)?,
        "--restart" => host.restart_policy = Some(restart(option, &value)?),
        "--runtime" => host.runtime = Some(value),
        "--security-opt" => push(&mut host.security_opt, value),
        "--shm-size" => host.shm_size = option.size(&value)?,
        "--stop-signal" => draft.body.stop_signal = Some(value),
        "--sysctl" => host.sysctls.get_or_insert_default().extend([option.pair(&value)?]),
        "--tmpfs" => {
            let (path, how) = value.split_once(':').unwrap_or((&value, ""));
            host.tmpfs.get_or_insert_default().insert(path.into(), how.into());
        }
        "--ulimit" => host.ulimits.get_or_insert_default().push(ulimit(option, &value)?),
        "--user" => draft.body.user = Some(value),
        "--userns" => host.userns_mode = Some(value),
        "--uts" => host.uts_mode = Some(value),
        "--volume" => draft.mount(&value)?,
        "--workdir" => draft.body.working_dir = Some(value),
        name => return Err(ExecutorError::UnknownOption { option: name.into() }),
    }
    Ok(())
}

/// A variable; one without a value has ours, if the author may know it.
fn variable(text: &str, reach: Reach) -> Option<(String, String)> {
    match (text.split_once('='), reach) {
        (Some((name, value)), _) => Some((name.into(), value.into())),
        (None, Reach::Machine) => Some((text.into(), std::env::var(text).unwrap_or_default())),
        (None, Reach::Job) => None,
    }
}

fn cgroupns(option: &Named<'_>, value: &str) -> Result<HostConfigCgroupnsModeEnum, ExecutorError> {
    match value {
        "host" => Ok(HostConfigCgroupnsModeEnum::HOST),
        "private" => Ok(HostConfigCgroupnsModeEnum::PRIVATE),
        _ => Err(option.invalid(value, "it is `host` or `private`")),
    }
}

fn device(value: &str) -> DeviceMapping {
    let mut parts = value.splitn(3, ':');
    let outside = parts.next().unwrap_or_default();
    DeviceMapping {
        path_on_host: Some(outside.into()),
        path_in_container: Some(parts.next().unwrap_or(outside).into()),
        cgroup_permissions: Some(parts.next().unwrap_or("rwm").into()),
    }
}

fn gpus(option: &Named<'_>, value: &str) -> Result<DeviceRequest, ExecutorError> {
    let count = if value == "all" { Some(-1) } else { option.number(value)? };
    Ok(DeviceRequest { count, capabilities: Some(vec![vec!["gpu".into()]]), ..DeviceRequest::default() })
}

fn restart(option: &Named<'_>, value: &str) -> Result<RestartPolicy, ExecutorError> {
    let (name, count) = value.split_once(':').map_or((value, None), |(name, count)| (name, Some(count)));
    let name = match name {
        "no" => RestartPolicyNameEnum::NO,
        "always" => RestartPolicyNameEnum::ALWAYS,
        "unless-stopped" => RestartPolicyNameEnum::UNLESS_STOPPED,
        "on-failure" => RestartPolicyNameEnum::ON_FAILURE,
        _ => return Err(option.invalid(value, "it is `no`, `always`, `unless-stopped` or `on-failure`")),
    };
    let maximum_retry_count = count.map(|count| option.number(count)).transpose()?.flatten();
    Ok(RestartPolicy { name: Some(name), maximum_retry_count })
}

fn ulimit(option: &Named<'_>, value: &str) -> Result<ResourcesUlimits, ExecutorError> {
    let (name, limits) = option.pair(value)?;
    let (soft, hard) = limits.split_once(':').unwrap_or((&limits, &limits));
    Ok(ResourcesUlimits { name: Some(name), soft: option.number(soft)?, hard: option.number(hard)? })
}

/// A size in bytes, its unit a power of 1024.
fn size(text: &str) -> Option<i64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.find(|char: char| !char.is_ascii_digit()).unwrap_or(text.len());
    let shift = match text[digits..].trim_end_matches("ib").trim_end_matches('b') {
        "" => 0,
        "k" => 10,
        "m" => 20,
        "g" => 30,
        "t" => 40,
        _ => return None,
    };
    text[..digits].parse::<i64>().ok()?.checked_mul(1 << shift)
}

/// A duration in nanoseconds, written as Go does.
fn duration(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut sum = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|char: char| !char.is_ascii_digit() && char != '.')?;
        let value: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let end = rest.find(|char: char| char.is_ascii_digit()).unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "ns" => 1.0,
            "us" | "µs" => 1e3,
            "ms" => 1e6,
            "s" => 1e9,
            "m" => 60e9,
            "h" => 3600e9,
            _ => return None,
        };
        sum += value * unit;
        rest = &rest[end..];
    }
    #[expect(clippy::cast_possible_truncation, reason = "a float's cast saturates")]
    (!text.is_empty()).then_some(sum as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &str) -> Result<Draft, String> {
        let mut draft = Draft::default();
        apply(options, &mut draft).map_err(|error| error.to_string())?;
        Ok(draft)
    }

    #[test]
    fn what_authors_write_for_services() {
        let mut draft = read(
            "--health-cmd \"pg_isready -U me\" --health-interval=10s --health-timeout 1m30s --health-retries 5 --cpus 1.5 \
             --memory=512m -e A=b -p 8080:80 --network-alias db -v data:/data --ulimit nofile=10:20 --init",
        )
        .unwrap();
        let health = draft.health();
        assert_eq!(health.test, Some(vec!["CMD-SHELL".into(), "pg_isready -U me".into()]));
        assert_eq!((health.interval, health.timeout), (Some(10_000_000_000), Some(90_000_000_000)));
        assert_eq!(health.retries, Some(5));
        assert_eq!((draft.host.nano_cpus, draft.host.memory), (Some(1_500_000_000), Some(512 << 20)));
        assert_eq!(draft.env, [("A".into(), "b".into())]);
        assert!(draft.host.port_bindings.unwrap().contains_key("80/tcp"));
        assert_eq!((draft.aliases, draft.host.init), (vec!["db".to_owned()], Some(true)));
        assert_eq!(draft.host.ulimits.unwrap()[0].hard, Some(20));
    }

    #[test]
    fn what_is_not_known_is_named() {
        let told = |options| read(options).map(drop).unwrap_err();
        assert_eq!(told("--cpus 1 --link db"), "container option `--link` is not supported; remove it");
        assert_eq!(told("--link=db"), "container option `--link` is not supported; remove it");
        assert_eq!(told("stray"), "container option `stray` is not supported; remove it");
        assert_eq!(told("--cpus"), "container option `--cpus` is not valid: its value is missing");
        assert_eq!(
            told("--memory much"),
            "container option `--memory much` is not valid: write a size as `512m` or `2g`"
        );
        assert_eq!(
            told("--health-cmd 'x"),
            "container options `--health-cmd 'x` is not valid: a quote is not closed"
        );
    }
}
