use crate::reading::{errors, found, with, with_stage};
use diag::Severity;

#[test]
fn a_whole_pipeline_is_fine() {
    let text = r#"
@Library('lib') _
def version = '1'
pipeline {
    agent { docker { image 'node:18'; args '-v /x:/x' } }
    environment {
        A = 'a'
        B = "${A}-${env.BUILD_NUMBER}" + 'c'
        TOKEN = credentials('token')
    }
    options { timeout(time: 1, unit: 'HOURS'); buildDiscarder(logRotator(numToKeepStr: '5')) }
    parameters { string(name: 'P', defaultValue: 'x'); choice(name: 'C', choices: ['a', 'b']) }
    triggers { cron('H 4 * * *') }
    tools { maven 'm3' }
    stages {
        stage('One') {
            when { beforeAgent true; anyOf { branch 'main'; not { environment name: 'A', value: 'b' }; expression { version } } }
            steps {
                sh 'make'
                dir('x') { sh script: 'make', label: 'again' }
                script { if (env.X) { echo "x" } }
            }
            post { failure { mail to: 'a@b', subject: 's', body: 'b' } }
        }
        stage('Two') {
            failFast true
            parallel {
                stage('a') { steps { echo "a" } }
                stage('b') { stages { stage('c') { steps { echo "c" } } } }
            }
        }
        stage('Three') {
            input { message 'sure?'; ok 'yes' }
            matrix {
                axes { axis { name 'OS'; values 'a', 'b' }; axis { name 'V'; values '1', '2' } }
                excludes { exclude { axis { name 'OS'; notValues 'a' }; axis { name 'V'; values '1' } } }
                stages { stage('d') { steps { echo "${OS}" } } }
            }
        }
    }
    post { always { deleteDir() } }
}
"#;
    assert_eq!(found("Jenkinsfile", text), []);
}

