//! What only containers can do. Left out, with a word, where no engine answers.

use crate::bench::{Bench, engine};
use executors::{
    ContainerSpec, Docker, DockerOptions, Exec, Executor, ExecutorError, Exit, Image, Limits, Mount, Open,
    Place, Preparing, Progress, PullPolicy, ServiceSpec, Workspace,
};
use std::sync::Mutex;
use std::time::Duration;

#[tokio::test]
async fn without_an_engine_it_says_what_to_do() {
    let options =
        DockerOptions { host: Some("unix:///nowhere/docker.sock".into()), ..DockerOptions::default() };
    let told = Docker::new(options).check().await.unwrap_err().to_string();
    assert!(told.starts_with("no container engine answers at unix:///nowhere/docker.sock ("), "{told}");
    assert!(told.ends_with("); start one, or set DOCKER_HOST, or use the native executor"), "{told}");
    let options = DockerOptions { host: Some("carrier-pigeon://x".into()), ..DockerOptions::default() };
    assert!(matches!(Docker::new(options).check().await, Err(ExecutorError::NoEngine { .. })));
}

fn image(name: &str) -> ContainerSpec {
    ContainerSpec {
        image: Image::Named(name.into()),
        pull: vec![PullPolicy::Never],
        ..ContainerSpec::default()
    }
}

fn service(name: &str, command: &[&str], options: &str) -> ServiceSpec {
    let mut container = image("rustci-test/busybox");
    container.options = Some(options.into());
    let command = Some(command.iter().map(|word| (*word).to_owned()).collect());
    ServiceSpec { name: name.into(), aliases: vec!["other-name".into()], container, command }
}

fn wish(container: ContainerSpec, services: Vec<ServiceSpec>) -> Open {
    Open { container: Some(container), services, ..Bench::wish(Workspace::Empty) }
}

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Progress for Heard {
    fn preparing(&self, what: Preparing<'_>) {
        self.0.lock().unwrap().push(what.to_string());
    }
}

#[tokio::test]
async fn a_service_is_healthy_and_has_its_names_when_the_job_begins() {
    let docker = engine!();
    let serve = "sleep 0.3; mkdir /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www";
    let mut web =
        service("web", &["sh", "-c", serve], "--health-cmd 'wget -qO- localhost' --health-interval 100ms");
    web.container.ports = vec!["127.0.0.1::80".into()];
    let job = Bench::try_open(&docker, wish(image("rustci-test/busybox"), vec![web])).await.unwrap();
    assert_eq!(job.sh("wget -qO- http://web/; wget -qO- http://other-name/").await.1, "hello\nhello\n");
    let reachable = &job.layout().services[0];
    assert_eq!((reachable.name.as_str(), reachable.ports[0].0.as_str()), ("web", "80"));
    assert!(std::net::TcpStream::connect(("127.0.0.1", reachable.ports[0].1)).is_ok());
    job.close().await;
}

#[tokio::test]
async fn a_service_that_does_not_come_up_shows_its_log_and_leaves_nothing() {
    let docker = engine!();
    let heard = Heard::default();
    let broken = service("db", &["sh", "-c", "echo no data folder; exit 3"], "--health-cmd true");
    let error =
        docker.open(wish(image("rustci-test/busybox"), vec![broken]), &heard).await.map(drop).unwrap_err();
    assert_eq!(error.to_string(), "service `db` exited with code 3; see its log above");
    assert!(heard.0.lock().unwrap().contains(&"db: no data folder".to_owned()));
    let sick =
        service("db", &["sleep", "60"], "--health-cmd false --health-interval 50ms --health-retries 1");
    let error =
        Bench::try_open(&docker, wish(image("rustci-test/busybox"), vec![sick])).await.map(drop).unwrap_err();
    assert_eq!(error.to_string(), "service `db` did not become healthy; see its log above");
}

