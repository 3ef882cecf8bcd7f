// A stand-in for Apple's SwiftUI on Linux: enough declarations to type-check the app's screens and to read them as a
// tree of nodes in tests. Nothing is drawn, and nothing here proves that Xcode builds the screens: the signatures were
// written from memory of the iOS 17 SDK. Add to it only from Apple's documentation. Adapted from the probe of the
// team's platform notes.
@_exported import Foundation
@_exported import Observation

final class Box<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
}

@propertyWrapper @dynamicMemberLookup
public struct Binding<Value> {
    private let read: () -> Value
    private let write: (Value) -> Void
    // On Apple's SDK both closures are @isolated(any) @Sendable; main-actor closures are what views pass.
    public init(get: @escaping () -> Value, set: @escaping (Value) -> Void) { read = get; write = set }
    public var wrappedValue: Value {
        get { read() }
        nonmutating set { write(newValue) }
    }
    public var projectedValue: Binding<Value> { self }
    public static func constant(_ value: Value) -> Binding<Value> { Binding(get: { value }, set: { _ in }) }
    public subscript<Subject>(dynamicMember path: WritableKeyPath<Value, Subject>) -> Binding<Subject> {
        Binding<Subject>(get: { wrappedValue[keyPath: path] }, set: { wrappedValue[keyPath: path] = $0 })
    }
    public init?(_ base: Binding<Value?>) {
        guard let value = base.wrappedValue else { return nil }
        self.init(get: { base.wrappedValue ?? value }, set: { base.wrappedValue = $0 })
    }
}

public protocol DynamicProperty {}

@propertyWrapper public struct State<Value>: DynamicProperty {
    private let box: Box<Value>
    public init(wrappedValue: Value) { box = Box(wrappedValue) }
    public init(initialValue: Value) { box = Box(initialValue) }
    public var wrappedValue: Value {
        get { box.value }
        nonmutating set { box.value = newValue }
    }
    public var projectedValue: Binding<Value> { Binding(get: { box.value }, set: { box.value = $0 }) }
}
extension State where Value: ExpressibleByNilLiteral { public init() { self.init(wrappedValue: nil) } }

@propertyWrapper @dynamicMemberLookup
public struct Bindable<Value: AnyObject & Observable> {
    public var wrappedValue: Value
    public init(wrappedValue: Value) { self.wrappedValue = wrappedValue }
    public init(_ value: Value) { wrappedValue = value }
    public var projectedValue: Bindable<Value> { self }
    public subscript<Subject>(dynamicMember path: ReferenceWritableKeyPath<Value, Subject>) -> Binding<
        Subject
    > {
        Binding(get: { wrappedValue[keyPath: path] }, set: { wrappedValue[keyPath: path] = $0 })
    }
}

@propertyWrapper public struct FocusState<Value: Hashable>: DynamicProperty {
    private let box: Box<Value>
    public init() where Value == Bool { box = Box(false) }
    public init<Field: Hashable>() where Value == Field? { box = Box(nil) }
    public var wrappedValue: Value {
        get { box.value }
        nonmutating set { box.value = newValue }
    }
    public var projectedValue: Binding<Value> { Binding(get: { box.value }, set: { box.value = $0 }) }
}

@propertyWrapper public struct AppStorage<Value>: DynamicProperty {
    private let box: Box<Value>
    public init(wrappedValue: Value, _ key: String) { box = Box(wrappedValue) }
    public var wrappedValue: Value {
        get { box.value }
        nonmutating set { box.value = newValue }
    }
    public var projectedValue: Binding<Value> { Binding(get: { box.value }, set: { box.value = $0 }) }
}

// MARK: environment

public struct DismissAction { @MainActor public func callAsFunction() {} }
public struct OpenURLAction { @MainActor public func callAsFunction(_ url: URL) {} }
public enum ScenePhase: Comparable { case background, inactive, active }
public enum UserInterfaceSizeClass { case compact, regular }
public enum ColorScheme { case light, dark }
public enum DynamicTypeSize: Comparable {
    case large, xxxLarge, accessibility1, accessibility5
    public var isAccessibilitySize: Bool { self >= .accessibility1 }
}

public protocol EnvironmentKey { associatedtype Value; static var defaultValue: Value { get } }
public struct EnvironmentValues {
    private var own: [ObjectIdentifier: Any] = [:]
    var objects: [ObjectIdentifier: AnyObject] = [:]
    public init() {}
    public subscript<Key: EnvironmentKey>(key: Key.Type) -> Key.Value {
        get { own[ObjectIdentifier(key)] as? Key.Value ?? Key.defaultValue }
        set { own[ObjectIdentifier(key)] = newValue }
    }
    public var dismiss: DismissAction { DismissAction() }
    public var openURL: OpenURLAction { OpenURLAction() }
    public var scenePhase: ScenePhase = .active
    public var horizontalSizeClass: UserInterfaceSizeClass? = .compact
    public var colorScheme: ColorScheme = .light
    public var dynamicTypeSize: DynamicTypeSize = .large
    public var locale: Locale = .current
    public var isEnabled = true
}

@propertyWrapper public struct Environment<Value>: DynamicProperty {
    private let find: (EnvironmentValues) -> Value
    public init(_ path: KeyPath<EnvironmentValues, Value>) { find = { $0[keyPath: path] } }
    public init(_ type: Value.Type) where Value: AnyObject & Observable {
        // swift-format-ignore: NeverForceUnwrap
        find = { $0.objects[ObjectIdentifier(type)] as! Value }
    }
    public init<T: AnyObject & Observable>(_ type: T.Type) where Value == T? {
        find = { $0.objects[ObjectIdentifier(type)] as? T }
    }
    @MainActor public var wrappedValue: Value { find(Rendering.environment) }
}
