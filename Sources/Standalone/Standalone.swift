// Empty but for this import, which names the static libraries Foundation needs: the target is built
// and linked with `-static-stdlib` in release builds, the only ones that have it (Package.swift).
import Foundation
