//! Pictures of people: read, made small, written anew.
//!
//! What a file is, its content says and not its name. Its size is judged before anything is
//! decoded; what comes out is a JPEG of at most 512 by 512 with nothing of the original's
//! metadata: no place, no camera, no hidden thumbnail. One picture is decoded at a time, on a
//! thread that may block, and few may wait.

use std::io::Cursor;
use std::sync::Arc;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbImage};
use tokio::sync::Semaphore;

/// A file may be this large.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;
/// A picture may have so many pixels.
pub const MOST_PIXELS: u64 = 16_000_000;
/// The side of what is kept, at most.
pub const SIDE: u32 = 512;
/// What a decoder may take: 16 MP of 16 bits in four channels, and as much again to work with.
const MOST_MEMORY: u64 = 256 * 1024 * 1024;
/// Decoded at a time.
const AT_ONCE: usize = 1;
/// Decoded or waiting.
const WAITING: usize = 8;
const QUALITY: u8 = 86;

/// Why a picture can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureFault {
    /// Neither PNG nor JPEG nor WebP.
    #[error("not a picture of a kind we know")]
    Kind,
    /// More bytes or pixels than are looked at.
    #[error("too large a picture")]
    TooLarge,
    /// It breaks off, or lies about itself.
    #[error("a broken picture")]
    Broken,
    /// Too many pictures wait.
    #[error("too many pictures wait")]
    Overloaded,
}

/// Makes pictures small; cheap to clone.
#[derive(Clone, Debug)]
pub struct Pictures {
    waiting: Arc<Semaphore>,
    decoding: Arc<Semaphore>,
}

