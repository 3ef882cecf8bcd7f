// swift-tools-version:6.0
import PackageDescription

// `cargo xtask ios` generates Sources/GridworkFFI/GridworkFFI.swift and CGridwork.h from the Rust library.
//
// Screens import SwiftUI. On Linux a stand-in of that name, LinuxOnly/SwiftUI, lets them be type-checked and
// their contents be read by tests; on Apple's systems it is no part of the package and the real one is used.
#if os(Linux)
    let rust = Target.systemLibrary(name: "CGridwork", path: "Sources/CGridwork")
    let linuxOnly: [Target] = [
        .target(name: "SwiftUI", path: "LinuxOnly/SwiftUI"),
        // `cargo xtask bench --only hands` runs it.
        .executableTarget(
            name: "HandsBench", dependencies: ["GridworkCore", "TestTownship"], path: "LinuxOnly/HandsBench"),
    ]
    let swiftUI: [Target.Dependency] = ["SwiftUI"]
#else
    let rust = Target.binaryTarget(name: "CGridwork", path: "CGridwork.xcframework")
    let linuxOnly: [Target] = []
    let swiftUI: [Target.Dependency] = []
#endif

let package = Package(
    name: "Gridwork",
    defaultLocalization: "zh-Hans",
    platforms: [.iOS(.v17)],
    products: [.library(name: "GridworkPad", targets: ["GridworkPad", "GridworkCore"])],
    targets: [
        rust,
        .target(name: "GridworkFFI", dependencies: ["CGridwork"]),
        .target(name: "GridworkCore", dependencies: ["GridworkFFI"]),
        .target(
            name: "GridworkPad", dependencies: ["GridworkCore"] + swiftUI,
            resources: [.process("Localizable.xcstrings")]),
        .target(name: "TestTownship", dependencies: ["GridworkCore"], path: "Tests/TestTownship"),
        .testTarget(name: "GridworkCoreTests", dependencies: ["GridworkCore", "TestTownship"]),
        .testTarget(
            name: "GridworkPadTests", dependencies: ["GridworkPad", "TestTownship"] + swiftUI),
    ] + linuxOnly,
    swiftLanguageModes: [.v6]
)
