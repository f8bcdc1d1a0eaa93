//! Calls a function for every expression of some code, outermost first.
use crate::ast::{Block, Callee, Closure, Expr, ExprKind, Piece, StatementKind};

/// The expressions of statements.
pub fn block<'a>(statements: &'a Block, visit: &mut dyn FnMut(&'a Expr)) {
    for statement in statements {
        match &statement.kind {
            StatementKind::Expr(one) | StatementKind::Throw(one) => expr(one, visit),
            StatementKind::Return(value) => value.iter().for_each(|value| expr(value, visit)),
            StatementKind::Define(define) => define.value.iter().for_each(|value| expr(value, visit)),
            StatementKind::Method(method) => block(&method.body, visit),
            StatementKind::If(branches, last) => {
                for (condition, body) in branches {
                    expr(condition, visit);
                    block(body, visit);
                }
                last.iter().for_each(|last| block(last, visit));
            }
            StatementKind::While(condition, body) => {
                expr(condition, visit);
                block(body, visit);
            }
            StatementKind::ForIn(_, values, body) => {
                expr(values, visit);
                block(body, visit);
            }
            StatementKind::For(parts) => {
                parts.condition.iter().chain(&parts.step).for_each(|part| expr(part, visit));
                block(&parts.body, visit);
            }
            StatementKind::Switch(value, cases) => {
                expr(value, visit);
                for case in cases {
                    case.value.iter().for_each(|value| expr(value, visit));
                    block(&case.body, visit);
                }
            }
            StatementKind::Try(parts) => {
                block(&parts.body, visit);
                parts.catches.iter().for_each(|(_, _, body)| block(body, visit));
                parts.last.iter().for_each(|last| block(last, visit));
            }
            StatementKind::Assert(condition, message) => {
                expr(condition, visit);
                message.iter().for_each(|message| expr(message, visit));
            }
            StatementKind::Block(inner) => block(inner, visit),
            StatementKind::Class(_)
            | StatementKind::Import(_)
            | StatementKind::Package(_)
            | StatementKind::Break
            | StatementKind::Continue => {}
        }
    }
}

fn closure<'a>(closure: &'a Closure, visit: &mut dyn FnMut(&'a Expr)) {
    block(&closure.body, visit);
}

/// An expression and those in it.
pub fn expr<'a>(one: &'a Expr, visit: &mut dyn FnMut(&'a Expr)) {
    visit(one);
    match &one.kind {
        ExprKind::Rich(pieces) => {
            for piece in pieces {
                if let Piece::Hole(inner, _) = piece {
                    block(inner, visit);
                }
            }
        }
        ExprKind::Property(inner, _, _)
        | ExprKind::Unary(_, inner)
        | ExprKind::Count(inner, _, _)
        | ExprKind::InstanceOf(inner, _)
        | ExprKind::As(inner, _)
        | ExprKind::Spread(inner)
        | ExprKind::Method(inner, _) => expr(inner, visit),
        ExprKind::Computed(one, two, _)
        | ExprKind::Range(one, two, _)
        | ExprKind::Binary(_, one, two)
        | ExprKind::Elvis(one, two)
        | ExprKind::Assign(one, _, two) => {
            expr(one, visit);
            expr(two, visit);
        }
        ExprKind::Ternary(one, two, three) => {
            expr(one, visit);
            expr(two, visit);
            expr(three, visit);
        }
        ExprKind::Index(one, items) => {
            expr(one, visit);
            items.iter().for_each(|item| expr(item, visit));
        }
        ExprKind::List(items) => items.iter().for_each(|item| expr(item, visit)),
        ExprKind::New(_, args) | ExprKind::Map(args) => args.iter().for_each(|arg| expr(&arg.value, visit)),
        ExprKind::Closure(inner) => closure(inner, visit),
        ExprKind::Call(call) => {
            match &call.callee {
                Callee::Name(_) => {}
                Callee::Method(receiver, _, _) | Callee::Value(receiver) => expr(receiver, visit),
                Callee::Computed(receiver, name) => {
                    expr(receiver, visit);
                    expr(name, visit);
                }
            }
            call.args.iter().for_each(|arg| expr(&arg.value, visit));
            if let Some((inner, _)) = &call.block {
                closure(inner, visit);
            }
        }
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Int(_)
        | ExprKind::Decimal(_)
        | ExprKind::Text(_)
        | ExprKind::Name(_) => {}
    }
}