#[test]
fn sections_are_known_and_there_once() {
    let cases = [
        (with("  agent none"), vec![("jenkins-section", 3, 3)]),
        (with("  notifications { always { echo 'a' } }"), vec![("jenkins-section", 3, 3)]),
        (with("  node { echo 'a' }"), vec![("jenkins-section", 3, 3)]),
        (with("  environment { }"), vec![("jenkins-section", 3, 3)]),
        (with("  parameters { }"), vec![("jenkins-section", 3, 3)]),
        (with("  options"), vec![("jenkins-section", 3, 3)]),
        ("pipeline {\n  agent any\n}".into(), vec![("jenkins-section", 1, 1)]),
        ("pipeline {\n  agent any\n  stages 'a'\n}".into(), vec![("jenkins-section", 3, 3)]),
        (
            "pipeline {\n  agent\n  stages { stage('a') { steps { echo 'a' } } }\n}".into(),
            vec![("jenkins-section", 2, 3)],
        ),
    ];
    for (text, expected) in cases {
        let found: Vec<_> = errors("Jenkinsfile", &text).into_iter().take(expected.len()).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn what_stands_in_sections_is_checked() {
    let cases = [
        (with("  environment {\n    A = 'a'\n    A = 'b'\n  }"), "jenkins-environment", 5, 5),
        (with("  environment {\n    A = ${B}\n  }"), "jenkins-environment", 4, 9),
        (with("  environment {\n    A = params.B\n  }"), "jenkins-environment", 4, 9),
        (with("  environment {\n    A = 'a' - 'b'\n  }"), "jenkins-environment", 4, 9),
        (with("  environment {\n    A = 1 + credentials('b')\n  }"), "jenkins-environment", 4, 9),
        (with("  environment {\n    $A = 'a'\n  }"), "jenkins-environment", 4, 5),
        (with("  environment {\n    1A = 'a'\n  }"), "jenkins-syntax", 4, 5),
        (with("  options {\n    echo 'a'\n  }"), "jenkins-option", 4, 5),
        (with("  options {\n    retry(1)\n    retry(2)\n  }"), "jenkins-option", 5, 5),
        (with("  options {\n    buildDiscarder { echo 'a' }\n  }"), "jenkins-option", 4, 20),
        (with("  options {\n    parameters([string(name: 'a')])\n  }"), "jenkins-option", 4, 5),
        (with("  options {\n    timeout(time: '5')\n  }"), "jenkins-argument", 4, 19),
        (with("  parameters {\n    string(namd: 'a')\n  }"), "jenkins-argument", 4, 12),
        (with("  triggers {\n    [$class: 'T', spec: 'a']\n  }"), "jenkins-option", 4, 5),
        (with("  triggers {\n    cron(f { 'a' })\n  }"), "jenkins-argument", 4, 10),
        (with("  tools {\n    maven\n  }"), "jenkins-option", 4, 5),
        (with("  libraries {\n    foo('a')\n  }"), "jenkins-library", 4, 5),
        (with("  post {\n    banana { echo 'a' }\n  }"), "jenkins-post", 4, 5),
        (with_stage("    steps { timeout { echo 'a' } }"), "jenkins-argument", 4, 13),
        (with_stage("    steps { timeout(time: 5, banana: 1) { echo 'a' } }"), "jenkins-argument", 4, 30),
        (with_stage("    steps { timeout(time: 5, time: 6) { echo 'a' } }"), "jenkins-argument", 4, 30),
        (with_stage("    steps { timeout(5, 'MINUTES') { echo 'a' } }"), "jenkins-argument", 4, 24),
        (with_stage("    steps { def x = 1 }"), "jenkins-step", 4, 13),
        (with_stage("    steps { if (x) { echo 'a' } }"), "jenkins-step", 4, 13),
        (with_stage("    steps { foo { x = 'a' } }"), "jenkins-step", 4, 19),
        (with_stage("    steps { stage('b') { echo 'a' } }"), "jenkins-step", 4, 13),
        (with_stage("    steps { parallel(a: { echo 'a' }, failFast: 'b') }"), "jenkins-step", 4, 49),
        (with_stage("    steps { }"), "jenkins-step", 4, 5),
        (with_stage("    agent any"), "jenkins-stage", 3, 18),
        (with_stage("    banana { echo 'a' }\n    steps { echo 'a' }"), "jenkins-section", 4, 5),
        (
            with_stage("    steps { echo 'a' }\n    stages { stage('b') { steps { echo 'a' } } }"),
            "jenkins-stage",
            5,
            5,
        ),
        (
            with_stage("    agent {\n      label 'a'\n      none\n    }\n    steps { echo 'a' }"),
            "jenkins-agent",
            6,
            7,
        ),
        (with_stage("    agent { docker { } }\n    steps { echo 'a' }"), "jenkins-agent", 4, 13),
        (with_stage("    when { }\n    steps { echo 'a' }"), "jenkins-when", 4, 5),
        (with_stage("    when { params.A == 'a' }\n    steps { echo 'a' }"), "jenkins-when", 4, 12),
        (with_stage("    when { banana 'a' }\n    steps { echo 'a' }"), "jenkins-when", 4, 12),
        (with_stage("    when { branch 4 }\n    steps { echo 'a' }"), "jenkins-argument", 4, 19),
        (with_stage("    when { environment name: 'A' }\n    steps { echo 'a' }"), "jenkins-argument", 4, 12),
        (
            with_stage("    when { not { branch 'a'; branch 'b' } }\n    steps { echo 'a' }"),
            "jenkins-when",
            4,
            12,
        ),
        (
            with_stage("    when { allOf(a: 'b') { branch 'a' } }\n    steps { echo 'a' }"),
            "jenkins-when",
            4,
            18,
        ),
        (with_stage("    input { }\n    steps { echo 'a' }"), "jenkins-input", 4, 5),
        (with_stage("    input { banana 'a' }\n    steps { echo 'a' }"), "jenkins-input", 4, 13),
        (with_stage("    matrix { stages { stage('b') { steps { echo 'a' } } } }"), "jenkins-matrix", 4, 5),
        (
            with_stage(
                "    matrix { axes { axis { values 'a' } }\n    stages { stage('b') { steps { echo 'a' } } } }",
            ),
            "jenkins-matrix",
            4,
            21,
        ),
        (
            with_stage("    parallel { stage('b') { parallel { stage('c') { steps { echo 'a' } } } } }"),
            "jenkins-stage",
            4,
            29,
        ),
        (
            with_stage(
                "    parallel { stage('b') { steps { echo 'a' } }\n    stage('b') { steps { echo 'a' } } }",
            ),
            "jenkins-stage",
            5,
            11,
        ),
    ];
    for (text, code, line, column) in cases {
        assert_eq!(errors("Jenkinsfile", &text).first(), Some(&(code, line, column)), "{text}");
    }
}

#[test]
fn values_are_held_against_what_options_and_steps_take() {
    let cases = [
        (with("  environment {\n    A = credentials()\n  }"), "jenkins-environment", 4, 9),
        (with("  environment {\n    A = credentials(5)\n  }"), "jenkins-environment", 4, 9),
        (with("  options {\n    buildDiscarder(logRotator(numToKeep: '5'))\n  }"), "jenkins-argument", 4, 31),
        (with("  options {\n    quietPeriod('soon')\n  }"), "jenkins-argument", 4, 17),
        (with("  options {\n    timeout(time: 1, unit: 'WEEKS')\n  }"), "jenkins-argument", 4, 28),
        (with("  triggers {\n    pollSCM('* * *')\n  }"), "jenkins-option", 4, 13),
        (with("  triggers {\n    cron('# nightly\\n@nightly')\n  }"), "jenkins-option", 4, 10),
        (with("  libraries {\n  }"), "jenkins-section", 3, 3),
        (with("  post {\n    always { }\n  }"), "jenkins-step", 4, 5),
        (with_stage("    steps { parallel(a: { }) }"), "jenkins-step", 4, 25),
        (with_stage("    steps { catchError(stageResult: 'BAD') { echo 'a' } }"), "jenkins-argument", 4, 37),
        (
            with_stage("    agent any\n    parallel { stage('b') { steps { echo 'a' } } }"),
            "jenkins-stage",
            4,
            5,
        ),
        (
            with_stage("    agent { dockerfile { filename 'x/Dockerfile' } }\n    steps { echo 'a' }"),
            "jenkins-agent",
            4,
            35,
        ),
    ];
    for (text, code, line, column) in cases {
        assert_eq!(errors("Jenkinsfile", &text).first(), Some(&(code, line, column)), "{text}");
    }
    let text = with_stage("    when { changelog '*fix' }\n    steps { echo 'a' }");
    let found = found("Jenkinsfile", &text);
    assert!(matches!(found.as_slice(), [(Severity::Warning, "jenkins-argument", 4, 22, _)]), "{found:?}");
}

#[test]
fn stashes_are_made_before_they_are_asked_for() {
    let found_in =
        |steps: &str| found("Jenkinsfile", &with_stage(&format!("    steps {{\n      {steps}\n    }}")));
    let found = found_in("stash name: 'out'\n      unstash 'out'\n      unstash 'in'");
    assert!(matches!(found.as_slice(), [(Severity::Warning, "jenkins-stash", 7, 15, _)]), "{found:?}");
    assert_eq!(found_in("stash name: \"x-${env.A}\"\n      unstash 'in'"), []);
}

#[test]
fn secrets_are_left_to_the_shell() {
    let text = with(
        "  environment {\n    TOKEN = credentials('t')\n  }\n  post { always {\n    sh \"a ${TOKEN}\"\n    sh 'a $TOKEN'\n    \
         withCredentials([string(credentialsId: 'p', variable: 'PW')]) {\n      sh(script: \"b ${env.PW} ${env.OTHER}\")\n    \
         }\n  } }",
    );
    let places: Vec<_> =
        found("Jenkinsfile", &text).into_iter().map(|(_, code, l, c, _)| (code, l, c)).collect();
    assert_eq!(places, [("jenkins-interpolated-secret", 7, 13), ("jenkins-interpolated-secret", 10, 23)]);
}

#[test]
fn what_plugins_may_know_is_a_warning() {
    for text in [
        with("  options { banana('a') }"),
        with("  triggers { banana('a') }"),
        with("  parameters { banana(name: 'a') }"),
        with_stage("    agent { banana { label 'a' } }\n    steps { echo 'a' }"),
    ] {
        let found = found("Jenkinsfile", &text);
        assert!(matches!(found.as_slice(), [(Severity::Warning, "jenkins-plugin", ..)]), "{text}: {found:?}");
    }
}

#[test]
fn a_scripted_pipeline_is_told_as_what_it_is() {
    let found = found("Jenkinsfile", "// a\nnode {\n  sh 'make'\n}\n");
    assert!(matches!(found.as_slice(), [(Severity::Warning, "jenkins-scripted", 2, 1, _)]), "{found:?}");
}

#[test]
fn stashes_are_kept_of_so_many_builds_only() {
    let options = |count: &str| with(&format!("  options {{ preserveStashes(buildCount: {count}) }}"));
    for count in ["0", "-1", "51"] {
        assert_eq!(errors("Jenkinsfile", &options(count)), [("jenkins-argument", 3, 41)], "{count}");
    }
    assert_eq!(errors("Jenkinsfile", &options("50")), []);
}
