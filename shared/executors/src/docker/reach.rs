use super::container::Draft;
use crate::ExecutorError;

/// How far containers that authors describe may reach.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reach {
    /// As far as the engine lets them: to folders, devices and rights of its machine, and to our own variables. For those
    /// who run pipelines of their own.
    #[default]
    Machine,
    /// No further than the job's own containers.
    Job,
}

/// Refuses what leads out of the job's containers, and gives the job volumes of its own in place of those that it shares
/// by name with others.
pub(super) fn confine(draft: &mut Draft, sandbox: &str) -> Result<(), ExecutorError> {
    let network = draft.network.as_deref();
    let host = &mut draft.host;
    let shares = |mode: &Option<String>| mode.as_deref().is_some_and(|mode| !is_own(mode));
    let opens = |options: &Vec<String>| options.iter().any(|option| !option.starts_with("no-new-privileges"));
    let beyond = [
        ("--privileged", host.privileged == Some(true)),
        ("--cap-add", host.cap_add.is_some()),
        ("--device", host.devices.is_some()),
        ("--security-opt", host.security_opt.as_ref().is_some_and(opens)),
        ("--runtime", host.runtime.is_some()),
        ("--cgroup-parent", host.cgroup_parent.is_some()),
        ("--cgroupns", host.cgroupns_mode.is_some()),
        ("--userns", host.userns_mode.is_some()),
        ("--ipc", shares(&host.ipc_mode)),
        ("--pid", shares(&host.pid_mode)),
        ("--uts", shares(&host.uts_mode)),
        ("--oom-kill-disable", host.oom_kill_disable == Some(true)),
        ("--oom-score-adj", host.oom_score_adj.is_some()),
        ("--network", network.is_some_and(|name| !matches!(name, "none" | "bridge" | "default"))),
    ];
    if let Some((option, _)) = beyond.into_iter().find(|(_, asked)| *asked) {
        return Err(ExecutorError::Beyond { asked: option.into() });
    }
    for bind in host.binds.iter_mut().flatten() {
        if bind.starts_with('/') {
            return Err(ExecutorError::Beyond { asked: format!("the volume {bind}") });
        }
        *bind = own_volume(sandbox, bind);
    }
    draft.volumes.iter_mut().for_each(|name| *name = own_volume(sandbox, name));
    Ok(())
}

fn is_own(mode: &str) -> bool {
    matches!(mode, "" | "private" | "none" | "shareable")
}

fn own_volume(sandbox: &str, name: &str) -> String {
    format!("{sandbox}-{name}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ContainerSpec, Limits};

    fn draft(reach: Reach, options: &str, volumes: &[&str]) -> Result<Draft, String> {
        let volumes = volumes.iter().map(|volume| (*volume).to_owned()).collect();
        let spec = ContainerSpec { options: Some(options.to_owned()), volumes, ..ContainerSpec::default() };
        Draft::new(&spec, "image", "box", reach).map_err(|error| error.to_string())
    }

    /// Class 22 of attacks on servers: a job that asks for its way out of the container.
    #[test]
    fn case_22_nothing_leads_out_of_the_container() {
        for options in [
            "--privileged",
            "--cap-add SYS_ADMIN",
            "--device /dev/kvm",
            "--security-opt seccomp=unconfined",
            "--runtime runc2",
            "--cgroup-parent /",
            "--cgroupns host",
            "--userns host",
            "--ipc host",
            "--pid=host",
            "--pid container:other",
            "--uts host",
            "--oom-kill-disable",
            "--oom-score-adj -999",
            "--network host",
            "--net container:other",
            "--network of-others",
            "-v /:/host",
            "-v /var/run/docker.sock:/var/run/docker.sock",
        ] {
            let refused = draft(Reach::Job, options, &[]).unwrap_err();
            assert!(refused.contains("reaches outside"), "{options}: {refused}");
            assert!(draft(Reach::Machine, options, &[]).is_ok(), "{options}");
        }
        assert!(draft(Reach::Job, "", &["/etc:/etc:ro"]).is_err());
        let harmless = "--privileged=false --init --cpus 1 -p 80 --ipc private --network none --gpus all \
                        --security-opt no-new-privileges";
        assert!(draft(Reach::Job, harmless, &["/inside"]).is_ok());
    }

    #[test]
    fn volumes_with_a_name_are_the_jobs_own() {
        let own = draft(Reach::Job, "-v data:/data", &["cache:/cache:ro"]).unwrap();
        assert_eq!(own.host.binds.unwrap(), ["box-cache:/cache:ro", "box-data:/data"]);
        assert_eq!(own.volumes, ["box-cache", "box-data"]);
        let shared = draft(Reach::Machine, "-v data:/data", &[]).unwrap();
        assert_eq!(shared.host.binds.unwrap(), ["data:/data"]);
    }

    #[test]
    fn case_26_no_variable_of_ours_is_copied_by_its_name() {
        // Cargo sets it for every test.
        let name = "CARGO_PKG_NAME";
        let options = format!("-e {name} -e A=b");
        let own = draft(Reach::Job, &options, &[]).unwrap();
        assert_eq!(own.env, [("A".to_owned(), "b".to_owned())]);
        assert_eq!(draft(Reach::Machine, &options, &[]).unwrap().env[0].1, "executors");
    }

    #[test]
    fn limits_of_the_operator_hold() {
        let limits = Limits { cpus: Some(2.0), memory: Some(1 << 30) };
        let limited = |reach, options| {
            let mut draft = draft(reach, options, &[]).unwrap();
            draft.limit(limits);
            (draft.host.nano_cpus, draft.host.memory)
        };
        let both = |cpus, memory| (Some(cpus), Some(memory));
        assert_eq!(limited(Reach::Job, "--cpus 64 --memory 64g"), both(2_000_000_000, 1 << 30));
        assert_eq!(limited(Reach::Job, "--cpus 1 --memory 512m"), both(1_000_000_000, 512 << 20));
        assert_eq!(limited(Reach::Job, "--cpus 0"), both(2_000_000_000, 1 << 30));
        assert_eq!(limited(Reach::Machine, "--cpus 64"), both(64_000_000_000, 1 << 30));
    }
}
