//! The description of the API (`OpenAPI` 3.1): what is particular is written by hand (`openapi.json`, and a schema for each kind
//! beside its code), what is the same for all kinds is made from the list of them. A test holds every answer against it.

use std::sync::LazyLock;

use axum::{
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, Request, StatusCode, header::CONTENT_TYPE},
    response::Response,
};
use domain::{Kind, search::Facet};
use serde_json::{Map, Value, json};

use crate::{
    context::{Portal, representation::Representation},
    services::kinds,
};

/// What is particular, without the address of this portal.
const PARTICULAR: &str = include_str!("openapi.json");

/// The parameters of lists that have pages, by their names among the components.
const OF_PAGES: [&str; 2] = ["page", "per_page"];

/// The parameters of every list.
fn of_lists() -> impl Iterator<Item = &'static str> {
    let facets = Facet::ALL.iter().filter(|facet| **facet != Facet::Kind).map(|facet| facet.word());
    std::iter::once("q").chain(facets).chain(["sort", "literal", "if_none_match"])
}

/// The forms of a feed: the end of its address, its name, its type, its schema.
const FEEDS: [(&str, &str, &str); 3] = [
    ("atom", "Atom", "application/atom+xml"),
    ("rss", "RSS 2.0", "application/rss+xml"),
    ("json", "JSON Feed", "application/feed+json"),
];

/// `/api/openapi.json`
pub async fn description(State(portal): State<Portal>, request: Request<Body>) -> Response {
    static DESCRIPTION: LazyLock<String> = LazyLock::new(|| whole().to_string());
    let text = DESCRIPTION.replace("{base_url}", &portal.site.base_url);
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    Representation::new(StatusCode::OK, headers, text).respond(request.method(), request.headers())
}

fn whole() -> Value {
    let mut whole: Value = serde_json::from_str(PARTICULAR).unwrap_or_default();
    let words: Vec<String> = Kind::ALL.iter().map(|kind| format!("{} {}", kind.as_str(), kind.label())).collect();
    put(
        &mut whole,
        "/components/schemas",
        "Kind",
        json!({ "type": "string", "enum": Kind::words(), "description": format!("类型：{}。", words.join("，")) }),
    );
    facets(&mut whole);
    let of_search = std::iter::once(Facet::Kind.word()).chain(of_lists()).chain(OF_PAGES);
    // A search is of this moment: it has no tag.
    let of_search = parameters(of_search.filter(|name| *name != "if_none_match"));
    put(&mut whole, "/paths/~1api~1v1~1search/get", "parameters", of_search);
    for kind in Kind::ALL.iter().copied() {
        let (name, label) = (format!("{kind:?}"), kind.label());
        if let Some(Value::Array(tags)) = whole.get_mut("tags") {
            tags.push(json!({ "name": label }));
        }
        let schema = serde_json::from_str(kinds::schema(kind)).unwrap_or_default();
        put(&mut whole, "/components/schemas", &name, schema);
        put(&mut whole, "/paths", &format!("/api/v1{}/{{id}}", kind.path()), document(&name, label));
        if kind.facts().is_listed {
            put(&mut whole, "/paths", &format!("/api/v1{}", kind.path()), list(kind));
            for feed in FEEDS {
                put(&mut whole, "/paths", &format!("/feeds{}.{}", kind.path(), feed.0), self::feed(kind, feed));
            }
        }
    }
    whole
}

/// What lists are filtered by and counted for. A facet of which there is nothing particular to say is described by its title.
fn facets(whole: &mut Value) {
    let mut properties = Map::new();
    for facet in Facet::ALL {
        let values =
            json!({ "type": "array", "items": reference("FacetValue"), "description": format!("{}。", facet.title()) });
        properties.insert(facet.word().to_owned(), values);
        if whole.pointer(&format!("/components/parameters/{}", facet.word())).is_none() {
            let parameter = json!({
                "name": facet.word(), "in": "query", "required": false, "style": "form", "explode": true,
                "description": format!("{}。可以重复，重复表示“或”；最多看 50 个值，多出的不看。", facet.title()),
                "schema": { "type": "array", "items": { "type": "string" } },
            });
            put(whole, "/components/parameters", facet.word(), parameter);
        }
    }
    let required: Vec<&str> = Facet::ALL.iter().map(|facet| facet.word()).collect();
    let schema = json!({
        "type": "object", "description": "各筛选项，按结果数从多到少（年份从新到旧）；没有结果的值不列。",
        "required": required, "properties": properties,
    });
    put(whole, "/components/schemas", "Facets", schema);
}

