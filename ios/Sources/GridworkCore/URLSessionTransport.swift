import Foundation
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The exchange over an ordinary session, while the app is in front.
public struct URLSessionTransport: Transport {
    private let session: URLSession

    public init(timeout: TimeInterval = 60) {
        let settings = URLSessionConfiguration.ephemeral
        settings.timeoutIntervalForRequest = timeout
        settings.httpShouldSetCookies = false
        settings.urlCache = nil
        session = URLSession(configuration: settings)
    }

    public func post(_ request: HttpRequest) async -> HttpOutcome {
        guard let url = URL(string: request.url) else { return .unreachable }
        var post = URLRequest(url: url)
        post.httpMethod = "POST"
        post.setValue("application/octet-stream", forHTTPHeaderField: "content-type")
        post.httpBody = request.body
        guard let (body, answer) = try? await session.data(for: post),
            let http = answer as? HTTPURLResponse,
            let status = UInt16(exactly: http.statusCode)
        else { return .unreachable }
        return .answer(status: status, body: body)
    }
}
