import Foundation
import GridworkCore
import Observation
import SwiftUI

/// 岗位交接: who holds which post, who is away and for how long, and what of a handover is still open. The
/// township registers changes; here they are read.
@MainActor @Observable final class PostsSection: PadSection {
    let id = "posts"
    let title = Word.sectionPosts
    let icon = "person.2"
    var selection: String?
    private(set) var posts: [PostView] = []
    @ObservationIgnored let session: Session

    init(_ session: Session) { self.session = session }

    var rows: [String] { posts.map(\.id) }
    var badge: Int { posts.count { $0.isOpen } }
    var chosen: PostView? { posts.first { $0.id == selection } }

    func load() async {
        if let found = await session.read({ try await $0.posts() }) { posts = found }
        if chosen == nil { selection = rows.first }
    }

    func concerns(_ change: CoreClient.Change) -> Bool {
        guard case .record(let kind, _) = change else { return true }
        return kind == .directory || kind == .other
    }

    var list: AnyView { AnyView(PostsList(model: self)) }
    var detail: AnyView { AnyView(PostDetail(post: chosen)) }
}

extension PostView {
    /// Something has to be done about it: nobody stands in, or a handover is not complete.
    var isOpen: Bool {
        longAway && !acting || handover?.isOpen ?? false
    }

    /// What there is to say in a list.
    var summary: String {
        if handover != nil { return Word.postsHandover() }
        guard let awaySince else { return scope }
        return Word.postsAway(Phrases.day(awaySince))
    }
}

extension HandoverView {
    /// Whether the old device still has keys or the roster.
    var isOpen: Bool { !keysRevoked || !rosterRemoved }
}

struct PostsList: View {
    @Bindable var model: PostsSection

    var body: some View {
        List(selection: $model.selection) {
            if model.posts.isEmpty { Empty(.postsEmpty, symbol: "person.2") }
            ForEach(model.posts, id: \.id) { post in
                Row(title: "\(post.role) \(post.holder)", detail: post.summary).tag(post.id)
            }
        }
        .navigationTitle(Text(model.title()))
    }
}

struct PostDetail: View {
    let post: PostView?
    @Environment(\.openURL) private var openURL

    var body: some View {
        if let post {
            Form {
                Section {
                    Fact(.postsHolder, post.holder)
                    Fact(.postsDeputy, post.deputy ?? Word.postsNoDeputy())
                    if post.acting { Text(Word.postsActing()) }
                    if let until = post.until { Text(Word.postsUntil(Phrases.day(until))) }
                    if let phone = post.phone, let number = URL(string: "tel:\(phone)") {
                        PlainButton(.postsCall) { openURL(number) }
                    }
                }
                if let awaySince = post.awaySince {
                    Section {
                        Text(Word.postsAway(Phrases.day(awaySince)))
                        Text(post.back.map { Word.postsBack(Phrases.day($0)) } ?? Word.postsBackUnknown())
                        if post.longAway { Label(Word.postsLong(), systemImage: "clock") }
                    }
                }
                if let handover = post.handover { HandoverFacts(handover: handover) }
                Section { Text(Word.postsTownship()).foregroundStyle(Color.gwInk2) }
            }
            .navigationTitle(Text("\(post.scope) \(post.role)"))
        } else {
            Empty(.appChoose, symbol: "person.2")
        }
    }
}

struct HandoverFacts: View {
    let handover: HandoverView

    var body: some View {
        Section {
            Text(Word.postsTo(handover.to, Phrases.day(handover.on)))
            Text(Word.postsTasks("\(handover.openTasks)"))
            Text(handover.keysRevoked ? Word.postsKeys() : Word.postsKeysOpen())
            Text(handover.rosterRemoved ? Word.postsRoster() : Word.postsRosterOpen())
        } header: {
            Text(Word.postsHandover())
        }
    }
}
