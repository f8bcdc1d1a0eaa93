//! From Jenkins.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use compile::{File, Nothing, by_id, convert};
use diag::SourceMap;

fn text(to: &str, source: &str) -> String {
    let mut sources = SourceMap::default();
    let file = File { name: "Jenkinsfile", path: "Jenkinsfile", bytes: source.as_bytes() };
    convert(&mut sources, file, by_id("jenkins"), by_id(to).unwrap(), &Nothing).text.unwrap()
}

const PIPELINE: &str = "\
pipeline {
  agent any
  environment {
    NAME = 'world'
    GREETING = \"hello ${NAME}\"
  }
  stages {
    stage('Greet') {
      when { branch 'main' }
      environment { LOUD = 'yes' }
      steps { sh \"say ${env.GREETING}\" }
      post {
        failure { sh 'complain' }
        always { sh 'sweep' }
      }
    }
  }
}
";

#[test]
fn variables_conditions_and_ends_of_stages_are_said() {
    let workflow = text("github-actions", PIPELINE);
    for part in [
        "env:\n  NAME: world\n  GREETING: hello world\n",
        "    if: github.ref == 'refs/heads/main'\n",
        "    env:\n      LOUD: 'yes'\n",
        "- run: say ${{ env.GREETING }}\n",
        "- if: failure()\n        run: complain\n",
        "- if: always()\n        run: sweep\n",
    ] {
        assert!(workflow.contains(part), "{part}{workflow}");
    }
    let gitlab = text("gitlab-ci", PIPELINE);
    for part in
        ["  GREETING: hello $NAME\n", "    - if: $CI_COMMIT_BRANCH == \"main\"\n", "    - say $GREETING\n"]
    {
        assert!(gitlab.contains(part), "{part}{gitlab}");
    }
}
