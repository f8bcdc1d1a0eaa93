//! What a conversion may lose, a rule each. All are warnings at the place in the source.
use diag::{Code, Rule};

macro_rules! losses {
    ($($name:ident, $code:literal, $summary:literal, $page:literal;)*) => {
        $(#[doc = $summary]
        pub const $name: Code = Code($code);)*
        /// The rules of conversion.
        pub const LOSSES: &[Rule] = &[$(Rule { code: $name, summary: $summary, page: $page },)*];
    };
}

losses! {
    ACTION, "lost-action", "an action or task has no counterpart in the other language",
        "A step that uses somebody's action is converted when it is known which commands it stands for. Of any other only \
         the author knows what it did.\n\nWhat to do: write a script that does the same, or run the action's image.";
    ARTIFACT, "lost-artifact", "files that a job keeps or gets are kept or brought in another way",
        "Languages differ in how files go from job to job: by steps that upload and download, or by what a job declares. \
         What one of them cannot say is left out.\n\nWhat to do: check that the later job finds the files where it looks.";
    CACHE, "lost-cache", "a cache works in another way, or not at all",
        "Some languages cache only folders of the workspace, some make keys only of texts.\n\nWhat to do: point the tool at \
         a folder of the workspace, or choose a simpler key.";
    CONCURRENCY, "lost-concurrency", "what may not run side by side is said in another way",
        "Groups of runs or jobs that do not overlap exist in most languages, but what happens to those that wait differs.";
    CONDITION, "lost-condition", "a condition cannot be said in the other language",
        "The condition asks for something that the other language does not know at that moment: how other jobs went, \
         outputs, files.\n\nWhat to do: decide it inside the script.";
    CONTAINER, "lost-container", "an option of a container is left out",
        "Not every language can say how a container is made: its volumes, ports, user or platform.";
    COVERAGE, "lost-coverage", "coverage is not read from the log",
        "The other language has no place for a pattern that finds the coverage.";
    ENVIRONMENT, "lost-environment", "a property of an environment is left out",
        "Environments are set up by a person in some services, and described in the file in others.";
    EVENT, "lost-event", "the pipeline starts at other events",
        "What starts a run is said in the file in some languages, and in the service's settings in others; filters on \
         files or activities are not known everywhere.";
    EXPRESSION, "lost-expression", "an expression cannot be said in the other language",
        "A function or a value that the expression uses has no counterpart.\n\nWhat to do: compute the value in the script.";
    INPUT, "lost-input", "an input is asked for in another way",
        "Types, patterns and defaults of inputs are not the same everywhere.";
    INTERRUPTION, "lost-interruption", "older runs are ended at other moments",
        "When a newer run ends an older one is a setting of jobs in some languages and of groups in others.";
    KEY, "lost-key", "a key makes no difference in the other language",
        "The pipeline is written and told of in the same way with the key and without it. Mostly it is about the service \
         itself, which the other language has no words for.\n\nWhat to do: look for a setting of the other service.";
    MATRIX, "lost-matrix", "copies of a job are made in another way",
        "A matrix is written out where the other language knows no `include` and `exclude`; one that is computed while the \
         pipeline runs cannot be.";
    NAME, "lost-name", "a name is left out",
        "The other language has no place for the name; it is kept as a comment where that is possible.";
    NOTIFICATION, "lost-notification", "nobody is told how the run ended",
        "The other language leaves notifications to the settings of the service.";
    ORDER, "lost-order", "jobs wait for one another in another way",
        "Stages and needs say the same in most cases, but not what happens when a needed job is not there.";
    OUTPUT, "lost-output", "a value does not reach later jobs",
        "Outputs go from job to job by name in some languages and as files of variables in others.";
    PERMISSION, "lost-permission", "rights of the run's token are left out",
        "Only some services let the file say what the run's token may do.\n\nWhat to do: set the rights in the service.";
    PIPELINE, "lost-pipeline", "another pipeline is not called or started",
        "Pipelines that are parts of others, or started by them, exist in some languages only.\n\nWhat to do: convert that \
         pipeline too, and join them by hand.";
    RETRY, "lost-retry", "what fails is not tried again, or more often",
        "Whether, how often and after which failures something is tried again differs.";
    RULE, "lost-rule", "a rule is not said in the other language",
        "Rules decide whether a job is part of a run, by files or events that the other language does not know.";
    RUNNER, "lost-runner", "the job asks for another machine",
        "Labels of machines mean something in one service only.\n\nWhat to do: name a machine of the other service.";
    SERVICE, "lost-service", "a service is reached in another way",
        "Containers beside a job have names in some languages and ports of the machine in others.";
    SHELL, "lost-shell", "a script is read by another shell, or at another moment",
        "Not every language lets a step name the shell that reads it.";
    STEP, "lost-step", "a step's setting has no counterpart where jobs have no steps",
        "A job is one script in some languages: what a step says of itself has to be said in the script.";
    TIMEOUT, "lost-timeout", "a time limit is left out",
        "The other language has no limit at this place, or a greatest one.";
    TOLERANCE, "lost-tolerance", "other failures count",
        "Which failures do not count can be said more precisely in some languages than in others.";
    VARIABLE, "lost-variable", "a variable has another value, or must be set by hand",
        "Variables that a service sets have other names elsewhere, and some have none.\n\nWhat to do: set the variable in the \
         service, or compute it in the script.";
}
