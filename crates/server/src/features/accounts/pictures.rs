//! Shrinking uploaded profile pictures.
//!
//! The format is detected from the content, not from the file name. The dimensions are checked
//! before anything is decoded. The result is a JPEG of at most 512 by 512 pixels without any
//! metadata of the original: no location, no camera, no embedded thumbnail. One picture is decoded
//! at a time, on a blocking thread, and only a few may wait.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use tokio::sync::Semaphore;

/// Maximum size of an uploaded file.
pub const MAX_FILE_BYTES: usize = 5 * 1024 * 1024;
/// Maximum number of pixels in an uploaded picture.
pub const MAX_PIXELS: u64 = 16_000_000;
/// Maximum width and height of a stored picture, in pixels.
pub const MAX_SIDE: u32 = 512;
/// Memory a decoder may use: 16 megapixels with four channels of 16 bits, twice.
const MAX_DECODER_BYTES: u64 = 256 * 1024 * 1024;
/// Pictures decoded at the same time.
const MAX_DECODING: usize = 1;
/// Pictures being decoded or waiting for it.
const MAX_PENDING: usize = 8;
const JPEG_QUALITY: u8 = 86;

/// Why a picture can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// The file is not a PNG, JPEG or WebP.
    #[error("unsupported picture format")]
    UnsupportedFormat,
    /// The file has too many bytes or pixels.
    #[error("picture too large")]
    TooLarge,
    /// The file is truncated or inconsistent.
    #[error("unreadable picture")]
    Unreadable,
    /// Too many pictures are waiting.
    #[error("too many pictures are waiting")]
    Overloaded,
}

/// Shrinks pictures within bounds on memory and concurrency. Cheap to clone.
#[derive(Clone, Debug)]
pub struct PictureProcessor {
    pending: Arc<Semaphore>,
    decoding: Arc<Semaphore>,
}

impl Default for PictureProcessor {
    fn default() -> Self {
        Self { pending: Arc::new(Semaphore::new(MAX_PENDING)), decoding: Arc::new(Semaphore::new(MAX_DECODING)) }
    }
}

impl PictureProcessor {
    /// Converts the picture in `bytes` to a JPEG of at most [`MAX_SIDE`] by [`MAX_SIDE`] pixels.
    pub async fn shrink(&self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Vec<u8>, PictureError> {
        let pending = Arc::clone(&self.pending).try_acquire_owned().map_err(|_| PictureError::Overloaded)?;
        let decoding = Arc::clone(&self.decoding).acquire_owned().await.map_err(|_| PictureError::Overloaded)?;
        let work = tokio::task::spawn_blocking(move || {
            // The task holds the permits, so that a cancelled request does not release them early.
            let _permits = (pending, decoding);
            shrink(bytes.as_ref())
        });
        // Treat a panic in a decoder as an unreadable picture.
        work.await.unwrap_or(Err(PictureError::Unreadable))
    }
}

/// Does the work of [`PictureProcessor::shrink`] on the current thread.
pub fn shrink(bytes: &[u8]) -> Result<Vec<u8>, PictureError> {
    if bytes.len() > MAX_FILE_BYTES {
        return Err(PictureError::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_| PictureError::UnsupportedFormat)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(PictureError::UnsupportedFormat);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_DECODER_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| decode_error(&error))?;
    // Some decoders have ignored their own limits, so check here too.
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PictureError::Unreadable);
    }
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_DECODER_BYTES {
        return Err(PictureError::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| decode_error(&error))?;
    let mut small = crop_square(&picture);
    small.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, JPEG_QUALITY);
    flatten_on_white(&small).write_with_encoder(encoder).map_err(|_| PictureError::Unreadable)?;
    Ok(jpeg)
}

/// Crops the picture to its middle square and scales it down to [`MAX_SIDE`].
fn crop_square(picture: &DynamicImage) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let (x, y) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let cropped = picture.crop_imm(x, y, side, side);
    if side <= MAX_SIDE { cropped } else { cropped.resize_exact(MAX_SIDE, MAX_SIDE, FilterType::CatmullRom) }
}

/// Blends transparent pixels with white, since JPEG has no transparency.
fn flatten_on_white(picture: &DynamicImage) -> RgbImage {
    let source = picture.to_rgba8();
    RgbImage::from_fn(source.width(), source.height(), |x, y| {
        let [r, g, b, a] = source.get_pixel(x, y).0;
        let over = |c: u8| {
            let mixed = (u32::from(c) * u32::from(a) + 255 * (255 - u32::from(a)) + 127) / 255;
            u8::try_from(mixed).unwrap_or(u8::MAX)
        };
        image::Rgb([over(r), over(g), over(b)])
    })
}

fn decode_error(error: &ImageError) -> PictureError {
    match error {
        ImageError::Limits(_) => PictureError::TooLarge,
        _ => PictureError::Unreadable,
    }
}

#[cfg(test)]
mod tests {
    use image::{GenericImageView, Rgba, RgbaImage};
    use proptest::prelude::*;

    use super::*;