#[tokio::test]
async fn a_job_without_a_container_reaches_services_by_their_ports() {
    let docker = engine!();
    let serve = "mkdir /www; echo hello > /www/index.html; exec httpd -f -p 80 -h /www";
    let mut web =
        service("web", &["sh", "-c", serve], "--health-cmd 'wget -qO- localhost' --health-interval 100ms");
    web.container.ports = vec!["80".into()];
    let wish = Open { services: vec![web], ..Bench::wish(Workspace::Empty) };
    let job = Bench::try_open(&docker, wish).await.unwrap();
    let port = job.layout().services[0].ports[0].1;
    let get =
        format!("exec 3<>/dev/tcp/127.0.0.1/{port}; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; tail -n 1 <&3");
    let exec = Exec { env: job.layout().env.clone(), ..Exec::new(["bash", "-c", &get]) };
    assert_eq!(job.run(exec).await.1, "hello\n");
    job.close().await;
}

#[tokio::test]
async fn busybox_alone_is_enough_for_a_job() {
    let docker = engine!();
    let job = Bench::try_open(&docker, wish(image("rustci-test/busybox"), Vec::new())).await.unwrap();
    let mut exec =
        job.exec("trap '' INT TERM; (setsid sleep 977 &); echo ready; while :; do sleep 0.02; done");
    exec.grace.interrupt = Duration::from_millis(100);
    exec.grace.terminate = Duration::from_millis(100);
    assert_eq!(job.cancel_when(exec, "ready").await.0, Exit::Cancelled);
    assert_eq!(job.running("sleep 977").await, "");
    job.close().await;
}

#[tokio::test]
async fn a_docker_action_sees_the_job_and_its_own_description() {
    let docker = engine!();
    let job = Bench::try_open(&docker, wish(image("rustci-test/busybox"), Vec::new())).await.unwrap();
    job.sh("echo from the job > file").await;
    let mut action = image("rustci-test/busybox");
    action.entrypoint = Some(vec!["/bin/sh".into(), "-c".into()]);
    action.mounts =
        vec![Mount { source: "/ci/work".into(), target: "/github/workspace".into(), read_only: false }];
    let script = "cat file /github/workspace/file; echo made > made; exit 4";
    let mut exec = Exec::new([script]);
    exec.env = vec![("INPUT_WHO-TO-GREET".into(), "me".into())];
    exec.place = Place::Image(Box::new(action.clone()));
    let (exit, output) = job.run(exec.clone()).await;
    assert_eq!((exit, output.as_str()), (Exit::Code(4), "from the job\nfrom the job\n"));
    assert_eq!(job.sh("cat made").await.1, "made\n");
    action.entrypoint = Some(vec!["env".into()]);
    exec.place = Place::Image(Box::new(action.clone()));
    exec.argv = Vec::new();
    assert!(job.run(exec.clone()).await.1.contains("INPUT_WHO-TO-GREET=me\n"));
    action.entrypoint = Some(vec!["/bin/sh".into(), "-c".into()]);
    exec.place = Place::Image(Box::new(action));
    exec.argv = vec!["echo ready; sleep 60".into()];
    exec.grace.interrupt = Duration::from_millis(50);
    exec.grace.terminate = Duration::from_millis(50);
    assert_eq!(job.cancel_when(exec, "ready").await.0, Exit::Cancelled);
    job.close().await;
}

#[tokio::test]
async fn a_docker_action_may_bring_its_dockerfile() {
    let docker = engine!();
    let job = Bench::try_open(&docker, wish(image("rustci-test/busybox"), Vec::new())).await.unwrap();
    let file = b"FROM rustci-test/busybox\nCOPY say /say\nENTRYPOINT [\"sh\", \"/say\"]\n";
    job.sandbox.put("action/Dockerfile", file, false).await.unwrap();
    job.sandbox.put("action/say", b"echo said $1\n", false).await.unwrap();
    let build = Image::Build { context: "action".into(), dockerfile: "Dockerfile".into() };
    let mut exec = Exec::new(["this"]);
    exec.place = Place::Image(Box::new(ContainerSpec { image: build, ..ContainerSpec::default() }));
    let (exit, output) = job.run(exec.clone()).await;
    assert!(exit == Exit::Code(0) && output.ends_with("said this\n"), "{output}");
    job.sandbox.put("action/Dockerfile", b"FROM rustci-test/busybox\nRUN exit 9\n", false).await.unwrap();
    assert!(matches!(job.fails(exec).await, ExecutorError::BuildFailed { .. }));
    job.close().await;
}

