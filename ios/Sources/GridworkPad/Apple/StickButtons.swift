#if canImport(UIKit)
    import SwiftUI
    import UniformTypeIdentifiers

    /// A bundle out to a stick, and its receipt back in, through the Files app.
    struct StickButtons: View {
        let model: ExchangeSection
        @State private var writing = false
        @State private var reading = false

        var body: some View {
            Section {
                PlainButton(.exchangeExport) { writing = true }
                PlainButton(.exchangeImport) { reading = true }
            }
            .fileImporter(isPresented: $writing, allowedContentTypes: [.folder]) { chosen in
                guard case .success(let folder) = chosen else { return }
                Task {
                    await within(folder) { await model.export(to: $0.appendingPathComponent("gridwork.gwb")) }
                }
            }
            .fileImporter(isPresented: $reading, allowedContentTypes: [.data]) { chosen in
                guard case .success(let file) = chosen else { return }
                Task { await within(file) { await model.receipt(from: $0) } }
            }
        }

        private func within(_ url: URL, _ work: (URL) async -> Void) async {
            let opened = url.startAccessingSecurityScopedResource()
            await work(url)
            if opened { url.stopAccessingSecurityScopedResource() }
        }
    }
#endif
