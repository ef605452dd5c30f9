//! For tests: a drawing read back.

use std::collections::BTreeMap;

use domain::figure::{Chart, Series};
use quick_xml::{Reader, XmlVersion, events::Event};

use crate::{svg::Rect, text::Face};

/// An element of a drawing.
#[derive(Debug, Clone)]
pub struct Element {
    pub name: String,
    pub attributes: BTreeMap<String, String>,
    /// The text right inside it.
    pub content: String,
}

impl Element {
    pub fn text(&self, attribute: &str) -> &str {
        self.attributes.get(attribute).map_or("", String::as_str)
    }

    pub fn number(&self, attribute: &str) -> f64 {
        self.text(attribute).parse().unwrap_or_else(|_| panic!("{attribute} of {self:?}"))
    }

    pub fn has_class(&self, class: &str) -> bool {
        self.text("class").split(' ').any(|word| word == class)
    }

    /// The room that a line of text takes.
    fn room(&self) -> Rect {
        let faces = [Face::Accent, Face::Halo, Face::Muted, Face::Value, Face::Label];
        let face = faces.into_iter().find(|face| face.class() == self.text("class")).unwrap();
        let width = face.width(&self.content);
        let x = match self.text("text-anchor") {
            "middle" => self.number("x") - width / 2.0,
            "end" => self.number("x") - width,
            _ => self.number("x"),
        };
        // Chinese characters reach from 0.85 above the baseline to 0.12 below.
        Rect { x, y: self.number("y") - face.size() * 0.85, width, height: face.size() * 0.97 }
    }
}

/// A drawing read back.
#[derive(Debug)]
pub struct Probe {
    pub elements: Vec<Element>,
}

impl Probe {
    /// Panics unless the text is one well-formed element.
    pub fn new(svg: &str) -> Self {
        let mut reader = Reader::from_str(svg);
        let mut elements: Vec<Element> = Vec::new();
        let mut open: Vec<usize> = Vec::new();
        let mut roots = 0;
        loop {
            let event = reader.read_event().unwrap_or_else(|error| panic!("{error}: {svg}"));
            match event {
                Event::Start(ref start) | Event::Empty(ref start) => {
                    let attributes = start.attributes().map(|attribute| {
                        let attribute = attribute.unwrap_or_else(|error| panic!("{error}: {svg}"));
                        let value = attribute.normalized_value(XmlVersion::Implicit1_0).unwrap().into_owned();
                        (attribute.key.as_ref().to_owned(), value)
                    });
                    let attributes = attributes.map(|(key, value)| (String::from_utf8(key).unwrap(), value)).collect();
                    let name = String::from_utf8(start.name().as_ref().into()).unwrap();
                    roots += usize::from(open.is_empty());
                    if matches!(event, Event::Start(_)) {
                        open.push(elements.len());
                    }
                    elements.push(Element { name, attributes, content: String::new() });
                }
                Event::End(_) => {
                    open.pop();
                }
                Event::Text(text) => {
                    let text = text.decode().unwrap();
                    match open.last() {
                        Some(at) => elements[*at].content.push_str(&text),
                        None => assert!(text.is_empty(), "text outside"),
                    }
                }
                Event::GeneralRef(reference) => {
                    let written = format!("&{};", reference.decode().unwrap());
                    elements[*open.last().unwrap()].content.push_str(&quick_xml::escape::unescape(&written).unwrap());
                }
                Event::Eof => break,
                other => panic!("{other:?} in {svg}"),
            }
        }
        assert_eq!((roots, open.len()), (1, 0), "{svg}");
        Self { elements }
    }

    pub fn class<'a>(&'a self, class: &'a str) -> impl Iterator<Item = &'a Element> {
        self.elements.iter().filter(move |element| element.has_class(class))
    }

    pub fn texts(&self) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(|element| element.name == "text")
    }

    /// The width and the height of the whole drawing.
    pub fn size(&self) -> (f64, f64) {
        let mut lengths = self.elements[0].text("viewBox").split(' ').skip(2).map(|length| length.parse().unwrap());
        (lengths.next().unwrap(), lengths.next().unwrap())
    }

    /// Lines of text that lie over each other, or over the edge; and boxes over the edge, but for frames in the legend.
    pub fn collisions(&self) -> Vec<String> {
        let rooms: Vec<(&str, Rect)> = self.texts().map(|text| (text.content.as_str(), text.room())).collect();
        let (width, bottom) = self.size();
        let boxes = self.elements.iter().filter(|element| element.name == "rect");
        let is_out = |element: &&Element| {
            element.number("x") < -5.1 || element.number("x") + element.number("width") > width + 5.1
        };
        let mut found: Vec<String> =
            boxes.filter(is_out).map(|element| format!("{element:?} sticks out of {width}")).collect();
        for (at, (text, room)) in rooms.iter().enumerate() {
            if room.x < -0.5
                || room.x + room.width > width + 0.5
                || room.y < -0.5
                || room.y + room.height > bottom + 0.5
            {
                found.push(format!("“{text}” is cut off: {room:?} in {bottom}"));
            }
            for (other, over) in rooms.iter().take(at) {
                let is_over = room.x + 0.5 < over.x + over.width
                    && over.x + 0.5 < room.x + room.width
                    && room.y + 0.5 < over.y + over.height
                    && over.y + 0.5 < room.y + room.height;
                if is_over {
                    found.push(format!("“{text}” {room:?} lies over “{other}” {over:?}"));
                }
            }
        }
        found
    }
}

/// A chart with series 系列0, 系列1 …
pub fn chart(categories: &[&str], values: &[&[f64]]) -> Chart {
    Chart {
        categories: categories.iter().map(|name| (*name).to_owned()).collect(),
        series: values
            .iter()
            .enumerate()
            .map(|(at, values)| Series { name: format!("系列{at}"), values: values.to_vec() })
            .collect(),
    }
}
