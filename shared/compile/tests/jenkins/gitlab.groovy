pipeline {
    agent none

    options {
        buildDiscarder(logRotator(artifactDaysToKeepStr: '7'))
    }

    stages {
        stage('build') {
            agent { docker { image 'node:20' } }
            steps {
                sh 'npm ci'
                sh 'npm run build'
                archiveArtifacts artifacts: 'dist/**', allowEmptyArchive: true
                stash name: 'build', includes: 'dist/**', allowEmpty: true
                script {
                    readFile('build.env').readLines().findAll { it.contains('=') }.each { line ->
                        def pair = line.split('=', 2)
                        env."${pair[0]}" = pair[1]
                    }
                }
            }
        }

        stage('test') {
            parallel {
                stage('unit') {
                    agent any
                    steps {
                        unstash 'build'
                        sh './unit'
                    }
                    post {
                        always {
                            junit testResults: 'report.xml', allowEmptyResults: true
                        }
                    }
                }
                stage('lint') {
                    agent any
                    steps {
                        catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE') {
                            unstash 'build'
                            sh '''
                                cd src
                                ./lint
                            '''
                        }
                    }
                    post {
                        always {
                            catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE') {
                                timeout(time: 5, unit: 'MINUTES') {
                                    sh label: 'after_script', script: './clean'
                                }
                            }
                        }
                    }
                }
            }
        }

        stage('deploy') {
            agent any
            when {
                anyOf {
                    tag pattern: 'v\\d+.*', comparator: 'REGEXP'
                    allOf {
                        environment name: 'BRANCH_IS_PRIMARY', value: 'true'
                        changeset 'src/**/*'
                    }
                }
            }
            input {
                message 'Run deploy?'
            }
            steps {
                unstash 'build'
                sh './deploy'
            }
        }
    }
}
