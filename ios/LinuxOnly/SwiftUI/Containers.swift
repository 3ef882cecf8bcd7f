public enum Axis { case horizontal, vertical }
public enum HorizontalAlignment { case leading, center, trailing }
public enum VerticalAlignment { case top, center, bottom, firstTextBaseline }
public enum Alignment { case leading, center, trailing, top, bottom }

public struct HStack<Content: View>: Primitive {
    let content: Content
    public init(
        alignment: VerticalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> Content
    ) { self.content = content() }
    public var node: Node { Node("hstack", nil, [Rendering.node(content)]) }
}
public struct VStack<Content: View>: Primitive {
    let content: Content
    public init(
        alignment: HorizontalAlignment = .center, spacing: Double? = nil, @ViewBuilder content: () -> Content
    ) { self.content = content() }
    public var node: Node { Node("vstack", nil, [Rendering.node(content)]) }
}
public struct ScrollView<Content: View>: Primitive {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public var node: Node { Node("scroll", nil, [Rendering.node(content)]) }
}
public struct ForEach<Data: RandomAccessCollection, ID: Hashable, Content: View>: Primitive {
    let data: Data, content: (Data.Element) -> Content
    var delete: ((IndexSet) -> Void)?
    public init(
        _ data: Data, id: KeyPath<Data.Element, ID>, @ViewBuilder content: @escaping (Data.Element) -> Content
    ) { self.data = data; self.content = content }
    public var node: Node { Node("foreach", nil, data.map { Rendering.node(content($0)) }) }
    public func onDelete(perform action: ((IndexSet) -> Void)?) -> Self { self }
}
extension ForEach where Data.Element: Identifiable, ID == Data.Element.ID {
    public init(_ data: Data, @ViewBuilder content: @escaping (Data.Element) -> Content) {
        self.init(data, id: \.id, content: content)
    }
}
extension ForEach where Data == Range<Int>, ID == Int {
    public init(_ data: Range<Int>, @ViewBuilder content: @escaping (Int) -> Content) {
        self.init(data, id: \.self, content: content)
    }
}
public struct List<Selection: Hashable, Content: View>: Primitive {
    let content: Content
    public init(selection: Binding<Selection?>, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public init(selection: Binding<Set<Selection>>, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public var node: Node { Node("list", nil, [Rendering.node(content)]) }
}
extension List where Selection == Never {
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public init<Data: RandomAccessCollection, Row: View>(
        _ data: Data, @ViewBuilder row: @escaping (Data.Element) -> Row
    )
    where Data.Element: Identifiable, Content == ForEach<Data, Data.Element.ID, Row> {
        content = ForEach(data, content: row)
    }
}
extension List {
    public init<Data: RandomAccessCollection, Row: View>(
        _ data: Data, selection: Binding<Selection?>, @ViewBuilder row: @escaping (Data.Element) -> Row
    )
    where Data.Element: Identifiable, Content == ForEach<Data, Data.Element.ID, Row> {
        content = ForEach(data, content: row)
    }
}
public struct Form<Content: View>: Primitive {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public var node: Node { Node("form", nil, [Rendering.node(content)]) }
}
public struct Section<Header: View, Content: View, Footer: View>: Primitive {
    let header: Header, content: Content, footer: Footer
    public init(
        @ViewBuilder content: () -> Content, @ViewBuilder header: () -> Header,
        @ViewBuilder footer: () -> Footer
    ) { self.header = header(); self.content = content(); self.footer = footer() }
    public var node: Node {
        Node("section", nil, [Rendering.node(header), Rendering.node(content), Rendering.node(footer)])
    }
}
extension Section where Footer == EmptyView {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder header: () -> Header) {
        self.init(content: content, header: header, footer: { EmptyView() })
    }
}
extension Section where Header == EmptyView {
    public init(@ViewBuilder content: () -> Content, @ViewBuilder footer: () -> Footer) {
        self.init(content: content, header: { EmptyView() }, footer: footer)
    }
}
extension Section where Header == Text, Footer == EmptyView {
    public init(_ key: LocalizedStringKey, @ViewBuilder content: () -> Content) {
        self.init(content: content, header: { Text(key) }, footer: { EmptyView() })
    }
}
extension Section where Header == EmptyView, Footer == EmptyView {
    public init(@ViewBuilder content: () -> Content) {
        self.init(content: content, header: { EmptyView() }, footer: { EmptyView() })
    }
}
public struct LabeledContent<Label: View, Content: View>: Primitive {
    let label: Label, content: Content
    public init(@ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label) {
        self.content = content(); self.label = label()
    }
    public var node: Node { Node("labeled", nil, [Rendering.node(label), Rendering.node(content)]) }
}
extension LabeledContent where Label == Text, Content == Text {
    public init(_ key: LocalizedStringKey, value: some StringProtocol) {
        self.init(content: { Text(value) }, label: { Text(key) })
    }
}
public enum NavigationSplitViewColumn: Hashable, Sendable { case sidebar, content, detail }
public enum NavigationSplitViewVisibility { case automatic, all, doubleColumn, detailOnly }
public struct NavigationSplitView<Sidebar: View, Content: View, Detail: View>: Primitive {
    let sidebar: Sidebar, content: Content, detail: Detail
    public init(
        columnVisibility: Binding<NavigationSplitViewVisibility> = .constant(.automatic),
        @ViewBuilder sidebar: () -> Sidebar, @ViewBuilder content: () -> Content,
        @ViewBuilder detail: () -> Detail
    ) {
        self.sidebar = sidebar(); self.content = content(); self.detail = detail()
    }
    public var node: Node {
        Node("split", nil, [Rendering.node(sidebar), Rendering.node(content), Rendering.node(detail)])
    }
}
extension NavigationSplitView {
    public init(
        preferredCompactColumn: Binding<NavigationSplitViewColumn>, @ViewBuilder sidebar: () -> Sidebar,
        @ViewBuilder content: () -> Content, @ViewBuilder detail: () -> Detail
    ) { self.init(sidebar: sidebar, content: content, detail: detail) }
}
extension NavigationSplitView where Content == EmptyView {
    public init(
        columnVisibility: Binding<NavigationSplitViewVisibility> = .constant(.automatic),
        @ViewBuilder sidebar: () -> Sidebar, @ViewBuilder detail: () -> Detail
    ) {
        self.init(
            columnVisibility: columnVisibility, sidebar: sidebar, content: { EmptyView() }, detail: detail)
    }
}
public struct NavigationPath {
    public init() {}; public mutating func append<V: Hashable>(_ value: V) {};
    public mutating func removeLast(_ k: Int = 1) {}; public var isEmpty: Bool { true }
}
public struct NavigationStack<Root: View>: Primitive {
    let root: Root
    public init(@ViewBuilder root: () -> Root) { self.root = root() }
    public init(path: Binding<NavigationPath>, @ViewBuilder root: () -> Root) { self.root = root() }
    public var node: Node { Node("stack", nil, [Rendering.node(root)]) }
}
public struct NavigationLink<Label: View>: Primitive {
    let label: Label
    public init<P: Hashable>(value: P?, @ViewBuilder label: () -> Label) { self.label = label() }
    public var node: Node { Node("link", nil, [Rendering.node(label)]) }
}
extension NavigationLink where Label == Text {
    public init<P: Hashable>(_ key: LocalizedStringKey, value: P?) { self.init(value: value) { Text(key) } }
}
public struct TabView<Content: View>: Primitive {
    let content: Content
    public init(@ViewBuilder content: () -> Content) { self.content = content() }
    public var node: Node { Node("tabs", nil, [Rendering.node(content)]) }
}

// MARK: toolbar

public enum ToolbarItemPlacement {
    case automatic, topBarLeading, topBarTrailing, bottomBar, cancellationAction, confirmationAction,
        primaryAction
}
@MainActor public protocol ToolbarContent { var toolbarNode: Node { get } }
public struct ToolbarItem<Content: View>: ToolbarContent {
    let content: Content
    public init(placement: ToolbarItemPlacement = .automatic, @ViewBuilder content: () -> Content) {
        self.content = content()
    }
    public var toolbarNode: Node { Rendering.node(content) }
}
public struct ToolbarItems: ToolbarContent {
    let nodes: [Node]; public var toolbarNode: Node { Node("group", nil, nodes) }
}
@MainActor @resultBuilder public enum ToolbarContentBuilder {
    public static func buildExpression<T: ToolbarContent>(_ item: T) -> T { item }
    public static func buildBlock(_ items: any ToolbarContent...) -> ToolbarItems {
        ToolbarItems(nodes: items.map(\.toolbarNode))
    }
    public static func buildIf<T: ToolbarContent>(_ item: T?) -> ToolbarItems {
        ToolbarItems(nodes: item.map { [$0.toolbarNode] } ?? [])
    }
    public static func buildEither<T: ToolbarContent>(first: T) -> ToolbarItems {
        ToolbarItems(nodes: [first.toolbarNode])
    }
    public static func buildEither<T: ToolbarContent>(second: T) -> ToolbarItems {
        ToolbarItems(nodes: [second.toolbarNode])
    }
}
