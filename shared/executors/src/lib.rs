//! How a step is run: native, docker, fake.
