@MainActor @preconcurrency public protocol View {
    associatedtype Body: View
    @ViewBuilder var body: Body { get }
}
extension Never: View { public var body: Never { fatalError("a primitive view has no body") } }

/// A view of this module: its body is never asked for, it describes itself.
@MainActor public protocol Primitive: View where Body == Never { var node: Node { get } }
extension Primitive { public var body: Never { fatalError("a primitive view has no body") } }

/// What a test can see of a screen.
public struct Node: CustomStringConvertible {
    public var kind: String
    public var text: String?
    public var children: [Node] = []
    public var act: (@MainActor () -> Void)?
    /// Types into a field.
    public var type: (@MainActor (String) -> Void)?
    public init(
        _ kind: String, _ text: String? = nil, _ children: [Node] = [], act: (@MainActor () -> Void)? = nil,
        type: (@MainActor (String) -> Void)? = nil
    ) {
        (self.kind, self.text, self.children, self.act, self.type) = (kind, text, children, act, type)
    }
    public var all: [Node] { [self] + children.flatMap(\.all) }
    public func first(_ kind: String, _ text: String) -> Node? {
        all.first {
            $0.kind == kind && ($0.text == text || $0.children.flatMap(\.all).contains { $0.text == text })
        }
    }
    public var texts: [String] { all.compactMap(\.text) }
    public var description: String { lines().joined(separator: "\n") }
    private func lines(_ depth: Int = 0) -> [String] {
        let own = String(repeating: "  ", count: depth) + kind + (text.map { " \"\($0)\"" } ?? "")
        return [own] + children.flatMap { $0.lines(depth + 1) }
    }
}

@MainActor public enum Rendering {
    public internal(set) static var environment = EnvironmentValues()
    public static func node(_ view: some View) -> Node {
        if let view = view as? any Primitive { return view.node }
        return node(view.body)
    }
    static func nodes<each V: View>(_ views: repeat each V) -> [Node] {
        var found: [Node] = []
        repeat found.append(node(each views))
        return found
    }
    static func with<T>(_ values: EnvironmentValues, _ run: () -> T) -> T {
        let before = environment
        environment = values
        defer { environment = before }
        return run()
    }
}

@MainActor @resultBuilder public enum ViewBuilder {
    public static func buildExpression<V: View>(_ view: V) -> V { view }
    public static func buildBlock() -> EmptyView { EmptyView() }
    public static func buildBlock<V: View>(_ view: V) -> V { view }
    public static func buildBlock<each V: View>(_ views: repeat each V) -> TupleView<repeat each V> {
        TupleView(views: (repeat each views))
    }
    public static func buildIf<V: View>(_ view: V?) -> V? { view }
    public static func buildEither<A: View, B: View>(first: A) -> ConditionalView<A, B> { .first(first) }
    public static func buildEither<A: View, B: View>(second: B) -> ConditionalView<A, B> { .second(second) }
    public static func buildLimitedAvailability<V: View>(_ view: V) -> AnyView { AnyView(view) }
}
public struct TupleView<each V: View>: Primitive {
    let views: (repeat each V)
    public var node: Node { Node("group", nil, Rendering.nodes(repeat each views)) }
}
public enum ConditionalView<A: View, B: View>: Primitive {
    case first(A), second(B)
    public var node: Node {
        switch self {
        case .first(let a): Rendering.node(a);
        case .second(let b): Rendering.node(b)
        }
    }
}
extension Optional: View where Wrapped: View { public typealias Body = Never }
extension Optional: Primitive where Wrapped: View {
    public var node: Node { self.map { Rendering.node($0) } ?? Node("none") }
}
public struct EmptyView: Primitive { public init() {}; public var node: Node { Node("none") } }
public struct AnyView: Primitive {
    let view: any View
    public init(_ view: any View) { self.view = view }
    public var node: Node { Rendering.node(view) }
}
public struct Group<Content: View>: Primitive {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public var node: Node { Node("group", nil, [Rendering.node(content)]) }
}

/// What every modifier returns: the view, and a node above it if a test should see the modifier.
public struct Modified<Content: View>: Primitive {
    let content: Content
    let change: @MainActor (Node) -> Node
    public var node: Node { change(Rendering.node(content)) }
}

public protocol ViewModifier {
    associatedtype Body: View
    typealias Content = AnyView
    @MainActor @preconcurrency @ViewBuilder func body(content: Content) -> Body
}

// MARK: app

@MainActor @preconcurrency public protocol Scene {
    associatedtype Body: Scene; @SceneBuilder var body: Body { get }
}
extension Never: Scene {}
@MainActor @resultBuilder public enum SceneBuilder {
    public static func buildBlock<S: Scene>(_ scene: S) -> S { scene }
}
@MainActor @preconcurrency public protocol App {
    associatedtype Body: Scene; @SceneBuilder var body: Body { get }; init()
}
extension App { public static func main() {} }
public struct WindowGroup<Content: View>: Scene {
    public let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public var body: Never { fatalError("a primitive scene has no body") }
}
extension Scene {
    public func environment<T: AnyObject & Observable>(_ object: T?) -> some Scene { self }
}
