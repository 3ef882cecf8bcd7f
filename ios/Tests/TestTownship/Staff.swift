import Foundation
import GridworkCore
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Somebody at a desk of the township: the staff API behind a session.
public actor Staff {
    private let url: String
    private let session = URLSession(configuration: .ephemeral)
    private var cookie: String?
    private var csrf: String?
    private let role: Int

    /// Makes the log-in, and logs in with a password that was chosen anew.
    public init(
        _ township: Township, role: String, number: Int, at place: String? = nil, person: String? = nil
    ) async throws {
        let login = "\(role)-\(UUID().uuidString.prefix(8).lowercased())"
        let (first, chosen) = ("first-Word-2026", "second-Word-2027")
        var words = ["user", "add", login, "--role", role, "--password-stdin"]
        if let place { words += ["--at", place] }
        if let person { words += ["--person", person] }
        try township.stopped(words, input: "\(first)\n")
        (url, self.role) = (township.url + "/api/v1", number)
        let begun = try await call("POST", "/session", ["login": login, "password": first])
        if begun["must_change"] as? Bool == true {
            _ = try await call("POST", "/session/password", ["old": first, "new": chosen])
        }
    }

    /// Takes a step of an incident.
    public func step(_ incident: String, _ step: String, _ more: [String: any Sendable] = [:]) async throws {
        var body = more
        (body["step"], body["role"]) = (step, role)
        _ = try await call("POST", "/incidents/\(incident)/steps", body)
    }

    /// Writes what About says, as the county does.
    public func writeAbout(organiser: String, filing: String, complaints: String) async throws {
        _ = try await call(
            "PUT", "/settings/about",
            [
                "organiser": organiser, "operator": "", "filing": filing, "complaints_phone": complaints,
                "complaints_at": "", "privacy_contact": "",
            ])
    }

    /// Notes that the holder of a post is away from a day on, nobody knows how long.
    public func away(_ post: String, from day: String) async throws {
        _ = try await call("POST", "/assignments/\(post)/absence", ["from": day])
    }

    /// Hands a post over; keys and roster of the old device are still out.
    public func handOver(_ post: String, to person: String, on day: String, tasks: Int) async throws {
        _ = try await call(
            "POST", "/assignments/\(post)/handover", ["to": person, "on": day, "open_tasks": tasks])
    }

    /// The unit that a person's assignment is for.
    public func unit(of person: String) async throws -> String {
        let found = try await call("GET", "/directory/5")
        let items = found["list"] as? [[String: Any]] ?? []
        let bodies = items.compactMap { $0["body"] as? [String: Any] }
        guard let unit = bodies.first(where: { $0["person"] as? String == person })?["scope"] as? String
        else {
            throw Trouble("\(person) has no assignment")
        }
        return unit
    }

    private func call(
        _ method: String, _ path: String, _ body: [String: any Sendable]? = nil
    ) async throws -> [String: Any] {
        guard let url = URL(string: url + path) else { throw Trouble(path) }
        var request = URLRequest(url: url)
        request.httpMethod = method
        request.setValue("application/json", forHTTPHeaderField: "content-type")
        if let cookie { request.setValue(cookie, forHTTPHeaderField: "cookie") }
        if let csrf { request.setValue(csrf, forHTTPHeaderField: "x-csrf") }
        if let body { request.httpBody = try JSONSerialization.data(withJSONObject: body) }
        let (data, answer) = try await session.data(for: request)
        guard let http = answer as? HTTPURLResponse, (200..<300).contains(http.statusCode) else {
            throw Trouble("\(method) \(path): \(String(decoding: data, as: UTF8.self))")
        }
        if let fresh = http.value(forHTTPHeaderField: "set-cookie") {
            cookie = String(fresh.prefix { $0 != ";" })
        }
        guard !data.isEmpty else { return [:] }
        let parsed = try JSONSerialization.jsonObject(with: data)
        let found = parsed as? [String: Any] ?? ["list": parsed]
        if let token = found["csrf"] as? String { csrf = token }
        return found
    }
}