impl Default for Pictures {
    fn default() -> Self {
        Self { waiting: Arc::new(Semaphore::new(WAITING)), decoding: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Pictures {
    /// The picture in `bytes` as a JPEG of at most [`SIDE`] by [`SIDE`].
    ///
    /// # Errors
    /// [`PictureFault`].
    pub async fn shrink(&self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Vec<u8>, PictureFault> {
        let place = Arc::clone(&self.waiting).try_acquire_owned().map_err(|_| PictureFault::Overloaded)?;
        let turn = Arc::clone(&self.decoding).acquire_owned().await.map_err(|_| PictureFault::Overloaded)?;
        let work = tokio::task::spawn_blocking(move || {
            // Held by the work and not by who asked for it: one who goes away frees no place.
            let _held = (place, turn);
            shrink(bytes.as_ref())
        });
        // A panic in a decoder is a broken picture.
        work.await.unwrap_or(Err(PictureFault::Broken))
    }
}

/// The same, here and now.
///
/// # Errors
/// [`PictureFault`].
pub fn shrink(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    if bytes.len() > MOST_BYTES {
        return Err(PictureFault::TooLarge);
    }
    let format = image::guess_format(bytes).map_err(|_| PictureFault::Kind)?;
    if !matches!(format, ImageFormat::Png | ImageFormat::Jpeg | ImageFormat::WebP) {
        return Err(PictureFault::Kind);
    }
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| fault(&error))?;
    // Not left to the decoders' own limits, which some of them have ignored.
    let (width, height) = decoder.dimensions();
    if width == 0 || height == 0 {
        return Err(PictureFault::Broken);
    }
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_MEMORY {
        return Err(PictureFault::TooLarge);
    }
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let picture = DynamicImage::from_decoder(decoder).map_err(|error| fault(&error))?;
    let mut small = square(&picture);
    small.apply_orientation(orientation);
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    on_paper(&small).write_with_encoder(encoder).map_err(|_| PictureFault::Broken)?;
    Ok(jpeg)
}

/// The middle of it: faces are shown in a stone, which is as wide as it is high.
fn square(picture: &DynamicImage) -> DynamicImage {
    let side = picture.width().min(picture.height());
    let (x, y) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    let middle = picture.crop_imm(x, y, side, side);
    if side <= SIDE { middle } else { middle.resize_exact(SIDE, SIDE, FilterType::CatmullRom) }
}

/// JPEG knows no transparency: what is behind it is white.
fn on_paper(picture: &DynamicImage) -> RgbImage {
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

fn fault(error: &ImageError) -> PictureFault {
    match error {
        ImageError::Limits(_) => PictureFault::TooLarge,
        _ => PictureFault::Broken,
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
    fn each_kind_becomes_a_small_square_jpeg() {
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
        assert!(r > 240 && g > 240 && b > 240, "what is transparent is white");
    }

    /// A JPEG with an EXIF block that says "turned by 90 degrees" and names a place.
    fn turned() -> Vec<u8> {
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
    fn a_turned_picture_stands_upright_and_keeps_no_metadata() {
        let small = shrink(&turned()).unwrap();
        let has = |needle: &[u8]| small.windows(needle.len()).any(|window| window == needle);
        assert!(!has(b"Exif") && !has(b"7.2906N"));
        let picture = image::load_from_memory(&small).unwrap();
        // The left half was red; turned clockwise it is the upper half.
        assert!(picture.get_pixel(56, 8).0[0] > 150 && picture.get_pixel(56, 8).0[1] < 90);
        assert!(picture.get_pixel(8, 56).0[0] < 90 || picture.get_pixel(8, 56).0[1] > 150);
    }

    #[test]
    fn what_is_no_picture_is_told_from_what_is_too_large() {
        for (bytes, fault) in [
            (b"".to_vec(), PictureFault::Kind),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), PictureFault::Kind),
            (b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), PictureFault::Kind),
            (b"\x89PNG\r\n\x1a\n".to_vec(), PictureFault::Broken),
            (encoded(64, 64, ImageFormat::Png)[..90].to_vec(), PictureFault::Broken),
            (vec![0; MOST_BYTES + 1], PictureFault::TooLarge),
        ] {
            assert_eq!(shrink(&bytes), Err(fault), "{:?}", &bytes[..bytes.len().min(12)]);
        }
    }

    /// A PNG's head that promises `width` x `height`: refused before a pixel is looked for.
    #[test]
    fn pixels_are_counted_before_they_are_decoded() {
        for (width, height) in [(4001_u32, 4000_u32), (100_000, 100_000), (u32::MAX >> 1, 1)] {
            let mut png = encoded(8, 8, ImageFormat::Png);
            png[16..20].copy_from_slice(&width.to_be_bytes());
            png[20..24].copy_from_slice(&height.to_be_bytes());
            let crc = crc32(&png[12..29]);
            png[29..33].copy_from_slice(&crc.to_be_bytes());
            assert_eq!(shrink(&png), Err(PictureFault::TooLarge), "{width} x {height}");
        }
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[tokio::test]
    async fn few_may_wait() {
        let pictures = Pictures::default();
        let all = pictures.waiting.clone().acquire_many_owned(8).await.unwrap();
        assert_eq!(pictures.shrink(encoded(8, 8, ImageFormat::Png)).await, Err(PictureFault::Overloaded));
        drop(all);
        assert!(pictures.shrink(encoded(8, 8, ImageFormat::Png)).await.is_ok());
    }

    proptest! {
        #[test]
        fn damaged_pictures_are_refused_or_read(
            kind in 0..3_usize, damage in proptest::collection::vec((0_usize..4000, any::<u8>()), 1..8), cut in 0_usize..4000
        ) {
            let format = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP][kind];
            let mut bytes = encoded(48, 40, format);
            for (place, value) in damage {
                let place = place % bytes.len();
                bytes[place] = value;
            }
            if cut % 3 == 0 {
                bytes.truncate(cut % bytes.len());
            }
            if let Ok(small) = shrink(&bytes) {
                let (width, height) = image::load_from_memory(&small).unwrap().dimensions();
                prop_assert!(width == height && width <= SIDE);
            }
        }
    }
}
