//! Conditions that hold when they should not.

use super::scene::{Findings, Scene};
use super::{Audit, Level, triggers};
use diag::{Code, Diagnostic, Rule};
use expr::Value;
use expr::ast::{Ast, Comparison, Node};

/// A list is written as one text and searched for a part.
pub(super) const CONTAINS: Audit = Audit {
    rule: Rule {
        code: CONTAINS_CODE,
        summary: "`contains` searches a text, where a list is meant",
        page: "In a text, every part of it is found: `contains('main develop', 'mai')` holds. Whoever may name a branch can \
               pass such a check. Search a list, in which only whole members are found. Told at the level default for what \
               others choose, else at strict.\n\n\
               Wrong:\n\n    if: contains('refs/heads/main refs/heads/develop', github.ref)\n\n\
               Right:\n\n    if: contains(fromJSON('[\"refs/heads/main\", \"refs/heads/develop\"]'), github.ref)\n",
    },
    check: contains,
};
const CONTAINS_CODE: Code = Code("unsound-contains");

/// A program's account is recognised by who caused the run last.
pub(super) const BOTS: Audit = Audit {
    rule: Rule {
        code: BOTS_CODE,
        summary: "a program's account is recognised by who caused the run last",
        page: "The actor is whoever caused the latest event, not who wrote the commits. A stranger may add commits to a \
               branch and let the program cause the next event. Ask who opened the request. Told at the level default for \
               events with rights, else at strict.\n\n\
               Wrong:\n\n    if: github.actor == 'dependabot[bot]'\n\n\
               Right:\n\n    if: github.event.pull_request.user.login == 'dependabot[bot]'\n",
    },
    check: bots,
};
const BOTS_CODE: Code = Code("bot-conditions");

fn contains(scene: &Scene<'_>, findings: &mut Findings) {
    for (_, expr) in scene.expressions() {
        expr.ast().walk(&mut |ast| {
            let Node::Call(call) = &ast.node else { return };
            let [list, member] = call.args.as_slice() else { return };
            let Some(Value::String(text)) = Value::of_literal(list) else { return };
            if !call.name.eq_ignore_ascii_case("contains") || Value::of_literal(member).is_some() {
                return;
            }
            let chosen = scene
                .exposure
                .refs
                .iter()
                .chain(scene.exposure.untrusted)
                .any(|known| is_path(member, known));
            let level = if chosen { Level::Default } else { Level::Strict };
            let message = format!("this holds for every part of \"{text}\", and not only for whole members");
            let help = "search a list: write it in JSON, and `fromJSON()` around it";
            findings.add(level, Diagnostic::warning(CONTAINS_CODE, list.span, message).help(help));
        });
    }
}

fn bots(scene: &Scene<'_>, findings: &mut Findings) {
    let rights = triggers::serves_strangers(scene);
    for (place, expr) in scene.expressions() {
        let conditions = place.job.and_then(|job| job.condition.as_ref()).into_iter();
        let conditions = conditions.chain(place.step.and_then(|step| step.condition.as_ref()));
        if !conditions.into_iter().any(|condition| std::ptr::eq(condition, expr)) {
            continue;
        }
        expr.ast().walk(&mut |ast| {
            let Node::Compare(Comparison::Equal, left, right) = &ast.node else { return };
            for (actor, name) in [(left, right), (right, left)] {
                let Some(known) = scene.exposure.actors.iter().find(|known| is_path(actor, known)) else {
                    continue;
                };
                let bot = match Value::of_literal(name) {
                    Some(Value::String(name)) => name.ends_with("[bot]") || BOT_IDS.contains(&name.as_ref()),
                    Some(Value::Number(id)) => BOT_IDS.contains(&id.to_string().as_str()),
                    _ => false,
                };
                if bot {
                    let level = if rights { Level::Default } else { Level::Strict };
                    let message =
                        format!("`{known}` is who caused the run last, not who wrote what it runs on");
                    let help = "ask who opened the request";
                    findings.add(level, Diagnostic::warning(BOTS_CODE, actor.span, message).help(help));
                }
            }
        });
    }
}

/// The numbers of well-known programs' accounts.
const BOT_IDS: [&str; 3] = ["49699333", "27856297", "29110"];

fn is_path(ast: &Ast, known: &str) -> bool {
    let mut names = Vec::new();
    let mut at = ast;
    loop {
        match &at.node {
            Node::Property(receiver, name) => {
                names.push(&**name);
                at = receiver;
            }
            Node::Name(name) => {
                names.push(&**name);
                break;
            }
            _ => return false,
        }
    }
    names.reverse();
    names.join(".").eq_ignore_ascii_case(known)
}
