#!/bin/sh
# Set-up for building and serving; with the argument `check`, for what looks at code; with `test`, for that and the browser tests;
# with `bench`, for measuring.
# As root or in CI it installs what is missing by itself; for an ordinary user it prints the commands and stops.
# When everything is there it does nothing and asks no package server.
set -eu
cd "$(dirname "$0")/.."
. xtask/env.sh

purpose=${1:-serve}
case $purpose in
  serve) steps=4 ;;
  check) steps=5 ;;
  test) steps=7 ;;
  bench) steps=7 ;;
  *) echo "用法：sh xtask/setup.sh [serve|check|test|bench]" >&2; exit 2 ;;
esac
done_steps=0

step() {
  done_steps=$((done_steps + 1))
  echo "[$done_steps/$steps] $1"
}

has() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
  has apt-get && { [ "$(id -u)" = 0 ] || { [ "${CI:-}" = true ] && has sudo; }; }
}

apt_updated=no
# install PACKAGE…: Debian packages, or the command for it.
install() {
  if ! may_install; then
    echo "缺少软件包。请用管理员身份运行下面的命令，再重新开始：" >&2
    echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" >&2
    exit 1
  fi
  if [ "$apt_updated" = no ]; then
    as_root apt-get update -q
    apt_updated=yes
  fi
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Whether `npm ci` has been run for this very lock file.
npm_is_current() {
  cmp -s "$1/package-lock.json" "$1/node_modules/.installed-from"
}

npm_ci() {
  if npm_is_current "$1"; then return; fi
  # None of the packages needs its install script; browsers come from the system.
  npm --prefix "$1" ci --ignore-scripts --no-audit --no-fund
  cp "$1/package-lock.json" "$1/node_modules/.installed-from"
}

step "C 编译器与链接器"
has cc || install gcc libc6-dev

step "Rust 编译器，能编译 WebAssembly"
if ! can_make_wasm; then
  if may_install && as_root apt-get update -q && apt-cache show rustc-web >/dev/null 2>&1; then
    apt_updated=yes
    install rustc-web cargo-web rust-web-src rust-web-llvm rustfmt-web rust-web-clippy lld-22
  elif has rustup; then
    echo "请运行下面的命令，再重新开始：" >&2
    echo "  rustup target add wasm32-unknown-unknown" >&2
    exit 1
  elif has apt-get; then
    install rustc-web cargo-web rust-web-src rust-web-llvm rustfmt-web rust-web-clippy lld-22
  else
    echo "请先安装 Rust（rustup），再运行：rustup target add wasm32-unknown-unknown" >&2
    exit 1
  fi
  . xtask/env.sh
fi
echo "      $(rustc --version)"

step "Node.js 与 npm"
if ! has node || ! has npm; then install nodejs npm; fi
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 18 ? 0 : 1)'; then
  echo "需要 Node.js 18 以上，现在是 $(node --version)。请先升级 Node.js。" >&2
  exit 1
fi

step "构建工具（wasm-opt、esbuild）"
npm_ci xtask

# tool NAME VERSION: a program of the registry, built where nobody else looks for it.
tool() {
  if [ "$("target/tools/bin/$1" --version 2>/dev/null | grep -o '[0-9][0-9.]*' | head -1)" = "$2" ]; then return; fi
  cargo install --quiet "$1" --version "=$2" --locked --debug --root target/tools
}

if [ "$purpose" = check ] || [ "$purpose" = test ]; then
  step "看代码的工具（cargo-machete、cargo-deny；第一次要编译几分钟）"
  cargo fmt --version >/dev/null 2>&1 && cargo clippy --version >/dev/null 2>&1 || install rustfmt-web rust-web-clippy
  tool cargo-machete 0.9.2
  tool cargo-deny 0.20.2
fi

if [ "$purpose" = test ] || [ "$purpose" = bench ]; then
  step "浏览器与中文字体"
  missing=
  has chromium || missing=chromium
  has fc-list && [ -n "$(fc-list :lang=zh-cn)" ] || missing="$missing fonts-noto-cjk fontconfig"
  # shellcheck disable=SC2086 — two words are two packages
  [ -z "$missing" ] || install $missing

  step "浏览器测试的依赖"
  if [ -f tests/package.json ]; then npm_ci tests; fi
fi

if [ "$purpose" = bench ]; then
  step "测量的工具（wrk，以及用来比较的 nginx）"
  missing=
  has wrk || missing=wrk
  has nginx || [ -x /usr/sbin/nginx ] || missing="$missing nginx-light"
  # shellcheck disable=SC2086
  [ -z "$missing" ] || install $missing
fi
