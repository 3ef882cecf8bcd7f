#if canImport(UIKit)
    import SwiftUI

    /// A form on A4, through the system's own sheet for printers and for files.
    struct PrintButton: View {
        let paper: FormPaper

        var body: some View { PlainButton(.partyPrint) { show() } }

        private func show() {
            let (printer, info) = (UIPrintInteractionController.shared, UIPrintInfo.printInfo())
            (info.jobName, info.outputType) = (paper.title, .grayscale)
            let formatter = UIMarkupTextPrintFormatter(markupText: paper.html)
            formatter.perPageContentInsets = UIEdgeInsets(top: 56, left: 56, bottom: 56, right: 56)
            (printer.printInfo, printer.printFormatter) = (info, formatter)
            printer.delegate = A4.chosen
            printer.present(animated: true)
        }
    }

    /// Chooses A4 where the printer has it. The controller holds its delegate weakly.
    @MainActor private final class A4: NSObject, UIPrintInteractionControllerDelegate {
        static let chosen = A4()

        func printInteractionController(
            _ controller: UIPrintInteractionController, choosePaper papers: [UIPrintPaper]
        ) -> UIPrintPaper {
            UIPrintPaper.bestPaper(
                forPageSize: CGSize(width: 595.3, height: 841.9), withPapersFrom: papers)
        }
    }
#endif
