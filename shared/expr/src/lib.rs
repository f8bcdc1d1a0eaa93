//! Expressions and templates of every dialect: one tree, checked and evaluated.
