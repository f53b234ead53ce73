//! Fuzzes parsers of user input for `HABITRO_FUZZ_SECONDS`: they may accept or reject the input, but never
//! panic. Run by `scripts/soak`; a failure's message contains its seed.
#![allow(clippy::disallowed_methods, reason = "fuzzing is configured by the environment and ends by the clock")]

use std::time::{Duration, Instant};

use habitro_server::features::accounts::pictures;
use habitro_server::features::accounts::rules::identifier::{Identifier, key_of_stored_email};
use habitro_server::features::accounts::rules::{codes, password};
use habitro_server::platform::phones::Phones;
use habitro_server::platform::text;
use image::{DynamicImage, ImageFormat};
use rand::rngs::StdRng;
use rand::{Rng, RngExt, SeedableRng};

/// Repeatedly mutates one of `seeds` at random and passes it to `parse`.
fn fuzz(seeds: &[Vec<u8>], parse: impl Fn(&[u8]) + std::panic::RefUnwindSafe) {
    let seconds = std::env::var("HABITRO_FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(60);
    let (end, mut seed) = (Instant::now() + Duration::from_secs(seconds), 0_u64);
    while Instant::now() < end {
        for _ in 0..64 {
            let mut rng = StdRng::seed_from_u64(seed);
            let mut bytes = seeds[rng.random_range(0..seeds.len())].clone();
            for _ in 0..rng.random_range(1..12) {
                mutate(&mut bytes, &mut rng);
            }
            let outcome = std::panic::catch_unwind(|| parse(&bytes));
            assert!(outcome.is_ok(), "seed {seed} panics: {bytes:?}");
            seed += 1;
        }
    }
    assert!(seed > 0);
}

fn mutate(bytes: &mut Vec<u8>, rng: &mut impl Rng) {
    if bytes.is_empty() {
        bytes.push(rng.random());
        return;
    }
    let at = rng.random_range(0..bytes.len());
    match rng.random_range(0..7) {
        0 => bytes[at] = rng.random(),
        1 => bytes[at] ^= 1 << rng.random_range(0..8),
        2 => bytes.truncate(at),
        3 => bytes.insert(at, rng.random()),
        4 => drop(bytes.remove(at)),
        5 => {
            let end = (at + rng.random_range(1..16)).min(bytes.len());
            let piece = bytes[at..end].to_vec();
            let target = rng.random_range(0..=bytes.len());
            bytes.splice(target..target, piece);
        }
        _ => bytes[at] = [0, 0xff, b'+', b'0', b';', b'@', b'.', 0x7f][rng.random_range(0..8)],
    }
}

#[test]
#[ignore = "runs for a minute; run by scripts/soak"]
fn phone_numbers() {
    let seeds = [
        "+94771234567",
        "0771234567",
        "+49 (0)151 12345678",
        "tel:+94-77-123-4567;phone-context=+94",
        "+1 650 253 0000 ext. 5",
        "0094 77 123 4567",
        "+",
        ";phone-context=",
        "(((((",
        "+000000000000000",
        "\u{0967}\u{0968}\u{0969}77",
        "\u{202a}+94\u{2011}77\u{2013}123 4567\u{202c}",
        "＋９４７７１２３４５６７;ext=12",
        "1-800-FLOWERS x5",
        "+7 495 123-45-67 доб. 89",
    ];
    let phones = Phones::new("LK", None);
    fuzz(&seeds.map(|text| text.as_bytes().to_vec()), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(number) = phones.e164(&text) {
            assert!(number.starts_with('+') && (8..=16).contains(&number.len()), "{text}");
            assert_eq!(phones.e164(&number).as_deref(), Ok(number.as_str()));
        }
    });
}

#[test]
#[ignore = "runs for a minute; run by scripts/soak"]
fn addresses() {
    let seeds = [
        "anna@example.org",
        "jörg@müller.example",
        "a.b+c@mail.example.co.uk",
        "@",
        "a@b@c",
        "\"x\"@example.org",
        "x@[127.0.0.1]",
        "a@xn--mnchen-3ya.example",
        "\u{202a}anna\u{200b}@例子.网址\u{202c}",
        "οδυσσευς@ශ්\u{200d}රී.example",
    ];
    fuzz(&seeds.map(|text| text.as_bytes().to_vec()), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let _ = key_of_stored_email(&text);
        if let Ok(address) = Identifier::email(&text) {
            assert_eq!(key_of_stored_email(address.as_typed()), address.key(), "{text}");
            assert_eq!(Identifier::email(address.key()).unwrap().key(), address.key(), "{text}");
            let typed = address.as_typed();
            assert!(typed.matches('@').count() == 1 && !typed.contains(['\r', '\n', ' ', '<', '>', ',']), "{typed}");
        }
    });
}

/// Texts with the characters that the rule for text that others see is about.
const TEXTS: [&str; 8] = [
    "Read 20 pages\nbefore bed",
    "ශ්\u{200d}රී ලංකාව",
    "می\u{200c}خواهم",
    "👩🏽\u{200d}🚀 ❤\u{fe0f} 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
    "Wa\u{202e}l\u{200b}k\u{2066}\u{61c}",
    "a\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}\u{30d}",
    "ក្រុង\u{200b}ភ្នំពេញ",
    "ཧྐྵྨླྺྼྻྂ",
];

#[test]
#[ignore = "runs for a minute; run by scripts/soak"]
fn display_texts() {
    fuzz(&TEXTS.map(|text| text.as_bytes().to_vec()), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        for clean in [text::display_line, text::display_text] {
            if let Ok(kept) = clean(&text) {
                assert_eq!(clean(&kept).as_deref(), Ok(kept.as_str()), "{text:?}");
                assert!(!kept.contains(['\u{202e}', '\u{2066}', '\u{61c}', '\u{e0001}']), "{text:?}");
            }
        }
        let kept = text::without_hidden(&text);
        assert_eq!(text::display_text(&kept).as_deref(), Ok(text::trim_hidden(&kept)), "{text:?}");
    });
}

#[test]
#[ignore = "runs for a minute; run by scripts/soak"]
fn codes_and_passwords() {
    let seeds =
        ["012345", "٠١٢ ٣٤٥", "０１２－３４５", "\u{200e}012\u{2011}345", "zo\u{308}lf ｋühe", "\u{fdfa}\u{fdfa}"];
    fuzz(&seeds.map(|text| text.as_bytes().to_vec()), |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let code = codes::normalize(&text);
        assert_eq!(codes::normalize(&code), code);
        let _ = password::check(&text, "Anna", &[]);
        let normalized = password::normalize(&text).into_owned();
        assert_eq!(password::normalize(&normalized), normalized);
    });
}

#[test]
#[ignore = "runs for a minute; run by scripts/soak"]
fn images() {
    let picture = DynamicImage::ImageRgba8(image::RgbaImage::from_fn(40, 24, |x, y| {
        image::Rgba([u8::try_from(x * 6).unwrap(), u8::try_from(y * 10).unwrap(), 90, u8::try_from(255 - x).unwrap()])
    }));
    let seeds = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP].map(|format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let picture =
            if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(picture.to_rgb8()) } else { picture.clone() };
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    });
    fuzz(&seeds, |bytes| {
        if let Ok(small) = pictures::shrink(bytes) {
            assert_eq!(image::guess_format(&small).unwrap(), ImageFormat::Jpeg);
        }
    });
}
