# 明白纸的常用命令；make 或 make help 列出它们。

.DEFAULT_GOAL := help
.PHONY: help serve test dev check fmt bench sbom

# Everything is built where the commands below look for it.
unexport CARGO_TARGET_DIR

# A compiler that can make WebAssembly comes first on PATH.
ENV := . xtask/env.sh &&
XTASK := $(ENV) cargo run --quiet --package xtask --
# What a step is called, and when it began: the log of a run says what each one costs.
SAY = @printf '==> %s  %s\n' "$$(date +%T)"

# Every file by name: rustfmt does not follow modules that a macro declares (the kinds).
SOURCES := $$(find app crates server tests xtask -name '*.rs' -not -path '*/node_modules/*')
define LOOK
$(ENV) rustfmt --check $(SOURCES) && \
target/tools/bin/cargo-machete app crates server tests xtask && \
target/tools/bin/cargo-deny --log-level error --config xtask/deny.toml check licenses bans sources && \
cargo clippy --workspace --all-targets -- -D warnings && \
RUSTDOCFLAGS="-D warnings -A rustdoc::private_intra_doc_links" cargo doc --quiet --no-deps --document-private-items --workspace
endef

help: ## 列出这些命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

serve: ## 准备环境，构建，带演示内容启动 http://localhost:3000（数据在 ./data）
	@sh xtask/setup.sh serve
	$(SAY) '静态文件'
	@$(XTASK) site
	$(SAY) '服务程序（第一次要编译几分钟）'
	@$(ENV) cargo build --release --package server --bin mingbai
	$(SAY) '启动'
	@exec env MIMALLOC_PURGE_DELAY=0 target/release/mingbai serve --demo

test: ## 准备环境，运行全部测试，包括浏览器测试
	@sh xtask/setup.sh test
	$(SAY) '静态文件'
	@$(XTASK) site
	$(SAY) '大小限额'
	@$(XTASK) budget
	$(SAY) '物料清单'
	@$(XTASK) sbom
	$(SAY) '格式、依赖、许可、clippy、文档'
	@$(LOOK)
	$(SAY) '单元测试与集成测试'
	@$(ENV) cargo test --workspace
	$(SAY) '浏览器测试'
	@MINGBAI_BINARY=$(CURDIR)/target/debug/mingbai npm --prefix tests test
	$(SAY) '多一种类型的试建'
	@$(ENV) cargo test --workspace --features tests/trial-kind --test kinds
	$(SAY) '全部通过'

dev: ## 边改边看：源文件一有变化就重新构建、重启 http://localhost:3000
	@sh xtask/setup.sh serve
	@$(XTASK) dev

check: ## 看代码：格式、多余的依赖、许可与来源、clippy、文档
	@sh xtask/setup.sh check
	@$(LOOK)

fmt: ## 排版全部代码
	@$(ENV) rustfmt $(SOURCES)

sbom: ## 写出程序的物料清单 target/mingbai.cdx.json（CycloneDX）
	@$(XTASK) sbom

bench: ## 测量速度与大小
	@sh xtask/setup.sh bench
	$(SAY) '静态文件'
	@$(XTASK) site
	$(SAY) '服务程序'
	@$(ENV) cargo build --release --package server --bin mingbai
	$(SAY) '测量'
	@$(XTASK) budget
	@node tests/bench/bench.mjs
