//! From a drawing to a 28×28 image, the way MNIST's own were made.
//!
//! MNIST's digits were scaled to fit a 20×20 box, keeping their aspect, and placed with their centre of mass
//! in the middle of 28×28 (LeCun et al. 1998, section III.A). Scaling a picture also scales the pen: a small
//! drawing becomes a blob and a large one a hair. Strokes are therefore scaled as vectors, made smooth, and drawn
//! afterwards, with one pen for all.

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;

use crate::{
    curve,
    error::{Error, Result},
    mnist::{Image, PIXELS, SIDE},
};

/// The side of the box that a digit fills, in pixels, its ink included.
const BOX: f32 = 20.0;
/// The pen's width in pixels: about that of MNIST's digits. So drawn, a digit has as much ink as MNIST's have in the
/// mean: 100 pixels in place of 102.
const PEN: f32 = 2.4;

/// A pen that reports 240 points a second takes seven minutes for as many.
pub const MOST_POINTS: u64 = 100_000;
/// The points that smoothing adds to a drawing are about so many at most: a scribble that crosses the box two thousand
/// times. What is longer has them further apart.
const MOST_ADDED: f64 = 50_000.0;

type Point = [f32; 2];
/// Of each pixel, from 0 to 1.
type Ink = [f32; PIXELS];

/// How a drawing becomes an image, step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// The strokes' bounding box in their own unit: left, top, right, bottom. `f64`, as for the scale: those of a
    /// drawing of the largest or smallest numbers are beyond what `f32` holds.
    pub bounds: [f64; 4],
    /// Pixels a unit: with the pen's width the box's longer side becomes 20 pixels. 1 for a dot.
    pub scale: f64,
    /// The points scaled, with their box centred in 28×28, in pixels.
    pub points: Vec<[f32; 2]>,
    /// The strokes drawn there.
    pub boxed: Image,
    /// Where that picture would balance, x and y in pixels.
    pub centre_of_mass: [f32; 2],
    /// What brings that place to the middle, in pixels.
    pub shift: [f32; 2],
    /// The strokes drawn again, shifted.
    pub image: Image,
}

/// Draws strokes as an MNIST image. `None` when there is no point.
///
/// - points: `x0, y0, x1, y1, …` of all strokes, y down, in any unit
/// - stroke_lengths: how many points each stroke has; a stroke of one is a dot
///
/// # Errors
/// When the lengths do not add up to the points, a coordinate is not finite, or there are more than [`MOST_POINTS`].
pub fn from_strokes(points: &[f32], stroke_lengths: &[u32]) -> Result<Option<Image>> {
    Ok(steps(points, stroke_lengths)?.map(|steps| steps.image))
}

/// The way of strokes to the image that [`from_strokes`] gives. `None` when there is no point.
///
/// # Errors
/// As for [`from_strokes`].
pub fn steps(points: &[f32], stroke_lengths: &[u32]) -> Result<Option<Steps>> {
    let total = stroke_lengths.iter().map(|&n| u64::from(n)).sum::<u64>();
    if points.len() as u64 != 2 * total {
        return Err(Error::Strokes("the stroke lengths do not add up to the number of points"));
    }
    if points.iter().any(|c| !c.is_finite()) {
        return Err(Error::Strokes("a coordinate is not a finite number"));
    }
    if total > MOST_POINTS {
        return Err(Error::StrokePoints { found: total, most: MOST_POINTS });
    }
    let points: Vec<Point> = points.chunks_exact(2).map(|p| [p[0], p[1]]).collect();
    if points.is_empty() {
        return Ok(None);
    }

    let strokes = smooth(&points, stroke_lengths);
    let frame = Frame::around(strokes.iter().flatten().copied());
    let segments: Vec<_> = strokes.iter().flat_map(|stroke| segments(stroke, &frame)).collect();
    let boxed = draw(&segments, [0.0, 0.0]);
    let centre_of_mass = centre_of_mass(&boxed);
    let shift = centre_of_mass.map(|c| SIDE as f32 / 2.0 - c);
    let image = to_bytes(&draw(&segments, shift));
    let points = points.iter().map(|point| frame.place(double(point))).collect();
    let Frame { bounds, scale } = frame;
    Ok(Some(Steps { bounds, scale, points, boxed: to_bytes(&boxed), centre_of_mass, shift, image }))
}

/// Ink from 0 to 1 as bytes.
fn to_bytes(ink: &Ink) -> Image {
    ink.map(|ink| (ink * 255.0).round() as u8)
}

