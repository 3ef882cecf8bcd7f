public protocol ShapeStyle {}
public struct Color: ShapeStyle, Sendable {
    public static let red = Color(), green = Color(), orange = Color(), accentColor = Color(),
        primary = Color(), secondary = Color()
    public init() {}
    public init(_ name: String) {}
}
extension Color: Primitive { public var node: Node { Node("colour") } }
public struct Hierarchical: ShapeStyle { public init() {} }
extension ShapeStyle where Self == Color {
    public static var red: Color { .red }; public static var orange: Color { .orange };
    public static var green: Color { .green }
}
extension ShapeStyle where Self == Hierarchical {
    public static var primary: Hierarchical { .init() };
    public static var secondary: Hierarchical { .init() }; public static var tint: Hierarchical { .init() }
}
public struct Font: Sendable {
    public static let body = Font(), headline = Font(), title = Font(), title2 = Font(), caption = Font(),
        footnote = Font(), subheadline = Font(), largeTitle = Font()
    public func monospacedDigit() -> Font { self }
}
public enum Edge {
    public struct Set: OptionSet, Sendable {
        public let rawValue: Int; public init(rawValue: Int) { self.rawValue = rawValue }
        public static let all = Set(rawValue: 15), horizontal = Set(rawValue: 3),
            vertical = Set(rawValue: 12), top = Set(rawValue: 4), bottom = Set(rawValue: 8),
            leading = Set(rawValue: 1), trailing = Set(rawValue: 2)
    }
}
public enum HorizontalEdge { case leading, trailing }
public struct AccessibilityTraits: OptionSet, Sendable {
    public let rawValue: Int; public init(rawValue: Int) { self.rawValue = rawValue }
    public static let isHeader = Self(rawValue: 1), isButton = Self(rawValue: 2),
        isSelected = Self(rawValue: 4)
}
public struct AccessibilityChildBehavior: Sendable {
    public static let combine = Self(), ignore = Self(), contain = Self()
}
public enum TextAlignment { case leading, center, trailing }
public enum TitleDisplayMode { case automatic, inline, large }
public enum SubmitLabel { case done, next, search, send }
public struct KeyEquivalent: ExpressibleByExtendedGraphemeClusterLiteral, Sendable {
    public var character: Character
    public init(_ character: Character) { self.character = character }
    public init(extendedGraphemeClusterLiteral value: Character) { character = value }
    public static let upArrow = KeyEquivalent("\u{F700}"), downArrow = KeyEquivalent("\u{F701}")
    public static let `return` = KeyEquivalent("\r"), delete = KeyEquivalent("\u{8}")
}
public struct EventModifiers: OptionSet, Sendable {
    public let rawValue: Int
    public init(rawValue: Int) { self.rawValue = rawValue }
    public static let command = EventModifiers(rawValue: 1), shift = EventModifiers(rawValue: 2)
}
public struct KeyboardType: Sendable {
    public static let numberPad = Self(), decimalPad = Self(), URL = Self(), `default` = Self()
}
public struct SearchFieldPlacement: Sendable { public static let automatic = Self(), sidebar = Self() }
public enum PresentationDetent: Hashable { case medium, large }
public enum Visibility { case automatic, visible, hidden }
public protocol ListStyle {}; public struct SidebarListStyle: ListStyle {};
public struct InsetGroupedListStyle: ListStyle {}
extension ListStyle where Self == SidebarListStyle { public static var sidebar: SidebarListStyle { .init() } }
extension ListStyle where Self == InsetGroupedListStyle {
    public static var insetGrouped: InsetGroupedListStyle { .init() }
}
public protocol ButtonStyle {}; public struct BorderedProminentButtonStyle: ButtonStyle {};
public struct BorderedButtonStyle: ButtonStyle {}
extension ButtonStyle where Self == BorderedProminentButtonStyle {
    public static var borderedProminent: Self { .init() }
}
extension ButtonStyle where Self == BorderedButtonStyle { public static var bordered: Self { .init() } }

extension View {
    /// Modifiers that only change looks, or that a test has no use for.
    private var same: Modified<Self> { Modified(content: self) { $0 } }
    private func with(_ kind: String, _ text: String? = nil, act: (@MainActor () -> Void)? = nil) -> Modified<
        Self
    > {
        Modified(content: self) { Node(kind, text, [$0], act: act) }
    }
    private func with(_ extra: @escaping @MainActor () -> Node?) -> Modified<Self> {
        Modified(content: self) { node in extra().map { Node("group", nil, [node, $0]) } ?? node }
    }

