// What options come to before anything is drawn.
import Films
import Pictures
import Testing
import Visualization

@Suite struct OptionTests {
    @Test func namesSayWhatIsMade() throws {
        #expect(try OutputKind("walk.gif") == .moving(.gif))
        #expect(try OutputKind("walk.APNG") == .moving(.animatedPNG))
        #expect(try OutputKind("-") == .moving(.raw))
        #expect(try OutputKind("walk.png") == .png)
        #expect(try OutputKind("frames/") == .folder)
        #expect(throws: (any Error).self) { try OutputKind("walk.bmp") }
    }

    @Test func sizesAreReadAsUsersWriteThem() {
        #expect(PictureSize("320x240") == PictureSize(width: 320, height: 240))
        #expect(PictureSize("512") == PictureSize(width: 512, height: 512))
        #expect(PictureSize("0x240") == nil)
        #expect(PictureSize("1x2x3") == nil)
        #expect(PictureSize("axb") == nil)
    }

    @Test func presetsLeaveWhatIsAskedFor() {
        var picture = PictureOptions()
        picture.size = PictureSize(width: 100, height: 100)
        Preset.clip.apply(to: &picture)
        #expect(picture.size == PictureSize(width: 100, height: 100))
        #expect(picture.look == .clothed)
        #expect(picture.view == .follow)
    }

    @Test func passesAreInOrderAndOnce() {
        #expect(PassOptions([.mask, .color, .mask]).all == [.color, .mask])
        #expect(!PassOptions().isMore)
    }
}