#[tokio::test]
async fn variables_that_shells_do_not_know_come_through() {
    let docker = engine!();
    let job = Bench::try_open(&docker, wish(image("rustci-test/busybox"), Vec::new())).await.unwrap();
    let mut exec = Exec::new(["env"]);
    exec.env = vec![("INPUT_FETCH-DEPTH".into(), "1".into())];
    assert!(job.run(exec.clone()).await.1.contains("INPUT_FETCH-DEPTH=1\n"));
    exec.argv = vec!["no-such-program".into()];
    assert!(matches!(job.fails(exec.clone()).await, ExecutorError::MissingProgram { .. }));
    (exec.argv, exec.directory) = (vec!["env".into()], Some("none".into()));
    assert!(matches!(job.fails(exec).await, ExecutorError::MissingDirectory { .. }));
    job.close().await;
}

#[tokio::test]
async fn what_the_author_says_of_the_container_holds() {
    let docker = engine!();
    let mut spec = image("rustci-test/busybox");
    spec.user = Some("user".into());
    spec.env = vec![("FROM_SPEC".into(), "yes".into())];
    spec.volumes = vec!["rustci-test-volume:/data".into(), "/scratch".into()];
    spec.options = Some("--hostname builder --tmpfs /fast -e MORE=1 --memory 64m".into());
    let repository = crate::bench::repository();
    let mut wish = Open { workspace: crate::bench::copy_of(&repository), ..wish(spec, Vec::new()) };
    wish.limits = Limits { cpus: Some(0.5), memory: Some(1 << 30) };
    let job = Bench::try_open(&docker, wish).await.unwrap();
    let script = "id -un; hostname; echo $FROM_SPEC; grep -c /fast /proc/mounts; ls -d /data /scratch; echo w > src/w; cat src/w";
    assert_eq!(job.sh(script).await.1, "user\nbuilder\nyes\n1\n/data\n/scratch\nw\n");
    job.close().await;
}

#[tokio::test]
async fn what_cannot_be_is_told_and_leaves_nothing() {
    let docker = engine!();
    let told = async |spec: ContainerSpec| {
        Bench::try_open(&docker, wish(spec, Vec::new())).await.map(drop).unwrap_err().to_string()
    };
    let missing = "image `rustci-test/none` is not on this machine and its pull policy is `never`; pull it first, or \
                   change the policy";
    assert_eq!(told(image("rustci-test/none")).await, missing);
    let mut spec = image("rustci-test/busybox");
    spec.options = Some("--link db".into());
    assert_eq!(told(spec.clone()).await, "container option `--link` is not supported; remove it");
    spec.options = None;
    spec.volumes = vec!["relative/path:/x".into()];
    assert!(told(spec).await.starts_with("container volume `relative/path:/x` is not valid"));
}

#[tokio::test]
async fn an_image_without_a_shell_is_good_for_actions_only() {
    let docker = engine!();
    let error = Bench::try_open(&docker, wish(image("rustci-test/shell-less"), Vec::new()))
        .await
        .map(drop)
        .unwrap_err();
    let told = "`/bin/sh` was not found in image `rustci-test/shell-less`; install it there, or use another shell or image";
    assert_eq!(error.to_string(), told);
    let job = Bench::try_open(&docker, wish(image("rustci-test/busybox"), Vec::new())).await.unwrap();
    let mut exec = Exec::new(["said"]);
    let mut action = image("rustci-test/shell-less");
    action.entrypoint = Some(vec!["/bin/echo".into()]);
    exec.place = Place::Image(Box::new(action));
    assert_eq!(job.run(exec).await, (Exit::Code(0), "said\n".into()));
    job.close().await;
}
