//! Pictures: decoded, turned upright, and encoded anew without anything but pixels.

use domain::Refusal;
use std::io::Cursor;

use domain::media::MediaFormat;
use fast_image_resize::{FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer, images::Image};
use image::{
    DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageFormat, ImageReader, Limits, RgbImage, RgbaImage,
    codecs::{jpeg::JpegEncoder, png::PngEncoder},
};

use crate::guarded;

/// What is given on of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// JPEG for a photograph, PNG for what came as PNG.
    pub format: MediaFormat,
    /// The width, in pixels.
    pub width: u32,
    /// The height, in pixels.
    pub height: u32,
    /// The file.
    pub bytes: Vec<u8>,
}

/// The longer side of what is given on, in pixels.
const MAX_SIDE: u32 = 2560;
/// The most of what is taken in, in pixels: what telephones take, and little enough to be decoded while others work.
const MAX_PIXELS: u64 = 50_000_000;
/// The pixels of a decoded picture, in bytes: as many as a photograph may have, fewer with 16 bits or with transparency.
const MAX_DECODED: u64 = 3 * MAX_PIXELS + 10_000_000;
/// A JPEG in several scans is held whole, in two bytes a value, before there is a pixel.
const MAX_PIXELS_IN_SCANS: u64 = MAX_PIXELS / 2;
/// What the decoder may hold beside its pixels, in bytes: a colour profile may be packed a thousand times.
const MAX_ALLOCATION: u64 = 32 * 1024 * 1024;
/// The quality in which JPEG pictures are encoded, of 100.
const JPEG_QUALITY: u8 = 85;

const DAMAGED: &str = "不完整或已损坏：请重新导出";

/// Decodes a picture and encodes it anew. The error is the rest of a Chinese sentence that begins with the file's name.
pub fn picture(bytes: &[u8]) -> Result<Picture, Refusal> {
    guarded(|| re_encoded(bytes), DAMAGED)
}

fn re_encoded(bytes: &[u8]) -> Result<Picture, Refusal> {
    let mut reader =
        ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|error| format!("读取失败：{error}"))?;
    let format = match reader.format() {
        Some(ImageFormat::Jpeg) => MediaFormat::Jpeg,
        Some(ImageFormat::Png) => MediaFormat::Png,
        _ => return Err("不是 JPEG 或 PNG 图片：请另存为 JPEG 或 PNG".into()),
    };
    if format == MediaFormat::Jpeg && !is_whole_jpeg(bytes) {
        return Err(DAMAGED.into());
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOCATION);
    reader.limits(limits);
    let too_large =
        || format!("尺寸太大：最多 {} 万像素（透明的、16 位的、渐进式的更少），请缩小", MAX_PIXELS / 10_000);
    let damaged = |error: image::ImageError| match error {
        image::ImageError::Limits(_) => too_large(),
        _ => DAMAGED.to_owned(),
    };
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    let most = if format == MediaFormat::Jpeg && is_in_scans(bytes) { MAX_PIXELS_IN_SCANS } else { MAX_PIXELS };
    if u64::from(width) * u64::from(height) > most || decoder.total_bytes() > MAX_DECODED {
        return Err(too_large().into());
    }
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut image = fitted(DynamicImage::from_decoder(decoder).map_err(damaged)?)?;
    // It is turned when it is small, since turning takes a copy.
    image.apply_orientation(orientation);
    let mut bytes = Vec::new();
    let (width, height) = (image.width(), image.height());
    let encoded = match (&image, format) {
        (DynamicImage::ImageRgba8(image), _) => {
            PngEncoder::new(&mut bytes).write_image(image.as_raw(), width, height, ExtendedColorType::Rgba8)
        }
        (image, MediaFormat::Jpeg) => JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(
            image.as_bytes(),
            width,
            height,
            ExtendedColorType::Rgb8,
        ),
        (image, _) => PngEncoder::new(&mut bytes).write_image(image.as_bytes(), width, height, ExtendedColorType::Rgb8),
    };
    encoded.map_err(|error| format!("不能重新编码：{error}"))?;
    Ok(Picture { format, width, height, bytes })
}

