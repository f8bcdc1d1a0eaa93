
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'rustci' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'rustci'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'rustci' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Say what is wrong with CI files, and where')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a pipeline on this machine')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would run: matrices expanded, rules decided, jobs in order')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Write pipelines in another language')
            [CompletionResult]::new('expr', 'expr', [CompletionResultType]::ParameterValue, 'Evaluate an expression, or many')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of a rule, or list all rules')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of RustCI''s own format')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Keep how a server is reached, with a token that is tried first')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a server and its token')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Say who asks which server')
            [CompletionResult]::new('contexts', 'contexts', [CompletionResultType]::ParameterValue, 'The servers that somebody has logged in to')
            [CompletionResult]::new('pipelines', 'pipelines', [CompletionResultType]::ParameterValue, 'The pipelines that the server keeps')
            [CompletionResult]::new('trigger', 'trigger', [CompletionResultType]::ParameterValue, 'Make a run on the server, of a file or of a pipeline that it has')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'The runs on the server')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show what a run on the server printed, and prints')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'End a run on the server, or one of its jobs')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Run once more what an earlier run was made of')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let a job go on that waits for a person')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'The files that a run left')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'What jobs may use and nobody may read')
            [CompletionResult]::new('runners', 'runners', [CompletionResultType]::ParameterValue, 'Who runs jobs')
            [CompletionResult]::new('scale', 'scale', [CompletionResultType]::ParameterValue, 'Say how many jobs run at once')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'The server in figures')
            [CompletionResult]::new('benchmark', 'benchmark', [CompletionResultType]::ParameterValue, 'Measure how fast the server makes runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what a shell needs to complete commands')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print or write the manual')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;validate' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The language of the files, instead of what they look like')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the findings')
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'A folder that stands in for other projects, URLs and templates')
            [CompletionResult]::new('--actions-from', '--actions-from', [CompletionResultType]::ParameterName, 'A folder that holds actions of other repositories')
            [CompletionResult]::new('--shellcheck', '--shellcheck', [CompletionResultType]::ParameterName, 'Let shellcheck read shell scripts: auto (if it is on PATH, for up to 50 files), off, or the program''s PATH')
            [CompletionResult]::new('--pyflakes', '--pyflakes', [CompletionResultType]::ParameterName, 'Let pyflakes read Python scripts: auto, off, or the program''s PATH')
            [CompletionResult]::new('--audit', '--audit', [CompletionResultType]::ParameterName, 'What to look for that works, and could be misused')
            [CompletionResult]::new('--audit-as', '--audit-as', [CompletionResultType]::ParameterName, 'How bad such findings are')
            [CompletionResult]::new('--notes', '--notes', [CompletionResultType]::ParameterName, 'Show notes too: worth knowing, but nothing is wrong')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;run' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The language of the file, instead of what it looks like')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What happens: push, pull_request, schedule, ... in the words of the format')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'The forge''s account of the event, as JSON in a file')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'The branch or tag (refs/tags/NAME), instead of the one checked out')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'The branch that a pull request goes to, or that changes are found against')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'A value for an input')
            [CompletionResult]::new('--var', '--var', [CompletionResultType]::ParameterName, 'A variable')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'A secret; without a value it is taken from the environment')
            [CompletionResult]::new('--var-group', '--var-group', [CompletionResultType]::ParameterName, 'The variables of a group that the service keeps, from a file of names and values')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Only this job, and what it needs')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Only this job, and what it needs')
            [CompletionResult]::new('--matrix', '--matrix', [CompletionResultType]::ParameterName, 'Only copies with this value')
            [CompletionResult]::new('--manual', '--manual', [CompletionResultType]::ParameterName, 'Start this manual job')
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'A folder that stands in for other projects, URLs and templates')
            [CompletionResult]::new('--actions-from', '--actions-from', [CompletionResultType]::ParameterName, 'A folder, or the address of a server, that holds actions of other repositories')
            [CompletionResult]::new('--executor', '--executor', [CompletionResultType]::ParameterName, 'Where steps run')
            [CompletionResult]::new('--image', '--image', [CompletionResultType]::ParameterName, 'The image of jobs that name none, in Docker')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Secrets in a file of NAME=VALUE lines')
            [CompletionResult]::new('--file-secret', '--file-secret', [CompletionResultType]::ParameterName, 'A secret that steps get as a file: a name, and the file that holds it')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'A variable in the environment of every step')
            [CompletionResult]::new('--slots', '--slots', [CompletionResultType]::ParameterName, 'How many jobs at once; twice the processors if not given')
            [CompletionResult]::new('--cpus', '--cpus', [CompletionResultType]::ParameterName, 'Processors that one job may use, in Docker')
            [CompletionResult]::new('--memory', '--memory', [CompletionResultType]::ParameterName, 'Memory in megabytes that one job may use, in Docker')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: lines for people, or events as JSON lines')
            [CompletionResult]::new('--no-needs', '--no-needs', [CompletionResultType]::ParameterName, 'Leave out what the chosen jobs need')
            [CompletionResult]::new('--in-place', '--in-place', [CompletionResultType]::ParameterName, 'Run in the repository itself instead of a copy for each job')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'What would run, and why the rest would not; runs nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'The jobs and steps in order; runs nothing')
            [CompletionResult]::new('--graph', '--graph', [CompletionResultType]::ParameterName, 'The jobs as a graph; runs nothing')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;plan' {
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The language of the file, instead of what it looks like')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What happens: push, pull_request, schedule, ... in the words of the format')
            [CompletionResult]::new('--payload', '--payload', [CompletionResultType]::ParameterName, 'The forge''s account of the event, as JSON in a file')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'The branch or tag (refs/tags/NAME), instead of the one checked out')
            [CompletionResult]::new('--base', '--base', [CompletionResultType]::ParameterName, 'The branch that a pull request goes to, or that changes are found against')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'A value for an input')
            [CompletionResult]::new('--var', '--var', [CompletionResultType]::ParameterName, 'A variable')
            [CompletionResult]::new('--secret', '--secret', [CompletionResultType]::ParameterName, 'A secret; without a value it is taken from the environment')
            [CompletionResult]::new('--var-group', '--var-group', [CompletionResultType]::ParameterName, 'The variables of a group that the service keeps, from a file of names and values')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Only this job, and what it needs')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Only this job, and what it needs')
            [CompletionResult]::new('--matrix', '--matrix', [CompletionResultType]::ParameterName, 'Only copies with this value')
            [CompletionResult]::new('--manual', '--manual', [CompletionResultType]::ParameterName, 'Start this manual job')
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'A folder that stands in for other projects, URLs and templates')
            [CompletionResult]::new('--actions-from', '--actions-from', [CompletionResultType]::ParameterName, 'A folder, or the address of a server, that holds actions of other repositories')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print it')
            [CompletionResult]::new('--no-needs', '--no-needs', [CompletionResultType]::ParameterName, 'Leave out what the chosen jobs need')
            [CompletionResult]::new('--graph', '--graph', [CompletionResultType]::ParameterName, 'Draw the jobs as a graph')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'rustci;convert' {
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The language to write')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'The language of the files, instead of what they look like')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'A file to write, or a folder; without it one file goes to standard output')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'A file to write, or a folder; without it one file goes to standard output')
            [CompletionResult]::new('--report', '--report', [CompletionResultType]::ParameterName, 'How to tell what is lost')
            [CompletionResult]::new('--mirror', '--mirror', [CompletionResultType]::ParameterName, 'A folder that stands in for other projects, URLs and templates')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Fail when anything is lost or changes what it means')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write over files that are there')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;expr' {
            [CompletionResult]::new('--dialect', '--dialect', [CompletionResultType]::ParameterName, 'The language of the expression')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'Contexts (in gitlab: variables) as a JSON object in a file, or - for standard input')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print the value')
            [CompletionResult]::new('--batch', '--batch', [CompletionResultType]::ParameterName, 'Read JSON lines {"id", "expr", "contexts"} and write {"id", "kind", "value"} or {"id", "error"}')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'rustci;explain' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'rustci;schema' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'rustci;login' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What to call it, for --context; without one, the server''s host')
            [CompletionResult]::new('--ca', '--ca', [CompletionResultType]::ParameterName, 'The authority that vouches for the server''s certificate, in PEM')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--local', '--local', [CompletionResultType]::ParameterName, 'The server of this user that runs on this machine; it needs no token')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;logout' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The context to forget; without one, that in use')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;whoami' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;contexts' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Use this one where none is named')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;contexts;use' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;contexts;help' {
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Use this one where none is named')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;contexts;help;use' {
            break
        }
        'rustci;contexts;help;help' {
            break
        }
        'rustci;pipelines' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The pipelines there are')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Give a pipeline to the server, or a newer version of it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One pipeline, with its text')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a pipeline; its runs stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;pipelines;list' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;pipelines;create' {
            [CompletionResult]::new('--repository', '--repository', [CompletionResultType]::ParameterName, 'A repository that has it, by the address to clone from, instead of a file')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The file in that repository; without one its only CI file')
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'The branch to take where nothing else says one')
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What to call it; without one, by the repository and the file')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The language of the file, instead of what it looks like')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;pipelines;show' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;pipelines;delete' {
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;pipelines;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The pipelines there are')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Give a pipeline to the server, or a newer version of it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One pipeline, with its text')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a pipeline; its runs stay')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;pipelines;help;list' {
            break
        }
        'rustci;pipelines;help;create' {
            break
        }
        'rustci;pipelines;help;show' {
            break
        }
        'rustci;pipelines;help;delete' {
            break
        }
        'rustci;pipelines;help;help' {
            break
        }
        'rustci;trigger' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What to call the file''s pipeline; without one, by its repository and path')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'The language of the file, instead of what it looks like')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'The branch, or the whole ref: refs/tags/v1')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'What happens: push, workflow_dispatch, ... in the words of the format')
            [CompletionResult]::new('--path', '--path', [CompletionResultType]::ParameterName, 'The file, where the pipeline''s repository has several')
            [CompletionResult]::new('--input', '--input', [CompletionResultType]::ParameterName, 'A value for an input')
            [CompletionResult]::new('--var', '--var', [CompletionResultType]::ParameterName, 'A variable')
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Only this job, and what it needs')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Only this job, and what it needs')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Show the run until it has ended; the exit code is the run''s')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Show the run until it has ended; the exit code is the run''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;runs' {
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only those that stand so: queued, running, success, failure, cancelled')
            [CompletionResult]::new('--ref', '--ref', [CompletionResultType]::ParameterName, 'Only those of this branch, or of this whole ref')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'How many, the newest first')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;logs' {
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Only this job')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Only this job')
            [CompletionResult]::new('--step', '--step', [CompletionResultType]::ParameterName, 'Only this step of the job, by its number, from 0')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Nothing of steps that had ended by then: 10m, 2h, or 2026-03-01T12:00:00Z')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Go on until the run has ended')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Go on until the run has ended')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;cancel' {
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Only this job')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Only this job')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why, for those who read it')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;rerun' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only the jobs that did not go well, and those after them; the others keep what they gave and left')
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'Show the new run until it has ended; the exit code is the run''s')
            [CompletionResult]::new('--follow', '--follow', [CompletionResultType]::ParameterName, 'Show the new run until it has ended; the exit code is the run''s')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;approve' {
            [CompletionResult]::new('--commit', '--commit', [CompletionResultType]::ParameterName, 'The commit that was looked at, where a run of a stranger''s commit waits; seven digits are enough')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;artifacts' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What there is')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Fetch the files, each artifact into a folder of its name')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;artifacts;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;artifacts;download' {
            [CompletionResult]::new('-j', '-j', [CompletionResultType]::ParameterName, 'Only what this job left, where artifacts belong to jobs')
            [CompletionResult]::new('--job', '--job', [CompletionResultType]::ParameterName, 'Only what this job left, where artifacts belong to jobs')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where the folders are made')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where the folders are made')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;artifacts;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What there is')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Fetch the files, each artifact into a folder of its name')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;artifacts;help;list' {
            break
        }
        'rustci;artifacts;help;download' {
            break
        }
        'rustci;artifacts;help;help' {
            break
        }
        'rustci;secrets' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Keep a value, typed without an echo or sent to standard input')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The secrets there are, without their values')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Forget one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;secrets;set' {
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'Only in runs of this pipeline, by its id or name')
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'Only on branches and tags of this name; * stands for any part of one')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Only in jobs that deploy to this environment')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;secrets;list' {
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'Those that jobs of this pipeline may come to see')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;secrets;rm' {
            [CompletionResult]::new('--pipeline', '--pipeline', [CompletionResultType]::ParameterName, 'Only in runs of this pipeline, by its id or name')
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'Only on branches and tags of this name; * stands for any part of one')
            [CompletionResult]::new('--environment', '--environment', [CompletionResultType]::ParameterName, 'Only in jobs that deploy to this environment')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;secrets;help' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Keep a value, typed without an echo or sent to standard input')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The secrets there are, without their values')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Forget one')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;secrets;help;set' {
            break
        }
        'rustci;secrets;help;list' {
            break
        }
        'rustci;secrets;help;rm' {
            break
        }
        'rustci;secrets;help;help' {
            break
        }
        'rustci;runners' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The runners there are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One runner')
            [CompletionResult]::new('drain', 'drain', [CompletionResultType]::ParameterValue, 'Let a runner end what it has, and take no more')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let it take jobs again')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a runner')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;runners;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;runners;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;runners;drain' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;runners;resume' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;runners;delete' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;runners;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The runners there are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One runner')
            [CompletionResult]::new('drain', 'drain', [CompletionResultType]::ParameterValue, 'Let a runner end what it has, and take no more')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let it take jobs again')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a runner')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;runners;help;list' {
            break
        }
        'rustci;runners;help;show' {
            break
        }
        'rustci;runners;help;drain' {
            break
        }
        'rustci;runners;help;resume' {
            break
        }
        'rustci;runners;help;delete' {
            break
        }
        'rustci;runners;help;help' {
            break
        }
        'rustci;scale' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;stats' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;benchmark' {
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'How many runs')
            [CompletionResult]::new('--count', '--count', [CompletionResultType]::ParameterName, 'How many runs')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'How many runs begin in a second, whether or not those before have ended')
            [CompletionResult]::new('--at-once', '--at-once', [CompletionResultType]::ParameterName, 'Without --rate: how many are under way at once')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a text for people, or JSON')
            [CompletionResult]::new('--context', '--context', [CompletionResultType]::ParameterName, 'The server of this context, instead of the one in use')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The server at this address, with the token in RUSTCI_TOKEN')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'rustci;completions' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'rustci;man' {
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'rustci;help' {
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Say what is wrong with CI files, and where')
            [CompletionResult]::new('run', 'run', [CompletionResultType]::ParameterValue, 'Run a pipeline on this machine')
            [CompletionResult]::new('plan', 'plan', [CompletionResultType]::ParameterValue, 'Show what would run: matrices expanded, rules decided, jobs in order')
            [CompletionResult]::new('convert', 'convert', [CompletionResultType]::ParameterValue, 'Write pipelines in another language')
            [CompletionResult]::new('expr', 'expr', [CompletionResultType]::ParameterValue, 'Evaluate an expression, or many')
            [CompletionResult]::new('explain', 'explain', [CompletionResultType]::ParameterValue, 'Print the page of a rule, or list all rules')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of RustCI''s own format')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Keep how a server is reached, with a token that is tried first')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a server and its token')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Say who asks which server')
            [CompletionResult]::new('contexts', 'contexts', [CompletionResultType]::ParameterValue, 'The servers that somebody has logged in to')
            [CompletionResult]::new('pipelines', 'pipelines', [CompletionResultType]::ParameterValue, 'The pipelines that the server keeps')
            [CompletionResult]::new('trigger', 'trigger', [CompletionResultType]::ParameterValue, 'Make a run on the server, of a file or of a pipeline that it has')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'The runs on the server')
            [CompletionResult]::new('logs', 'logs', [CompletionResultType]::ParameterValue, 'Show what a run on the server printed, and prints')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'End a run on the server, or one of its jobs')
            [CompletionResult]::new('rerun', 'rerun', [CompletionResultType]::ParameterValue, 'Run once more what an earlier run was made of')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Let a job go on that waits for a person')
            [CompletionResult]::new('artifacts', 'artifacts', [CompletionResultType]::ParameterValue, 'The files that a run left')
            [CompletionResult]::new('secrets', 'secrets', [CompletionResultType]::ParameterValue, 'What jobs may use and nobody may read')
            [CompletionResult]::new('runners', 'runners', [CompletionResultType]::ParameterValue, 'Who runs jobs')
            [CompletionResult]::new('scale', 'scale', [CompletionResultType]::ParameterValue, 'Say how many jobs run at once')
            [CompletionResult]::new('stats', 'stats', [CompletionResultType]::ParameterValue, 'The server in figures')
            [CompletionResult]::new('benchmark', 'benchmark', [CompletionResultType]::ParameterValue, 'Measure how fast the server makes runs')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print what a shell needs to complete commands')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print or write the manual')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'rustci;help;validate' {
            break
        }
        'rustci;help;run' {
            break
        }
        'rustci;help;plan' {
            break
        }
        'rustci;help;convert' {
            break
        }
        'rustci;help;expr' {
            break
        }
        'rustci;help;explain' {
            break
        }
        'rustci;help;schema' {
            break
        }
        'rustci;help;login' {
            break
        }
        'rustci;help;logout' {
            break
        }
        'rustci;help;whoami' {
            break
        }
        'rustci;help;contexts' {
            [CompletionResult]::new('use', 'use', [CompletionResultType]::ParameterValue, 'Use this one where none is named')
            break
        }
        'rustci;help;contexts;use' {
            break
        }
        'rustci;help;pipelines' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The pipelines there are')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Give a pipeline to the server, or a newer version of it')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One pipeline, with its text')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a pipeline; its runs stay')
            break
        }
        'rustci;help;pipelines;list' {
            break
        }
        'rustci;help;pipelines;create' {
            break
        }
        'rustci;help;pipelines;show' {
            break
        }
        'rustci;help;pipelines;delete' {
            break
        }
        'rustci;help;trigger' {
            break
        }
        'rustci;help;runs' {
            break
        }
        'rustci;help;logs' {
            break
        }
        'rustci;help;cancel' {
            break
        }
        'rustci;help;rerun' {
            break
        }
        'rustci;help;approve' {
            break
        }
        'rustci;help;artifacts' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'What there is')
            [CompletionResult]::new('download', 'download', [CompletionResultType]::ParameterValue, 'Fetch the files, each artifact into a folder of its name')
            break
        }
        'rustci;help;artifacts;list' {
            break
        }
        'rustci;help;artifacts;download' {
            break
        }
        'rustci;help;secrets' {
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Keep a value, typed without an echo or sent to standard input')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The secrets there are, without their values')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Forget one')
            break
        }
        'rustci;help;secrets;set' {
            break
        }
        'rustci;help;secrets;list' {
            break
        }
        'rustci;help;secrets;rm' {
            break
        }
        'rustci;help;runners' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'The runners there are')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'One runner')
            [CompletionResult]::new('drain', 'drain', [CompletionResultType]::ParameterValue, 'Let a runner end what it has, and take no more')
            [CompletionResult]::new('resume', 'resume', [CompletionResultType]::ParameterValue, 'Let it take jobs again')
            [CompletionResult]::new('delete', 'delete', [CompletionResultType]::ParameterValue, 'Forget a runner')
            break
        }
        'rustci;help;runners;list' {
            break
        }
        'rustci;help;runners;show' {
            break
        }
        'rustci;help;runners;drain' {
            break
        }
        'rustci;help;runners;resume' {
            break
        }
        'rustci;help;runners;delete' {
            break
        }
        'rustci;help;scale' {
            break
        }
        'rustci;help;stats' {
            break
        }
        'rustci;help;benchmark' {
            break
        }
        'rustci;help;completions' {
            break
        }
        'rustci;help;man' {
            break
        }
        'rustci;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
