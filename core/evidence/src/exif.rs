//! Taking out of a picture what the camera wrote into it: place, device, time, thumbnails. For
//! derivatives alone; an original is never touched.

/// A JPEG or PNG without its metadata, and its media type; `None` for anything else and for what is
/// cut or damaged.
pub fn stripped(picture: &[u8]) -> Option<(Vec<u8>, &'static str)> {
    match picture {
        [0xff, 0xd8, ..] => Some((jpeg(picture)?, "image/jpeg")),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some((png(picture)?, "image/png")),
        _ => None,
    }
}

/// Segments go by their marker: of the application segments only JFIF (APP0) and Adobe's colour
/// transform (APP14) are needed to show the picture; comments are not.
fn jpeg(picture: &[u8]) -> Option<Vec<u8>> {
    let mut out = picture.get(..2)?.to_vec();
    let mut at = 2;
    loop {
        let &[0xff, marker] = picture.get(at..at + 2)? else { return None };
        match marker {
            // A fill byte before a marker.
            0xff => at += 1,
            // The end; another picture that was hung behind it is cut off.
            0xd9 => {
                out.extend_from_slice(&[0xff, 0xd9]);
                return Some(out);
            }
            // A scan: its head, then data up to the next marker that is no escape and no restart.
            0xda => {
                let data = picture.get(at + 2..)?;
                let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7);
                let length = data.windows(2).position(ends)?;
                out.extend_from_slice(&picture[at..at + 2 + length]);
                at += 2 + length;
            }
            _ => {
                let length = picture.get(at + 2..at + 4)?;
                let length = usize::from(u16::from_be_bytes([length[0], length[1]]));
                let segment = picture.get(at..at + 2 + length.max(2))?;
                let kept = !matches!(marker, 0xe1..=0xed | 0xef | 0xfe);
                if kept {
                    out.extend_from_slice(segment);
                }
                at += segment.len();
            }
        }
    }
}

/// Of a PNG the chunks that draw are kept, and those that say how colours are meant.
fn png(picture: &[u8]) -> Option<Vec<u8>> {
    const KEPT: [&[u8]; 12] = [
        b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD",
        b"pHYs", b"hIST",
    ];
    let mut out = picture.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let head = picture.get(at..at + 8)?;
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let chunk = picture.get(at..at.checked_add(length)?.checked_add(12)?)?;
        let kind = &chunk[4..8];
        if KEPT.contains(&kind) {
            out.extend_from_slice(chunk);
        }
        at += chunk.len();
        if kind == b"IEND" {
            return Some(out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u16 + 2).to_be_bytes();
        [&[0xff, marker], &length[..], body].concat()
    }

    #[test]
    fn what_the_camera_wrote_leaves_a_jpeg_and_the_picture_stays() {
        let scan = [&[0xff, 0xda, 0, 2][..], b"pixels\xff\x00more", &[0xff, 0xd9]].concat();
        let jfif = segment(0xe0, b"JFIF\0");
        let tables = segment(0xdb, b"tables");
        let picture = [
            &[0xff, 0xd8][..],
            &jfif,
            &segment(0xe1, b"Exif\0\0GPS 41.09 111.45"),
            &segment(0xe2, b"MPF"),
            &tables,
            &segment(0xfe, b"made by"),
            &scan,
            b"another picture behind the end",
        ]
        .concat();
        let (out, mime) = stripped(&picture).unwrap();
        assert_eq!(mime, "image/jpeg");
        assert_eq!(out, [&[0xff, 0xd8][..], &jfif, &tables, &scan].concat());
        for cut in 0..picture.len() - 30 {
            let _ = stripped(&picture[..cut]);
        }
        assert_eq!(stripped(&picture[..40]), None);
    }

    #[test]
    fn texts_and_places_leave_a_png() {
        let chunk = |kind: &[u8], body: &[u8]| {
            [&(body.len() as u32).to_be_bytes()[..], kind, body, &[0; 4]].concat()
        };
        let head = b"\x89PNG\r\n\x1a\n";
        let kept = [chunk(b"IHDR", b"13"), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")];
        let picture = [
            &head[..],
            &kept[0],
            &chunk(b"eXIf", b"GPS"),
            &chunk(b"tEXt", b"x"),
            &kept[1],
            &kept[2],
        ];
        let (out, mime) = stripped(&picture.concat()).unwrap();
        assert_eq!((out, mime), ([&head[..], &kept.concat()].concat(), "image/png"));
        let huge = [&head[..], &[0xff; 8]].concat();
        assert_eq!(stripped(&huge), None);
        assert_eq!(stripped(b"GIF89a"), None);
    }
}