/// The picture in eight bits a channel, with transparency if it had any, no larger than [`MAX_SIDE`].
fn fitted(image: DynamicImage) -> Result<DynamicImage, Refusal> {
    let has_alpha = image.color().has_alpha();
    // A picture that has these channels already is not copied.
    let image = if has_alpha {
        DynamicImage::ImageRgba8(image.into_rgba8())
    } else {
        DynamicImage::ImageRgb8(image.into_rgb8())
    };
    let (width, height) = (image.width(), image.height());
    let longer = width.max(height);
    if longer <= MAX_SIDE {
        return Ok(image);
    }
    let shortened =
        |side: u32| u32::try_from(u64::from(side) * u64::from(MAX_SIDE) / u64::from(longer)).unwrap_or(MAX_SIDE).max(1);
    let channels = if has_alpha { PixelType::U8x4 } else { PixelType::U8x3 };
    let failed = |_| DAMAGED.to_owned();
    let from = Image::from_vec_u8(width, height, image.into_bytes(), channels).map_err(failed)?;
    let mut to = Image::new(shortened(width), shortened(height), channels);
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(FilterType::CatmullRom));
    Resizer::new().resize(&from, &mut to, &options).map_err(|_| DAMAGED.to_owned())?;
    let (width, height) = (to.width(), to.height());
    let pixels = to.into_vec();
    let image = if has_alpha {
        RgbaImage::from_raw(width, height, pixels).map(Into::into)
    } else {
        RgbImage::from_raw(width, height, pixels).map(Into::into)
    };
    image.ok_or_else(|| DAMAGED.into())
}

/// Whether a JPEG comes in several scans (progressive: its frame is `SOF2`, or one of the rarer kinds that are).
fn is_in_scans(jpeg: &[u8]) -> bool {
    segments(jpeg).any(|(marker, _)| matches!(marker, 0xc2 | 0xc6 | 0xca | 0xce))
}

/// Whether the pixels come to an end: the decoder takes what is missing for grey.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    const END: [u8; 2] = [0xff, 0xd9];
    segments(bytes).any(|(marker, rest)| marker == SCAN && rest.windows(2).any(|pair| pair == END))
}

/// The marker before the first pixels.
const SCAN: u8 = 0xda;

/// The segments of a JPEG up to its first pixels: marker, and the file from there on. Segments say their length; a thumbnail in one
/// of them has an end of its own.
fn segments(jpeg: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    std::iter::from_fn(move || {
        // Any number of these may stand before a marker.
        while let [0xff, 0xff, ..] = rest {
            rest = rest.get(1..).unwrap_or_default();
        }
        let [0xff, marker, high, low, ..] = rest else { return None };
        let found = (*marker, rest);
        let length = 2 + usize::from(u16::from_be_bytes([*high, *low]));
        rest = if *marker == SCAN { &[] } else { rest.get(length..).unwrap_or_default() };
        Some(found)
    })
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage};

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90]))
            .write_to(&mut bytes, format)
            .unwrap();
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
        assert_eq!(
            (picture.format, picture.width, picture.height),
            (MediaFormat::Jpeg, 20, 40),
            "turned as the camera was held"
        );
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
        assert!(picture(&bytes).unwrap_err().to_string().contains("5000 万像素"));
    }

    #[test]
    fn fill_bytes_before_a_marker_are_nothing() {
        let mut jpeg = encoded(40, 20, ImageFormat::Jpeg);
        jpeg.splice(2..2, [0xff, 0xff]);
        assert!(picture(&jpeg).is_ok());
    }

    #[test]
    fn what_is_no_picture_or_half_of_one_is_refused() {
        assert!(picture(b"<html>").unwrap_err().to_string().contains("JPEG 或 PNG"));
        assert!(picture(&encoded(8, 8, ImageFormat::Png)[..40]).is_err());
        let jpeg = encoded(400, 400, ImageFormat::Jpeg);
        for tenth in 0..10 {
            assert!(picture(&jpeg[..jpeg.len() * tenth / 10]).is_err(), "cut at {tenth}/10");
        }
        assert!(picture(&jpeg).is_ok());
    }
}
