use diag::{Code, Rule};

pub(crate) const SYNTAX: Code = Code("expression-syntax");
pub(crate) const FUNCTION: Code = Code("expression-function");
pub(crate) const ARGUMENTS: Code = Code("expression-arguments");
pub(crate) const CONTEXT: Code = Code("expression-context");
pub(crate) const AVAILABILITY: Code = Code("expression-availability");
pub(crate) const PROPERTY: Code = Code("expression-property");
pub(crate) const TYPE: Code = Code("expression-type");
pub(crate) const FORMAT: Code = Code("expression-format");
pub(crate) const JSON: Code = Code("expression-json");

/// The rules about expressions.
pub const RULES: &[Rule] = &[
    Rule {
        code: SYNTAX,
        summary: "an expression cannot be read",
        page: "The text is not an expression of its language: a bracket or a string is not closed, an operator lacks a \
               side, or a character has no meaning there. The service refuses the file.\n\n\
               Wrong: `${{ github.ref == \"main\" }}`\n\
               Right: `${{ github.ref == 'main' }}`",
    },
    Rule {
        code: FUNCTION,
        summary: "a function does not exist",
        page: "Only the functions of the language can be called.\n\n\
               Wrong: `${{ startWith(github.ref, 'refs/tags/') }}`\n\
               Right: `${{ startsWith(github.ref, 'refs/tags/') }}`",
    },
    Rule {
        code: ARGUMENTS,
        summary: "a function gets the wrong number or type of arguments",
        page: "Each function takes so many arguments, of certain types.\n\n\
               Wrong: `${{ contains(github.ref) }}`\n\
               Right: `${{ contains(github.ref, 'release') }}`",
    },
    Rule {
        code: CONTEXT,
        summary: "a context does not exist",
        page: "A name in an expression is a context: `github`, `env`, `matrix` and so on. Anything else is an error; text \
               needs quotes.\n\n\
               Wrong: `if: ${{ branch == 'main' }}`\n\
               Right: `if: ${{ github.ref_name == 'main' }}`",
    },
    Rule {
        code: AVAILABILITY,
        summary: "a context or function cannot be used under this key",
        page: "Values are known at different times: `secrets` only on the machine, `needs` only when other jobs are \
               through. Each key of a workflow may use some contexts and some functions only.\n\n\
               Wrong: `runs-on: ${{ env.MACHINE }}`\n\
               Right: `runs-on: ${{ vars.MACHINE }}`",
    },
    Rule {
        code: PROPERTY,
        summary: "an object does not have this property",
        page: "The property is always empty: a step, output, input or matrix value of this name is not there, or the name \
               is misspelt.\n\n\
               Wrong: `${{ matrix.node_version }}` where the matrix has `node-version`\n\
               Right: `${{ matrix.node-version }}`",
    },
    Rule {
        code: TYPE,
        summary: "a value is of the wrong type for what is done with it",
        page: "A property is asked of text, a list is compared with a number, or an object is put into text, where it \
               would read `Object`.\n\n\
               Wrong: `run: echo '${{ github.event }}'`\n\
               Right: `run: echo '${{ toJSON(github.event) }}'`",
    },
    Rule {
        code: FORMAT,
        summary: "a format string does not fit its arguments",
        page: "Each `{0}`, `{1}` and so on in a format string takes the argument of that number.\n\n\
               Wrong: `${{ format('{0}-{1}', github.ref_name) }}`\n\
               Right: `${{ format('{0}-{1}', github.ref_name, github.sha) }}`",
    },
    Rule {
        code: JSON,
        summary: "text given to fromJSON is no JSON",
        page: "The text is written out in the expression and cannot be read as JSON.\n\n\
               Wrong: `${{ fromJSON('[1, 2') }}`\n\
               Right: `${{ fromJSON('[1, 2]') }}`",
    },
];
