    stages {
        // Runs the tests
        stage('test') {
            failFast true
            matrix {
                axes {
                    axis {
                        name 'node_version'
                        values '18', '20'
                    }
                }
                excludes {
                    exclude {
                        axis {
                            name 'node_version'
                            values '18'
                        }
                    }
                }
                stages {
                    stage('test') {
                        agent { docker { image "node:${env.node_version}" } }
                        options {
                            timeout(time: 10, unit: 'MINUTES')
                        }
                        steps {
                            withCredentials([string(credentialsId: 'NPM_TOKEN', variable: 'TOKEN')]) {
                                sh label: 'Test', script: '''
                                    npm ci
                                    npm test -- --level "$LEVEL"
                                '''
                            }
                        }
                    }
                }
            }
        }

        stage('build') {
            agent { label 'fast' }
            steps {
                sh 'echo "1.2" > "$WORKSPACE/.version_number"'
                script {
                    env.version_number = readFile('.version_number').trim()
                }
                catchError(buildResult: 'SUCCESS', stageResult: 'UNSTABLE') {
                    sh "make it's"
                }
                archiveArtifacts artifacts: 'dist/**', allowEmptyArchive: true
                stash name: 'dist', includes: 'dist/**', allowEmpty: true
                script {
                    env.build_version = env.version_number
                }
            }
            post {
                failure {
                    sh 'cat log'
                }
            }
        }

        stage('deploy') {
            agent any
            options {
                skipDefaultCheckout()
            }
            when {
                branch 'main'
                expression { params.target == 'production' }
            }
            steps {
                unstash 'dist'
                script {
                    if (env.LEVEL == 'high') {
                        sh './release $build_version $GIT_COMMIT'
                    }
                }
            }
        }
    }

    post {
        always {
            // report
            node {
                sh 'echo over'
            }
        }
    }
}
