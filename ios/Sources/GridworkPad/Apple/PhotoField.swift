#if canImport(UIKit)
    import GridworkCore
    import PhotosUI
    import SwiftUI

    /// The photo of a document. It is made small enough for a slow link, handed to the core by path, and the copy
    /// made for that is deleted. Whatever the picture knew of where and when it was taken stays behind.
    struct PhotoField: View {
        let model: FormModel
        let field: String
        @State private var picked: PhotosPickerItem?

        var body: some View {
            PhotosPicker(selection: $picked, matching: .images) { Text(Word.partyPhoto()) }
                .onChange(of: picked) { _, item in Task { await take(item) } }
        }

        private func take(_ item: PhotosPickerItem?) async {
            guard let item else { return }
            guard let data = try? await item.loadTransferable(type: Data.self), let small = Self.small(data)
            else {
                return model.session.say(CoreFailure(.badFile).sentence)
            }
            let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
            defer { try? FileManager.default.removeItem(at: file) }
            do {
                try small.write(to: file, options: .completeFileProtection)
            } catch {
                return model.session.say(CoreFailure(.diskFull).sentence)
            }
            await model.attach(field, file: file)
        }

        /// The picture as a JPEG, its longest side at most 1600 points of it; nothing if it is no picture.
        private static func small(_ data: Data) -> Data? {
            guard let picture = UIImage(data: data) else { return nil }
            let scale = min(1, 1_600 / max(picture.size.width, picture.size.height))
            let size = CGSize(width: picture.size.width * scale, height: picture.size.height * scale)
            let format = UIGraphicsImageRendererFormat()
            format.scale = 1
            return UIGraphicsImageRenderer(size: size, format: format)
                .jpegData(withCompressionQuality: 0.8) { _ in
                    picture.draw(in: CGRect(origin: .zero, size: size))
                }
        }
    }
#endif