/// Each stroke as a smooth curve, with points about a pixel apart once it is scaled; those without a point are gone.
fn smooth(points: &[Point], stroke_lengths: &[u32]) -> Vec<Vec<[f64; 2]>> {
    let pixel = 1.0 / Frame::around(points.iter().map(double)).scale;
    let spacing = pixel.max(points.windows(2).map(gap).sum::<f64>() / MOST_ADDED);
    let mut rest = points;
    let mut strokes = Vec::with_capacity(stroke_lengths.len());
    for &length in stroke_lengths {
        let (stroke, after) = rest.split_at(length as usize);
        rest = after;
        strokes.push(curve::through(stroke, spacing));
    }
    strokes.retain(|stroke| !stroke.is_empty());
    strokes
}

/// From one point to the next.
fn gap(pair: &[Point]) -> f64 {
    let [from, to] = [double(&pair[0]), double(&pair[1])];
    (to[0] - from[0]).hypot(to[1] - from[1])
}

fn double(point: &Point) -> [f64; 2] {
    point.map(f64::from)
}

/// Where strokes were drawn, and how they come from there into the box.
struct Frame {
    /// Left, top, right, bottom. `f64`: the extent of finite `f32`s can overflow one.
    bounds: [f64; 4],
    /// Pixels a unit.
    scale: f64,
}

impl Frame {
    fn around(points: impl Iterator<Item = [f64; 2]> + Clone) -> Self {
        let range = |axis: usize| {
            let values = points.clone().map(|p| p[axis]);
            values.fold((f64::MAX, f64::MIN), |(lo, hi), v| (lo.min(v), hi.max(v)))
        };
        let [(left, right), (top, bottom)] = [range(0), range(1)];
        let extent = (right - left).max(bottom - top);
        // A dot has no extent: any scale will do.
        let scale = if extent > 0.0 { f64::from(BOX - PEN) / extent } else { 1.0 };
        Self { bounds: [left, top, right, bottom], scale }
    }

    /// Scales a point, keeping the box's aspect, and centres the box in 28×28.
    fn place(&self, point: [f64; 2]) -> Point {
        [0, 1].map(|axis| {
            let middle = (self.bounds[axis] + self.bounds[axis + 2]) / 2.0;
            ((point[axis] - middle) * self.scale + SIDE as f64 / 2.0) as f32
        })
    }
}

/// A stroke's segments in the box; a dot is a segment from a point to itself.
fn segments(stroke: &[[f64; 2]], frame: &Frame) -> Vec<[Point; 2]> {
    let placed: Vec<Point> = stroke.iter().map(|point| frame.place(*point)).collect();
    match placed[..] {
        [dot] => vec![[dot, dot]],
        _ => placed.windows(2).map(|pair| [pair[0], pair[1]]).collect(),
    }
}

/// Draws the segments, shifted, with a round pen: how much of each pixel is ink, 0 to 1.
fn draw(segments: &[[Point; 2]], shift: Point) -> Ink {
    let mut image = [0.0f32; PIXELS];
    // A pixel half a pixel beyond the pen's edge has no ink left.
    let reach = PEN / 2.0 + 0.5;
    for [from, to] in segments.iter().map(|s| s.map(|p| [p[0] + shift[0], p[1] + shift[1]])) {
        let near = |axis: usize| {
            let (lo, hi) = (from[axis].min(to[axis]), from[axis].max(to[axis]));
            // `as` saturates: what lies outside of the image is not drawn.
            (lo - reach).max(0.0) as usize..SIDE.min((hi + reach).ceil().max(0.0) as usize)
        };
        for y in near(1) {
            for x in near(0) {
                let distance = distance([x as f32 + 0.5, y as f32 + 0.5], from, to);
                let ink = &mut image[y * SIDE + x];
                *ink = ink.max((reach - distance).clamp(0.0, 1.0));
            }
        }
    }
    image
}

/// From a point to a segment.
fn distance(point: Point, from: Point, to: Point) -> f32 {
    let along = [to[0] - from[0], to[1] - from[1]];
    let offset = [point[0] - from[0], point[1] - from[1]];
    let length_squared = along[0] * along[0] + along[1] * along[1];
    let at = if length_squared > 0.0 {
        ((offset[0] * along[0] + offset[1] * along[1]) / length_squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (offset[0] - at * along[0]).hypot(offset[1] - at * along[1])
}

/// Where the image would balance, `[x, y]` in pixels from its top left corner.
fn centre_of_mass(image: &Ink) -> Point {
    let (mut mass, mut moment) = (0.0, [0.0, 0.0]);
    for (i, ink) in image.iter().enumerate() {
        mass += ink;
        moment[0] += ink * ((i % SIDE) as f32 + 0.5);
        moment[1] += ink * ((i / SIDE) as f32 + 0.5);
    }
    moment.map(|m| m / mass)
}
