//! Pictures: decoded, turned upright, and encoded anew without anything but pixels.

use std::io::Cursor;

use domain::media::MediaFormat;
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
    imageops::FilterType,
};

use crate::guarded;

/// What is given on of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// JPEG for a photograph, PNG for what came as PNG.
    pub format: MediaFormat,
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The longer side of what is given on, in pixels.
const MAX_SIDE: u32 = 2560;
/// The most of what is taken in, in pixels: what telephones take, and little enough to be decoded while others work.
const MAX_PIXELS: u64 = 50_000_000;
/// Memory for decoding one picture, in bytes.
const MAX_ALLOCATION: u64 = 512 * 1024 * 1024;
/// Of 100.
const JPEG_QUALITY: u8 = 85;

const DAMAGED: &str = "不完整或已损坏：请重新导出";

/// Decodes a picture and encodes it anew. The error is the rest of a Chinese sentence that begins with the file's name.
pub fn picture(bytes: &[u8]) -> Result<Picture, String> {
    guarded(|| re_encoded(bytes), DAMAGED)
}

fn re_encoded(bytes: &[u8]) -> Result<Picture, String> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| format!("读取失败：{error}"))?;
    let format = match reader.format() {
        Some(ImageFormat::Jpeg) => MediaFormat::Jpeg,
        Some(ImageFormat::Png) => MediaFormat::Png,
        _ => return Err("不是 JPEG 或 PNG 图片：请另存为 JPEG 或 PNG".to_owned()),
    };
    if format == MediaFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(DAMAGED.to_owned());
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOCATION);
    reader.limits(limits);
    let too_large = || format!("尺寸太大：最多 {} 万像素，请缩小", MAX_PIXELS / 10_000);
    let damaged = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => too_large(),
        _ => DAMAGED.to_owned(),
    };
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(too_large());
    }
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    if image.width().max(image.height()) > MAX_SIDE {
        image = image.resize(MAX_SIDE, MAX_SIDE, FilterType::CatmullRom);
    }
    let mut bytes = Vec::new();
    let (width, height) = (image.width(), image.height());
    let encoded = if format == MediaFormat::Jpeg {
        JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(image.to_rgb8().as_raw(), width, height, ExtendedColorType::Rgb8)
    } else if image.color().has_alpha() {
        PngEncoder::new(&mut bytes).write_image(image.to_rgba8().as_raw(), width, height, ExtendedColorType::Rgba8)
    } else {
        PngEncoder::new(&mut bytes).write_image(image.to_rgb8().as_raw(), width, height, ExtendedColorType::Rgb8)
    };
    encoded.map_err(|error| format!("不能重新编码：{error}"))?;
    Ok(Picture { format, width, height, bytes })
}

/// Whether the pixels come to an end: the decoder takes what is missing for grey.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    const END: [u8; 2] = [0xff, 0xd9];
    const SCAN: u8 = 0xda;
    const FILL: u8 = 0xff;
    let mut rest = bytes.get(2..).unwrap_or_default();
    // Segments say their length; a thumbnail in one of them has an end of its own.
    while let [0xff, marker, high, low, ..] = rest {
        match *marker {
            SCAN => return rest.windows(2).any(|pair| pair == END),
            // Any number of these may stand before a marker.
            FILL => {
                rest = rest.get(1..).unwrap_or_default();
                continue;
            }
            _ => {}
        }
        rest = rest.get(2 + usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default();
    }
    false
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// A JPEG with an Exif segment: turned by a quarter, and a secret in the description.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
        tiff.extend(b"\x01\x0e\0\x02\0\0\0\x07\0\0\0\x26"); // ImageDescription, seven letters at 0x26
        tiff.extend(b"\x01\x12\0\x03\0\0\0\x01\0\x06\0\0"); // Orientation 6
        tiff.extend(b"\0\0\0\0SECRET\0");
        let mut segment = b"Exif\0\0".to_vec();
        segment.extend(tiff);
        let mut file = jpeg[..2].to_vec();
        file.extend([0xff, 0xe1]);
        file.extend(u16::try_from(segment.len() + 2).unwrap().to_be_bytes());
        file.extend(segment);
        file.extend(&jpeg[2..]);
        file
    }

    #[test]
    fn nothing_but_pixels_is_left_and_they_stand_upright() {
        let original = with_exif(&encoded(40, 20, ImageFormat::Jpeg));
        assert!(original.windows(6).any(|part| part == b"SECRET"));
        let picture = picture(&original).unwrap();
        assert_eq!((picture.format, picture.width, picture.height), (MediaFormat::Jpeg, 20, 40), "turned as the camera was held");
        assert!(!picture.bytes.windows(6).any(|part| part == b"SECRET" || part == b"Exif\0\0"));
    }

    #[test]
    fn what_is_larger_than_any_screen_is_made_smaller() {
        let picture = picture(&encoded(5120, 100, ImageFormat::Png)).unwrap();
        assert_eq!((picture.format, picture.width, picture.height), (MediaFormat::Png, 2560, 50));
    }

    #[test]
    fn a_picture_that_is_large_only_when_it_is_unpacked_is_refused_before_it_is() {
        // A page of one colour: 60 million pixels in few bytes.
        let mut bytes = Cursor::new(Vec::new());
        image::GrayImage::new(10_000, 6_000).write_to(&mut bytes, ImageFormat::Png).unwrap();
        let bytes = bytes.into_inner();
        assert!(bytes.len() < 400_000, "{}", bytes.len());
        assert!(picture(&bytes).unwrap_err().contains("5000 万像素"));
    }

    #[test]
    fn fill_bytes_before_a_marker_are_nothing() {
        let mut jpeg = encoded(40, 20, ImageFormat::Jpeg);
        jpeg.splice(2..2, [0xff, 0xff]);
        assert!(picture(&jpeg).is_ok());
    }

    #[test]
    fn what_is_no_picture_or_half_of_one_is_refused() {
        assert!(picture(b"<html>").unwrap_err().contains("JPEG 或 PNG"));
        assert!(picture(&encoded(8, 8, ImageFormat::Png)[..40]).is_err());
        let jpeg = encoded(400, 400, ImageFormat::Jpeg);
        for tenth in 0..10 {
            assert!(picture(&jpeg[..jpeg.len() * tenth / 10]).is_err(), "cut at {tenth}/10");
        }
        assert!(picture(&jpeg).is_ok());
    }
}
