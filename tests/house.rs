//! Tests of the whole house: its structure and its real binaries.
