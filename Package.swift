// swift-tools-version: 6.2
import PackageDescription

// Every target of ours is held to the same rules: warnings are errors, `any` is written out, imports
// are internal unless a declaration shows them, and a member is visible only where its module is imported.
let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

// The kernels are optimised in debug builds too (tests run at full speed) and never recompiled in their
// caller: cross-module optimisation would do that with the caller's instruction set (ARCHITECTURE.md).
func kernelSettings(_ level: String, _ flags: [String]) -> [SwiftSetting] {
  strict + [
    .define(level),
    .unsafeFlags(
      ["-Ounchecked", "-wmo", "-num-threads", "2", "-disable-cmo"] + flags.flatMap { ["-Xcc", $0] }),
  ]
}

// One folder of kernel sources, compiled once per instruction-set level (Sources/KernelsAVX2 and
// Sources/KernelsAVX512 are links to Sources/Kernels).
#if arch(x86_64)
  let kernelTargets: [Target] = [
    .target(
      name: "KernelsAVX2", dependencies: ["CVector", "KernelTypes"],
      swiftSettings: kernelSettings("LEVEL_AVX2", ["-mavx2", "-mfma"])),
    .target(
      name: "KernelsAVX512", dependencies: ["CVector", "KernelTypes"],
      swiftSettings: kernelSettings(
        "LEVEL_AVX512", ["-march=skylake-avx512", "-mprefer-vector-width=512"])),
  ]
#else
  let kernelTargets: [Target] = []
#endif

let package = Package(
  name: "convoy",
  products: [
    .executable(name: "convoy", targets: ["convoy", "Standalone"]),
    .library(name: "ConvEngine", targets: ["ConvEngine"]),
    .library(name: "RunStore", targets: ["RunStore"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: []),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    .target(name: "CMachine"),
    .target(name: "CVector"),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(name: "Files", swiftSettings: strict),
    .target(name: "Digests", dependencies: ["CCrypto"], swiftSettings: strict),

    .target(name: "Charts", dependencies: ["Markup"], swiftSettings: strict),
    .target(
      name: "CPictures", linkerSettings: [.linkedLibrary("png"), .linkedLibrary("jpeg")]),
    .target(
      name: "Pictures", dependencies: ["CPictures", "Datasets", "Files"], swiftSettings: strict),

    .target(name: "KernelTypes", swiftSettings: strict),
    .target(
      name: "Kernels", dependencies: ["CVector", "KernelTypes"],
      swiftSettings: kernelSettings("LEVEL_PORTABLE", [])),
    .target(name: "KernelReference", dependencies: ["KernelTypes"], swiftSettings: strict),
    .target(
      name: "ConvEngine",
      dependencies: ["CMachine", "KernelTypes", "Kernels"]
        + kernelTargets.map { .target(name: $0.name) },
      // Optimised in debug builds too: tests train real networks, and count allocations.
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "Datasets", dependencies: ["Digests", "Files"], swiftSettings: strict),
    .target(
      name: "Search",
      // Optimised in debug builds too: tests compare whole searches.
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(
      name: "Training",
      dependencies: [
        "ConvEngine", "Datasets", "Files", "Search", .product(name: "Yams", package: "Yams"),
      ],
      swiftSettings: strict),
    .target(
      name: "Migrations", path: "migrations",
      resources: [
        .embedInCode("0001_runs.sql"), .embedInCode("0002_history.sql"),
        .embedInCode("0003_views.sql"), .embedInCode("0004_sweeps.sql"),
        .embedInCode("0005_tracking.sql"), .embedInCode("0006_compact.sql"),
        .embedInCode("0007_client_facts.sql"),
      ],
      swiftSettings: []),
    .target(
      name: "RunStore",
      dependencies: [
        "CMachine", "Digests", "Migrations", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "Workbench",
      dependencies: [
        "Charts", "Markup", "Pictures", "Training", "RunStore", "ConvEngine", "Datasets", "Digests",
        "Files", "Search",
      ],
      swiftSettings: strict),
    .target(name: "Markup", swiftSettings: strict),
    .target(
      name: "PageFiles",
      resources: [
        .embedInCode("Files/convoy.css"), .embedInCode("Files/convoy.js"),
        .embedInCode("Files/icon.svg"),
      ],
      swiftSettings: []),
    .target(
      name: "TrackingServer",
      dependencies: [
        "Charts", "Digests", "Markup", "PageFiles", "Pictures", "RunStore", "Workbench",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "convoy",
      dependencies: [
        "Charts", "Pictures", "Workbench", "Training", "RunStore", "ConvEngine", "Datasets",
        "Search", "TrackingServer",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    // In release builds the program carries Swift's runtime and Foundation: `convoy list` takes
    // 9.3 ms instead of 14.2 (Intel Xeon Emerald Rapids, 2 cores, 2026-11-25) and runs where no Swift is
    // installed, for a file of 66 MB instead of 8 (stripped), half of it ICU's tables. A target of its
    // own, which tests do not link: they need the runtime that XCTest links. LLVM's linker, because the
    // system's warns of a function inside Foundation.
    .target(
      name: "Standalone",
      swiftSettings: strict + [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))],
      linkerSettings: [
        .unsafeFlags(["-static-stdlib", "-use-ld=lld"], .when(configuration: .release))
      ]),

    .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(name: "DigestsTests", dependencies: ["Digests", "TestSupport"]),
    .testTarget(name: "ChartsTests", dependencies: ["Charts"]),
    .testTarget(
      name: "PicturesTests", dependencies: ["Pictures", "Datasets", "TestSupport"]),
    .testTarget(name: "FilesTests", dependencies: ["Files", "TestSupport"]),
    .testTarget(
      name: "ConvEngineTests",
      dependencies: [
        "AllocationCounter", "ConvEngine", "KernelTypes", "KernelReference", "Kernels",
        "TestSupport",
      ],
      resources: [.copy("Golden")]),
    .testTarget(
      name: "DatasetsTests", dependencies: ["Datasets", "Digests", "Files", "TestSupport"]),
    .testTarget(
      name: "SearchTests", dependencies: ["Search"], resources: [.copy("Golden")]),
    .testTarget(
      name: "TrainingTests",
      dependencies: ["Training", "ConvEngine", "Datasets", "Search", "TestSupport"]),
    .testTarget(name: "RunStoreTests", dependencies: ["RunStore", "TestSupport"]),
    .testTarget(
      name: "WorkbenchTests",
      dependencies: [
        "Charts", "Pictures", "Workbench", "RunStore", "Training", "ConvEngine", "Datasets",
        "TestSupport",
      ],
      exclude: ["Golden"]),
    .testTarget(name: "MarkupTests", dependencies: ["Markup"]),
    .testTarget(
      name: "TrackingServerTests",
      dependencies: [
        "TrackingServer", "Workbench", "Training", "RunStore", "ConvEngine", "Datasets",
        "TestSupport", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ]),
    .testTarget(
      name: "HostileTests",
      dependencies: [
        "AllocationCounter", "Pictures", "Workbench", "RunStore", "Training", "ConvEngine",
        "Datasets",
        "TestSupport",
      ]),
    .testTarget(
      name: "convoyTests",
      dependencies: [
        "convoy", "Charts", "Pictures", "Workbench", "Training", "RunStore", "ConvEngine",
        "Datasets",
        "TestSupport",
      ],
      exclude: ["Help", "Printed"]),
  ] + kernelTargets
)
