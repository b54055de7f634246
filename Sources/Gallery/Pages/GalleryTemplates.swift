// The templates, style sheet and scripts of the site, compiled into the program.
import Files
import Mustache

/// Fills templates. Everything that comes from data is escaped by Mustache's double braces; triple ones stand only for plots made here.
struct GalleryTemplates {
    private let index: MustacheTemplate
    private let list: MustacheTemplate
    private let clip: MustacheTemplate

    init() throws {
        do {
            index = try MustacheTemplate(string: String(decoding: PackageResources.index_mustache, as: UTF8.self))
            list = try MustacheTemplate(string: String(decoding: PackageResources.list_mustache, as: UTF8.self))
            clip = try MustacheTemplate(string: String(decoding: PackageResources.clip_mustache, as: UTF8.self))
        } catch {
            throw FileProblem("the gallery's templates", "cannot be used: \(error)")
        }
    }

    func index(_ content: [String: Any]) -> String { index.render(content) }
    func list(_ content: [String: Any]) -> String { list.render(content) }
    func clip(_ content: [String: Any]) -> String { clip.render(content) }

    /// Files that are the same for every site.
    static var fixedFiles: [(name: String, bytes: [UInt8])] {
        [("gallery.css", PackageResources.gallery_css), ("gallery.js", PackageResources.gallery_js), ("clip.js", PackageResources.clip_js)]
    }

    /// What pages depend on.
    static var fingerprint: UInt64 { ClipNaming.hash(String(decoding: PackageResources.clip_mustache, as: UTF8.self)) }
}
