# Sourced by scripts and the Makefile: a compiler on PATH that can make WebAssembly.
# rustup's cannot where its wasm target is missing; then the system's, for everything: server and islands must be
# compiled by one compiler, which agrees with itself on the names of islands.

# Whether the `rustc` on PATH has the target's libraries, or their sources with all that they depend on.
can_make_wasm() {
  command -v rustc >/dev/null 2>&1 && command -v cargo >/dev/null 2>&1 || return 1
  [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown 2>/dev/null)" ] ||
    { [ -d "$(rustc --print sysroot)/lib/rustlib/src/rust/library/vendor" ] && command -v rust-lld >/dev/null 2>&1; }
}

if ! can_make_wasm && [ -x /usr/bin/rustc ] && [ -x /usr/bin/cargo ]; then
  export PATH="/usr/bin:$PATH"
fi
