//! The map of one's cells.

/// What is drawn of one's cells: points and outlines, no base map.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MapView {
    /// Hamlets, households and places that have a point.
    pub points: Vec<MapPoint>,
    /// Outlines of cells, where one has been drawn.
    pub outlines: Vec<MapOutline>,
}

/// Something with a point.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MapPoint {
    /// The hamlet, household or place.
    pub id: String,
    /// How it is drawn.
    pub mark: MapMark,
    /// Its name; of a household that of its head, as the role may see it.
    pub name: String,
    /// Longitude, 1e-7 degrees, WGS-84.
    pub lon_e7: i32,
    /// Latitude, 1e-7 degrees.
    pub lat_e7: i32,
    /// How many households this device has in a hamlet; 0 for a place.
    pub households: u32,
}

/// How a point is drawn: by shape and letter, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum MapMark {
    /// 自然村.
    Hamlet,
    /// 户: a household whose place somebody noted there.
    Household,
    /// 火: water for fighting it, posts and patrols against it.
    Fire,
    /// 水: where floods come or water stands.
    Water,
    /// 房: a dwelling that is looked after.
    House,
    /// 路: bridges, culverts, fords.
    Road,
    /// 地: ground that may slide.
    Ground,
    /// Anything else.
    Place,
}

/// The outline of a cell.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct MapOutline {
    /// The cell.
    pub cell: String,
    /// Its name.
    pub name: String,
    /// Longitudes of its ring, 1e-7 degrees.
    pub lon_e7: Vec<i32>,
    /// Latitudes of its ring, one a longitude.
    pub lat_e7: Vec<i32>,
}
