//! Jenkins pipelines, run on this machine.

use crate::program::{Done, folder, program};
use std::process::Stdio;

/// Runs the stages of a pipeline, with nobody at the terminal.
pub fn play(jenkinsfile: &str, arguments: &[&str]) -> Done {
    let folder = folder(&[("Jenkinsfile", jenkinsfile), ("key.pem", "line one\nline two\n")]);
    let whole = [&["run", "--executor", "native"], arguments, &["Jenkinsfile"]].concat();
    let output = program(folder.path(), &whole).stdin(Stdio::null()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { exit: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// Whether a line of the log is this.
fn said(done: &Done, line: &str) {
    let found = done.out.lines().any(|text| text.ends_with(&format!("| {line}")));
    assert!(found, "`{line}` is not there:\n{}{}", done.out, done.err);
}

#[test]
fn a_stage_without_sources_begins_with_an_empty_folder() {
    let done = play(
        "pipeline {
            agent none
            stages {
                stage('with') { agent any; steps { sh 'ls' } }
                stage('without') {
                    agent any
                    options { skipDefaultCheckout() }
                    steps { sh 'test -z \"$(ls)\"'; script { echo \"there: ${fileExists('Jenkinsfile')}\" } }
                }
                stage('itself') {
                    agent any
                    options { skipDefaultCheckout() }
                    steps { checkout scm; sh 'ls' }
                }
            }
        }",
        &[],
    );
    assert_eq!(done.exit, 0, "{}{}", done.out, done.err);
    said(&done, "there: false");
    assert_eq!(done.out.matches("| Jenkinsfile").count(), 2, "{}", done.out);
}

#[test]
fn credentials_of_every_kind_come_from_the_secrets() {
    let text = "pipeline {
        agent any
        environment {
            TOKEN = credentials('token')
            LOGIN = credentials('login')
            KEY = credentials('key')
        }
        stages {
            stage('environment') { steps {
                sh 'test \"$TOKEN\" = t0ken && test \"$LOGIN\" = me:passw0rd && test \"$LOGIN_PSW\" = passw0rd'
                sh 'tail -n 1 \"$KEY\" | tr a-z A-Z'
                echo \"it is $TOKEN\"
            } }
            stage('asked') {
                when { environment name: 'TOKEN', value: 't0ken' }
                steps { echo 'asked' }
            }
            stage('not asked') {
                when { environment name: 'TOKEN', value: 'other' }
                steps { echo 'never' }
            }
            stage('bound') { steps { withCredentials([
                string(credentialsId: 'token', variable: 'T'),
                usernamePassword(credentialsId: 'login', usernameVariable: 'U', passwordVariable: 'P'),
                usernameColonPassword(credentialsId: 'login', variable: 'UP'),
                file(credentialsId: 'token', variable: 'F'),
                sshUserPrivateKey(credentialsId: 'key', keyFileVariable: 'K', passphraseVariable: 'W')
            ]) {
                sh 'test \"$T$U$P$UP$W\" = t0kenmepassw0rdme:passw0rd && test \"$(cat $F)\" = t0ken && head -n 1 $K | tr a-z A-Z'
                sh \"echo $P | tr a-z A-Z\"
            } } }
        }
    }";
    let secrets = [
        "--secret=token=t0ken",
        "--secret=login_USR=me",
        "--secret=login_PSW=passw0rd",
        "--file-secret=key=key.pem",
    ];
    let done = play(text, &secrets);
    assert_eq!(done.exit, 0, "{}{}", done.out, done.err);
    for line in ["LINE TWO", "it is ****", "asked", "LINE ONE", "PASSW0RD"] {
        said(&done, line);
    }
    assert!(!done.out.contains("| never"), "{}", done.out);
    let lacking = play(text, &secrets[1..]);
    assert_eq!(lacking.exit, 1, "{}{}", lacking.out, lacking.err);
    assert!(lacking.out.contains("there is no secret \"token\""), "{}", lacking.out);
}

#[test]
fn stages_with_one_custom_workspace_share_its_files() {
    let done = play(
        "pipeline {
            agent none
            stages {
                stage('a') { agent { node { label ''; customWorkspace 'x/y' } }; steps { sh 'echo 1 > made' } }
                stage('b') { agent { node { label ''; customWorkspace 'x/y' } }; steps { sh 'cat made' } }
            }
        }",
        &[],
    );
    assert_eq!(done.exit, 0, "{}{}", done.out, done.err);
    said(&done, "1");
}
