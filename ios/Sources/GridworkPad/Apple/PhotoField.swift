#if canImport(UIKit)
    import PhotosUI
    import SwiftUI

    /// The photo of a document. It is handed to the core by path, and the copy made for that is deleted.
    struct PhotoField: View {
        let model: FormModel
        let field: String
        @State private var picked: PhotosPickerItem?

        var body: some View {
            PhotosPicker(selection: $picked, matching: .images) { Text(Word.partyPhoto()) }
                .onChange(of: picked) { _, item in Task { await take(item) } }
        }

        private func take(_ item: PhotosPickerItem?) async {
            guard let data = try? await item?.loadTransferable(type: Data.self) else { return }
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            guard (try? data.write(to: file, options: .completeFileProtection)) != nil else { return }
            await model.attach(field, file: file)
        }
    }
#endif
