//! Roads of a township, as its own map shows them: lines out of a GeoJSON file, checked line by line and
//! kept without whatever else the file told.

use gridwork_model::Moment;
use gridwork_model::permission::{Action, Object};
use minicbor::{Decode, Encode};
use serde::Serialize;
use serde_json::{Value, json};

use crate::audit::{self, Record};
use crate::people::Caller;
use crate::storage::Drawer;
use crate::storage::drawer::{load, load_all, store};
use crate::{Done, Hub, HubError};

/// Largest file, bytes.
pub const FILE_BYTES: usize = 8 << 20;

/// Most lines of a township.
const LINES: usize = 5_000;

/// Most points of a township's roads: what a browser draws without a pause.
const POINTS: usize = 100_000;

/// Most characters of a road's name; more is cut.
const NAME_CHARS: usize = 40;

/// Most faults told at once.
const TOLD: usize = 20;

/// Townships listed for the county.
const LISTED: usize = 200;

/// Longitude and latitude within which a road of the country lies, degrees.
const BOX: ((f64, f64), (f64, f64)) = ((73.0, 136.0), (3.0, 54.0));

/// The roads of a township as kept.
#[derive(Debug, Encode, Decode)]
struct Roads {
    #[n(0)]
    lines: Vec<Road>,
}

/// One line.
#[derive(Debug, Encode, Decode)]
struct Road {
    #[n(0)]
    name: String,
    /// Longitude and latitude, 1e-7 degrees.
    #[n(1)]
    points: Vec<(i32, i32)>,
}

/// What became of a file of roads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RoadsTaken {
    /// Whether it was taken; nothing of a file with faults is.
    pub taken: bool,
    /// Lines in it.
    pub lines: usize,
    /// What is wrong, as sentences; the first twenty.
    pub findings: Vec<String>,
}

/// Reads a file; what is wrong with it is told by the number of the feature.
fn read(file: &[u8]) -> Result<Roads, Vec<String>> {
    let wrong = |text: &str| Err(vec![text.to_owned()]);
    let Ok(file) = serde_json::from_slice::<Value>(file) else {
        return wrong("这不是 GeoJSON 文件，没有收");
    };
    let Some(features) =
        file["features"].as_array().filter(|_| file["type"] == "FeatureCollection")
    else {
        return wrong("文件里要是 FeatureCollection，没有收");
    };
    let (mut lines, mut findings) = (Vec::new(), Vec::new());
    for (number, feature) in features.iter().enumerate() {
        let geometry = &feature["geometry"];
        let of = &geometry["coordinates"];
        let several: Vec<&Value> = match geometry["type"].as_str() {
            Some("LineString") => vec![of],
            Some("MultiLineString") => of.as_array().into_iter().flatten().collect(),
            _ => {
                findings.push(format!("第 {} 条不是线，道路只收线", number + 1));
                continue;
            }
        };
        let name = feature["properties"]["name"].as_str().unwrap_or_default();
        let name: String = name.chars().filter(|one| !one.is_control()).take(NAME_CHARS).collect();
        for line in several {
            match points(line) {
                Some(points) => lines.push(Road { name: name.clone(), points }),
                None => findings.push(format!(
                    "第 {} 条的坐标不对：要经度、纬度两个数，至少两个点，在国境内",
                    number + 1
                )),
            }
        }
    }
    let count: usize = lines.iter().map(|line| line.points.len()).sum();
    if lines.len() > LINES || count > POINTS {
        findings.push(format!("太多了：最多 {LINES} 条、{POINTS} 个点，先抽稀再导"));
    }
    if findings.is_empty() { Ok(Roads { lines }) } else { Err(findings) }
}

/// The points of a line in order; `None` if it is no line on our ground.
fn points(line: &Value) -> Option<Vec<(i32, i32)>> {
    let ((west, east), (south, north)) = BOX;
    let line = line.as_array()?;
    let point = |at: &Value| {
        let (lon, lat) = (at.get(0)?.as_f64()?, at.get(1)?.as_f64()?);
        let here = (west..=east).contains(&lon) && (south..=north).contains(&lat);
        here.then(|| ((lon * 1e7).round() as i32, (lat * 1e7).round() as i32))
    };
    let points: Vec<(i32, i32)> = line.iter().map(point).collect::<Option<_>>()?;
    (points.len() >= 2).then_some(points)
}

impl Hub {
    /// Takes a file of roads in place of what the township had; an empty collection takes them away.
    pub fn take_roads(&self, caller: &Caller, file: &[u8], now: Moment) -> Done<RoadsTaken> {
        let object = Object::Directory;
        let permitted = self.permit(caller, Action::Import, object, caller.org, now)?;
        if caller.org.is_nil() {
            return Err(HubError::Invalid("township"));
        }
        let roads = match read(file) {
            Ok(roads) => roads,
            Err(mut findings) => {
                findings.truncate(TOLD);
                return Ok(RoadsTaken { findings, ..RoadsTaken::default() });
            }
        };
        let lines = roads.lines.len();
        let mut w = self.storage.writing()?;
        store(&mut *w, Drawer::Roads, caller.org.as_bytes(), &roads)?;
        let by = caller.actor(permitted.role);
        let said = Record::done(now, by, "roads.import", caller.org, None);
        audit::append(&mut *w, said.with(format!("{lines} lines")))?;
        w.commit()?;
        Ok(RoadsTaken { taken: true, lines, findings: Vec::new() })
    }

    /// The roads of the caller's township as GeoJSON; all for the county.
    pub fn roads(&self, caller: &Caller, now: Moment) -> Done<Value> {
        self.permit(caller, Action::Read, Object::Directory, caller.org, now)?;
        let r = self.storage.reading()?;
        let kept: Vec<Roads> = match caller.org.is_nil() {
            true => load_all(&*r, Drawer::Roads, &[], LISTED)?,
            false => load(&*r, Drawer::Roads, caller.org.as_bytes())?.into_iter().collect(),
        };
        let features: Vec<Value> = kept.iter().flat_map(|roads| &roads.lines).map(shown).collect();
        Ok(json!({ "type": "FeatureCollection", "features": features }))
    }
}

fn shown(road: &Road) -> Value {
    let at = |(lon, lat): &(i32, i32)| [f64::from(*lon) / 1e7, f64::from(*lat) / 1e7];
    let line: Vec<_> = road.points.iter().map(at).collect();
    json!({
        "type": "Feature",
        "properties": { "layer": "road", "name": road.name },
        "geometry": { "type": "LineString", "coordinates": line },
    })
}