    fn encoded(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let picture = RgbaImage::from_fn(width, height, |x, _| {
            if x < width / 2 { Rgba([200, 30, 30, 255]) } else { Rgba([0, 0, 0, 0]) }
        });
        let mut bytes = Cursor::new(Vec::new());
        let picture = DynamicImage::ImageRgba8(picture);
        match format {
            ImageFormat::Jpeg => picture.to_rgb8().write_to(&mut bytes, format).unwrap(),
            _ => picture.write_to(&mut bytes, format).unwrap(),
        }
        bytes.into_inner()
    }

    #[test]
    fn each_format_becomes_a_small_square_jpeg() {
        for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
            let small = shrink(&encoded(1200, 700, format)).unwrap();
            assert_eq!(image::guess_format(&small).unwrap(), ImageFormat::Jpeg);
            let picture = image::load_from_memory(&small).unwrap();
            assert_eq!(picture.dimensions(), (512, 512), "{format:?}");
            let [r, g, b, _] = picture.get_pixel(40, 256).0;
            assert!(r > 180 && g < 60 && b < 60, "{format:?} {r} {g} {b}");
        }
        let tiny = image::load_from_memory(&shrink(&encoded(40, 30, ImageFormat::Png)).unwrap()).unwrap();
        assert_eq!(tiny.dimensions(), (30, 30), "never made larger");
        let [r, g, b, _] = tiny.get_pixel(28, 15).0;
        assert!(r > 240 && g > 240 && b > 240, "transparent pixels become white");
    }

    /// A JPEG whose EXIF data has an orientation (rotated by 90 degrees) and a location.
    fn rotated() -> Vec<u8> {
        let mut jpeg = encoded(64, 64, ImageFormat::Jpeg);
        let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
        exif.extend_from_slice(b"7.2906N 80.6337E");
        let mut block = vec![0xff, 0xe1];
        block.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        block.extend_from_slice(&exif);
        jpeg.splice(2..2, block);
        jpeg
    }

    #[test]
    fn orientation_is_applied_and_metadata_removed() {
        let small = shrink(&rotated()).unwrap();
        let has = |needle: &[u8]| small.windows(needle.len()).any(|window| window == needle);
        assert!(!has(b"Exif") && !has(b"7.2906N"));
        let picture = image::load_from_memory(&small).unwrap();
        // The left half was red; rotated clockwise it is the upper half.
        assert!(picture.get_pixel(56, 8).0[0] > 150 && picture.get_pixel(56, 8).0[1] < 90);
        assert!(picture.get_pixel(8, 56).0[0] < 90 || picture.get_pixel(8, 56).0[1] > 150);
    }

    #[test]
    fn unsupported_unreadable_and_too_large_files_have_their_own_errors() {
        for (bytes, fault) in [
            (b"".to_vec(), PictureError::UnsupportedFormat),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), PictureError::UnsupportedFormat),
            (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), PictureError::UnsupportedFormat),
            (b"\x89PNG\r\n\x1a\n".to_vec(), PictureError::Unreadable),
            (encoded(64, 64, ImageFormat::Png)[..90].to_vec(), PictureError::Unreadable),
            (vec![0; MAX_FILE_BYTES + 1], PictureError::TooLarge),
        ] {
            assert_eq!(shrink(&bytes), Err(fault), "{:?}", &bytes[..bytes.len().min(12)]);
        }
    }

    /// The PNG header claims `width` x `height`; the data does not matter.
    #[test]
    fn pixels_are_counted_before_decoding() {
        for (width, height) in [(4001_u32, 4000_u32), (100_000, 100_000), (u32::MAX >> 1, 1)] {
            let mut png = encoded(8, 8, ImageFormat::Png);
            png[16..20].copy_from_slice(&width.to_be_bytes());
            png[20..24].copy_from_slice(&height.to_be_bytes());
            let crc = crc32(&png[12..29]);
            png[29..33].copy_from_slice(&crc.to_be_bytes());
            assert_eq!(shrink(&png), Err(PictureError::TooLarge), "{width} x {height}");
        }
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[tokio::test]
    async fn full_queue_refuses() {
        let pictures = PictureProcessor::default();
        let all = pictures.pending.clone().acquire_many_owned(8).await.unwrap();
        assert_eq!(pictures.shrink(encoded(8, 8, ImageFormat::Png)).await, Err(PictureError::Overloaded));
        drop(all);
        assert!(pictures.shrink(encoded(8, 8, ImageFormat::Png)).await.is_ok());
    }

    proptest! {
        #[test]
        fn damaged_pictures_are_refused_or_decoded(
            kind in 0..3_usize, damage in proptest::collection::vec((0_usize..4000, any::<u8>()), 1..8), cut in 0_usize..4000
        ) {
            let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP][kind];
            let mut bytes = encoded(48, 40, format);
            for (position, value) in damage {
                let position = position % bytes.len();
                bytes[position] = value;
            }
            if cut % 3 == 0 {
                bytes.truncate(cut % bytes.len());
            }
            if let Ok(small) = shrink(&bytes) {
                let (width, height) = image::load_from_memory(&small).unwrap().dimensions();
                prop_assert!(width == height && width <= MAX_SIDE);
            }
        }
    }
}
