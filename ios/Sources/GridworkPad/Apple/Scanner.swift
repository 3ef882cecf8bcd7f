#if canImport(UIKit)
    import SwiftUI
    import VisionKit

    /// Reads a QR code with the camera; where the camera may not be used, typing stays.
    struct Scanner: UIViewControllerRepresentable {
        let found: @MainActor (String) -> Void

        func makeUIViewController(context: Context) -> DataScannerViewController {
            let scanner = DataScannerViewController(recognizedDataTypes: [.barcode(symbologies: [.qr])])
            scanner.delegate = context.coordinator
            try? scanner.startScanning()
            return scanner
        }

        func updateUIViewController(_ scanner: DataScannerViewController, context: Context) {}
        func makeCoordinator() -> Coordinator { Coordinator(found) }

        @MainActor final class Coordinator: NSObject, DataScannerViewControllerDelegate {
            let found: @MainActor (String) -> Void
            init(_ found: @escaping @MainActor (String) -> Void) { self.found = found }

            func dataScanner(
                _ scanner: DataScannerViewController, didAdd added: [RecognizedItem],
                allItems: [RecognizedItem]
            ) {
                guard case .barcode(let code)? = added.first, let text = code.payloadStringValue else {
                    return
                }
                scanner.stopScanning()
                found(text)
            }
        }
    }
#endif
