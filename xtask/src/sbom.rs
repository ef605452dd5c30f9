//! `xtask sbom`: the list of the parts of the program (软件物料清单, `CycloneDX` 1.5), from what cargo would build it of.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Command, ExitCode},
};

use anyhow::{Context, Result, ensure};
use cyclonedx_bom::{
    external_models::spdx::SpdxExpression,
    models::{
        component::{Classification, Component, Components},
        dependency::{Dependencies, Dependency},
        license::{LicenseChoice, Licenses},
        metadata::Metadata,
    },
    prelude::{Bom, Purl, Validate},
};
use serde_json::Value;

use crate::root;

/// Writes `target/mingbai.cdx.json`. Fails where a part says nothing of its licence.
pub fn write() -> Result<ExitCode> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()?;
    ensure!(output.status.success(), "cargo metadata：{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages: BTreeMap<&str, &Value> =
        list(&metadata, "/packages").iter().map(|package| (text(package, "/id"), package)).collect();
    let needs: BTreeMap<&str, Vec<&str>> =
        list(&metadata, "/resolve/nodes").iter().map(|node| (text(node, "/id"), needed(node))).collect();
    let program = packages
        .iter()
        .find(|(_, package)| text(package, "/name") == "server")
        .map(|(id, _)| *id)
        .context("没有 server 这个包")?;

    let mut parts: BTreeSet<&str> = BTreeSet::new();
    let mut queue = vec![program];
    while let Some(id) = queue.pop() {
        if parts.insert(id) {
            queue.extend(needs.get(id).into_iter().flatten());
        }
    }
    let components: Vec<Component> = parts
        .iter()
        .filter(|id| **id != program)
        .filter_map(|id| packages.get(id))
        .map(|package| component(package))
        .collect::<Result<_>>()?;
    let dependencies = parts
        .iter()
        .map(|id| Dependency {
            dependency_ref: (*id).to_owned(),
            dependencies: needs.get(id).into_iter().flatten().map(|id| (*id).to_owned()).collect(),
        })
        .collect();
    let count = components.len();
    let mut whole = component(packages.get(program).context("没有 server 这个包")?)?;
    whole.component_type = Classification::Application;
    let bom = Bom {
        metadata: Some(Metadata { component: Some(whole), ..Metadata::default() }),
        components: Some(Components(components)),
        dependencies: Some(Dependencies(dependencies)),
        ..Bom::default()
    };
    ensure!(bom.validate().passed(), "物料清单不合 CycloneDX：{:?}", bom.validate());
    let file = root().join("target/mingbai.cdx.json");
    bom.output_as_json_v1_5(&mut fs::File::create(&file).with_context(|| file.display().to_string())?)?;
    println!("{count} 个部件，写在 target/mingbai.cdx.json");
    Ok(ExitCode::SUCCESS)
}

/// The list at a place (RFC 6901), empty where there is none.
fn list<'v>(value: &'v Value, at: &str) -> &'v [Value] {
    value.pointer(at).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'v>(value: &'v Value, at: &str) -> &'v str {
    value.pointer(at).and_then(Value::as_str).unwrap_or_default()
}

/// What becomes part of the program: not what only tests or build scripts need.
fn needed(node: &Value) -> Vec<&str> {
    let is_part = |dependency: &&Value| {
        list(dependency, "/dep_kinds").iter().any(|kind| kind.get("kind").is_some_and(Value::is_null))
    };
    list(node, "/deps").iter().filter(is_part).map(|dependency| text(dependency, "/pkg")).collect()
}

fn component(package: &Value) -> Result<Component> {
    let (name, version) = (text(package, "/name"), text(package, "/version"));
    let licence =
        package.get("license").and_then(Value::as_str).with_context(|| format!("{name} {version} 没有写明许可证"))?;
    let mut component = Component::new(Classification::Library, name, version, Some(text(package, "/id").to_owned()));
    component.licenses =
        Some(Licenses(vec![LicenseChoice::Expression(SpdxExpression::parse_lax(licence.to_owned())?)]));
    component.purl = Some(Purl::new("cargo", name, version)?);
    Ok(component)
}
