#!/usr/bin/env python3
"""Makes the table of Azure Pipelines tasks: scripts/azure-tasks.py SCHEMA > shared/formats/src/azure/tasks/table.tsv

SCHEMA is the JSON schema of azure-pipelines.yml that editors use. It knows names, aliases, options, and what is always
required. What is required only beside a certain option, and tasks that it lacks, stand below, after the tasks' own
task.json and https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/.
"""

import json
import re
import sys

# Inputs that are required where other inputs have these values.
WHEN = {
    ("Bash@3", "PowerShell@2"): {"filePath": "targetType=filePath", "script": "targetType=inline"},
    ("AzureCLI",): {"scriptPath": "scriptLocation=scriptPath", "inlineScript": "scriptLocation=inlineScript"},
    ("PythonScript",): {"scriptPath": "scriptSource=filePath", "script": "scriptSource=inline"},
    ("DotNetCoreCLI@2",): {
        "custom": "command=custom",
        "publishVstsFeed": "command=push&nuGetFeedType=internal",
        "publishFeedCredentials": "command=push&nuGetFeedType=external",
    },
    ("NuGetCommand",): {
        "arguments": "command=custom",
        "publishVstsFeed": "command=push&nuGetFeedType=internal",
        "publishFeedCredentials": "command=push&nuGetFeedType=external",
    },
    ("Npm@1",): {
        "customCommand": "command=custom",
        "publishFeed": "command=publish&publishRegistry=useFeed",
        "publishEndpoint": "command=publish&publishRegistry=useExternalRegistry",
    },
    ("Maven",): {"jdkDirectory": "javaHomeOption=Path", "mavenDirectory": "mavenVersionOption=Path"},
    ("Gradle",): {"jdkDirectory": "javaHomeOption=Path"},
    ("JavaToolInstaller",): {"jdkFile": "jdkSourceOption=LocalDirectory"},
    ("DownloadBuildArtifacts",): {
        "artifactName": "downloadType=single",
        "project": "buildType=specific",
        "pipeline": "buildType=specific",
    },
    ("DownloadPipelineArtifact@2",): {"project": "buildType=specific", "definition": "buildType=specific"},
    ("PublishBuildArtifacts",): {"TargetPath": "publishLocation=FilePath"},
}

# Which option holds where none is given, when that is not the first.
DEFAULTS = {
    ("Npm", "command"): "install",
    ("Npm", "publishRegistry"): "useExternalRegistry",
    ("NuGetCommand", "command"): "restore",
    ("DownloadBuildArtifacts", "downloadType"): "single",
}

# Any value may be given beside those of the list.
EDITABLE = {("Docker", "command"), ("Kubernetes", "command"), ("DockerCompose", "action")}

# Tasks that the schema lacks. None: their inputs are not known here.
MORE = {
    "UseNode@1": [
        "version", "checkLatest:bool", "force32bit:bool", "nodejsMirror", "retryCountOnDownloadFails", "delayBetweenRetries",
    ],
    "PublishCodeCoverageResults@2": ["summaryFileLocation!", "pathToSources", "failIfCoverageEmpty:bool"],
    "AdvancedSecurity-Codeql-Analyze@1": None,
    "AdvancedSecurity-Codeql-Autobuild@1": None,
    "AdvancedSecurity-Codeql-Init@1": None,
    "AdvancedSecurity-Dependency-Scanning@1": None,
    "AdvancedSecurity-Publish@1": None,
    "AzureCLI@3": None,
    "AzureFunction@2": None,
    "AzureLoadTest@1": None,
    "AzureMysqlDeployment@2": None,
    "BicepDeploy@0": None,
    **{f"SonarQube{verb}@{version}": None for verb in ("Analyze", "Prepare", "Publish") for version in (4, 5, 6, 7)},
}

HEAD = """\
# The tasks that come with the service: one version of one a line, columns divided by tabs. Made by scripts/azure-tasks.py.
#
# task        name@major
# state       ~ deprecated, - not
# inputs      one a column: name,alias... then ! when it must be given (!other=option&... beside these options only), then
#             :bool or the options it takes as :a|b|c, the default first where a condition asks; * alone: not known
"""


def about(table, name, version):
    """What a table keyed by tuples of tasks says of one version of one."""
    return next((value for tasks, value in table.items() if name in tasks or f"{name}@{version}" in tasks), {})


def kind(name, key, value):
    """What values an input takes, in the table's words."""
    if value.get("type") == "boolean":
        return ":bool"
    options = value.get("enum", [])
    # Only closed lists of plain words count: of places, images and versions there are more every year.
    closed = all(re.fullmatch(r"[\w-]+", option) and not option.isdigit() for option in options)
    if not options or not closed or (name, key) in EDITABLE:
        return ""
    first = DEFAULTS.get((name, key), options[0])
    return ":" + "|".join([first, *(option for option in options if option != first)])


def rows(schema):
    deprecated, known = {}, {}
    for task in json.load(open(schema))["definitions"]["task"]["anyOf"]:
        full = task["properties"]["task"]["pattern"].strip("^$")
        name, version = full.split("@")
        inputs = task["properties"].get("inputs", {})
        when = about(WHEN, name, version)
        cells = []
        for key, value in inputs.get("properties", {}).items():
            names = ",".join([key, *value.get("aliases", [])])
            must = "!" if key in inputs.get("required", []) else "!" + when[key] if key in when else ""
            cells.append(names + must + kind(name, key, value))
        lost = set(when) - set(inputs.get("properties", {}))
        if lost:
            print(f"{full} has no {', '.join(sorted(lost))}", file=sys.stderr)
        # A version may stand there twice, once as old.
        deprecated[full] = deprecated.get(full, True) and "deprecationMessage" in task
        known[full] = cells
    known.update(MORE)
    for full in sorted(known, key=str.lower):
        cells = known[full]
        yield "\t".join([full, "~" if deprecated.get(full) else "-", *(["*"] if cells is None else cells)])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print(HEAD, end="")
    print(*rows(sys.argv[1]), sep="\n")