    public func font(_ font: Font?) -> some View { same }
    public func bold() -> some View { same }
    public func opacity(_ opacity: Double) -> some View { same }
    public func accessibilityHidden(_ hidden: Bool) -> some View { same }
    public func background<C: View>(alignment: Alignment = .center, @ViewBuilder content: () -> C)
        -> some View
    {
        let content = content()
        return with { Node("behind", nil, [Rendering.node(content)]) }
    }
    public func keyboardShortcut(_ key: KeyEquivalent, modifiers: EventModifiers = .command) -> some View {
        with("key", "\(modifiers.contains(.command) ? "⌘" : "")\(key.character)")
    }
    public func navigationTitle(_ title: Text) -> some View { with("title", title.text) }
    public func confirmationDialog<A: View>(
        _ title: Text, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        @ViewBuilder actions: () -> A
    ) -> some View {
        let actions = actions()
        return with {
            isPresented.wrappedValue ? Node("dialog", title.text, [Rendering.node(actions)]) : nil
        }
    }
    public func foregroundStyle<S: ShapeStyle>(_ style: S) -> some View { same }
    public func tint(_ colour: Color?) -> some View { same }
    public func padding(_ edges: Edge.Set = .all, _ length: Double? = nil) -> some View { same }
    public func frame(
        minWidth: Double? = nil, maxWidth: Double? = nil, minHeight: Double? = nil, maxHeight: Double? = nil,
        alignment: Alignment = .center
    ) -> some View {
        // How high at least, without a text: no person reads it.
        Modified(content: self) { node in minHeight.map { Node("high-\(Int($0))", nil, [node]) } ?? node }
    }
    public func navigationSplitViewColumnWidth(_ width: Double) -> some View { same }
    public func background<S: ShapeStyle>(_ style: S) -> some View { same }
    public func lineLimit(_ number: Int?) -> some View { same }
    public func multilineTextAlignment(_ alignment: TextAlignment) -> some View { same }
    public func listStyle<S: ListStyle>(_ style: S) -> some View { same }
    public func buttonStyle<S: ButtonStyle>(_ style: S) -> some View { same }
    public func keyboardType(_ type: KeyboardType) -> some View { same }
    public func submitLabel(_ label: SubmitLabel) -> some View { same }
    public func onSubmit(_ action: @escaping () -> Void) -> some View { same }
    public func autocorrectionDisabled(_ disable: Bool = true) -> some View { same }
    public func focused<V: Hashable>(_ binding: Binding<V>, equals value: V) -> some View { same }
    public func focused(_ binding: Binding<Bool>) -> some View { same }
    public func disabled(_ disabled: Bool) -> some View {
        Modified(content: self) { disabled ? Node("disabled", nil, [$0.inert]) : $0 }
    }
    public func tag<V: Hashable>(_ tag: V) -> some View { same }
    public func id<V: Hashable>(_ id: V) -> some View { same }
    public func navigationTitle(_ key: LocalizedStringKey) -> some View { with("title", key.text) }
    @_disfavoredOverload public func navigationTitle(_ text: some StringProtocol) -> some View {
        with("title", String(text))
    }
    public func navigationBarTitleDisplayMode(_ mode: TitleDisplayMode) -> some View { same }
    public func navigationDestination<D: Hashable, C: View>(
        for data: D.Type, @ViewBuilder destination: @escaping (D) -> C
    ) -> some View { same }
    public func toolbar<T: ToolbarContent>(@ToolbarContentBuilder content: () -> T) -> some View {
        let items = content()
        return with { Node("toolbar", nil, [items.toolbarNode]) }
    }
    public func searchable(
        text: Binding<String>, placement: SearchFieldPlacement = .automatic, prompt: LocalizedStringKey? = nil
    ) -> some View { with("search", text.wrappedValue) }
    public func task(
        priority: TaskPriority = .userInitiated,
        @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View { same }
    public func task<T: Equatable>(
        id: T, priority: TaskPriority = .userInitiated,
        @_inheritActorContext _ action: @escaping @Sendable () async -> Void
    ) -> some View { same }
    public func refreshable(action: @escaping @Sendable () async -> Void) -> some View { same }
    public func onAppear(perform action: (() -> Void)? = nil) -> some View { same }
    public func onDisappear(perform action: (() -> Void)? = nil) -> some View { same }
    public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping (V, V) -> Void)
        -> some View
    { same }
    public func onChange<V: Equatable>(of value: V, initial: Bool = false, _ action: @escaping () -> Void)
        -> some View
    { same }
    public func onTapGesture(count: Int = 1, perform action: @escaping () -> Void) -> some View { same }
    public func swipeActions<C: View>(
        edge: HorizontalEdge = .trailing, allowsFullSwipe: Bool = true, @ViewBuilder content: () -> C
    ) -> some View {
        let actions = content()
        return with { Node("swipe", nil, [Rendering.node(actions)]) }
    }
    public func sheet<C: View>(
        isPresented: Binding<Bool>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping () -> C
    ) -> some View {
        with { isPresented.wrappedValue ? Node("sheet", nil, [Rendering.node(content())]) : nil }
    }
    public func sheet<Item: Identifiable, C: View>(
        item: Binding<Item?>, onDismiss: (() -> Void)? = nil, @ViewBuilder content: @escaping (Item) -> C
    ) -> some View {
        with { item.wrappedValue.map { Node("sheet", nil, [Rendering.node(content($0))]) } }
    }
    public func alert<A: View, M: View>(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, @ViewBuilder actions: () -> A,
        @ViewBuilder message: () -> M
    ) -> some View {
        let (actions, message) = (actions(), message())
        return with {
            isPresented.wrappedValue ? Node("alert", title.text, Rendering.nodes(message, actions)) : nil
        }
    }
    public func confirmationDialog<A: View>(
        _ title: LocalizedStringKey, isPresented: Binding<Bool>, titleVisibility: Visibility = .automatic,
        @ViewBuilder actions: () -> A
    ) -> some View {
        let actions = actions()
        return with { isPresented.wrappedValue ? Node("dialog", title.text, [Rendering.node(actions)]) : nil }
    }
    public func presentationDetents(_ detents: Set<PresentationDetent>) -> some View { same }
    public func interactiveDismissDisabled(_ disabled: Bool = true) -> some View { same }
    public func badge(_ count: Int) -> some View { with("badge", String(count)) }
    public func tabItem<C: View>(@ViewBuilder _ label: () -> C) -> some View { same }
    public func overlay<C: View>(alignment: Alignment = .center, @ViewBuilder content: () -> C) -> some View {
        let content = content()
        return with { Rendering.node(content) }
    }
    public func safeAreaInset<C: View>(edge: VerticalEdge, @ViewBuilder content: () -> C) -> some View {
        let content = content()
        return with { Rendering.node(content) }
    }
    public func accessibilityLabel(_ key: LocalizedStringKey) -> some View { with("accessibility", key.text) }
    @_disfavoredOverload public func accessibilityLabel(_ text: some StringProtocol) -> some View {
        with("accessibility", String(text))
    }
    public func accessibilityHint(_ key: LocalizedStringKey) -> some View { same }
    public func accessibilityIdentifier(_ text: String) -> some View { with("identifier", text) }
    public func accessibilityElement(children: AccessibilityChildBehavior = .ignore) -> some View { same }
    public func accessibilityAddTraits(_ traits: AccessibilityTraits) -> some View { same }
    public func environment<T: AnyObject & Observable>(_ object: T?) -> some View {
        Environed(content: self) { $0.objects[ObjectIdentifier(T.self)] = object }
    }
    public func environment<V>(_ path: WritableKeyPath<EnvironmentValues, V>, _ value: V) -> some View {
        Environed(content: self) { $0[keyPath: path] = value }
    }
    public func modifier<M: ViewModifier>(_ modifier: M) -> some View {
        modifier.body(content: AnyView(self))
    }
}
public enum VerticalEdge { case top, bottom }
extension Node {
    var inert: Node {
        var copy = self; copy.act = nil; copy.type = nil; copy.children = children.map(\.inert); return copy
    }
}

struct Environed<Content: View>: Primitive {
    let content: Content
    let set: (inout EnvironmentValues) -> Void
    var node: Node {
        var values = Rendering.environment
        set(&values)
        return Rendering.with(values) { Rendering.node(content) }
    }
}
