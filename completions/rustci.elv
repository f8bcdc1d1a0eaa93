
use builtin;
use str;

set edit:completion:arg-completer[rustci] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'rustci'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'rustci'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand validate 'Say what is wrong with CI files, and where'
            cand run 'Run a pipeline on this machine'
            cand plan 'Show what would run: matrices expanded, rules decided, jobs in order'
            cand convert 'Write pipelines in another language'
            cand expr 'Evaluate an expression, or many'
            cand explain 'Print the page of a rule, or list all rules'
            cand schema 'Print the JSON Schema of RustCI''s own format'
            cand login 'Keep how a server is reached, with a token that is tried first'
            cand logout 'Forget a server and its token'
            cand whoami 'Say who asks which server'
            cand contexts 'The servers that somebody has logged in to'
            cand pipelines 'The pipelines that the server keeps'
            cand trigger 'Make a run on the server, of a file or of a pipeline that it has'
            cand runs 'The runs on the server'
            cand logs 'Show what a run on the server printed, and prints'
            cand cancel 'End a run on the server, or one of its jobs'
            cand rerun 'Run once more what an earlier run was made of'
            cand approve 'Let a job go on that waits for a person'
            cand artifacts 'The files that a run left'
            cand secrets 'What jobs may use and nobody may read'
            cand runners 'Who runs jobs'
            cand scale 'Say how many jobs run at once'
            cand stats 'The server in figures'
            cand benchmark 'Measure how fast the server makes runs'
            cand completions 'Print what a shell needs to complete commands'
            cand man 'Print or write the manual'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;validate'= {
            cand --as 'The language of the files, instead of what they look like'
            cand --format 'How to print the findings'
            cand --mirror 'A folder that stands in for other projects, URLs and templates'
            cand --actions-from 'A folder that holds actions of other repositories'
            cand --shellcheck 'Let shellcheck read shell scripts: auto (if it is on PATH, for up to 50 files), off, or the program''s PATH'
            cand --pyflakes 'Let pyflakes read Python scripts: auto, off, or the program''s PATH'
            cand --audit 'What to look for that works, and could be misused'
            cand --audit-as 'How bad such findings are'
            cand --notes 'Show notes too: worth knowing, but nothing is wrong'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;run'= {
            cand --as 'The language of the file, instead of what it looks like'
            cand --event 'What happens: push, pull_request, schedule, ... in the words of the format'
            cand --payload 'The forge''s account of the event, as JSON in a file'
            cand --ref 'The branch or tag (refs/tags/NAME), instead of the one checked out'
            cand --base 'The branch that a pull request goes to, or that changes are found against'
            cand --input 'A value for an input'
            cand --var 'A variable'
            cand --secret 'A secret; without a value it is taken from the environment'
            cand --var-group 'The variables of a group that the service keeps, from a file of names and values'
            cand -j 'Only this job, and what it needs'
            cand --job 'Only this job, and what it needs'
            cand --matrix 'Only copies with this value'
            cand --manual 'Start this manual job'
            cand --mirror 'A folder that stands in for other projects, URLs and templates'
            cand --actions-from 'A folder, or the address of a server, that holds actions of other repositories'
            cand --executor 'Where steps run'
            cand --image 'The image of jobs that name none, in Docker'
            cand --secret-file 'Secrets in a file of NAME=VALUE lines'
            cand --file-secret 'A secret that steps get as a file: a name, and the file that holds it'
            cand --env 'A variable in the environment of every step'
            cand --slots 'How many jobs at once; twice the processors if not given'
            cand --cpus 'Processors that one job may use, in Docker'
            cand --memory 'Memory in megabytes that one job may use, in Docker'
            cand --format 'What is printed: lines for people, or events as JSON lines'
            cand --no-needs 'Leave out what the chosen jobs need'
            cand --in-place 'Run in the repository itself instead of a copy for each job'
            cand --list 'What would run, and why the rest would not; runs nothing'
            cand --dry-run 'The jobs and steps in order; runs nothing'
            cand --graph 'The jobs as a graph; runs nothing'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;plan'= {
            cand --as 'The language of the file, instead of what it looks like'
            cand --event 'What happens: push, pull_request, schedule, ... in the words of the format'
            cand --payload 'The forge''s account of the event, as JSON in a file'
            cand --ref 'The branch or tag (refs/tags/NAME), instead of the one checked out'
            cand --base 'The branch that a pull request goes to, or that changes are found against'
            cand --input 'A value for an input'
            cand --var 'A variable'
            cand --secret 'A secret; without a value it is taken from the environment'
            cand --var-group 'The variables of a group that the service keeps, from a file of names and values'
            cand -j 'Only this job, and what it needs'
            cand --job 'Only this job, and what it needs'
            cand --matrix 'Only copies with this value'
            cand --manual 'Start this manual job'
            cand --mirror 'A folder that stands in for other projects, URLs and templates'
            cand --actions-from 'A folder, or the address of a server, that holds actions of other repositories'
            cand --format 'How to print it'
            cand --no-needs 'Leave out what the chosen jobs need'
            cand --graph 'Draw the jobs as a graph'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'rustci;convert'= {
            cand --to 'The language to write'
            cand --from 'The language of the files, instead of what they look like'
            cand -o 'A file to write, or a folder; without it one file goes to standard output'
            cand --output 'A file to write, or a folder; without it one file goes to standard output'
            cand --report 'How to tell what is lost'
            cand --mirror 'A folder that stands in for other projects, URLs and templates'
            cand --strict 'Fail when anything is lost or changes what it means'
            cand --force 'Write over files that are there'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;expr'= {
            cand --dialect 'The language of the expression'
            cand --context 'Contexts (in gitlab: variables) as a JSON object in a file, or - for standard input'
            cand --format 'How to print the value'
            cand --batch 'Read JSON lines {"id", "expr", "contexts"} and write {"id", "kind", "value"} or {"id", "error"}'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'rustci;explain'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'rustci;schema'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'rustci;login'= {
            cand --name 'What to call it, for --context; without one, the server''s host'
            cand --ca 'The authority that vouches for the server''s certificate, in PEM'
            cand --format 'What is printed: a text for people, or JSON'
            cand --local 'The server of this user that runs on this machine; it needs no token'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;logout'= {
            cand --context 'The context to forget; without one, that in use'
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;whoami'= {
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;contexts'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand use 'Use this one where none is named'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;contexts;use'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;contexts;help'= {
            cand use 'Use this one where none is named'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;contexts;help;use'= {
        }
        &'rustci;contexts;help;help'= {
        }
        &'rustci;pipelines'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'The pipelines there are'
            cand create 'Give a pipeline to the server, or a newer version of it'
            cand show 'One pipeline, with its text'
            cand delete 'Forget a pipeline; its runs stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;pipelines;list'= {
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;pipelines;create'= {
            cand --repository 'A repository that has it, by the address to clone from, instead of a file'
            cand --path 'The file in that repository; without one its only CI file'
            cand --branch 'The branch to take where nothing else says one'
            cand --name 'What to call it; without one, by the repository and the file'
            cand --as 'The language of the file, instead of what it looks like'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;pipelines;show'= {
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;pipelines;delete'= {
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand --format 'What is printed: a text for people, or JSON'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;pipelines;help'= {
            cand list 'The pipelines there are'
            cand create 'Give a pipeline to the server, or a newer version of it'
            cand show 'One pipeline, with its text'
            cand delete 'Forget a pipeline; its runs stay'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;pipelines;help;list'= {
        }
        &'rustci;pipelines;help;create'= {
        }
        &'rustci;pipelines;help;show'= {
        }
        &'rustci;pipelines;help;delete'= {
        }
        &'rustci;pipelines;help;help'= {
        }
        &'rustci;trigger'= {
            cand --name 'What to call the file''s pipeline; without one, by its repository and path'
            cand --as 'The language of the file, instead of what it looks like'
            cand --ref 'The branch, or the whole ref: refs/tags/v1'
            cand --event 'What happens: push, workflow_dispatch, ... in the words of the format'
            cand --path 'The file, where the pipeline''s repository has several'
            cand --input 'A value for an input'
            cand --var 'A variable'
            cand -j 'Only this job, and what it needs'
            cand --job 'Only this job, and what it needs'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -f 'Show the run until it has ended; the exit code is the run''s'
            cand --follow 'Show the run until it has ended; the exit code is the run''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;runs'= {
            cand --status 'Only those that stand so: queued, running, success, failure, cancelled'
            cand --ref 'Only those of this branch, or of this whole ref'
            cand --limit 'How many, the newest first'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;logs'= {
            cand -j 'Only this job'
            cand --job 'Only this job'
            cand --step 'Only this step of the job, by its number, from 0'
            cand --since 'Nothing of steps that had ended by then: 10m, 2h, or 2026-03-01T12:00:00Z'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -f 'Go on until the run has ended'
            cand --follow 'Go on until the run has ended'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;cancel'= {
            cand -j 'Only this job'
            cand --job 'Only this job'
            cand --reason 'Why, for those who read it'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;rerun'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand --failed 'Only the jobs that did not go well, and those after them; the others keep what they gave and left'
            cand -f 'Show the new run until it has ended; the exit code is the run''s'
            cand --follow 'Show the new run until it has ended; the exit code is the run''s'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;approve'= {
            cand --commit 'The commit that was looked at, where a run of a stranger''s commit waits; seven digits are enough'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;artifacts'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'What there is'
            cand download 'Fetch the files, each artifact into a folder of its name'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;artifacts;list'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;artifacts;download'= {
            cand -j 'Only what this job left, where artifacts belong to jobs'
            cand --job 'Only what this job left, where artifacts belong to jobs'
            cand -o 'Where the folders are made'
            cand --output 'Where the folders are made'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;artifacts;help'= {
            cand list 'What there is'
            cand download 'Fetch the files, each artifact into a folder of its name'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;artifacts;help;list'= {
        }
        &'rustci;artifacts;help;download'= {
        }
        &'rustci;artifacts;help;help'= {
        }
        &'rustci;secrets'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand set 'Keep a value, typed without an echo or sent to standard input'
            cand list 'The secrets there are, without their values'
            cand rm 'Forget one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;secrets;set'= {
            cand --pipeline 'Only in runs of this pipeline, by its id or name'
            cand --branch 'Only on branches and tags of this name; * stands for any part of one'
            cand --environment 'Only in jobs that deploy to this environment'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;secrets;list'= {
            cand --pipeline 'Those that jobs of this pipeline may come to see'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;secrets;rm'= {
            cand --pipeline 'Only in runs of this pipeline, by its id or name'
            cand --branch 'Only on branches and tags of this name; * stands for any part of one'
            cand --environment 'Only in jobs that deploy to this environment'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;secrets;help'= {
            cand set 'Keep a value, typed without an echo or sent to standard input'
            cand list 'The secrets there are, without their values'
            cand rm 'Forget one'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;secrets;help;set'= {
        }
        &'rustci;secrets;help;list'= {
        }
        &'rustci;secrets;help;rm'= {
        }
        &'rustci;secrets;help;help'= {
        }
        &'rustci;runners'= {
            cand -h 'Print help'
            cand --help 'Print help'
            cand list 'The runners there are'
            cand show 'One runner'
            cand drain 'Let a runner end what it has, and take no more'
            cand resume 'Let it take jobs again'
            cand delete 'Forget a runner'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;runners;list'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;runners;show'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;runners;drain'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;runners;resume'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;runners;delete'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;runners;help'= {
            cand list 'The runners there are'
            cand show 'One runner'
            cand drain 'Let a runner end what it has, and take no more'
            cand resume 'Let it take jobs again'
            cand delete 'Forget a runner'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;runners;help;list'= {
        }
        &'rustci;runners;help;show'= {
        }
        &'rustci;runners;help;drain'= {
        }
        &'rustci;runners;help;resume'= {
        }
        &'rustci;runners;help;delete'= {
        }
        &'rustci;runners;help;help'= {
        }
        &'rustci;scale'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;stats'= {
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;benchmark'= {
            cand -n 'How many runs'
            cand --count 'How many runs'
            cand --rate 'How many runs begin in a second, whether or not those before have ended'
            cand --at-once 'Without --rate: how many are under way at once'
            cand --format 'What is printed: a text for people, or JSON'
            cand --context 'The server of this context, instead of the one in use'
            cand --url 'The server at this address, with the token in RUSTCI_TOKEN'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'rustci;completions'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'rustci;man'= {
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'rustci;help'= {
            cand validate 'Say what is wrong with CI files, and where'
            cand run 'Run a pipeline on this machine'
            cand plan 'Show what would run: matrices expanded, rules decided, jobs in order'
            cand convert 'Write pipelines in another language'
            cand expr 'Evaluate an expression, or many'
            cand explain 'Print the page of a rule, or list all rules'
            cand schema 'Print the JSON Schema of RustCI''s own format'
            cand login 'Keep how a server is reached, with a token that is tried first'
            cand logout 'Forget a server and its token'
            cand whoami 'Say who asks which server'
            cand contexts 'The servers that somebody has logged in to'
            cand pipelines 'The pipelines that the server keeps'
            cand trigger 'Make a run on the server, of a file or of a pipeline that it has'
            cand runs 'The runs on the server'
            cand logs 'Show what a run on the server printed, and prints'
            cand cancel 'End a run on the server, or one of its jobs'
            cand rerun 'Run once more what an earlier run was made of'
            cand approve 'Let a job go on that waits for a person'
            cand artifacts 'The files that a run left'
            cand secrets 'What jobs may use and nobody may read'
            cand runners 'Who runs jobs'
            cand scale 'Say how many jobs run at once'
            cand stats 'The server in figures'
            cand benchmark 'Measure how fast the server makes runs'
            cand completions 'Print what a shell needs to complete commands'
            cand man 'Print or write the manual'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'rustci;help;validate'= {
        }
        &'rustci;help;run'= {
        }
        &'rustci;help;plan'= {
        }
        &'rustci;help;convert'= {
        }
        &'rustci;help;expr'= {
        }
        &'rustci;help;explain'= {
        }
        &'rustci;help;schema'= {
        }
        &'rustci;help;login'= {
        }
        &'rustci;help;logout'= {
        }
        &'rustci;help;whoami'= {
        }
        &'rustci;help;contexts'= {
            cand use 'Use this one where none is named'
        }
        &'rustci;help;contexts;use'= {
        }
        &'rustci;help;pipelines'= {
            cand list 'The pipelines there are'
            cand create 'Give a pipeline to the server, or a newer version of it'
            cand show 'One pipeline, with its text'
            cand delete 'Forget a pipeline; its runs stay'
        }
        &'rustci;help;pipelines;list'= {
        }
        &'rustci;help;pipelines;create'= {
        }
        &'rustci;help;pipelines;show'= {
        }
        &'rustci;help;pipelines;delete'= {
        }
        &'rustci;help;trigger'= {
        }
        &'rustci;help;runs'= {
        }
        &'rustci;help;logs'= {
        }
        &'rustci;help;cancel'= {
        }
        &'rustci;help;rerun'= {
        }
        &'rustci;help;approve'= {
        }
        &'rustci;help;artifacts'= {
            cand list 'What there is'
            cand download 'Fetch the files, each artifact into a folder of its name'
        }
        &'rustci;help;artifacts;list'= {
        }
        &'rustci;help;artifacts;download'= {
        }
        &'rustci;help;secrets'= {
            cand set 'Keep a value, typed without an echo or sent to standard input'
            cand list 'The secrets there are, without their values'
            cand rm 'Forget one'
        }
        &'rustci;help;secrets;set'= {
        }
        &'rustci;help;secrets;list'= {
        }
        &'rustci;help;secrets;rm'= {
        }
        &'rustci;help;runners'= {
            cand list 'The runners there are'
            cand show 'One runner'
            cand drain 'Let a runner end what it has, and take no more'
            cand resume 'Let it take jobs again'
            cand delete 'Forget a runner'
        }
        &'rustci;help;runners;list'= {
        }
        &'rustci;help;runners;show'= {
        }
        &'rustci;help;runners;drain'= {
        }
        &'rustci;help;runners;resume'= {
        }
        &'rustci;help;runners;delete'= {
        }
        &'rustci;help;scale'= {
        }
        &'rustci;help;stats'= {
        }
        &'rustci;help;benchmark'= {
        }
        &'rustci;help;completions'= {
        }
        &'rustci;help;man'= {
        }
        &'rustci;help;help'= {
        }
    ]
    $completions[$command]
}
