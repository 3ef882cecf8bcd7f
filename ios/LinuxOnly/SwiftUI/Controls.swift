public struct LocalizedStringKey: ExpressibleByStringInterpolation, Equatable {
    let text: String
    public init(stringLiteral value: String) { text = value }
    public init(_ value: String) { text = value }
}

public struct Text: Primitive {
    let text: String
    public init(_ key: LocalizedStringKey) { text = key.text }
    @_disfavoredOverload public init(_ text: some StringProtocol) { self.text = String(text) }
    public init(verbatim: String) { text = verbatim }
    public init(_ date: Date, style: DateStyle) { text = date.description }
    public init<F: FormatStyle>(_ value: F.FormatInput, format: F) where F.FormatOutput == String {
        text = format.format(value)
    }
    public enum DateStyle { case date, time, relative }
    public var node: Node { Node("text", text) }
    public func bold() -> Text { self }
    public func italic() -> Text { self }
    public func foregroundStyle(_ style: Color) -> Text { self }
    public static func + (a: Text, b: Text) -> Text { Text(verbatim: a.text + b.text) }
}
public struct Image: Primitive {
    let name: String
    public init(systemName: String) { name = systemName }
    public init(_ name: String) { self.name = name }
    public var node: Node { Node("image", name) }
}
public struct Label<Title: View, Icon: View>: Primitive {
    let title: Title, icon: Icon
    public init(@ViewBuilder title: () -> Title, @ViewBuilder icon: () -> Icon) {
        self.title = title(); self.icon = icon()
    }
    public var node: Node { Node("label", nil, [Rendering.node(title), Rendering.node(icon)]) }
}
extension Label where Title == Text, Icon == Image {
    public init(_ key: LocalizedStringKey, systemImage: String) {
        self.init(title: { Text(key) }, icon: { Image(systemName: systemImage) })
    }
    @_disfavoredOverload public init(_ text: some StringProtocol, systemImage: String) {
        self.init(title: { Text(text) }, icon: { Image(systemName: systemImage) })
    }
}
public struct Menu<Label: View, Content: View>: Primitive {
    let label: Label
    let content: Content
    public var node: Node { Node("menu", nil, [Rendering.node(label), Rendering.node(content)]) }
}
extension Menu where Label == Text {
    public init(_ key: LocalizedStringKey, @ViewBuilder content: () -> Content) {
        self.init(label: Text(key), content: content())
    }
    @_disfavoredOverload public init(_ title: some StringProtocol, @ViewBuilder content: () -> Content) {
        self.init(label: Text(title), content: content())
    }
}
public struct ButtonRole: Equatable, Sendable {
    let name: String
    public static let destructive = ButtonRole(name: "destructive"), cancel = ButtonRole(name: "cancel")
}
public struct Button<Label: View>: Primitive {
    let label: Label, action: @MainActor () -> Void
    public init(
        role: ButtonRole? = nil, action: @escaping @MainActor () -> Void, @ViewBuilder label: () -> Label
    ) { self.action = action; self.label = label() }
    public var node: Node { Node("button", nil, [Rendering.node(label)], act: action) }
}
extension Button where Label == Text {
    public init(_ key: LocalizedStringKey, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void) {
        self.init(role: role, action: action) { Text(key) }
    }
    @_disfavoredOverload public init(
        _ text: some StringProtocol, role: ButtonRole? = nil, action: @escaping @MainActor () -> Void
    ) { self.init(role: role, action: action) { Text(text) } }
}
extension Button where Label == SwiftUI.Label<Text, Image> {
    public init(
        _ key: LocalizedStringKey, systemImage: String, role: ButtonRole? = nil,
        action: @escaping @MainActor () -> Void
    ) { self.init(role: role, action: action) { SwiftUI.Label(key, systemImage: systemImage) } }
}
public struct Toggle<Label: View>: Primitive {
    let label: Label, isOn: Binding<Bool>
    public init(isOn: Binding<Bool>, @ViewBuilder label: () -> Label) {
        self.isOn = isOn; self.label = label()
    }
    public var node: Node {
        Node(
            "toggle", isOn.wrappedValue ? "on" : "off", [Rendering.node(label)],
            act: { isOn.wrappedValue.toggle() })
    }
}
extension Toggle where Label == Text {
    public init(_ key: LocalizedStringKey, isOn: Binding<Bool>) { self.init(isOn: isOn) { Text(key) } }
}
public struct TextField<Label: View>: Primitive {
    let label: Label
    let text: Binding<String>
    public var node: Node {
        Node("field", text.wrappedValue, [Rendering.node(label)], type: { text.wrappedValue = $0 })
    }
}
extension TextField where Label == Text {
    public init(_ key: LocalizedStringKey, text: Binding<String>, axis: Axis = .horizontal) {
        self.init(label: Text(key), text: text)
    }
    @_disfavoredOverload
    public init(_ title: some StringProtocol, text: Binding<String>, axis: Axis = .horizontal) {
        self.init(label: Text(title), text: text)
    }
}
public struct SecureField: Primitive {
    let label: Text, text: Binding<String>
    public init(_ key: LocalizedStringKey, text: Binding<String>) { label = Text(key); self.text = text }
    public var node: Node { Node("secure", nil, [Rendering.node(label)]) }
}
public struct Picker<Label: View, Selection: Hashable, Content: View>: Primitive {
    let label: Label, selection: Binding<Selection>, content: Content
    public init(
        selection: Binding<Selection>, @ViewBuilder content: () -> Content, @ViewBuilder label: () -> Label
    ) { self.selection = selection; self.content = content(); self.label = label() }
    public var node: Node {
        Node("picker", "\(selection.wrappedValue)", [Rendering.node(label), Rendering.node(content)])
    }
}
extension Picker where Label == Text {
    public init(_ key: LocalizedStringKey, selection: Binding<Selection>, @ViewBuilder content: () -> Content)
    { self.init(selection: selection, content: content, label: { Text(key) }) }
}
public struct DatePicker: Primitive {
    public struct Components: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        public static let date = Components(rawValue: 1), hourAndMinute = Components(rawValue: 2)
    }
    let label: Text
    public init(
        _ key: LocalizedStringKey, selection: Binding<Date>,
        displayedComponents: Components = [.date, .hourAndMinute]
    ) { label = Text(key) }
    public var node: Node { Node("date", nil, [Rendering.node(label)]) }
}
public struct Stepper: Primitive {
    let label: Text
    public init<V: Strideable>(
        _ key: LocalizedStringKey, value: Binding<V>, in bounds: ClosedRange<V>, step: V.Stride = 1
    ) { label = Text(key) }
    public var node: Node { Node("stepper", nil, [Rendering.node(label)]) }
}
public struct ProgressView<Label: View>: Primitive {
    let label: Label
    public init(@ViewBuilder label: () -> Label) { self.label = label() }
    public var node: Node { Node("progress", nil, [Rendering.node(label)]) }
}
extension ProgressView where Label == EmptyView {
    public init() { label = EmptyView() }
}
public struct ContentUnavailableView<Label: View>: Primitive {
    let label: Label
    public init(@ViewBuilder label: () -> Label) { self.label = label() }
    public var node: Node { Node("empty", nil, [Rendering.node(label)]) }
}
public struct Divider: Primitive { public init() {}; public var node: Node { Node("divider") } }
public struct Spacer: Primitive {
    public init(minLength: Double? = nil) {}; public var node: Node { Node("spacer") }
}