fn put(whole: &mut Value, place: &str, key: &str, value: Value) {
    if let Some(Value::Object(object)) = whole.pointer_mut(place) {
        object.insert(key.to_owned(), value);
    }
}

/// `/policies` → `Policies`
fn plural(kind: Kind) -> String {
    let name = kind.path().trim_start_matches('/');
    name.split('-')
        .map(|word| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>())
        .collect()
}

fn parameters(names: impl IntoIterator<Item = &'static str>) -> Value {
    names.into_iter().map(|name| json!({ "$ref": format!("#/components/parameters/{name}") })).collect()
}

/// What is answered when all is well in a form, and the answers that any request may get; `page`: told to a person.
fn responses(said: &str, form: &str, schema: &Value, others: &[(&str, &str)], page: bool) -> Value {
    let header = |name: &str| json!({ "$ref": format!("#/components/headers/{name}") });
    let mut responses = Map::new();
    let headers = json!({ "ETag": header("ETag"), "Last-Modified": header("Last-Modified") });
    responses.insert(
        "200".to_owned(),
        json!({ "description": said, "headers": headers, "content": { form: { "schema": schema } } }),
    );
    for (status, name) in others {
        let name = if page && *status >= "400" { format!("{name}Page") } else { (*name).to_owned() };
        responses.insert((*status).to_owned(), json!({ "$ref": format!("#/components/responses/{name}") }));
    }
    Value::Object(responses)
}

fn reference(schema: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{schema}") })
}

const ASKED_FOR_A_LIST: [(&str, &str); 4] =
    [("304", "NotModified"), ("400", "BadRequest"), ("429", "TooMany"), ("503", "Unavailable")];
const ASKED_FOR_A_DOCUMENT: [(&str, &str); 5] =
    [("301", "Moved"), ("304", "NotModified"), ("404", "NotFound"), ("410", "Gone"), ("503", "Unavailable")];

fn list(kind: Kind) -> Value {
    json!({ "get": {
        "tags": [kind.label()], "operationId": format!("list{}", plural(kind)), "summary": format!("{}列表", kind.label()),
        "description": format!("参数同检索，只列{}；没有 q 时从新到旧。", kind.label()),
        "parameters": parameters(of_lists().chain(OF_PAGES)),
        "responses": responses("列表的一页。", "application/json", &reference("DocumentList"), &ASKED_FOR_A_LIST, false),
    } })
}

fn document(name: &str, label: &str) -> Value {
    json!({ "get": {
        "tags": [label], "operationId": format!("get{name}"), "summary": format!("一份{label}"),
        "description": "导入时的各个字段，加上今天的情况。",
        "parameters": parameters(["id", "if_none_match"]),
        "responses": responses("内容。", "application/json", &reference(name), &ASKED_FOR_A_DOCUMENT, false),
    } })
}

fn feed(kind: Kind, (end, form, content_type): (&str, &str, &str)) -> Value {
    let schema = if end == "json" { reference("Feed") } else { json!({ "type": "string" }) };
    json!({ "get": {
        "tags": ["订阅"], "operationId": format!("feed{}{}", plural(kind), end.to_uppercase()), "summary": format!("{}订阅（{form}）", kind.label()),
        "description": format!("筛选参数同{}列表（page 不看）。最多 50 份，从新到旧。", kind.label()),
        "parameters": parameters(of_lists()),
        "responses": responses("订阅。", content_type, &schema, &ASKED_FOR_A_LIST, true),
    } })
}
