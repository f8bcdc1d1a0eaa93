# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_rustci_global_optspecs
    string join \n h/help V/version
end

function __fish_rustci_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_rustci_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_rustci_using_subcommand
    set -l cmd (__fish_rustci_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c rustci -n "__fish_rustci_needs_command" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_needs_command" -s V -l version -d 'Print version'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "validate" -d 'Say what is wrong with CI files, and where'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "run" -d 'Run a pipeline on this machine'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "plan" -d 'Show what would run: matrices expanded, rules decided, jobs in order'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "convert" -d 'Write pipelines in another language'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "expr" -d 'Evaluate an expression, or many'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "explain" -d 'Print the page of a rule, or list all rules'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "schema" -d 'Print the JSON Schema of RustCI\'s own format'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "login" -d 'Keep how a server is reached, with a token that is tried first'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "logout" -d 'Forget a server and its token'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "whoami" -d 'Say who asks which server'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "contexts" -d 'The servers that somebody has logged in to'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "pipelines" -d 'The pipelines that the server keeps'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "trigger" -d 'Make a run on the server, of a file or of a pipeline that it has'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "runs" -d 'The runs on the server'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "logs" -d 'Show what a run on the server printed, and prints'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "cancel" -d 'End a run on the server, or one of its jobs'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "rerun" -d 'Run once more what an earlier run was made of'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "approve" -d 'Let a job go on that waits for a person'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "artifacts" -d 'The files that a run left'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "secrets" -d 'What jobs may use and nobody may read'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "runners" -d 'Who runs jobs'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "scale" -d 'Say how many jobs run at once'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "stats" -d 'The server in figures'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "benchmark" -d 'Measure how fast the server makes runs'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "completions" -d 'Print what a shell needs to complete commands'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "man" -d 'Print or write the manual'
complete -c rustci -n "__fish_rustci_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l as -d 'The language of the files, instead of what they look like' -r
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l format -d 'How to print the findings' -r -f -a "human\t'For people'
json\t'One JSON document'
sarif\t'SARIF 2.1.0'
github\t'Annotations of a pull request'"
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l mirror -d 'A folder that stands in for other projects, URLs and templates' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l actions-from -d 'A folder that holds actions of other repositories' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l shellcheck -d 'Let shellcheck read shell scripts: auto (if it is on PATH, for up to 50 files), off, or the program\'s PATH' -r
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l pyflakes -d 'Let pyflakes read Python scripts: auto, off, or the program\'s PATH' -r
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l audit -d 'What to look for that works, and could be misused' -r -f -a "off\t'Nothing'
default\t'What is a hole, as it stands'
strict\t'Also what becomes one when something else goes wrong'
pedantic\t'Also what only makes a review harder'"
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l audit-as -d 'How bad such findings are' -r -f -a "error\t'The check fails'
warning\t'They are shown'
note\t'They are shown with --notes'"
complete -c rustci -n "__fish_rustci_using_subcommand validate" -l notes -d 'Show notes too: worth knowing, but nothing is wrong'
complete -c rustci -n "__fish_rustci_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand run" -l as -d 'The language of the file, instead of what it looks like' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l event -d 'What happens: push, pull_request, schedule, ... in the words of the format' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l payload -d 'The forge\'s account of the event, as JSON in a file' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand run" -l ref -d 'The branch or tag (refs/tags/NAME), instead of the one checked out' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l base -d 'The branch that a pull request goes to, or that changes are found against' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l input -d 'A value for an input' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l var -d 'A variable' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l secret -d 'A secret; without a value it is taken from the environment' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l var-group -d 'The variables of a group that the service keeps, from a file of names and values' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -s j -l job -d 'Only this job, and what it needs' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l matrix -d 'Only copies with this value' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l manual -d 'Start this manual job' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l mirror -d 'A folder that stands in for other projects, URLs and templates' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand run" -l actions-from -d 'A folder, or the address of a server, that holds actions of other repositories' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l executor -d 'Where steps run' -r -f -a "native\t'Processes of this machine'
docker\t'Containers'"
complete -c rustci -n "__fish_rustci_using_subcommand run" -l image -d 'The image of jobs that name none, in Docker' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l secret-file -d 'Secrets in a file of NAME=VALUE lines' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand run" -l file-secret -d 'A secret that steps get as a file: a name, and the file that holds it' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l env -d 'A variable in the environment of every step' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l slots -d 'How many jobs at once; twice the processors if not given' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l cpus -d 'Processors that one job may use, in Docker' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l memory -d 'Memory in megabytes that one job may use, in Docker' -r
complete -c rustci -n "__fish_rustci_using_subcommand run" -l format -d 'What is printed: lines for people, or events as JSON lines' -r -f -a "human\t''
json\t''"
complete -c rustci -n "__fish_rustci_using_subcommand run" -l no-needs -d 'Leave out what the chosen jobs need'
complete -c rustci -n "__fish_rustci_using_subcommand run" -l in-place -d 'Run in the repository itself instead of a copy for each job'
complete -c rustci -n "__fish_rustci_using_subcommand run" -l list -d 'What would run, and why the rest would not; runs nothing'
complete -c rustci -n "__fish_rustci_using_subcommand run" -l dry-run -d 'The jobs and steps in order; runs nothing'
complete -c rustci -n "__fish_rustci_using_subcommand run" -l graph -d 'The jobs as a graph; runs nothing'
complete -c rustci -n "__fish_rustci_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l as -d 'The language of the file, instead of what it looks like' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l event -d 'What happens: push, pull_request, schedule, ... in the words of the format' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l payload -d 'The forge\'s account of the event, as JSON in a file' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l ref -d 'The branch or tag (refs/tags/NAME), instead of the one checked out' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l base -d 'The branch that a pull request goes to, or that changes are found against' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l input -d 'A value for an input' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l var -d 'A variable' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l secret -d 'A secret; without a value it is taken from the environment' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l var-group -d 'The variables of a group that the service keeps, from a file of names and values' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -s j -l job -d 'Only this job, and what it needs' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l matrix -d 'Only copies with this value' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l manual -d 'Start this manual job' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l mirror -d 'A folder that stands in for other projects, URLs and templates' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l actions-from -d 'A folder, or the address of a server, that holds actions of other repositories' -r
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l format -d 'How to print it' -r -f -a "human\t''
json\t''"
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l no-needs -d 'Leave out what the chosen jobs need'
complete -c rustci -n "__fish_rustci_using_subcommand plan" -l graph -d 'Draw the jobs as a graph'
complete -c rustci -n "__fish_rustci_using_subcommand plan" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand convert" -l to -d 'The language to write' -r
complete -c rustci -n "__fish_rustci_using_subcommand convert" -l from -d 'The language of the files, instead of what they look like' -r
complete -c rustci -n "__fish_rustci_using_subcommand convert" -s o -l output -d 'A file to write, or a folder; without it one file goes to standard output' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand convert" -l report -d 'How to tell what is lost' -r -f -a "human\t'For people'
json\t'One JSON document'"
complete -c rustci -n "__fish_rustci_using_subcommand convert" -l mirror -d 'A folder that stands in for other projects, URLs and templates' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand convert" -l strict -d 'Fail when anything is lost or changes what it means'
complete -c rustci -n "__fish_rustci_using_subcommand convert" -l force -d 'Write over files that are there'
complete -c rustci -n "__fish_rustci_using_subcommand convert" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand expr" -l dialect -d 'The language of the expression' -r -f -a "github\t''
gitlab\t''
azure\t''
native\t''"
complete -c rustci -n "__fish_rustci_using_subcommand expr" -l context -d 'Contexts (in gitlab: variables) as a JSON object in a file, or - for standard input' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand expr" -l format -d 'How to print the value' -r -f -a "human\t''
json\t''"
complete -c rustci -n "__fish_rustci_using_subcommand expr" -l batch -d 'Read JSON lines {"id", "expr", "contexts"} and write {"id", "kind", "value"} or {"id", "error"}'
complete -c rustci -n "__fish_rustci_using_subcommand expr" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand explain" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand schema" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand login" -l name -d 'What to call it, for --context; without one, the server\'s host' -r
complete -c rustci -n "__fish_rustci_using_subcommand login" -l ca -d 'The authority that vouches for the server\'s certificate, in PEM' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand login" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand login" -l local -d 'The server of this user that runs on this machine; it needs no token'
complete -c rustci -n "__fish_rustci_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand logout" -l context -d 'The context to forget; without one, that in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand logout" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand whoami" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand whoami" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand whoami" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and not __fish_seen_subcommand_from use help" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and not __fish_seen_subcommand_from use help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and not __fish_seen_subcommand_from use help" -f -a "use" -d 'Use this one where none is named'
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and not __fish_seen_subcommand_from use help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and __fish_seen_subcommand_from use" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and __fish_seen_subcommand_from use" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and __fish_seen_subcommand_from help" -f -a "use" -d 'Use this one where none is named'
complete -c rustci -n "__fish_rustci_using_subcommand contexts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and not __fish_seen_subcommand_from list create show delete help" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and not __fish_seen_subcommand_from list create show delete help" -f -a "list" -d 'The pipelines there are'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and not __fish_seen_subcommand_from list create show delete help" -f -a "create" -d 'Give a pipeline to the server, or a newer version of it'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and not __fish_seen_subcommand_from list create show delete help" -f -a "show" -d 'One pipeline, with its text'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and not __fish_seen_subcommand_from list create show delete help" -f -a "delete" -d 'Forget a pipeline; its runs stay'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and not __fish_seen_subcommand_from list create show delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from list" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l repository -d 'A repository that has it, by the address to clone from, instead of a file' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l path -d 'The file in that repository; without one its only CI file' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l branch -d 'The branch to take where nothing else says one' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l name -d 'What to call it; without one, by the repository and the file' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l as -d 'The language of the file, instead of what it looks like' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from show" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from show" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from show" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from delete" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from delete" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from delete" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "list" -d 'The pipelines there are'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "create" -d 'Give a pipeline to the server, or a newer version of it'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "show" -d 'One pipeline, with its text'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Forget a pipeline; its runs stay'
complete -c rustci -n "__fish_rustci_using_subcommand pipelines; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l name -d 'What to call the file\'s pipeline; without one, by its repository and path' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l as -d 'The language of the file, instead of what it looks like' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l ref -d 'The branch, or the whole ref: refs/tags/v1' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l event -d 'What happens: push, workflow_dispatch, ... in the words of the format' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l path -d 'The file, where the pipeline\'s repository has several' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l input -d 'A value for an input' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l var -d 'A variable' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -s j -l job -d 'Only this job, and what it needs' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -s f -l follow -d 'Show the run until it has ended; the exit code is the run\'s'
complete -c rustci -n "__fish_rustci_using_subcommand trigger" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand runs" -l status -d 'Only those that stand so: queued, running, success, failure, cancelled' -r
complete -c rustci -n "__fish_rustci_using_subcommand runs" -l ref -d 'Only those of this branch, or of this whole ref' -r
complete -c rustci -n "__fish_rustci_using_subcommand runs" -l limit -d 'How many, the newest first' -r
complete -c rustci -n "__fish_rustci_using_subcommand runs" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand runs" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand runs" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand runs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand logs" -s j -l job -d 'Only this job' -r
complete -c rustci -n "__fish_rustci_using_subcommand logs" -l step -d 'Only this step of the job, by its number, from 0' -r
complete -c rustci -n "__fish_rustci_using_subcommand logs" -l since -d 'Nothing of steps that had ended by then: 10m, 2h, or 2026-03-01T12:00:00Z' -r
complete -c rustci -n "__fish_rustci_using_subcommand logs" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand logs" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand logs" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand logs" -s f -l follow -d 'Go on until the run has ended'
complete -c rustci -n "__fish_rustci_using_subcommand logs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand cancel" -s j -l job -d 'Only this job' -r
complete -c rustci -n "__fish_rustci_using_subcommand cancel" -l reason -d 'Why, for those who read it' -r
complete -c rustci -n "__fish_rustci_using_subcommand cancel" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand cancel" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand cancel" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand rerun" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand rerun" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand rerun" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand rerun" -l failed -d 'Only the jobs that did not go well, and those after them; the others keep what they gave and left'
complete -c rustci -n "__fish_rustci_using_subcommand rerun" -s f -l follow -d 'Show the new run until it has ended; the exit code is the run\'s'
complete -c rustci -n "__fish_rustci_using_subcommand rerun" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand approve" -l commit -d 'The commit that was looked at, where a run of a stranger\'s commit waits; seven digits are enough' -r
complete -c rustci -n "__fish_rustci_using_subcommand approve" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand approve" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand approve" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and not __fish_seen_subcommand_from list download help" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and not __fish_seen_subcommand_from list download help" -f -a "list" -d 'What there is'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and not __fish_seen_subcommand_from list download help" -f -a "download" -d 'Fetch the files, each artifact into a folder of its name'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and not __fish_seen_subcommand_from list download help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from list" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s j -l job -d 'Only what this job left, where artifacts belong to jobs' -r
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s o -l output -d 'Where the folders are made' -r -F
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from download" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from download" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "list" -d 'What there is'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "download" -d 'Fetch the files, each artifact into a folder of its name'
complete -c rustci -n "__fish_rustci_using_subcommand artifacts; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and not __fish_seen_subcommand_from set list rm help" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and not __fish_seen_subcommand_from set list rm help" -f -a "set" -d 'Keep a value, typed without an echo or sent to standard input'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and not __fish_seen_subcommand_from set list rm help" -f -a "list" -d 'The secrets there are, without their values'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and not __fish_seen_subcommand_from set list rm help" -f -a "rm" -d 'Forget one'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and not __fish_seen_subcommand_from set list rm help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -l pipeline -d 'Only in runs of this pipeline, by its id or name' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -l branch -d 'Only on branches and tags of this name; * stands for any part of one' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -l environment -d 'Only in jobs that deploy to this environment' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from set" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from list" -l pipeline -d 'Those that jobs of this pipeline may come to see' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from list" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from list" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from list" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -l pipeline -d 'Only in runs of this pipeline, by its id or name' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -l branch -d 'Only on branches and tags of this name; * stands for any part of one' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -l environment -d 'Only in jobs that deploy to this environment' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from rm" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "set" -d 'Keep a value, typed without an echo or sent to standard input'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "list" -d 'The secrets there are, without their values'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "rm" -d 'Forget one'
complete -c rustci -n "__fish_rustci_using_subcommand secrets; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -f -a "list" -d 'The runners there are'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -f -a "show" -d 'One runner'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -f -a "drain" -d 'Let a runner end what it has, and take no more'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -f -a "resume" -d 'Let it take jobs again'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -f -a "delete" -d 'Forget a runner'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and not __fish_seen_subcommand_from list show drain resume delete help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from list" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from list" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from list" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from show" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from show" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from show" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from drain" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from drain" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from drain" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from drain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from resume" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from resume" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from resume" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from resume" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from delete" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from delete" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from delete" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from delete" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from help" -f -a "list" -d 'The runners there are'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from help" -f -a "show" -d 'One runner'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from help" -f -a "drain" -d 'Let a runner end what it has, and take no more'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from help" -f -a "resume" -d 'Let it take jobs again'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from help" -f -a "delete" -d 'Forget a runner'
complete -c rustci -n "__fish_rustci_using_subcommand runners; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand scale" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand scale" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand scale" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand scale" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand stats" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand stats" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand stats" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -s n -l count -d 'How many runs' -r
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -l rate -d 'How many runs begin in a second, whether or not those before have ended' -r
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -l at-once -d 'Without --rate: how many are under way at once' -r
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -l format -d 'What is printed: a text for people, or JSON' -r -f -a "human\t'For people'
json\t'As the server tells it'"
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -l context -d 'The server of this context, instead of the one in use' -r
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -l url -d 'The server at this address, with the token in RUSTCI_TOKEN' -r
complete -c rustci -n "__fish_rustci_using_subcommand benchmark" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c rustci -n "__fish_rustci_using_subcommand completions" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand man" -s h -l help -d 'Print help'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "validate" -d 'Say what is wrong with CI files, and where'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "run" -d 'Run a pipeline on this machine'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "plan" -d 'Show what would run: matrices expanded, rules decided, jobs in order'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "convert" -d 'Write pipelines in another language'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "expr" -d 'Evaluate an expression, or many'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "explain" -d 'Print the page of a rule, or list all rules'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "schema" -d 'Print the JSON Schema of RustCI\'s own format'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "login" -d 'Keep how a server is reached, with a token that is tried first'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "logout" -d 'Forget a server and its token'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "whoami" -d 'Say who asks which server'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "contexts" -d 'The servers that somebody has logged in to'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "pipelines" -d 'The pipelines that the server keeps'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "trigger" -d 'Make a run on the server, of a file or of a pipeline that it has'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "runs" -d 'The runs on the server'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "logs" -d 'Show what a run on the server printed, and prints'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "cancel" -d 'End a run on the server, or one of its jobs'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "rerun" -d 'Run once more what an earlier run was made of'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "approve" -d 'Let a job go on that waits for a person'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "artifacts" -d 'The files that a run left'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "secrets" -d 'What jobs may use and nobody may read'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "runners" -d 'Who runs jobs'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "scale" -d 'Say how many jobs run at once'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "stats" -d 'The server in figures'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "benchmark" -d 'Measure how fast the server makes runs'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "completions" -d 'Print what a shell needs to complete commands'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "man" -d 'Print or write the manual'
complete -c rustci -n "__fish_rustci_using_subcommand help; and not __fish_seen_subcommand_from validate run plan convert expr explain schema login logout whoami contexts pipelines trigger runs logs cancel rerun approve artifacts secrets runners scale stats benchmark completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from contexts" -f -a "use" -d 'Use this one where none is named'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from pipelines" -f -a "list" -d 'The pipelines there are'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from pipelines" -f -a "create" -d 'Give a pipeline to the server, or a newer version of it'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from pipelines" -f -a "show" -d 'One pipeline, with its text'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from pipelines" -f -a "delete" -d 'Forget a pipeline; its runs stay'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "list" -d 'What there is'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from artifacts" -f -a "download" -d 'Fetch the files, each artifact into a folder of its name'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from secrets" -f -a "set" -d 'Keep a value, typed without an echo or sent to standard input'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from secrets" -f -a "list" -d 'The secrets there are, without their values'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from secrets" -f -a "rm" -d 'Forget one'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from runners" -f -a "list" -d 'The runners there are'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from runners" -f -a "show" -d 'One runner'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from runners" -f -a "drain" -d 'Let a runner end what it has, and take no more'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from runners" -f -a "resume" -d 'Let it take jobs again'
complete -c rustci -n "__fish_rustci_using_subcommand help; and __fish_seen_subcommand_from runners" -f -a "delete" -d 'Forget a runner'
