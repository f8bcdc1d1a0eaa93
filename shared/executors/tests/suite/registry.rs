//! Pulls from a registry of our own, which asks who is there. Left out, with a word, where no engine answers.

use crate::bench::Bench;
use executors::{
    ContainerSpec, Credentials, Docker, DockerOptions, Executor, Image, Logins, Open, Preparing, Progress,
    PullPolicy, Quiet, Workspace,
};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::time::Duration;
use tempfile::TempDir;

/// `me` with the password `s3cret`, as `htpasswd -B` writes it and as `docker login` does.
const USERS: &str = "me:$2y$05$kMFAPzVm05.8nID0EJtdYOXg2ieFYXvrBPihR0RqW2OgGLpl2.D5i";
const LOGIN: &str = "bWU6czNjcmV0";

/// A running registry (Debian's `docker-registry`) on a port of its own.
struct Registry {
    process: Child,
    folder: TempDir,
    address: String,
}

impl Registry {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let (address, at) = (format!("127.0.0.1:{port}"), folder.path().display());
        let config = format!(
            "version: 0.1\nlog: {{level: error, accesslog: {{disabled: true}}}}\n\
             storage: {{filesystem: {{rootdirectory: {at}/data}}}}\nhttp: {{addr: '{address}'}}\n\
             auth: {{htpasswd: {{realm: test, path: {at}/users}}}}\n"
        );
        std::fs::write(folder.path().join("config.yml"), config).unwrap();
        std::fs::write(folder.path().join("users"), USERS).unwrap();
        std::fs::write(folder.path().join("config.json"), logins(&address)).unwrap();
        let mut serve = Command::new("docker-registry");
        serve.arg("serve").arg(folder.path().join("config.yml")).stderr(Stdio::null());
        let process = serve.spawn().expect("Debian's docker-registry is installed (scripts/test.sh)");
        while TcpStream::connect(&address).is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { process, folder, address }
    }

    fn docker(&self, arguments: &[&str]) {
        let mut docker = Command::new("docker");
        docker.args(arguments).env("DOCKER_CONFIG", self.folder.path()).stdout(Stdio::null());
        assert!(docker.status().unwrap().success(), "{arguments:?}");
    }

    /// An image in it, and no longer on this machine. Gives its name.
    fn with(&self, image: &str) -> String {
        let name = format!("{}/{}", self.address, image.rsplit('/').next().unwrap());
        self.docker(&["tag", image, &name]);
        self.docker(&["push", "--quiet", &name]);
        self.docker(&["image", "rm", &name]);
        name
    }
}

impl Drop for Registry {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

/// What `docker login` would have written.
fn logins(address: &str) -> String {
    format!("{{\"auths\": {{\"{address}\": {{\"auth\": \"{LOGIN}\"}}}}}}")
}

fn wish(container: ContainerSpec) -> Open {
    Open { container: Some(container), ..Bench::wish(Workspace::Empty) }
}

fn pulled(image: &str) -> ContainerSpec {
    ContainerSpec {
        image: Image::Named(image.into()),
        pull: vec![PullPolicy::Always],
        ..ContainerSpec::default()
    }
}

#[tokio::test]
async fn a_registry_gives_images_to_those_who_sign_in() {
    let docker = crate::bench::engine!();
    let registry = Registry::start();
    let image = registry.with("rustci-test/busybox");
    let told = async |spec| Bench::try_open(&docker, wish(spec)).await.map(drop).unwrap_err().to_string();
    let refused = format!("the registry refuses to give image `{image}`");
    let nobody = told(pulled(&image)).await;
    assert_eq!(nobody, format!("{refused}; sign in with `docker login`, or give credentials"));
    let login = |password: &str| Credentials { username: "me".into(), password: password.into() };
    let mut spec = ContainerSpec { credentials: Some(login("wrong")), ..pulled(&image) };
    let wrong = format!("{refused} to `me`; check the password, and whether this user may have it");
    assert_eq!(told(spec.clone()).await, wrong);
    // Logins of others are no help, nor is what is none.
    for text in ["", "{}", "{\"auths\": {\"registry.example.org\": {\"auth\": \"bWU6czNjcmV0\"}}}"] {
        let logins = Some(Logins(text.into()));
        assert_eq!(told(ContainerSpec { logins, ..pulled(&image) }).await, nobody, "{text}");
    }
    spec.credentials = Some(login("s3cret"));
    let job = Bench::try_open(&docker, wish(spec)).await.unwrap();
    assert_eq!(job.sh("echo inside").await.1, "inside\n");
    job.close().await;
    let logins = Some(Logins(logins(&registry.address)));
    let job = Bench::try_open(&docker, wish(ContainerSpec { logins, ..pulled(&image) })).await.unwrap();
    job.close().await;
    registry.docker(&["image", "rm", "--force", &image]);
}

/// Hears how far a pull has come.
#[derive(Default)]
struct Heard(Mutex<Vec<(u64, u64)>>);

impl Progress for Heard {
    fn preparing(&self, what: Preparing<'_>) {
        if let Preparing::Pulling { done, total, .. } = what {
            self.0.lock().unwrap().push((done, total));
        }
    }
}

#[tokio::test]
async fn it_is_told_how_far_a_pull_has_come() {
    let docker = crate::bench::engine!();
    let registry = Registry::start();
    // No layer of it may be here already, and it must not be small once it is packed.
    let root = registry.folder.path().join("root");
    std::fs::create_dir(&root).unwrap();
    let mut random = std::fs::File::open("/dev/urandom").unwrap();
    let mut file = std::fs::File::create(root.join("noise")).unwrap();
    std::io::copy(&mut std::io::Read::take(&mut random, 8 << 20), &mut file).unwrap();
    let made = format!("tar -C {} -c . | docker import - {}/noise", root.display(), registry.address);
    assert!(Command::new("sh").args(["-c", &made]).stdout(Stdio::null()).status().unwrap().success());
    let image = registry.with(&format!("{}/noise", registry.address));
    let heard = Heard::default();
    let logins = Some(Logins(logins(&registry.address)));
    let opened = docker.open(wish(ContainerSpec { logins, ..pulled(&image) }), &heard).await;
    assert!(opened.is_err(), "there is no shell in it");
    registry.docker(&["image", "rm", "--force", &image]);
    let heard = heard.0.into_inner().unwrap();
    assert_eq!(heard[0], (0, 0));
    assert!(heard.iter().any(|(done, total)| *done > 0 && done <= total), "{heard:?}");
    assert!(heard.is_sorted(), "{heard:?}");
}

#[tokio::test]
async fn a_pull_that_is_given_up_leaves_nothing() {
    crate::bench::engine!();
    let base = tempfile::tempdir().unwrap();
    let options = DockerOptions { base: base.path().join("base"), ..DockerOptions::default() };
    let docker = Docker::new(options);
    // One that never answers.
    let deaf = TcpListener::bind("127.0.0.1:0").unwrap();
    let image = format!("{}/x", deaf.local_addr().unwrap());
    let opening = docker.open(wish(pulled(&image)), &Quiet);
    let asked = tokio::task::spawn_blocking(move || deaf.accept().map(|_| deaf));
    tokio::select! {
        opened = opening => assert!(opened.is_ok(), "{:?}", opened.map(drop).unwrap_err()),
        asked = asked => drop(asked.unwrap().unwrap()),
    }
    docker.settle().await;
    assert!(is_empty(&base.path().join("base")));
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().all(|entry| entry.unwrap().file_name() == "tools")
}
